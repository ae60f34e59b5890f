"""Documents laid aside and taken up again, here or at another till."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.holding import IDLE
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.tickets import open_documents
from desktop.schema import Document, Writer
from tests import books
from tests.commands.conftest import Shelf
from tests.tills import Till, till, with_codes


@pytest.fixture
def other(shop: Shop, desk: Till) -> Till:
    """A second workstation, with the same time."""
    return till(shop, desk.clock)


def offered(at: Till) -> list[UUID]:
    with at.database.read() as session:
        return [found.document for found in open_documents(session, at.actor)]


def workstation(at: Till) -> UUID | None:
    with at.database.read() as session:
        return session.scalars(select(Writer.workstation).where(Writer.id == at.actor.writer)).one()


@pytest.mark.parametrize("mode", ["sell", "receive", "count"])
def test_held_ones_stay_open_with_their_stock_taken_and_are_not_offered_as_left(
    desk: Till, shelf: Shelf, mode: str
) -> None:
    tea = with_codes(desk, ("A", 1))
    first, second = desk.ids.new(), desk.ids.new()
    for document in (first, second):
        desk.scan("A", mode, document, 2)
        desk.clock.pass_by(1)
        assert desk.hold(document) == desk.hold(document)
    assert shelf(tea) == {"sell": -4, "receive": 4, "count": 2}[mode]
    assert offered(desk) == []
    desk.resume(first)
    assert offered(desk) == [first]
    desk.scan("A", mode, first)
    assert desk.complete(first).document == first
    with desk.database.read() as session:
        assert not books.faults(session)
        assert "held" not in session.get_one(Document, first).extra


def test_a_held_sale_is_taken_up_at_another_till(desk: Till, other: Till) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    desk.hold(sale)
    other.resume(sale)
    assert (offered(other), offered(desk)) == ([sale], [])
    with desk.database.read() as session:
        assert session.get_one(Document, sale).origin == workstation(other)
    with pytest.raises(UserError) as error:
        desk.resume(sale)
    assert error.value.code == "in_hand"


def test_what_another_till_works_on_is_refused_by_name_until_it_was_left(
    desk: Till, other: Till
) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    number = _number(desk, sale)
    desk.clock.pass_by((IDLE - timedelta(seconds=2)).total_seconds())
    for deed in (other.resume, other.hold):
        with pytest.raises(UserError) as error:
            deed(sale)
        assert error.value.message == f"Test till is working on {number} now."
    desk.clock.pass_by(10)
    assert other.resume(sale).number == number


def _number(desk: Till, document: UUID) -> str:
    with desk.database.read() as session:
        return session.get_one(Document, document).number


def test_nothing_is_held_that_is_empty_or_closed(desk: Till) -> None:
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    with pytest.raises(UserError) as error:
        desk.hold(sale)
    assert error.value.code == "empty"
    desk.scan("A", "sell", sale)
    desk.undo()
    with pytest.raises(UserError) as error:
        desk.hold(sale)
    assert error.value.code == "empty"
    desk.scan("A", "sell", sale)
    desk.complete(sale)
    for deed in (desk.hold, desk.resume):
        with pytest.raises(UserError) as error:
            deed(sale)
        assert error.value.code == "closed"


def test_what_another_till_took_up_is_no_longer_booked_on_here(desk: Till, other: Till) -> None:
    """The first one was only left alone for a while; its clerk comes back and scans."""
    with_codes(desk, ("A", 1))
    sale = desk.ids.new()
    booked = desk.scan("A", "sell", sale, 3)
    with_codes(desk, ("B", 1))
    desk.clock.pass_by(IDLE.total_seconds() + 1)
    other.resume(sale)
    for deed in (
        lambda: desk.scan("A", "sell", sale),
        lambda: desk.scan("B", "sell", sale),
        lambda: desk.change(booked.line, 5),
        lambda: desk.complete(sale),
    ):
        with pytest.raises(UserError) as error:
            deed()
        assert error.value.code == "closed"
    other.scan("A", "sell", sale)
    assert other.complete(sale).total == Decimal("10.00")
