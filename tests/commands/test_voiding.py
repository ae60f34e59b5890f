"""Void documents: their movements add up to nothing, the reason is kept, money is gone."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import UserError
from desktop.jobs.verify import verify
from desktop.schema import AppUser, Document, DocumentLine, StockMove
from tests import books
from tests.commands.conftest import Shelf
from tests.tills import Till, acting_as, with_codes


def status(desk: Till, document: UUID) -> str:
    """Its status; the books are right."""
    assert verify(desk.database).is_whole
    with desk.database.read() as session:
        assert not books.faults(session)
        return session.get_one(Document, document).status


def moved(desk: Till, document: UUID) -> Decimal:
    with desk.database.read() as session:
        wanted = select(func.sum(StockMove.qty)).join(
            DocumentLine, DocumentLine.id == StockMove.line
        )
        return session.scalar(wanted.where(DocumentLine.document == document)) or Decimal(0)


@pytest.mark.parametrize("mode", ["sell", "receive", "count"])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_void_document_moves_nothing_and_says_why(
    desk: Till, shelf: Shelf, mode: str, is_open: bool
) -> None:
    tea = with_codes(desk, ("A", 1))
    document = desk.ids.new()
    desk.scan("A", mode, document, 3)
    if not is_open:
        desk.complete(document)
    first = desk.void(document, "scanned twice")
    function, command = desk.sent[-1]
    assert desk.send(function, command) == first
    assert (shelf(tea), moved(desk, document), status(desk, document)) == (0, 0, "void")
    with desk.database.read() as session:
        back = session.scalars(select(StockMove).where(StockMove.reverses.is_not(None))).one()
        assert back.reason == "void: scanned twice"


@pytest.mark.parametrize("action", ["adjust", "waste"])
def test_corrections_and_waste_are_voided_too(desk: Till, shelf: Shelf, action: str) -> None:
    tea = with_codes(desk, ("A", 1))
    booked = desk.stock(action, tea, 4)
    desk.void(booked.document)
    assert (shelf(tea), status(desk, booked.document)) == (0, "void")


def test_a_sale_of_which_goods_came_back_is_not_voided_before_its_return(
    desk: Till, shelf: Shelf
) -> None:
    tea = with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    line = desk.scan("A", "sell", sale, 3).line
    desk.complete(sale)
    back = desk.bring_back(sale, (line, 1))
    with pytest.raises(UserError) as error:
        desk.void(sale)
    assert (error.value.code, back.number in error.value.message) == ("returned", True)
    desk.void(back.document, "not opened")
    desk.void(sale)
    assert shelf(tea) == 0
    assert {status(desk, each) for each in (sale, back.document)} == {"void"}


def test_void_once_is_void(desk: Till) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.complete(sale)
    desk.void(sale)
    with pytest.raises(UserError) as error:
        desk.void(sale)
    assert error.value.code == "closed"


def test_an_open_sale_given_up_is_not_completed_nor_scanned_on(desk: Till) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.void(sale)
    with pytest.raises(UserError):
        desk.complete(sale)
    with pytest.raises(UserError) as error:
        desk.scan("A", "sell", sale)
    assert error.value.code == "closed"
    with pytest.raises(UserError):
        desk.redo()


def clerk_at(desk: Till) -> Till:
    """The same till with a clerk."""
    clerk = desk.ids.new()
    with desk.database.write() as session:
        session.add(AppUser(id=clerk, username="c", full_name="Clerk", password_hash="",
                            role="clerk"))  # fmt: skip
    return acting_as(desk, clerk)


def test_a_clerk_voids_nothing_that_is_posted(desk: Till) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.complete(sale)
    with pytest.raises(UserError) as error:
        clerk_at(desk).void(sale)
    assert error.value.code == "not_allowed"


def test_a_clerk_does_not_book_again_what_a_manager_made_void(desk: Till) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.complete(sale)
    desk.void(sale)
    with pytest.raises(UserError) as error:
        clerk_at(desk).redo()
    assert (error.value.code, status(desk, sale)) == ("not_allowed", "void")
    desk.redo()
    assert status(desk, sale) == "posted"


def test_a_sale_of_which_a_part_was_undone_before_is_voided_whole(desk: Till, shelf: Shelf) -> None:
    tea, salt = with_codes(desk, ("A", 1)), with_codes(desk, ("B", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale, 3)
    line = desk.scan("B", "sell", sale, 2).line
    desk.complete(sale)
    desk.undo(line)
    with desk.database.read() as session:
        back = session.scalars(select(Document.id).where(Document.source == sale)).one()
    with pytest.raises(UserError) as error:
        desk.void(back)
    assert error.value.code == "of_undo"
    desk.void(sale, "not sold at all")
    assert (shelf(tea), shelf(salt)) == (0, 0)
    assert (status(desk, sale), status(desk, back)) == ("void", "void")


def test_one_of_which_all_was_undone_piece_by_piece_is_voided_too(desk: Till, shelf: Shelf) -> None:
    tea, _ = with_codes(desk, ("A", 1)), with_codes(desk, ("B", 1))
    sale = desk.ids.new()
    lines = [desk.scan(code, "sell", sale, 2).line for code in "AB"]
    desk.complete(sale)
    for line in lines:
        desk.undo(line)
    desk.void(sale)
    assert (shelf(tea), status(desk, sale)) == (0, "void")


def test_an_open_one_without_anything_on_it_is_void_once_when_the_answer_was_lost(
    desk: Till,
) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.undo()
    first = desk.void(sale)
    function, command = desk.sent[-1]
    assert desk.send(function, command) == first
