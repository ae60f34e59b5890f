"""A delivery against a purchase order: each scan counts for its line, or all of the rest at once.

What is more than was ordered, or was not ordered at all, is received too: the goods are here. It is
only said.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import deliveries, documents
from desktop.commands.documents import DOCUMENT, LINE, Completed, LineOf
from desktop.commands.posting import NewMove, Posting, begin
from desktop.commands.scanned_lots import Kept, typed_lot
from desktop.domain.errors import UserError
from desktop.domain.ledger import Kind
from desktop.domain.lot import LotGiven
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Product
from desktop.schema.base import table_of

PRODUCT = table_of(Product)
_NONE = Decimal(0)


@dataclass(frozen=True)
class OfOrder:
    """How a product of a delivery stands to its order; ``ordered`` is 0 for a foreign one.

    ``received`` counts all deliveries of the order, with what was booked just now.
    """

    order: UUID
    number: str
    ordered: Decimal
    received: Decimal


@dataclass(frozen=True)
class ReceiveOrder:
    """Receive all that is still to come, as ordered; ``document`` is the delivery's new id.

    ``lots``: of products that keep them, as the person names them.
    """

    id: UUID
    by: Actor
    at: datetime
    order: UUID
    document: UUID
    lots: tuple[tuple[UUID, LotGiven], ...] = ()


def receive_order(session: Session, command: ReceiveOrder) -> Completed:
    """One posted delivery. Doing it again answers the same. Locks: the writer, then the order."""
    posting = begin(session, command.id, command.by, command.at, Permission.RECEIVE)
    if posting.is_repeat:
        return _stored(posting, command.document)
    paper = open_order(posting, command.order)
    left = deliveries.rest(posting.connection, paper.id)
    if not left:
        raise UserError(f"Everything of {paper.number} is here.", code="empty")
    _create(posting, command.document, paper)
    rows = posting.connection.execute(_lines(paper.id).where(LINE.c.product.in_(left)))
    named = dict(command.lots)
    for row in rows.all():
        price = _price(posting, paper, row)
        product = Kept(row.product, row.description, row.tracking)
        lot = typed_lot(posting, product, named.get(row.product), price)
        _receive(posting, command.document, row, left[row.product], price, lot)
    total = documents.close(posting, command.document)
    posting.finish()
    deliveries.settle_order(posting.connection, paper.id, posting.stamp)
    return Completed(command.document, _number(posting, command.document), "receipt", total)


def _receive(
    posting: Posting, document: UUID, row: Any, quantity: Decimal, price: Decimal, lot: UUID | None
) -> None:
    """One line of the delivery and its movement."""
    of = LineOf(row.product, row.description, row.unit, row.category, price, row.tax_rate)
    line = documents.open_line(posting, document, "receipt", of)
    documents.raise_line(posting, line, quantity)
    move = NewMove(row.product, Kind.RECEIVE, qty=quantity, lot=lot, line=line.id, unit_cost=price)
    posting.add(move)


def take_from(posting: Posting, document: UUID, order: UUID, product: UUID) -> Decimal | None:
    """Before a scan of a delivery of this order: makes the delivery; what the order says it costs.

    None: it is not on the order, or in another currency than the shop's.
    """
    wanted = select(DOCUMENT.c.source).where(DOCUMENT.c.id == document)
    made = posting.connection.execute(wanted).first()
    if made is None:
        _create(posting, document, open_order(posting, order))
    elif made.source != order:
        raise UserError(
            "This delivery is not of that order.", "Book it first with F12.", code="other_order"
        )
    found = posting.connection.execute(_lines(order).where(LINE.c.product == product)).first()
    if found is None or found.currency != posting.currency:
        return None
    return found.unit_price  # type: ignore[no-any-return]


def standing_of(posting: Posting, order: UUID, product: UUID) -> OfOrder:
    """What of the product was ordered, and what of it is here by now."""
    connection = posting.connection
    number = connection.execute(select(DOCUMENT.c.number).where(DOCUMENT.c.id == order))
    ordered = deliveries.ordered(connection, order).get(product, _NONE)
    here = deliveries.received(connection, order).get(product, _NONE)
    return OfOrder(order, number.scalar_one(), ordered, here)


def open_order(posting: Posting, order: UUID) -> Any:
    """The order, held until the commit; refused when nothing is waited for."""
    wanted = select(DOCUMENT).where(DOCUMENT.c.id == order, DOCUMENT.c.kind == "purchase")
    paper = posting.connection.execute(wanted.with_for_update(key_share=True)).first()
    if paper is None or paper.store != posting.by.store:
        raise UserError("There is no such order here.", "Look in Purchasing.", code="gone")
    if paper.status != "open":
        words = {"draft": "was not sent yet", "posted": "is closed", "void": "is void"}
        raise UserError(
            f"{paper.number} {words[paper.status]}.",
            "Look at it in Purchasing, or receive without an order.",
            code="not_open",
        )
    return paper


def _create(posting: Posting, document: UUID, paper: Any) -> None:
    documents.create(posting, document, "receipt", source=paper.id, vendor=paper.vendor)


def _lines(order: UUID) -> Any:
    columns = (DOCUMENT.c.currency, PRODUCT.c.unit_cost, PRODUCT.c.tracking)
    return (
        select(LINE, *columns)
        .join_from(LINE, DOCUMENT, DOCUMENT.c.id == LINE.c.document)
        .join(PRODUCT, PRODUCT.c.id == LINE.c.product)
        .where(LINE.c.document == order)
        .order_by(LINE.c.position)
    )


def _price(posting: Posting, paper: Any, row: Any) -> Decimal:
    """As ordered; of an order in another currency what the product has cost."""
    is_same = paper.currency == posting.currency
    return row.unit_price if is_same else row.unit_cost or _NONE


def _number(posting: Posting, document: UUID) -> str:
    wanted = select(DOCUMENT.c.number).where(DOCUMENT.c.id == document)
    return str(posting.connection.execute(wanted).scalar_one())


def _stored(posting: Posting, document: UUID) -> Completed:
    row = posting.connection.execute(select(DOCUMENT).where(DOCUMENT.c.id == document)).one()
    return Completed(row.id, row.number, row.kind, row.total)
