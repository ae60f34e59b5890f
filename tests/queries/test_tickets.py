"""Tickets, what was left open, and what can be taken back: as booked, on both engines."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from desktop.commands.documents import CompleteDocument, complete_document
from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.db.engine import Database
from desktop.domain.clock import SystemClock
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.queries.tickets import (
    Booking,
    Ticket,
    last_ticket,
    open_documents,
    recent_bookings,
    ticket,
)

CODES = {"Tea": "4006381333931", "Milk": "96385074"}


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Tea and milk with barcodes and different tax."""
    for name, price, rate in (("Tea", "3.10", "19"), ("Milk", "1.19", "7")):
        shop.database.run(
            create_product,
            CreateProduct(
                shop.ids.new(), shop.actor, shop.clock.now(), f"SKU-{name}", name, Decimal(price),
                tax_rate=Decimal(rate), barcodes=(NewBarcode(CODES[name]),),
            ),
        )  # fmt: skip
    return shop


def scan(
    shop: Shop, name: str, document: UUID, mode: str = "sell", quantity: Decimal | None = None
) -> Booked:
    command = BookScan(
        shop.ids.new(), shop.actor, shop.clock.now(), CODES[name], mode, document, quantity
    )
    return shop.database.run(book_scan, command)


def complete(shop: Shop, document: UUID) -> None:
    command = CompleteDocument(shop.ids.new(), shop.actor, shop.clock.now(), document)
    shop.database.run(complete_document, command)


def undo(shop: Shop, target: UUID) -> None:
    command = UndoBooking(shop.ids.new(), shop.actor, shop.clock.now(), target)
    shop.database.run(undo_booking, command)


def read(database: Database, document: UUID) -> Ticket:
    with database.read() as session:
        found = ticket(session, document)
    assert found is not None
    return found


def test_a_ticket_has_its_lines_with_what_was_touched_last_first(stocked: Shop) -> None:
    document = stocked.ids.new()
    for name in ("Tea", "Milk", "Tea"):
        scan(stocked, name, document)
    found = read(stocked.database, document)
    assert (found.mode, found.status, found.currency) == ("sell", "open", "EUR")
    assert [(line.name, line.quantity, line.total, line.on_hand) for line in found.lines] == [
        ("Tea", 2, Decimal("6.20"), -2),
        ("Milk", 1, Decimal("1.19"), -1),
    ]
    assert [line.code for line in found.lines] == ["04006381333931", "00000096385074"]
    assert [line.position for line in found.lines] == [1, 2]


def test_a_line_that_was_taken_back_is_hidden(stocked: Shop) -> None:
    document = stocked.ids.new()
    scan(stocked, "Tea", document)
    undo(stocked, scan(stocked, "Milk", document).id)
    assert [line.name for line in read(stocked.database, document).lines] == ["Tea"]


def test_a_count_shows_what_was_found_also_when_that_is_none(stocked: Shop) -> None:
    document = stocked.ids.new()
    scan(stocked, "Tea", document, "count", Decimal(17))
    scan(stocked, "Milk", document, "count", Decimal(0))
    lines = read(stocked.database, document).lines
    assert [(line.name, line.quantity) for line in lines] == [("Milk", 0), ("Tea", 17)]


def test_a_document_nobody_booked_on_is_none(stocked: Shop) -> None:
    with stocked.database.read() as session:
        assert ticket(session, stocked.ids.new()) is None


def test_only_what_this_workstation_left_open_is_offered(stocked: Shop) -> None:
    left, done, emptied = (stocked.ids.new() for _ in range(3))
    scan(stocked, "Tea", left)
    scan(stocked, "Tea", done)
    complete(stocked, done)
    undo(stocked, scan(stocked, "Milk", emptied).id)
    elsewhere = replace(
        stocked.settings,
        database=stocked.settings.url,
        data_dir=stocked.settings.data_dir / "other",
    )
    other = opening.open_shop(elsewhere, "till", SystemClock())
    scan(other, "Milk", other.ids.new())
    with stocked.database.read() as session:
        assert [found.document for found in open_documents(session, stocked.actor)] == [left]
        theirs = open_documents(session, other.actor)
    assert [line.name for line in theirs[0].lines] == ["Milk"]
    other.database.close()


def test_the_last_ticket_is_the_sale_completed_last(stocked: Shop) -> None:
    first, second = stocked.ids.new(), stocked.ids.new()
    with stocked.database.read() as session:
        assert last_ticket(session, stocked.actor) is None
    scan(stocked, "Tea", first)
    scan(stocked, "Milk", second)
    complete(stocked, second)
    complete(stocked, first)
    with stocked.database.read() as session:
        found = last_ticket(session, stocked.actor)
    assert found is not None
    assert found.document == first


def test_a_ticket_keeps_the_tax_and_currency_it_was_made_with(stocked: Shop) -> None:
    """Whatever the shop's settings become, the same ticket is printed again."""
    before, after = stocked.ids.new(), stocked.ids.new()
    scan(stocked, "Tea", before)
    complete(stocked, before)
    first = read(stocked.database, before)
    values = {"prices_include_tax": False, "currency": "JPY"}
    command = ChangeShop(stocked.ids.new(), stocked.actor, stocked.clock.now(), values)
    stocked.database.run(change_shop, command)
    again = read(stocked.database, before)
    assert (again.includes_tax, again.currency, again.lines) == (True, "EUR", first.lines)
    scan(stocked, "Tea", after)
    later = read(stocked.database, after)
    assert (later.includes_tax, later.currency) == (False, "JPY")


def test_only_a_sale_notes_what_its_ticket_needs(stocked: Shop) -> None:
    document = stocked.ids.new()
    scan(stocked, "Tea", document, "receive")
    assert read(stocked.database, document).includes_tax is None


def test_what_stands_can_be_taken_back_newest_last(stocked: Shop) -> None:
    document = stocked.ids.new()
    sold = [scan(stocked, name, document) for name in ("Tea", "Milk", "Tea")]
    received = scan(stocked, "Tea", stocked.ids.new(), "receive")
    undo(stocked, sold[1].id)
    with stocked.database.read() as session:
        standing = recent_bookings(session, stocked.actor)
        newest = recent_bookings(session, stocked.actor, limit=1)
    assert standing == [
        Booking(sold[0].id, "sell", document, sold[0].line),
        Booking(sold[2].id, "sell", document, sold[2].line),
        Booking(received.id, "receive", received.document, received.line),
    ]
    assert newest == standing[-1:]
