"""Sales of the past come in beside open tills: what moves meanwhile is decided upon again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from desktop.commands.goods_back import Back, ReturnGoods, return_goods
from desktop.commands.undo import UndoBooking
from desktop.db import staging
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.importing import import_file
from desktop.jobs.opening import Shop
from desktop.jobs.undoing import undo as undo_long
from desktop.schema import Document, DocumentLine, Job, Location, StockMove
from tests.books import faults
from tests.importing import done, products
from tests.jobs.test_importing_beside import Watching, held, once, taken_in
from tests.trade import add_product, scan, undo

CODES = {"A": "96385070X", "B": "96385071X", "C": "96385072X"}


def file_of(shop: Shop, folder: Path, days: int = 20) -> Path:
    """Five a day of each product, to the end of today."""
    today = shop.clock.now().date()
    path = folder / "sales.csv"
    rows = [f"{today - timedelta(days=n)},{sku},5" for n in range(days) for sku in CODES]
    path.write_text("\n".join(("Date,SKU,Quantity sold", *rows)), "utf-8")
    return path


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A is counted, B received, C never moved."""
    for sku, code in CODES.items():
        add_product(shop, sku, code, name=f"Tea {sku}", reorder_point=Decimal(3))
    scan(shop, CODES["A"], "count", 8)
    scan(shop, CODES["B"], "receive", 8)
    return shop


def on_hand(shop: Shop) -> list[Decimal]:
    return [row.on_hand for _, row in sorted(products(shop).items())]


def numbers(shop: Shop) -> list[int]:
    with shop.database.read() as session:
        assert faults(session) == []
        tables = (StockMove, Document, DocumentLine, Job)
        return [session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]


@pytest.mark.parametrize(
    ("mode", "quantity", "sales", "stock"),
    [
        ("sell", 2, 59, [6, 8, 0]),  # today was sold here by now, and stays out
        ("count", 3, 60, [3, 8, 0]),
        ("receive", 4, 60, [12, 8, 0]),
    ],
)
def test_what_moves_while_a_history_is_made_ready_is_decided_upon_again(
    stocked: Shop, tmp_path: Path, mode: str, quantity: int, sales: int, stock: list[int]
) -> None:
    """Also where the product has no books before; the same file again brings nothing."""
    path = file_of(stocked, tmp_path)
    act = once(lambda: scan(stocked, CODES["A"], mode, quantity))
    assert done(taken_in(stocked, path, act, "Preparing")).sales == sales
    assert on_hand(stocked) == stock
    before = numbers(stocked)
    again = done(taken_in(stocked, path, lambda: scan(stocked, CODES["C"], "receive", 1)))
    assert (again.is_empty, numbers(stocked)) == (True, before)


