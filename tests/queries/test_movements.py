"""Before and after of every movement are exact, whatever was counted, undone or filtered away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from desktop.commands.stock import BookStock, book_stock
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.lists import Cancel, first_page
from desktop.queries.movements import MOVEMENTS, MoveRow, moves_of
from desktop.schema import StockLevel
from tests import trade
from tests.kept import Kept
from tests.sampling import sampled


class Goods(NamedTuple):
    """A product and its SKU, which is scanned."""

    id: UUID
    sku: str


class Step(NamedTuple):
    """What to book, of which of two products, and a number: pieces, age, or which one to undo."""

    what: str
    which: int
    number: int


WHAT = ("sell", "receive", "count", "adjust before", "count before", "undo", "redo")
STEPS = st.lists(
    st.builds(Step, st.sampled_from(WHAT), st.integers(0, 1), st.integers(1, 9)),
    min_size=1,
    max_size=14,
)


def two_goods(shop: Shop) -> list[Goods]:
    skus = [shop.ids.new().hex for _ in range(2)]
    return [Goods(trade.add_product(shop, sku), sku) for sku in skus]


def play(shop: Shop, goods: list[Goods], steps: list[Step]) -> None:
    """Books the steps; what cannot be undone or redone is left."""
    done: list[UUID] = []
    for step in steps:
        try:
            book(shop, goods[step.which], step, done)
        except UserError as error:
            if error.code not in ("undone", "nothing", "unknown"):
                raise


def book(shop: Shop, goods: Goods, step: Step, done: list[UUID]) -> None:
    if step.what == "undo":
        trade.undo(shop, done[-(step.number % len(done)) - 1] if done else None)
    elif step.what == "redo":
        trade.redo(shop)
    elif step.what.endswith("before"):
        done.append(book_before(shop, goods, step))
    else:
        done.append(trade.scan(shop, goods.sku, step.what, step.number).id)


def book_before(shop: Shop, goods: Goods, step: Step) -> UUID:
    """A booking dated among those that are there."""
    now = shop.clock.now()
    command = BookStock(
        shop.ids.new(),
        shop.actor,
        now,
        step.what.split()[0],
        goods.id,
        Decimal(step.number),
        occurred_at=now - timedelta(milliseconds=7 * step.number),
    )
    return shop.database.run(book_stock, command).id


def ledger_order(row: MoveRow) -> Any:
    """By time, then id; a reversal right after the row it reverses."""
    return row.at, (row.reverses or row.id).int, row.reverses is not None


def level_of(shop: Shop, goods: Goods) -> Decimal:
    with shop.database.read() as session:
        wanted = select(StockLevel.on_hand).where(StockLevel.product == goods.id)
        return session.scalars(wanted).first() or Decimal(0)


def check(shop: Shop, goods: Goods) -> None:
    rows = trade.rows_of(shop, MOVEMENTS, Filter("product", "is", goods.id))
    on_hand = Decimal(0)
    for row in sorted(rows, key=ledger_order):
        assert row.before == on_hand, row
        if row.kind != "uncount":
            assert row.after == (row.set_qty if row.kind == "count" else on_hand + row.quantity)
        on_hand = row.after
    assert on_hand == level_of(shop, goods)


def test_after_is_before_plus_quantity_and_ends_at_the_level(shop: Shop, full: bool) -> None:
    """A3: row by row, whatever was booked, counted, undone."""

    @sampled(full, few=10, many=200)
    @given(steps=STEPS)
    def holds(steps: list[Step]) -> None:
        goods = two_goods(shop)
        play(shop, goods, steps)
        for one in goods:
            check(shop, one)

    holds()


def test_a_filter_changes_no_balance(shop: Shop, full: bool) -> None:
    @sampled(full, few=6, many=100)
    @given(steps=STEPS, kind=st.sampled_from(("sale", "receive", "count", "adjust")))
    def holds(steps: list[Step], kind: str) -> None:
        goods = two_goods(shop)
        play(shop, goods, steps)
        every = {row.id: row for row in trade.rows_of(shop, MOVEMENTS)}
        some = trade.rows_of(shop, MOVEMENTS, Filter("kind", "is", kind), sort="kind")
        assert some == [every[row.id] for row in some]

    holds()


@pytest.fixture
def traded(kept: Kept, engine_name: str) -> Shop:
    """Ninety movements of two products, which are only read."""
    return kept.shop(engine_name, deal)


def deal(shop: Shop) -> None:
    goods = two_goods(shop)
    steps = [Step(what, n % 2, n % 9 + 1) for n in range(30) for what in WHAT[:3]]
    play(shop, goods, steps)


@contextmanager
def statements(shop: Shop) -> Iterator[list[str]]:
    """The statements that readers run meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(shop.database.reader, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(shop.database.reader, "before_cursor_execute", note)


@pytest.mark.parametrize("sort", ["at", "name", "kind"])
def test_a_page_takes_two_statements(traded: Shop, sort: str) -> None:
    with traded.database.read() as session, statements(traded) as seen:
        page = first_page(session, MOVEMENTS, trade.request(traded, sort=sort), Cancel())
    assert page is not None
    assert len(page.rows) == 64
    reads = [statement for statement in seen if statement.lstrip().startswith(("SELECT", "WITH"))]
    assert len(reads) == 2


def test_a_count_restarts_and_its_undo_falls_back(shop: Shop) -> None:
    sku = two_goods(shop)[0].sku
    trade.scan(shop, sku, "receive", 10)
    count = trade.scan(shop, sku, "count", 7)
    trade.scan(shop, sku, "sell", 2)
    trade.undo(shop, count.id)
    rows = sorted(trade.rows_of(shop, MOVEMENTS), key=ledger_order)
    assert [(row.kind, row.before, row.after, row.undone) for row in rows] == [
        ("receive", 0, 10, False),
        ("count", 10, 7, True),
        ("uncount", 7, 10, False),
        ("sale", 10, 8, False),
    ]


def test_a_row_tells_its_document_place_and_user(shop: Shop) -> None:
    goods = two_goods(shop)[0]
    trade.scan(shop, goods.sku, "sell", 3)
    with shop.database.read() as session:
        (row,) = moves_of(session, goods.id)
    assert (row.sku, row.quantity, row.set_qty, row.kind) == (goods.sku, -3, None, "sale")
    assert (row.user, row.location, row.number, row.seq) == (
        "owner",
        "Shop floor",
        "M1-01-S-000001",
        1,
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((Filter("kind", "is", "receive"),), 1),
        ((Filter("kind", "in", ("receive", "sale")),), 2),
        ((Filter("product", "has", "nobody"),), 0),
        ((Filter("product", "has", "PRODUCT"),), 2),
    ],
)
def test_filters_narrow_the_ledger(shop: Shop, filters: tuple[Filter, ...], expected: int) -> None:
    sku = two_goods(shop)[0].sku
    trade.scan(shop, sku, "receive", 2)
    trade.scan(shop, sku)
    assert len(trade.rows_of(shop, MOVEMENTS, *filters)) == expected


def test_dates_include_their_start_and_not_their_end(shop: Shop) -> None:
    sku = two_goods(shop)[0].sku
    first, second = trade.scan(shop, sku).at, trade.scan(shop, sku).at
    from_first = Filter("at", "from", first), Filter("at", "until", second)
    assert [row.at for row in trade.rows_of(shop, MOVEMENTS, *from_first)] == [first]
