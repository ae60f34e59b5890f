"""An import beside open tills: the shop is locked only while what stands ready is written."""

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from desktop.commands.products import AddBarcode, EditProduct, add_barcode, edit_product
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.db import staging
from desktop.db.engine import Database
from desktop.domain.progress import Cancelled
from desktop.jobs.importing import Report, import_file
from desktop.jobs.opening import Shop
from desktop.schema import Alert, AuditEntry, Category, Job, Product, Vendor
from tests.books import faults
from tests.importing import done, products
from tests.trade import add_product, scan, undo

COUNT = 2_500
HEADER = "sku,name,barcode,price,category,reorder point,count"


class Watching:
    """Does something at each report with one of some words; keeps all words."""

    def __init__(self, act: Callable[[], object], *words: str) -> None:
        self._act = act
        self._words = words
        self.told: list[str] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.told.append(message)
        if message in self._words:
            self._act()


def file_of(folder: Path, *rows: str) -> Path:
    path = folder / "goods.csv"
    path.write_text("\n".join((HEADER, *rows)), "utf-8")
    return path


def many(folder: Path) -> Path:
    rows = (f"N{n},New {n},N{n:08d},4.50,Shelf > {n % 9},5," for n in range(COUNT))
    return file_of(folder, *rows)


def taken_in(shop: Shop, path: Path, act: Callable[[], object], *words: str) -> Report:
    watching = Watching(act, *words)
    return import_file(shop.database, shop.actor, shop.clock, shop.ids, path, progress=watching)


def once(act: Callable[[], object]) -> Callable[[], None]:
    waiting = [act]

    def first() -> None:
        if waiting:
            waiting.pop()()

    return first


def held(database: Database, work: Callable[[], Any]) -> tuple[float, float]:
    """How long the writer's transactions lasted that wrote anything, and the work as a whole."""
    began: list[float] = []
    spans: list[float] = [0.0]
    event.listen(database.writer, "begin", lambda _: began.append(time.perf_counter()))
    for name in ("commit", "rollback"):
        event.listen(
            database.writer, name, lambda _: spans.append(time.perf_counter() - began.pop())
        )
    start = time.perf_counter()
    work()
    return max(spans), time.perf_counter() - start


def test_a_scan_waits_only_while_what_stands_ready_is_written(shop: Shop, tmp_path: Path) -> None:
    """performance.md "Bulk": most of an import locks nothing, whatever the machine's speed."""
    if not shop.database.is_sqlite:
        pytest.skip("a server locks rows, not the shop")
    path = many(tmp_path)
    locked, whole = held(shop.database, lambda: done(taken_in(shop, path, lambda: None, "Nothing")))
    assert locked < whole / 2, f"locked {locked:.2f} of {whole:.2f} s"


def test_tills_go_on_while_an_import_is_made_ready(shop: Shop, tmp_path: Path) -> None:
    add_product(shop, "A1", "96385074")
    scan(shop, "A1", "receive", 100)
    watching = Watching(lambda: scan(shop, "A1"), "Reading", "Comparing", "Preparing")
    path = many(tmp_path)
    report = import_file(shop.database, shop.actor, shop.clock, shop.ids, path, progress=watching)
    scans = sum(word not in ("Writing", "Done") for word in watching.told)
    assert done(report).created == COUNT
    assert watching.told.count("Preparing") >= 3
    found = products(shop)
    assert (found["A1"].on_hand, len(found)) == (100 - scans, COUNT + 1)
    with shop.database.read() as session:
        assert faults(session) == []
        assert session.scalar(select(func.count()).select_from(Category)) == 1 + 1 + 9


def test_a_sku_that_somebody_made_meanwhile_is_changed_not_made(shop: Shop, tmp_path: Path) -> None:
    def make() -> None:
        add_product(shop, "N1", name="Theirs")

    path = file_of(tmp_path, "N1,Ours,,4.50,,5,", "N2,Other,,1,,,")
    result = done(taken_in(shop, path, once(make), "Preparing"))
    assert (result.created, result.changed) == (1, 1)
    assert {row.name for row in products(shop).values()} == {"Ours", "Other"}


