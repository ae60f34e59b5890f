"""A long restore goes part by part: the tills book in between, and all of it is one undo."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from desktop.commands import bookings
from desktop.commands.bookings import LongBooking
from desktop.commands.stock_then import RestoreStock, StockRestored, restore_stock
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.ledger import VOID
from desktop.jobs.opening import Shop
from desktop.jobs.stock_then import LEAST, MOST, Desk, fitting, restore, take_back, void
from desktop.jobs.verify import verify
from desktop.schema import AppUser, Document, DocumentLine, StockLevel, StockMove
from tests.tills import TestClock, Till, till

SIZE = 2  # products of a part
GOODS = 5


@dataclass
class After:
    """Does something when so many were done, once."""

    done: int
    deed: Callable[[], Any]

    def report(self, done: int, _total: int, _message: str = "") -> None:
        if done == self.done:
            self.done = -1
            self.deed()


@dataclass
class Afternoon:
    """At noon ten of each were there; then somebody counted one of each."""

    shop: Shop
    till: Till
    goods: list[UUID]
    noon: datetime

    @property
    def desk(self) -> Desk:
        return Desk(self.shop.database.write, self.till.ids, self.till.clock, self.till.actor)

    def held(self) -> list[Decimal]:
        with self.shop.database.read() as session:
            rows = dict(session.execute(select(StockLevel.product, StockLevel.on_hand)).all())
        return [rows[product] for product in self.goods]

    def command(self, **more: Any) -> RestoreStock:
        self.till.clock.pass_by(1)
        given = {"products": tuple(self.goods), **more}
        return RestoreStock(*self.till.head(), self.noon, "burst pipe", **given)

    def restored(self, deed: Callable[[], Any] = int, after: int = -2) -> StockRestored:
        return restore(self.desk, self.command(), After(after, deed), SIZE)

    def papers(self) -> list[tuple[str, int]]:
        """Status and number of lines of each document of the restores."""
        with self.shop.database.read() as session:
            lines = func.count(DocumentLine.id)
            found = select(Document.status, lines).join(DocumentLine)
            found = found.where(Document.note.startswith("burst pipe"))
            return [(row[0], row[1]) for row in session.execute(found.group_by(Document.id))]


@pytest.fixture
def afternoon(shop: Shop) -> Afternoon:
    desk = till(shop, TestClock())
    goods = [desk.product(f"Tea {number}") for number in range(GOODS)]
    for product in goods:
        desk.stock("receive", product, 10)
    desk.clock.pass_by(60)
    noon = desk.clock.now()
    desk.clock.pass_by(60)
    for product in goods:
        desk.stock("count", product, 1)
    return Afternoon(shop, desk, sorted(goods), noon)


def gone() -> None:
    raise Unavailable("The server does not answer.", "It is tried again.", "server_gone")


def test_all_parts_are_of_one_document_and_taken_back_together(afternoon: Afternoon) -> None:
    done = afternoon.restored()
    assert afternoon.held() == [10] * GOODS
    assert (done.corrections, done.products) == (GOODS, GOODS)
    assert afternoon.papers() == [("posted", GOODS)]
    assert take_back(afternoon.desk, done.document, After(-2, int), SIZE) == GOODS
    assert afternoon.held() == [1] * GOODS
    assert afternoon.papers() == [("void", GOODS)]
    with pytest.raises(UserError) as refused:
        take_back(afternoon.desk, done.document, After(-2, int), SIZE)
    assert refused.value.code == "undone"
    assert verify(afternoon.shop.database).is_whole


@pytest.mark.parametrize("of", ["last", "row", "document"])
def test_an_undo_from_anywhere_takes_all_parts_back(afternoon: Afternoon, of: str) -> None:
    done = afternoon.restored()
    with afternoon.shop.database.read() as session:
        moves = select(StockMove.id).where(StockMove.product == afternoon.goods[2])
        row = session.scalars(moves.order_by(StockMove.seq.desc())).first()
    afternoon.till.undo({"last": None, "row": row, "document": done.document}[of])
    assert afternoon.held() == [1] * GOODS
    assert afternoon.papers() == [("void", GOODS)]


def test_what_a_till_books_between_two_parts_comes_on_top(afternoon: Afternoon) -> None:
    """Before its part: it differs from then. After it: it is sold, as ever."""
    first, *_, last = afternoon.goods

    def sell() -> None:
        afternoon.till.stock("waste", first, 3)
        afternoon.till.stock("receive", last, 4)

    done = afternoon.restored(sell, SIZE)
    assert afternoon.held() == [7, *[10] * (GOODS - 1)]
    take_back(afternoon.desk, done.document, After(-2, int), SIZE)
    assert afternoon.held() == [-2, *[1] * (GOODS - 2), 5]
    assert verify(afternoon.shop.database).is_whole


def test_when_it_fails_half_way_the_parts_stay_and_doing_it_again_does_the_rest(
    afternoon: Afternoon,
) -> None:
    with pytest.raises(UserError) as failed:
        afternoon.restored(gone, 2 * SIZE)
    assert "4 of 5 products are restored" in str(failed.value)
    assert "again for the rest" in str(failed.value)
    assert afternoon.papers() == [("posted", 4)]
    assert afternoon.held() == [10, 10, 10, 10, 1]
    done = afternoon.restored()
    assert (done.products, afternoon.held()) == (1, [10] * GOODS)
    with pytest.raises(UserError) as same:
        afternoon.restored()
    assert same.value.code == "same"


def test_an_undo_that_fails_half_way_is_gone_on_with(afternoon: Afternoon) -> None:
    done = afternoon.restored()
    with pytest.raises(UserError) as failed:
        take_back(afternoon.desk, done.document, After(SIZE, gone), SIZE)
    assert "2 of 5 lines are taken back" in str(failed.value)
    assert afternoon.held() == [10, 10, 10, 1, 1]
    assert take_back(afternoon.desk, done.document, After(-2, int), SIZE) == GOODS - SIZE
    assert afternoon.held() == [1] * GOODS
    assert verify(afternoon.shop.database).is_whole


@pytest.mark.parametrize("is_open", [False, True], ids=["posted", "open"])
def test_what_is_too_long_for_one_transaction_is_voided_in_parts(
    afternoon: Afternoon, monkeypatch: pytest.MonkeyPatch, is_open: bool
) -> None:
    """Else it is refused untouched, whoever takes it back, by whatever names it."""
    monkeypatch.setattr(bookings, "AT_ONCE", SIZE)
    desk, wanted = afternoon.till, afternoon.command(stays_open=is_open)
    done: StockRestored = desk.send(restore_stock, wanted)
    with pytest.raises(LongBooking) as long:
        desk.undo()
    with pytest.raises(LongBooking):
        desk.void(done.document)
    assert (long.value.document, long.value.number) == (done.document, done.number)
    assert afternoon.held() == [10] * GOODS
    with pytest.raises(UserError) as failed:
        void(afternoon.desk, done.document, "a drill", After(SIZE, gone), SIZE)
    assert "2 of 5 lines are taken back" in str(failed.value)
    assert void(afternoon.desk, done.document, "a drill", After(-2, int), SIZE) == done.number
    assert afternoon.held() == [1] * GOODS
    assert afternoon.papers() == [("void", GOODS)]
    with afternoon.shop.database.read() as session:
        back = select(StockMove.reason).where(StockMove.reverses.is_not(None))
        assert set(session.scalars(back)) == {f"{VOID} a drill"}
    assert verify(afternoon.shop.database).is_whole


def test_who_may_not_void_takes_no_part_back(afternoon: Afternoon) -> None:
    done = afternoon.restored()
    with afternoon.shop.database.write() as session:
        session.execute(update(AppUser).values(role="clerk"))
    with pytest.raises(UserError) as refused:
        void(afternoon.desk, done.document, "a drill", After(-2, int), SIZE)
    assert refused.value.code == "not_allowed"
    assert afternoon.held() == [10] * GOODS


@pytest.mark.parametrize("way", ["complete", "void", "take_back"])
def test_a_program_that_died_half_way_leaves_an_open_document(
    afternoon: Afternoon, way: str
) -> None:
    """It is in Documents; there it is completed or voided, and an undo takes it back as well."""
    part = afternoon.command(products=tuple(afternoon.goods[:SIZE]), stays_open=True)
    done: StockRestored = afternoon.till.send(restore_stock, part)
    assert afternoon.papers() == [("open", SIZE)]
    if way == "complete":
        afternoon.till.complete(done.document)
        assert afternoon.held() == [10, 10, 1, 1, 1]
    elif way == "void":
        afternoon.till.void(done.document)
        assert afternoon.held() == [1] * GOODS
    else:
        take_back(afternoon.desk, done.document, After(-2, int), 1)
        assert afternoon.held() == [1] * GOODS
    assert verify(afternoon.shop.database).is_whole


def test_a_part_sent_again_answers_the_same_and_a_closed_document_takes_no_more(
    afternoon: Afternoon,
) -> None:
    part = afternoon.command(products=tuple(afternoon.goods[:SIZE]), stays_open=True)
    first: StockRestored = afternoon.till.send(restore_stock, part)
    rest = afternoon.command(products=tuple(afternoon.goods[SIZE:]), document=first.document)
    second = afternoon.till.send(restore_stock, rest)
    assert afternoon.till.send(restore_stock, part) == first
    assert afternoon.till.send(restore_stock, rest) == second
    assert (first.corrections, second.corrections) == (SIZE, GOODS - SIZE)
    assert afternoon.papers() == [("posted", GOODS)]
    afternoon.till.stock("waste", afternoon.goods[0], 1)
    with pytest.raises(UserError) as refused:
        afternoon.till.send(restore_stock, afternoon.command(document=first.document))
    assert refused.value.code == "closed"


def test_parts_are_as_long_as_a_till_can_wait_for() -> None:
    assert fitting(500, 5.0) == LEAST
    assert fitting(500, 1.0) == 250
    assert fitting(500, 0.25) == 1000
    assert fitting(500, 0.0) == MOST


def test_no_products_are_nothing_to_restore_and_never_everything(afternoon: Afternoon) -> None:
    with pytest.raises(UserError, match="as it was then"):
        restore(afternoon.desk, afternoon.command(products=()), After(-2, int))
    assert afternoon.papers() == []