def test_another_file_that_came_in_meanwhile_is_not_doubled(stocked: Shop, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    theirs = file_of(stocked, other, 5)
    act = once(lambda: done(taken_in(stocked, theirs, lambda: None)))
    result = done(taken_in(stocked, file_of(stocked, tmp_path), act, "Preparing"))
    assert (result.sales, on_hand(stocked)) == (45, [8, 8, 0])
    numbers(stocked)


def test_where_goods_keep_moving_the_history_is_written_under_the_lock(
    stocked: Shop, tmp_path: Path
) -> None:
    sold = iter("BAC" * 9)
    path = file_of(stocked, tmp_path)
    act = once_each(lambda: scan(stocked, CODES[next(sold)]))
    result = done(taken_in(stocked, path, act, "Preparing"))
    assert len(list(sold)) <= 27 - staging.TRIES
    assert (result.sales, result.sold_here, on_hand(stocked)) == (57, 3, [7, 7, -1])
    numbers(stocked)


def once_each(act: Callable[[], object]) -> Callable[[], None]:
    """At the first of the two reports that each try makes."""
    calls = iter((True, False) * 9)

    def each() -> None:
        if next(calls):
            act()

    return each


@pytest.mark.parametrize("word", ["Preparing", "Writing"])
def test_a_history_that_is_stopped_leaves_nothing(stocked: Shop, tmp_path: Path, word: str) -> None:
    def stop() -> None:
        raise Cancelled

    before = numbers(stocked)
    with pytest.raises(Cancelled):
        taken_in(stocked, file_of(stocked, tmp_path), stop, word)
    assert numbers(stocked) == before


def test_a_scan_waits_only_while_a_history_is_written(stocked: Shop, tmp_path: Path) -> None:
    """performance.md "Bulk"."""
    if not stocked.database.is_sqlite:
        pytest.skip("a server locks rows, not the shop")
    path = file_of(stocked, tmp_path, 900)
    locked, whole = held(stocked.database, lambda: done(taken_in(stocked, path, lambda: None)))
    assert locked < whole / 2, f"locked {locked:.2f} of {whole:.2f} s"


def test_what_another_place_of_the_store_sold_or_took_in_is_not_added_up(
    stocked: Shop, tmp_path: Path
) -> None:
    """A file tells of the store: of what sold at its kiosk that day, and of what came in there."""
    kiosk = stocked.ids.new()
    with stocked.database.write() as session:
        row = session.get_one(Location, stocked.actor.location)
        values = {c.name: getattr(row, c.name) for c in Location.__table__.columns}
        session.execute(insert(Location), values | {"id": kiosk, "name": "Kiosk", "barcode": None})
    there = replace(stocked, actor=replace(stocked.actor, location=kiosk))
    scan(there, CODES["B"], "sell", 2)
    path = file_of(stocked, tmp_path)
    first = done(taken_in(stocked, path, lambda: None))
    assert (first.sales, first.sold_here) == (59, 1)
    again = import_file(there.database, there.actor, there.clock, there.ids, path, False, Silent())
    assert done(again).is_empty
    undo(stocked, first.id)
    assert numbers(stocked)[3] == 1


@pytest.mark.parametrize(
    ("mode", "quantity", "stock"),
    [("sell", 2, [6, 8, 0]), ("count", 3, [3, 8, 0])],
)
def test_a_history_goes_back_beside_the_tills_and_may_come_again(
    stocked: Shop, tmp_path: Path, mode: str, quantity: int, stock: list[int]
) -> None:
    """Its papers are void, what moves meanwhile stands, and nothing is taken back twice."""
    path = file_of(stocked, tmp_path)
    first = done(taken_in(stocked, path, lambda: None))
    act = second(lambda: scan(stocked, CODES["A"], mode, quantity))
    watching = Watching(act, "Preparing")
    command = back(stocked, first.id)
    undone = undo_long(stocked.database, command, watching)
    assert (undone.target, undone.what, on_hand(stocked)) == (first.id, "import", stock)
    with stocked.database.read() as session:
        assert session.get_one(Job, first.id).status == "undone"
        assert set(session.scalars(select(Document.status).where(is_history()))) == {"void"}
    again = undo_long(stocked.database, command, Silent())
    assert (again.target, again.what) == (first.id, "import")
    with pytest.raises(UserError, match="This import is undone"):
        undo_long(stocked.database, back(stocked, first.id), Silent())
    numbers(stocked)
    assert done(taken_in(stocked, path, lambda: None)).sales == (59 if mode == "sell" else 60)


@pytest.mark.parametrize("is_late", [False, True], ids=["before", "meanwhile"])
def test_goods_that_came_back_of_an_old_sale_stop_its_undo_in_words(
    stocked: Shop, tmp_path: Path, is_late: bool
) -> None:
    first = done(taken_in(stocked, file_of(stocked, tmp_path, 2), lambda: None))
    with stocked.database.read() as session:
        wanted = select(DocumentLine.id, DocumentLine.document).where(DocumentLine.qty == 5)
        line, sale = session.execute(wanted.limit(1)).one()

    def bring_back() -> None:
        head = (stocked.ids.new(), stocked.actor, stocked.clock.now(), sale)
        stocked.database.run(return_goods, ReturnGoods(*head, (Back(line, Decimal(1)),)))

    if not is_late:
        bring_back()
    watching = Watching(second(bring_back) if is_late else lambda: None, "Preparing")
    with pytest.raises(UserError, match="more would come back"):
        undo_long(stocked.database, back(stocked, first.id), watching)
    with stocked.database.read() as session:
        assert session.get_one(Job, first.id).status == "done"
    numbers(stocked)


def second(act: Callable[[], object]) -> Callable[[], None]:
    """When it stands ready; the first report is that it begins."""
    calls = iter((False, True))

    def each() -> None:
        if next(calls, False):
            act()

    return each


def back(shop: Shop, batch: UUID) -> UndoBooking:
    return UndoBooking(shop.ids.new(), shop.actor, shop.clock.now(), batch)


def is_history() -> Any:
    return Document.number.like("HISTORY-%")