def test_a_code_that_somebody_gave_meanwhile_is_refused_in_words(
    shop: Shop, tmp_path: Path
) -> None:
    path = file_of(tmp_path, "N1,Ours,96385074,4.50,,5,")
    report = taken_in(
        shop, path, once(lambda: add_product(shop, "T1", "96385074", name="Theirs")), "Preparing"
    )
    assert [(p.row, p.field, p.reason) for p in report.problems] == [
        (2, "barcode", "The code belongs to Theirs (T1).")
    ]
    assert set(products(shop)) == {"T1"}


def test_what_somebody_changed_meanwhile_is_compared_again(shop: Shop, tmp_path: Path) -> None:
    """The trail says what was there before, and the new code stays findable."""
    key = add_product(shop, "A1", name="Tea", price=Decimal(2))

    def change() -> None:
        edit = EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), key, {"price": Decimal(3)})
        shop.database.run(edit_product, edit)
        add = AddBarcode(shop.ids.new(), shop.actor, shop.clock.now(), key, "96385074")
        shop.database.run(add_barcode, add)

    path = file_of(tmp_path, "A1,Tea,4006381333931,4.50,,5,")
    result = done(taken_in(shop, path, once(change), "Preparing"))
    with shop.database.read() as session:
        row = session.get_one(Product, key)
        assert row.price == Decimal("4.5")
        assert "96385074" in row.search_text and "4006381333931" in row.search_text
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.batch == result.id, AuditEntry.entity == "product")
        ).one()
        assert entry.before is not None and Decimal(entry.before["price"]) == 3


def test_a_sale_meanwhile_stays_sold(shop: Shop, tmp_path: Path) -> None:
    """The file tells what was there when the import began; what was sold after that is gone."""
    add_product(shop, "A1", name="Tea")
    scan(shop, "A1", "receive", 12)
    path = file_of(tmp_path, "A1,Tea,,,,,12", "A2,Milk,,1,,,4")
    result = done(taken_in(shop, path, once(lambda: scan(shop, "A1")), "Preparing"))
    assert result.counted == 2
    assert {row.on_hand for row in products(shop).values()} == {11, 4}
    with shop.database.read() as session:
        assert faults(session) == []


STANDS = Alert.status != "resolved"
STOCKED = "sku,name,barcode,price,cost,reorder point,count,vendor"


def stocked(folder: Path, *rows: str) -> Path:
    path = folder / "goods.csv"
    path.write_text("\n".join((STOCKED, *rows)), "utf-8")
    return path


def test_stock_vendors_and_alerts_stand_ready_too_and_are_right(shop: Shop, tmp_path: Path) -> None:
    """New goods and known ones, counted, opened, as they were; all books hold afterwards.

    What nobody moved meanwhile is made ready once, also where known goods get their first stock.
    """
    for name, point in (("A1", 1), ("A2", 9), ("A3", None), ("A4", 5), ("A5", 2)):
        add_product(shop, name, name=name, reorder_point=point and Decimal(point))
    for name in ("A1", "A2", "A4", "A5"):
        scan(shop, name, "receive", 8)
    rows = (
        *("A1,A1,,,2,1,3,Dairy", "A2,A2,,,2,4,8,", "A3,A3,,,2,3,2,DAIRY", "A4,A4,,,,9,,"),
        *("A5,A5,,,3,2,0,Mill", "N1,New,96385074,4,2,5,4,Mill", "N2,Newer,,4,2,,0,Dairy"),
    )
    path, watching = stocked(tmp_path, *rows), Watching(lambda: None)
    head = (shop.database, shop.actor, shop.clock, shop.ids)
    result = done(import_file(*head, path, progress=watching))
    assert "Preparing" not in watching.told[watching.told.index("Writing") :]
    assert (result.created, result.counted, result.vendors, result.offers) == (2, 4, 2, 5)
    found = {sku: row.on_hand for sku, row in products(shop).items()}
    assert found == {"A1": 3, "A2": 8, "A3": 2, "A4": 8, "A5": 0, "N1": 4, "N2": 0}
    with shop.database.read() as session:
        assert faults(session) == []
        open_now = select(Product.sku, Alert.type).join(Alert, Alert.product == Product.id)
        low = {(sku, "low_stock") for sku in ("A3", "A4", "N1")}
        alerts = {(row.sku, row.type) for row in session.execute(open_now.where(STANDS))}
        assert alerts == {*low, ("A5", "out_of_stock")}
    assert done(taken_in(shop, stocked(tmp_path, *rows), lambda: None)).is_empty
    undo(shop, result.id)
    with shop.database.read() as session:
        assert faults(session) == []


