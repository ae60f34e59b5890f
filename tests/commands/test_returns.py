"""What is taken back of a posted sale or receipt: stock and money go the same way."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.commands.scans import BookScan
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.queries.tickets import ticket
from desktop.schema import Document, DocumentLine, StockMove
from tests import books
from tests.commands.conftest import Shelf
from tests.sampling import sampled
from tests.tills import Till, beside, till, with_codes


@pytest.fixture
def pair(desk: Till) -> tuple[UUID, UUID]:
    """Two products, A for 2.50 and B for 2.50."""
    return with_codes(desk, ("A", 1)), with_codes(desk, ("B", 1))


def sale_of(desk: Till, *codes: str) -> UUID:
    """A completed sale of these codes."""
    sale = desk.ids.new()
    for code in codes:
        desk.scan(code, "sell", sale)
    desk.complete(sale)
    return sale


def papers(desk: Till) -> list[Any]:
    """Kind, status and total of every document, as numbered; the books are right."""
    assert verify(desk.database).is_whole
    with desk.database.read() as session:
        assert not books.faults(session)
        rows = session.scalars(select(Document).order_by(Document.number)).all()
        rows = sorted(rows, key=lambda row: row.number[-6:])
        return [(row.kind, row.status, row.total) for row in rows]


def refused_redo(desk: Till) -> UserError:
    with pytest.raises(UserError) as error:
        desk.redo()
    return error.value


@pytest.mark.parametrize("mode", ["sell", "receive", "count"])
def test_what_was_undone_before_completing_is_not_booked_again_after(
    desk: Till, pair: tuple[UUID, UUID], shelf: Shelf, mode: str
) -> None:
    document = desk.ids.new()
    desk.scan("A", mode, document, 1)
    desk.scan("B", mode, document, 1)
    desk.undo()
    done = desk.complete(document)
    error = refused_redo(desk)
    assert (error.code, error.hint) == ("closed", "Scan it again.")
    assert done.number in error.message
    assert shelf(pair[1]) == 0
    papers(desk)


def test_while_a_sale_is_open_redo_goes_on(desk: Till, pair: tuple[UUID, UUID]) -> None:
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.scan("B", "sell", sale)
    desk.undo()
    desk.redo()
    assert desk.complete(sale).total == 5


def test_a_part_of_a_posted_sale_comes_back_as_a_return(
    desk: Till, pair: tuple[UUID, UUID], shelf: Shelf
) -> None:
    sale = sale_of(desk, "A", "A", "B")
    desk.clock.pass_by(60)
    undone = desk.undo()
    assert undone.document == sale
    assert papers(desk) == [
        ("sale", "posted", Decimal("7.50")),
        ("return", "posted", Decimal("-2.50")),
    ]
    assert [shelf(product) for product in pair] == [-2, 0]
    with desk.database.read() as session:
        back = session.scalars(select(Document).where(Document.kind == "return")).one()
        first = session.get_one(Document, sale)
        (line,) = session.scalars(select(DocumentLine).where(DocumentLine.document == back.id))
        move = session.scalars(select(StockMove).where(StockMove.line == line.id)).one()
        original = session.get_one(StockMove, move.reverses)
        assert undone.returned == back.number
        assert back.number[-8:-6] == "B-"
        assert (back.source, back.location, back.currency) == (sale, first.location, "EUR")
        assert back.posted_at == move.recorded_at
        assert first.posted_at is not None
        assert move.recorded_at > first.posted_at
        assert (line.product, line.qty, line.unit_price) == (pair[1], -1, Decimal("2.50"))
        assert (move.qty, move.occurred_at) == (1, original.occurred_at)
        assert original.line != line.id
        seen = ticket(session, back.id)
        assert seen is not None
        assert [(one.quantity, one.total) for one in seen.lines] == [(-1, Decimal("-2.50"))]


def test_a_line_of_a_posted_sale_comes_back_whole(desk: Till, pair: tuple[UUID, UUID]) -> None:
    sale = desk.ids.new()
    line = {desk.scan("A", "sell", sale, 2).line for _ in range(2)}.pop()
    desk.scan("B", "sell", sale)
    desk.complete(sale)
    assert len(desk.undo(line).rows) == 2
    assert papers(desk)[1] == ("return", "posted", Decimal(-10))


def test_a_part_of_a_posted_receipt_comes_back_with_its_cost(desk: Till, shelf: Shelf) -> None:
    tea = with_codes(desk, ("A", 1), cost=Decimal("1.10"))
    receipt = desk.ids.new()
    desk.scan("A", "receive", receipt, 10)
    desk.scan("A", "receive", receipt, 3)
    desk.complete(receipt)
    desk.undo()
    assert shelf(tea) == 10
    assert papers(desk) == [
        ("receipt", "posted", Decimal("14.30")),
        ("return", "posted", Decimal("-3.30")),
    ]


def test_with_returns_a_sale_stays_posted_and_its_last_part_is_a_return_too(
    desk: Till, pair: tuple[UUID, UUID], shelf: Shelf
) -> None:
    sale = sale_of(desk, "A", "A", "B")
    desk.undo()
    assert len(desk.undo(sale).rows) == 2
    assert [row[1:] for row in papers(desk)] == [
        ("posted", Decimal("7.50")),
        ("posted", Decimal("-2.50")),
        ("posted", Decimal("-5.00")),
    ]
    with pytest.raises(UserError) as error:
        desk.undo(sale)
    assert error.value.code == "undone"
    desk.redo()
    assert [row[1] for row in papers(desk)] == ["posted", "posted", "void"]
    desk.redo()
    assert [row[1] for row in papers(desk)] == ["posted", "void", "void"]
    assert [shelf(product) for product in pair] == [-2, -1]
    desk.undo(sale)
    assert [row[1] for row in papers(desk)] == ["void", "void", "void"]


def test_a_return_is_not_undone_itself(desk: Till, pair: tuple[UUID, UUID]) -> None:
    sale_of(desk, "A", "B")
    undone = desk.undo()
    with desk.database.read() as session:
        back = session.scalars(select(Document.id).where(Document.kind == "return")).one()
    for target in (back, undone.id):
        with pytest.raises(UserError) as error:
            desk.undo(target)
        assert error.value.code == "reversal"


def test_a_sale_that_was_voided_whole_is_not_booked_again_in_part(
    desk: Till, shop: Shop, pair: tuple[UUID, UUID]
) -> None:
    """One till undid B while the sale was open, the other then voided what was posted."""
    other = till(shop, desk.clock)
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.scan("B", "sell", sale)
    desk.undo()
    desk.complete(sale)
    other.undo(sale)
    assert refused_redo(desk).code == "closed"
    other.redo()
    assert papers(desk) == [("sale", "posted", Decimal("2.50"))]


def test_no_cent_is_left_when_the_last_gram_came_back(desk: Till) -> None:
    """Three times 0.333 kg for 2.50: 0.83 each, 2.50 together."""
    with_codes(desk, ("A", 1), unit="kg")
    sale = desk.ids.new()
    booked = [desk.scan("A", "sell", sale, Decimal("0.333")) for _ in range(3)]
    desk.complete(sale)
    for one in booked:
        desk.undo(one.id)
    totals = [total for _, _, total in papers(desk)]
    assert totals == [Decimal(text) for text in ("2.50", "-0.83", "-0.84", "-0.83")]


def test_a_return_keeps_the_currency_and_tax_of_its_sale(
    desk: Till, pair: tuple[UUID, UUID]
) -> None:
    sale = sale_of(desk, "A", "B")
    desk.send(change_shop, ChangeShop(*desk.head(), {"currency": "JPY"}))
    desk.send(change_shop, ChangeShop(*desk.head(), {"prices_include_tax": False}))
    desk.undo()
    assert papers(desk)[1] == ("return", "posted", Decimal("-2.50"))
    with desk.database.read() as session:
        rows = session.scalars(select(Document).order_by(Document.posted_at)).all()
        assert [row.currency for row in rows] == ["EUR", "EUR"]
        assert [row.extra for row in rows] == [{"includes_tax": True}] * 2
        assert rows[1].source == sale


def test_the_same_undo_again_answers_with_the_same_return(
    desk: Till, pair: tuple[UUID, UUID]
) -> None:
    sale_of(desk, "A", "B")
    first = desk.undo()
    function, command = desk.sent[-1]
    again = desk.database.run(function, command)
    names = ("id", "target", "what", "document", "returned")
    assert [getattr(again, name) for name in names] == [getattr(first, name) for name in names]
    assert len(papers(desk)) == 2


class Day:
    """Two writers of a till sell, receive, complete, take back and book again, at random."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.chance = Random(seed)
        first = till(shop)
        self.desks = [first, beside(first)]
        self.codes = [first.ids.new().hex for _ in range(3)]
        with_codes(first, (self.codes[0], 1))
        with_codes(first, (self.codes[1], 6), cost=Decimal("0.3333"))
        with_codes(first, (self.codes[2], 1), cost=Decimal("2.99"), unit="kg")
        self.open = {mode: first.ids.new() for mode in ("sell", "receive")}
        self.documents = list(self.open.values())
        self.writers = [desk.actor.writer for desk in self.desks]

    def pass_by(self, steps: int) -> None:
        """So many things are done, some in vain; at the end all is completed."""
        for _ in range(steps):
            desk = self.chance.choice((*self.desks, self.desks[0]))
            desk.clock.pass_by(self.chance.choice((0, 0, 1, 30)))
            self.attempt(self.chance.choice(STEPS), desk, self.chance.choice(("sell", "receive")))
        for mode in self.open:
            self.attempt("complete", self.desks[0], mode)

    def attempt(self, step: str, desk: Till, mode: str) -> None:
        try:
            getattr(self, step)(desk, mode)
        except UserError as error:
            assert error.code in ("nothing", "closed", "undone", "unknown", "empty")  # noqa: PT017

    def scan(self, desk: Till, mode: str) -> None:
        code = self.chance.choice(self.codes)
        weight = Decimal(self.chance.randrange(1, 2000)).scaleb(-3)
        desk.scan(code, mode, self.open[mode], weight if code == self.codes[2] else None)

    def complete(self, desk: Till, mode: str) -> None:
        desk.complete(self.open[mode])
        self.open[mode] = desk.ids.new()
        self.documents.append(self.open[mode])

    def undo(self, desk: Till, mode: str) -> None:
        desk.undo()

    def undo_any(self, desk: Till, mode: str) -> None:
        sent = [command for one in self.desks for _, command in one.sent]
        scans = [command.id for command in sent if isinstance(command, BookScan)]
        desk.undo(self.chance.choice(scans or self.documents))

    def undo_document(self, desk: Till, mode: str) -> None:
        desk.undo(self.chance.choice(self.documents))

    def redo(self, desk: Till, mode: str) -> None:
        desk.redo()


