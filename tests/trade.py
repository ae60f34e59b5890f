"""Bookings in a test's shop, one call each; every call is a command in its own transaction."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.commands.undo import RedoBooking, UndoBooking, Undone, redo_booking, undo_booking
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import stream
from desktop.schema import Alert


def add_product(shop: Shop, sku: str, *codes: str, **values: Any) -> UUID:
    """A product for 1.00 named after its SKU, unless told otherwise."""
    command = CreateProduct(
        shop.ids.new(),
        shop.actor,
        shop.clock.now(),
        sku,
        values.pop("name", f"Product {sku}"),
        values.pop("price", Decimal(1)),
        barcodes=tuple(NewBarcode(code) for code in codes),
        **values,
    )
    return shop.database.run(create_product, command)


def scan(
    shop: Shop,
    code: str,
    mode: str = "sell",
    quantity: int | Decimal | None = None,
    document: UUID | None = None,
) -> Booked:
    """One scan, in a document of its own unless one is named."""
    amount = None if quantity is None else Decimal(quantity)
    now = shop.clock.now()
    command = BookScan(
        shop.ids.new(), shop.actor, now, code, mode, document or shop.ids.new(), amount
    )
    return shop.database.run(book_scan, command)


def undo(shop: Shop, target: UUID | None = None) -> Undone:
    command = UndoBooking(shop.ids.new(), shop.actor, shop.clock.now(), target)
    return shop.database.run(undo_booking, command)


def redo(shop: Shop) -> Undone:
    return shop.database.run(
        redo_booking, RedoBooking(shop.ids.new(), shop.actor, shop.clock.now())
    )


def request(shop: Shop, *filters: Filter, **asked: Any) -> Request:
    """A request with what every list is given."""
    return Request(filters=filters, given=(("store", shop.actor.store),), **asked)


def rows_of(shop: Shop, query: ListQuery[Any], *filters: Filter, **asked: Any) -> list[Any]:
    """All rows of a list, in its order."""
    with shop.database.read() as session:
        return list(stream(session, query, request(shop, *filters, **asked)))


def alerts_of(shop: Shop, product: UUID) -> list[str]:
    """The kinds of those that stand of it."""
    wanted = select(Alert.type).where(Alert.product == product, Alert.status != "resolved")
    with shop.database.read() as session:
        return sorted(session.scalars(wanted))