@pytest.mark.parametrize(
    ("before", "meanwhile", "file", "after"),
    [
        (12, ("sell", 2), 9, 7),  # counted, and sold after that
        (12, ("count", 5), 9, 5),  # somebody counted later
        (0, ("sell", 2), 9, 7),  # it never moved, and then it did
        (12, ("sell", 3), 9, 6),  # what the file says by chance stands there by now
    ],
)
def test_goods_that_move_meanwhile_are_decided_upon_again_and_no_other(
    shop: Shop, tmp_path: Path, before: int, meanwhile: tuple[str, int], file: int, after: int
) -> None:
    for name in ("A1", "A2"):
        add_product(shop, name, reorder_point=Decimal(8))
        if before:
            scan(shop, name, "receive", before)
    path = stocked(tmp_path, f"A1,,,,2,,{file},Dairy", f"A2,,,,2,,{file},Dairy")
    act = once(lambda: scan(shop, "A1", *meanwhile))
    assert done(taken_in(shop, path, act, "Preparing")).counted == 2
    assert [row.on_hand for row in products(shop).values()] == [after, file]
    with shop.database.read() as session:
        assert faults(session) == []


def test_a_vendor_that_somebody_made_meanwhile_is_not_made_twice(
    shop: Shop, tmp_path: Path
) -> None:
    def make() -> None:
        new = SaveVendor(shop.ids.new(), shop.actor, shop.clock.now(), name="Dairy")
        shop.database.run(save_vendor, new)

    path = stocked(tmp_path, "N1,New,,4,2,,,dairy")
    assert done(taken_in(shop, path, once(make), "Preparing")).vendors == 0
    with shop.database.read() as session:
        assert session.scalars(select(Vendor.name)).all() == ["Dairy"]


def test_where_all_keeps_changing_the_import_is_done_under_the_lock(
    shop: Shop, tmp_path: Path
) -> None:
    key = add_product(shop, "A1", name="Tea", price=Decimal(2))
    prices = iter(range(10, 100))

    def change() -> None:
        with shop.database.write() as session:
            row = session.get_one(Product, key)
            row.price = Decimal(next(prices))

    path = file_of(tmp_path, "A1,Tea,,4.50,,5,", "A2,Milk,,1,New,,")
    result = done(taken_in(shop, path, change, "Preparing"))
    assert next(prices) >= 10 + staging.TRIES
    assert (result.created, result.changed) == (1, 1)
    assert products(shop)["A1"].price == Decimal("4.5")


@pytest.mark.parametrize("word", ["Preparing", "Writing"])
def test_a_stop_at_any_time_leaves_nothing_and_the_next_import_begins_anew(
    shop: Shop, tmp_path: Path, word: str
) -> None:
    path = file_of(tmp_path, "A1,Tea,96385074,4.50,New,5,3", "A2,Milk,,1,,,")

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taken_in(shop, path, stop, word)
    assert products(shop) == {}
    with shop.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Category)) == 1
        assert session.scalar(select(func.count()).select_from(Job)) == 0
    assert done(taken_in(shop, path, lambda: None, "Nothing")).created == 2


@pytest.mark.parametrize("is_stopped", [False, True], ids=["done", "stopped"])
def test_the_journal_goes_into_the_file_by_itself_again(
    shop: Shop, tmp_path: Path, is_stopped: bool
) -> None:
    """Only while an import stands ready its commit leaves that to the time after the lock.

    The memory for its pages is given back, too.
    """
    if not shop.database.is_sqlite:
        pytest.skip("a server keeps its journal by itself")
    usual, path = allowed(shop.database), file_of(tmp_path, "T1,Tea,,4.50,,,")

    def stop() -> None:
        raise Cancelled

    if is_stopped:
        with pytest.raises(Cancelled):
            taken_in(shop, path, stop, "Writing")
    else:
        done(taken_in(shop, path, lambda: None))
    assert allowed(shop.database) == usual
    assert usual[0] > 0 > usual[1] > -50_000


def allowed(database: Database) -> list[int]:
    """Pages of the journal before they go into the file, and memory of the writing connection."""
    raw = database.writer.raw_connection()
    cursor: Any = raw.cursor()
    names = ("wal_autocheckpoint", "cache_size")
    found = [int(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in names]
    raw.close()
    return found
