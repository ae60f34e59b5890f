"""What a ticket shows, what was left open on a workstation, and what can be taken back there."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from desktop.domain.ids import command_of
from desktop.domain.paper import INCLUDES_TAX, is_held
from desktop.domain.permissions import Actor
from desktop.schema import (
    Barcode,
    Category,
    Document,
    DocumentLine,
    Location,
    Product,
    StockLevel,
    StockMove,
    Unit,
    Writer,
)
from desktop.schema.base import table_of

DOCUMENT = table_of(Document)
LINE = table_of(DocumentLine)
MOVE = table_of(StockMove)
PRODUCT = table_of(Product)
LEVEL = table_of(StockLevel)
LOCATION = table_of(Location)
BARCODE = table_of(Barcode)
WRITER = table_of(Writer)
MODES = {"sale": "sell", "receipt": "receive", "count": "count"}


@dataclass(frozen=True)
class TicketLine:
    """One product of a document. ``quantity`` is what was found in a count; ``code`` may be ""."""

    id: UUID
    product: UUID
    sku: str
    name: str
    category: str
    unit: str
    decimals: int
    code: str
    quantity: Decimal
    price: Decimal
    tax_rate: Decimal
    total: Decimal
    on_hand: Decimal
    in_store: Decimal
    reorder_point: Decimal | None
    position: int = 0


@dataclass(frozen=True)
class Ticket:
    """A document with its lines, those touched last first; ``mode`` is the Scan page's word.

    ``includes_tax`` is what the document was made with; None where it was not noted.
    """

    document: UUID
    number: str
    mode: str
    status: str
    currency: str
    at: datetime
    lines: tuple[TicketLine, ...]
    includes_tax: bool | None = None
    is_held: bool = False


@dataclass(frozen=True)
class Booking:
    """A booking that stands: the command's id, its mode, document and line."""

    id: UUID
    mode: str
    document: UUID
    line: UUID


def ticket(session: Session, document: UUID) -> Ticket | None:
    """The document as it is now; None when nothing was ever booked on it."""
    found = _tickets(session, DOCUMENT.c.id == document)
    return found[0] if found else None


def open_documents(session: Session, actor: Actor) -> list[Ticket]:
    """What this workstation began and left open, oldest first; not what was laid aside."""
    condition = and_(
        DOCUMENT.c.status == "open",
        DOCUMENT.c.kind.in_(MODES),
        DOCUMENT.c.origin == _workstation(actor),
    )
    return [found for found in _tickets(session, condition) if found.lines and not found.is_held]


def last_ticket(session: Session, actor: Actor) -> Ticket | None:
    """The sale that was completed last on this workstation."""
    newest = (
        select(DOCUMENT.c.id)
        .where(
            DOCUMENT.c.kind == "sale",
            DOCUMENT.c.status == "posted",
            DOCUMENT.c.origin == _workstation(actor),
        )
        .order_by(DOCUMENT.c.business_date.desc(), DOCUMENT.c.posted_at.desc())
        .limit(1)
    )
    document = session.connection().execute(newest).scalar()
    return ticket(session, document) if document else None


def recent_bookings(session: Session, actor: Actor, limit: int = 50) -> list[Booking]:
    """What this writer sold, received and counted last and nobody took back, oldest first."""
    reversal = MOVE.alias("reversal")
    standing = (
        select(MOVE.c.id, DOCUMENT.c.kind, LINE.c.document, MOVE.c.line)
        .join_from(MOVE, LINE, LINE.c.id == MOVE.c.line)
        .join(DOCUMENT, DOCUMENT.c.id == LINE.c.document)
        .where(
            MOVE.c.writer == actor.writer,
            MOVE.c.reverses.is_(None),
            ~select(reversal.c.id).where(reversal.c.reverses == MOVE.c.id).exists(),
            DOCUMENT.c.kind.in_(MODES),
        )
        .order_by(MOVE.c.seq.desc())
        .limit(limit)
    )
    rows = session.connection().execute(standing).all()
    booked = (Booking(command_of(r.id), MODES[r.kind], r.document, r.line) for r in reversed(rows))
    return list(dict.fromkeys(booked))  # one may have moved several lots


def _workstation(actor: Actor) -> ColumnElement[Any]:
    return select(WRITER.c.workstation).where(WRITER.c.id == actor.writer).scalar_subquery()


def _tickets(session: Session, condition: ColumnElement[bool]) -> list[Ticket]:
    connection = session.connection()
    heads = connection.execute(select(DOCUMENT).where(condition).order_by(DOCUMENT.c.id)).all()
    lines: dict[UUID, list[TicketLine]] = {head.id: [] for head in heads}
    for row in connection.execute(_lines(condition)) if heads else ():
        is_hidden = row.counted_qty is None if row.kind == "count" else row.qty == 0
        if not is_hidden:
            lines[row.document].append(_line(row))
    return [
        Ticket(
            head.id,
            head.number,
            MODES.get(head.kind, head.kind),
            head.status,
            head.currency,
            head.posted_at or head.created_at,
            tuple(lines[head.id]),
            head.extra.get(INCLUDES_TAX),
            is_held(head.extra),
        )
        for head in heads
    ]


def _line(row: Any) -> TicketLine:
    return TicketLine(
        id=row.id,
        product=row.product,
        sku=row.sku,
        name=row.description,
        category=row.category_name,
        unit=row.unit_code,
        decimals=row.decimals,
        code=row.code or "",
        quantity=row.counted_qty if row.kind == "count" else row.qty,
        price=row.unit_price,
        tax_rate=row.tax_rate,
        total=row.total,
        on_hand=row.on_hand or Decimal(0),
        in_store=row.in_store or Decimal(0),
        reorder_point=row.reorder_point,
        position=row.position,
    )


def _lines(condition: ColumnElement[bool]) -> Select[Any]:
    """All lines of these documents, those with the newest movement first."""
    unit, category = table_of(Unit), table_of(Category)
    code = select(BARCODE.c.code).where(
        BARCODE.c.product == LINE.c.product, BARCODE.c.is_primary.is_(True)
    )
    on_hand = select(func.sum(LEVEL.c.on_hand)).where(
        LEVEL.c.product == LINE.c.product, LEVEL.c.location == DOCUMENT.c.location
    )
    sellable = select(LOCATION.c.id).where(
        LOCATION.c.store == DOCUMENT.c.store, LOCATION.c.is_sellable
    )
    in_store = select(func.sum(LEVEL.c.on_hand)).where(
        LEVEL.c.product == LINE.c.product, LEVEL.c.location.in_(sellable)
    )
    touched = select(func.max(MOVE.c.seq)).where(MOVE.c.line == LINE.c.id).scalar_subquery()
    return (
        select(
            LINE,
            DOCUMENT.c.kind,
            PRODUCT.c.sku,
            PRODUCT.c.reorder_point,
            unit.c.code.label("unit_code"),
            unit.c.decimals,
            category.c.name.label("category_name"),
            code.scalar_subquery().label("code"),
            on_hand.scalar_subquery().label("on_hand"),
            in_store.scalar_subquery().label("in_store"),
        )
        .join_from(LINE, DOCUMENT, DOCUMENT.c.id == LINE.c.document)
        .join(PRODUCT, PRODUCT.c.id == LINE.c.product)
        .join(unit, unit.c.id == LINE.c.unit)
        .join(category, category.c.id == PRODUCT.c.category)
        .where(condition)
        .order_by(touched.desc(), LINE.c.position.desc())
    )
