"""Goods that come back over the counter: stock now, money of the sale, never more than was sold."""

from collections import defaultdict
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from desktop.commands.goods_back import Back, ReturnGoods, return_goods
from desktop.commands.parents import WhichVariant
from desktop.domain.errors import UserError
from desktop.domain.matrix import Option
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.queries.document import document_card
from desktop.queries.product import found_variants
from desktop.schema import Document, DocumentLine, StockMove
from tests import books
from tests.commands.conftest import Shelf
from tests.commands.test_families import make, matrix
from tests.sampling import sampled
from tests.tills import Till, till, with_codes

D = Decimal
REFUSALS = ("returned", "closed", "undone", "whole", "reversal", "not_sold", "nothing")


@pytest.fixture
def tea(desk: Till) -> UUID:
    """A product for 2.50 with the code A."""
    return with_codes(desk, ("A", 1))


def sold(desk: Till, code: str, quantity: Decimal | int) -> tuple[UUID, UUID]:
    """A completed sale of one line: the sale and its line."""
    sale = desk.ids.new()
    line = desk.scan(code, "sell", sale, quantity).line
    desk.complete(sale)
    desk.clock.pass_by(3600)
    return sale, line


def papers(desk: Till) -> list[tuple[str, str, Decimal]]:
    """Kind, status and total of every document in order; the books are right."""
    assert verify(desk.database).is_whole
    with desk.database.read() as session:
        assert not books.faults(session)
        rows = session.scalars(select(Document).order_by(Document.created_at, Document.id)).all()
        return [(row.kind, row.status, row.total) for row in rows]


def out(desk: Till, sale: UUID) -> list[Decimal]:
    with desk.database.read() as session:
        return [line.out for line in document_card(session, sale).lines]


def test_what_comes_back_is_a_return_dated_now_with_the_money_of_the_sale(
    desk: Till, tea: UUID, shelf: Shelf
) -> None:
    sale, line = sold(desk, "A", 3)
    back = desk.bring_back(sale, (line, 2), reason="wrong size")
    assert back.total == Decimal(-5)
    assert shelf(tea) == -1
    assert papers(desk) == [
        ("sale", "posted", Decimal("7.50")),
        ("return", "posted", Decimal("-5.00")),
    ]
    with desk.database.read() as session:
        paper = session.get_one(Document, back.document)
        first = session.get_one(Document, sale)
        assert (paper.source, paper.note, paper.extra) == (sale, "wrong size", first.extra)
        move = session.scalars(select(StockMove).where(StockMove.kind == "return")).one()
        assert (move.qty, move.occurred_at, move.reverses) == (2, desk.clock.now(), None)
    assert out(desk, sale) == [1]


def test_no_more_comes_back_than_was_sold(desk: Till, tea: UUID, shelf: Shelf) -> None:
    sale, line = sold(desk, "A", 3)
    desk.bring_back(sale, (line, 2))
    for quantity in (2, 3, 0, -1):
        with pytest.raises(UserError) as error:
            desk.bring_back(sale, (line, quantity))
        assert error.value.code == ("returned" if quantity > 0 else "negative")
    desk.bring_back(sale, (line, 1))
    assert shelf(tea) == 0
    assert out(desk, sale) == [0]


def test_the_same_command_twice_returns_once(desk: Till, tea: UUID, shelf: Shelf) -> None:
    sale, line = sold(desk, "A", 3)
    first = desk.bring_back(sale, (line, 1))
    function, command = desk.sent[-1]
    assert desk.send(function, command) == first
    assert shelf(tea) == -2


def test_without_a_ticket_a_return_has_no_source_and_todays_price(
    desk: Till, tea: UUID, shelf: Shelf
) -> None:
    back = desk.bring_back(None, (tea, 2), reason="lost the ticket")
    assert (back.total, shelf(tea)) == (Decimal(-5), 2)
    with desk.database.read() as session:
        paper = session.get_one(Document, back.document)
        assert (paper.kind, paper.source, paper.status) == ("return", None, "posted")
        assert "includes_tax" in paper.extra
    papers(desk)


def test_what_has_variants_since_it_was_sold_comes_back_as_the_one_that_is_named(
    shop: Shop, desk: Till, tea: UUID, shelf: Shelf
) -> None:
    """D3: a parent has no stock of its own; the money is that of the sale."""
    sale, line = sold(desk, "A", 3)
    desk.stock("count", tea, 0)
    make(shop, tea, matrix(shop, Option("Size", ("S", "M"))))
    with desk.database.read() as session:
        small, medium = (each.product for each in found_variants(session, tea, desk.actor.store))
    for wrong in (None, tea, desk.product()):
        with pytest.raises(WhichVariant) as why:
            desk.send(return_goods, _back(desk, sale, line, wrong))
        assert why.value.product == tea
    command = _back(desk, sale, line, medium)
    for _ in range(2):
        assert desk.send(return_goods, command).total == D("-2.50")
    assert (shelf(tea), shelf(small), shelf(medium)) == (0, 0, 1)
    desk.undo(command.id)
    assert (shelf(tea), shelf(medium)) == (0, 0)
    assert [each[:2] for each in papers(desk)][-1] == ("return", "void")
    desk.redo()
    assert (shelf(tea), shelf(medium), out(desk, sale)) == (0, 1, [2])
    papers(desk)


