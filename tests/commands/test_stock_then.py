"""Stock is brought back to a moment by corrections, exactly, and one undo takes them all back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from desktop.commands import levels
from desktop.commands.levels import LevelKey
from desktop.commands.stock_then import RestoreStock, StockRestored, restore_stock
from desktop.domain.errors import UserError
from desktop.domain.ledger import Basis, Kind
from desktop.jobs import demo
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.queries.as_of import stock_as_of
from desktop.schema import Alert, Document, DocumentLine, StockLevel, StockMove
from tests.sampling import sampled
from tests.tills import BEGIN, TestClock, Till, till

Shelf = Callable[[UUID], Decimal]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["receive", "adjust", "count", "waste", "undo", "late"]),
        st.integers(1, 9),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=14,
)
BACK = timedelta(seconds=4)


def restore(
    desk: Till, moment: datetime, *products: UUID, basis: Basis = Basis.HAPPENED, **more: Any
) -> StockRestored:
    """Restores as a person would, a second later."""
    desk.clock.pass_by(1)
    command = RestoreStock(*desk.head(), moment, "burst pipe", tuple(products), basis=basis, **more)
    return desk.send(restore_stock, command)  # type: ignore[no-any-return]


def told(shop: Shop, at: datetime, basis: Basis = Basis.HAPPENED) -> dict[str, Decimal]:
    with shop.database.read() as session:
        return {r.sku: r.on_hand for r in stock_as_of(session, shop.actor.store, at, basis)}


def held(shop: Shop) -> dict[LevelKey, Decimal]:
    """All levels, as they stand."""
    with shop.database.read() as session:
        rows = session.execute(
            select(StockLevel.product, StockLevel.location, StockLevel.lot, StockLevel.on_hand)
        )
        return {LevelKey(*row[:3]): row[3] for row in rows}


def do(desk: Till, products: list[UUID], booked: list[Any], step: Any) -> None:
    """One thing that somebody does; ``late``: a delivery of before is booked only now."""
    which, what, amount, wait = step
    desk.clock.pass_by(wait)
    if what == "undo":
        if booked:
            desk.undo(booked.pop().id)
    elif what == "late":
        at = max(BEGIN, desk.clock.now() - BACK)
        booked.append(desk.stock("receive", products[which], amount, occurred_at=at))
    else:
        booked.append(desk.stock(what, products[which], amount))


def test_restored_stock_is_as_of_the_moment_and_undone_as_before(shop: Shop, full: bool) -> None:
    clock = TestClock()
    desk = till(shop, clock)

    @sampled(full, 8, 200)
    @given(steps=STEPS, turn=st.integers(0, 13), basis=st.sampled_from(Basis))
    def check(steps: list[Any], turn: int, basis: Basis) -> None:
        clock.pass_by(60)
        products = [desk.product() for _ in range(3)]
        booked: list[Any] = []
        moment = clock.now()
        for number, step in enumerate(steps):
            do(desk, products, booked, step)
            moment = clock.now() if number == turn % len(steps) else moment
        before, wanted = held(shop), told(shop, moment, basis)
        if told(shop, clock.now()) == wanted:
            return
        done = restore(desk, moment, basis=basis)
        assert told(shop, clock.now() + timedelta(hours=1)) == wanted
        desk.undo(done.document)
        assert held(shop) == before

    check()
    assert verify(shop.database).is_whole


@pytest.fixture
def afternoon(desk: Till) -> tuple[UUID, UUID, datetime]:
    """Tea and coffee, and the moment before a bad count and a bad correction."""
    tea, coffee = desk.product("Tea"), desk.product("Coffee", reorder_point=Decimal(3))
    desk.stock("receive", tea, 10)
    desk.stock("receive", coffee, 8)
    desk.clock.pass_by(60)
    moment = desk.clock.now()
    desk.clock.pass_by(60)
    desk.stock("count", tea, 2)
    desk.stock("adjust", coffee, -7)
    return tea, coffee, moment


def test_everything_goes_back_in_one_posted_document(
    shop: Shop, desk: Till, shelf: Shelf, afternoon: tuple[UUID, UUID, datetime]
) -> None:
    tea, coffee, moment = afternoon
    done = restore(desk, moment)
    assert (shelf(tea), shelf(coffee)) == (10, 8)
    assert (done.corrections, done.products) == (2, 2)
    with shop.database.read() as session:
        document = session.get_one(Document, done.document)
        assert (document.kind, document.status) == ("adjustment", "posted")
        assert document.note.startswith("burst pipe (stock as of 2026-03-02")
        lines = session.scalars(
            select(DocumentLine.qty)
            .where(DocumentLine.document == done.document)
            .order_by(DocumentLine.qty)
        )
        assert list(lines) == [7, 8]
        kinds = session.scalars(
            select(StockMove.kind).where(StockMove.reason.startswith("burst pipe"))
        )
        assert set(kinds) == {Kind.ADJUST}
    assert verify(shop.database).is_whole


def test_sent_again_it_answers_the_same_and_books_nothing(
    shop: Shop,
    desk: Till,
    afternoon: tuple[UUID, UUID, datetime],
    ledger_length: Callable[[], int],
) -> None:
    done = restore(desk, afternoon[2])
    length, before = ledger_length(), held(shop)
    function, command = desk.sent[-1]
    assert desk.send(function, command) == done
    assert (ledger_length(), held(shop)) == (length, before)


def test_only_what_was_chosen_goes_back(
    desk: Till, shelf: Shelf, afternoon: tuple[UUID, UUID, datetime]
) -> None:
    tea, coffee, moment = afternoon
    restore(desk, moment, coffee)
    assert (shelf(tea), shelf(coffee)) == (2, 8)


def test_only_the_place_that_was_chosen_goes_back(
    shop: Shop, desk: Till, shelf: Shelf, afternoon: tuple[UUID, UUID, datetime]
) -> None:
    tea, _, moment = afternoon
    with pytest.raises(UserError) as refused:
        restore(desk, moment, location=desk.ids.new())
    assert refused.value.code == "same"
    restore(desk, moment, location=shop.actor.location)
    assert shelf(tea) == 10


def test_a_sale_of_before_that_comes_later_still_takes_its_goods_off(
    desk: Till, shelf: Shelf, afternoon: tuple[UUID, UUID, datetime]
) -> None:
    """Why it is corrections and no count: a count would swallow it."""
    _, coffee, moment = afternoon
    restore(desk, moment)
    desk.stock("waste", coffee, 1, occurred_at=moment - timedelta(seconds=30))
    assert shelf(coffee) == 7


def test_what_was_known_then_leaves_out_what_was_booked_into_the_past_since(
    shop: Shop, desk: Till, shelf: Shelf, afternoon: tuple[UUID, UUID, datetime]
) -> None:
    tea, _, moment = afternoon
    desk.stock("receive", tea, 5, occurred_at=moment - timedelta(seconds=30))
    assert told(shop, moment, Basis.HAPPENED) != told(shop, moment, Basis.KNOWN)
    restore(desk, moment, tea, basis=Basis.KNOWN)
    assert shelf(tea) == 10
    restore(desk, moment, tea)
    assert shelf(tea) == 15


def test_its_alerts_follow(shop: Shop, desk: Till, afternoon: tuple[UUID, UUID, datetime]) -> None:
    def standing() -> list[str]:
        with shop.database.read() as session:
            return list(session.scalars(select(Alert.type).where(Alert.status != "resolved")))

    assert standing() == ["low_stock"]
    done = restore(desk, afternoon[2])
    assert standing() == []
    desk.undo(done.document)
    assert standing() == ["low_stock"]


@pytest.mark.parametrize(
    ("code", "late", "reason"),
    [("future", 3600, "x"), ("empty", 0, "  "), ("same", 120, "x")],
)
def test_it_is_refused_in_words(
    desk: Till, afternoon: tuple[UUID, UUID, datetime], code: str, late: int, reason: str
) -> None:
    desk.clock.pass_by(120)
    moment = afternoon[2] + timedelta(seconds=late)
    command = RestoreStock(*desk.head(), moment, reason)
    with pytest.raises(UserError) as refused:
        desk.send(restore_stock, command)
    assert refused.value.code == code


def test_many_products_go_back_in_few_statements(shop: Shop) -> None:
    """Not one statement a product; and the undo neither."""
    demo.fill(shop.database, shop.clock, products=700, movements=1500, days=20)
    desk = till(shop, TestClock(shop.clock.now()))
    before = held(shop)
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(shop.database.writer, "before_cursor_execute", note)
    try:
        done = restore(desk, desk.clock.now() - timedelta(days=21))
        assert done.products >= levels.MANY
        assert set(held(shop).values()) == {Decimal(0)}
        restored = len(seen)
        desk.undo(done.document)
    finally:
        event.remove(shop.database.writer, "before_cursor_execute", note)
    assert held(shop) == before
    assert restored < 60
    assert len(seen) - restored < 90
    assert verify(shop.database).is_whole
