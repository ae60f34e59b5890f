"""Goods that customers bring back: a return that names its sale, or says "without ticket"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desktop.commands import bookings, documents, lots, returns
from desktop.commands.documents import DOCUMENT
from desktop.commands.merges import same_lot
from desktop.commands.parents import WhichVariant, refuse_parent
from desktop.commands.posting import NewMove, Posting, begin
from desktop.commands.texts import check_text
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.ledger import Kind
from desktop.domain.money import check_price, line_total
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.domain.shop import currency_decimals
from desktop.schema import DocumentLine, Product, Unit

_LINE_IDS = 1 << 18


@dataclass(frozen=True)
class Back:
    """So many pieces of a sale's line, or without a ticket of a product for a price.

    ``variant``: which one came back, of a product that has variants since it was sold.
    """

    of: UUID
    quantity: Decimal
    price: Decimal | None = None
    variant: UUID | None = None


@dataclass(frozen=True)
class ReturnGoods:
    """``source`` is the sale, and ``lines`` are its lines; None: no ticket, and they are products.

    Prices and taxes are the sale's; without a ticket today's, or the price that was agreed.
    """

    id: UUID
    by: Actor
    at: datetime
    source: UUID | None
    lines: tuple[Back, ...]
    reason: str = ""


@dataclass(frozen=True)
class GoodsReturned:
    """The return: its total is less than zero."""

    document: UUID
    number: str
    total: Decimal


def return_goods(session: Session, command: ReturnGoods) -> GoodsReturned:
    """Writes a posted return and its movements, dated now; the same command twice does so once.

    What was merged since comes back as what is left, what became a product with variants as the
    one that is named; its line is the sale's. Locks: the writer, the sale, then the levels.
    """
    posting = begin(session, command.id, command.by, command.at, Permission.UNDO)
    document = member(command.id, returns.DOCUMENT_IDS)
    if not posting.is_repeat:
        if not command.lines or len({back.of for back in command.lines}) < len(command.lines):
            raise UserError("Say what came back, each once.", field="quantity", code="empty")
        note = check_text(command.reason, "reason", 2000)
        if command.source is None:
            _without_ticket(posting, document, command.lines, note)
        else:
            _of_sale(posting, command.source, command.lines, note)
        posting.finish()
    row = session.execute(select(DOCUMENT).where(DOCUMENT.c.id == document)).one()
    return GoodsReturned(document, row.number, row.total)


def _of_sale(posting: Posting, source: UUID, backs: Sequence[Back], note: str) -> None:
    lines = bookings.lines_of(posting.connection, source)
    sale = next(iter(lines.values()), None)
    if sale is None or sale.kind != "sale" or sale.status != "posted":
        raise UserError(
            "Goods come back of a completed sale.",
            "Complete it first, or undo what was scanned.",
            code="not_sold",
        )
    if sale.currency != posting.currency:
        raise UserError(f"{sale.number} was paid in {sale.currency}.", code="currency")
    if any(back.of not in lines for back in backs):
        raise UserError(f"This was not sold with {sale.number}.", code="not_sold")
    products = _products(posting, [lines[back.of].product for back in backs])
    quantities, came = {}, {}
    for back in backs:
        product = products[lines[back.of].product]
        quantities[back.of] = _more_than_none(back.quantity, product.decimals)
        came[back.of] = _variant(posting, product, back.variant)
    made = returns.give_back(posting, lines, quantities, note)
    for key, quantity in quantities.items():
        for lot, share in lots.of_line(posting.connection, key, quantity):
            left = _left(posting, lines[key].product, came[key], lot)
            _move(posting, *left, share, made.lines[key], note)


def _variant(posting: Posting, product: Any, variant: UUID | None) -> Any:
    """What is on the shelf of a sold product: a parent has no stock, so one of its variants."""
    known = _products(posting, [product.merged_into]) if product.merged_into else {}
    left = known.get(product.merged_into, product)
    if not left.is_template:
        return product
    found = _products(posting, [variant]).get(variant) if variant is not None else None
    if found is None or found.parent != left.id:
        raise WhichVariant(left.id, left.name)
    return found


def _without_ticket(posting: Posting, document: UUID, backs: Sequence[Back], note: str) -> None:
    products = _products(posting, [back.of for back in backs])
    documents.create(posting, document, "return", note=note)
    for position, back in enumerate(backs, 1):
        if back.of not in products:
            raise UserError("This product is gone.", "Scan it again.", code="gone")
        product = products[back.of]
        refuse_parent(product)
        quantity = _more_than_none(back.quantity, product.decimals)
        price = product.price if back.price is None else check_price(back.price)
        line = member(posting.command, _LINE_IDS + position)
        total = line_total(-quantity, price, currency_decimals(posting.currency))
        _line(posting, document, product, id=line, position=position, qty=-quantity,
              unit_price=price, total=total)  # fmt: skip
        _move(posting, product.id, None, quantity, line, note)
    documents.close(posting, document)


def _line(posting: Posting, document: UUID, product: Any, **values: Any) -> None:
    posting.connection.execute(
        insert(DocumentLine),
        {
            "document": document,
            "product": product.id,
            "description": product.name,
            "unit": product.unit,
            "category": product.category,
            "tax_rate": product.tax_rate,
        }
        | values,
    )


def _left(posting: Posting, sold: UUID, came: Any, lot: UUID | None) -> tuple[UUID, UUID | None]:
    """The product that came back or is left of it, and its lot of the same code."""
    into = came.merged_into or came.id
    if into == sold or lot is None:
        return into, lot
    return into, same_lot(posting.connection, lot, into)


def _move(
    posting: Posting,
    product: UUID,
    lot: UUID | None,
    quantity: Decimal,
    line: UUID,
    note: str,
) -> None:
    posting.add(NewMove(product, Kind.RETURN, qty=quantity, lot=lot, line=line, reason=note))


def _products(posting: Posting, products: Sequence[UUID]) -> dict[UUID, Any]:
    wanted = (
        select(
            Product.id,
            Product.name,
            Product.unit,
            Product.category,
            Product.price,
            Product.tax_rate,
            Product.is_template,
            Product.merged_into,
            Product.parent,
            Unit.decimals,
        )
        .join(Unit, Unit.id == Product.unit)
        .where(Product.id.in_(products))
    )
    return {row.id: row for row in posting.connection.execute(wanted)}


def _more_than_none(quantity: Decimal, decimals: int) -> Decimal:
    checked = check_quantity(quantity, decimals)
    if checked <= 0:
        raise UserError("What comes back is more than zero.", field="quantity", code="negative")
    return checked