def _back(desk: Till, sale: UUID, line: UUID, variant: UUID | None) -> ReturnGoods:
    return ReturnGoods(*desk.head(), sale, (Back(line, D(1), variant=variant),))


@pytest.mark.parametrize("kind", ["open", "void", "receipt"])
def test_only_a_completed_sale_has_returns(desk: Till, tea: UUID, kind: str) -> None:
    document = desk.ids.new()
    line = desk.scan("A", "receive" if kind == "receipt" else "sell", document).line
    if kind != "open":
        desk.complete(document)
    if kind == "void":
        desk.undo(document)
    with pytest.raises(UserError) as error:
        desk.bring_back(document, (line, 1))
    assert error.value.code == "not_sold"


def test_what_came_back_is_not_undone_as_well(desk: Till, tea: UUID, shelf: Shelf) -> None:
    sale, line = sold(desk, "A", 3)
    desk.bring_back(sale, (line, 1))
    with pytest.raises(UserError) as error:
        desk.undo(sale)
    assert error.value.code == "returned"
    assert shelf(tea) == -2


def test_a_return_is_undone_whole_and_redone_while_the_goods_are_out(
    desk: Till, tea: UUID, shelf: Shelf
) -> None:
    sale, line = sold(desk, "A", 3)
    back = desk.bring_back(sale, (line, 2))
    desk.undo()
    assert papers(desk)[1] == ("return", "void", Decimal(-5))
    assert (shelf(tea), out(desk, sale)) == (-3, [3])
    desk.redo()
    assert papers(desk)[1] == ("return", "posted", Decimal(-5))
    desk.undo(back.document)
    desk.bring_back(sale, (line, 2))
    with pytest.raises(UserError):
        desk.redo()
    assert shelf(tea) == -1
    papers(desk)


def test_one_line_of_a_return_is_not_taken_back_alone(desk: Till, tea: UUID) -> None:
    with_codes(desk, ("B", 1))
    sale = desk.ids.new()
    lines = [desk.scan(code, "sell", sale).line for code in "AB"]
    desk.complete(sale)
    back = desk.bring_back(sale, *((line, 1) for line in lines))
    with desk.database.read() as session:
        wanted = select(DocumentLine.id).where(DocumentLine.document == back.document)
        one = session.scalars(wanted).first()
    with pytest.raises(UserError) as error:
        desk.undo(one)
    assert error.value.code == "whole"


def test_rounding_adds_up_however_goods_come_back(desk: Till) -> None:
    with_codes(desk, ("K", 1), unit="kg")
    sale, line = sold(desk, "K", Decimal("1.001"))
    for part in ("0.333", "0.333", "0.333", "0.002"):
        desk.bring_back(sale, (line, Decimal(part)))
    assert sum(total for _, _, total in papers(desk)) == 0


def test_totals_are_what_was_sold_less_what_came_back_and_was_voided(
    shop: Shop, full: bool
) -> None:
    """Also: no line gives back more than was sold, and a void document moves nothing."""

    @sampled(full, few=8, many=800)
    @given(seed=st.integers(0, 2**32))
    def prove(seed: int) -> None:
        _trade(shop, Random(seed))

    prove()


def _trade(shop: Shop, random: Random) -> None:
    desk = till(shop)
    codes = [desk.ids.new().hex for _ in range(3)]
    products = [with_codes(desk, (code, 1), unit="kg") for code in codes]
    sales: list[tuple[UUID, dict[UUID, Decimal]]] = []
    made: list[UUID] = []
    for _ in range(12):
        desk.clock.pass_by(60)
        quantity = Decimal(random.randint(1, 3000)) / 1000
        deed = random.choice(("sell", "sell", "back", "back", "void", "bare", "undo"))
        try:
            if deed == "sell":
                sale = desk.ids.new()
                lines = {desk.scan(c, "sell", sale, quantity).line: quantity for c in codes[:2]}
                desk.complete(sale)
                sales.append((sale, lines))
                made.append(sale)
            elif deed == "back" and sales:
                sale, lines = random.choice(sales)
                line = random.choice(list(lines))
                made.append(desk.bring_back(sale, (line, quantity)).document)
            elif deed == "void" and made:
                desk.void(random.choice(made), "wrong")
            elif deed == "undo" and made:
                desk.undo()
            elif deed == "bare":
                made.append(desk.bring_back(None, (random.choice(products), quantity)).document)
        except UserError as error:
            if error.code not in REFUSALS:
                raise
    _prove(desk, [sale for sale, _ in sales])


def _prove(desk: Till, sales: list[UUID]) -> None:
    with desk.database.read() as session:
        assert not books.faults(session, {desk.actor.writer})
        for sale in sales:
            assert all(line.out >= 0 for line in document_card(session, sale).lines)
        moved = select(func.sum(StockMove.qty)).join(
            DocumentLine, DocumentLine.id == StockMove.line
        )
        void = list(session.scalars(select(Document).where(Document.status == "void")))
        keys = {paper.id for paper in void}
        # A sale of which a part was undone is void together with the return that corrected it.
        wholes: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for paper in void:
            wholes[paper.source if paper.source in keys else paper.id].append(paper.id)
        for papers in wholes.values():
            assert not session.scalar(moved.where(DocumentLine.document.in_(papers)))