STEPS = ("scan",) * 4 + ("complete", "undo", "undo_any", "undo_document", "redo", "redo")


def worth_of(session: Session, day: Day, kind: str) -> Decimal:
    """What stands of a day's documents of a kind: quantity × price, line by line."""
    rows = books.moves(session, day.writers)
    gone = {row.reverses for row in rows}
    moved: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.id not in gone and row.reverses is None:
            moved[row.line] += row.qty
    wanted = select(DocumentLine.id, DocumentLine.unit_price).join(
        Document, Document.id == DocumentLine.document
    )
    wanted = wanted.where(Document.kind == kind, Document.id.in_(day.documents))
    prices = session.execute(wanted)
    sign = -1 if kind == "sale" else 1
    amounts = (sign * moved[row.id] * row.unit_price for row in prices)
    return sum((a.quantize(Decimal("0.01"), ROUND_HALF_UP) for a in amounts), Decimal(0))


def totals_of(session: Session, day: Day, kind: str) -> Decimal:
    """The totals of a day's posted documents of a kind and of their returns."""
    mine = select(Document.id).where(Document.kind == kind, Document.id.in_(day.documents))
    wanted = select(func.sum(Document.total)).where(
        Document.status == "posted", or_(Document.id.in_(mine), Document.source.in_(mine))
    )
    return session.scalar(wanted) or Decimal(0)


@pytest.mark.timeout(3600)  # the whole count takes its time
def test_whatever_is_taken_back_the_totals_are_what_was_sold(shop: Shop, full: bool) -> None:
    @sampled(full, few=8, many=1000)
    @given(seed=st.integers(0, 2**32), steps=st.integers(15, 60))
    def holds(seed: int, steps: int) -> None:
        day = Day(shop, seed)
        day.pass_by(steps)
        with shop.database.read() as session:
            assert not books.faults(session, day.writers)
            for kind in ("sale", "receipt"):
                assert totals_of(session, day, kind) == worth_of(session, day, kind)

    holds()
    assert verify(shop.database).is_whole
