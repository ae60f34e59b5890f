"""Documents at the till: opened by the first scan, raised line by line, completed or laid aside."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from desktop.commands import deliveries, promotions
from desktop.commands.posting import Posting, begin
from desktop.db.amounts import times
from desktop.db.prepared import Prepared
from desktop.domain.clock import business_date
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.money import check_total
from desktop.domain.paper import INCLUDES_TAX
from desktop.domain.permissions import Actor, Permission
from desktop.domain.quantity import check_quantity
from desktop.domain.shop import currency_decimals
from desktop.schema import Document, DocumentLine, Setting, Store, Workstation
from desktop.schema.base import table_of

DOCUMENT = table_of(Document)
LINE = table_of(DocumentLine)
WORKSTATION = table_of(Workstation)
LETTER = {
    "sale": "S", "return": "B", "purchase": "P", "receipt": "R", "count": "C", "transfer": "T",
    "adjustment": "A", "production": "M", "waste": "W",
}  # fmt: skip
PERMISSION = {
    "sale": Permission.SELL,
    "return": Permission.UNDO,
    "receipt": Permission.RECEIVE,
    "count": Permission.COUNT,
    "adjustment": Permission.ADJUST,
    "waste": Permission.WRITE_OFF,
}
# A command's document and lines take ids from the second quarter of its range.
_LINE_IDS = 1 << 18

_NUMBER = (
    update(WORKSTATION)
    .where(WORKSTATION.c.id == bindparam("key"))
    .values(last_document=WORKSTATION.c.last_document + 1)
    .returning(WORKSTATION.c.last_document, WORKSTATION.c.code)
)
_FIND_LINE = Prepared(
    select(
        DOCUMENT.c.status,
        DOCUMENT.c.kind,
        DOCUMENT.c.number,
        DOCUMENT.c.origin,
        LINE.c.id.label("line"),
        LINE.c.qty,
        LINE.c.unit_price,
        LINE.c.counted_qty,
    )
    .join_from(
        DOCUMENT,
        LINE,
        and_(
            LINE.c.document == DOCUMENT.c.id,
            LINE.c.product == bindparam("product"),
            LINE.c.lot.is_not_distinct_from(bindparam("lot", type_=LINE.c.lot.type)),
        ),
        isouter=True,
    )
    .where(DOCUMENT.c.id == bindparam("document"))
    .with_for_update(of=DOCUMENT, key_share=True)
)
_POSITION = select(func.coalesce(func.max(LINE.c.position), 0) + 1).where(
    LINE.c.document == bindparam("document")
)


def _raising(decimals: int) -> Prepared:
    """Adds in the database, so that of two bookings on one line none is lost."""
    qty = LINE.c.qty + bindparam("delta")
    return Prepared(
        update(LINE)
        .where(LINE.c.id == bindparam("key"))
        .values(qty=qty, total=times(qty, LINE.c.unit_price, decimals))
        .returning(LINE.c.qty)
    )


def _raising_open(decimals: int) -> Prepared:
    """The same for a product's line in an open document, which is held until the commit."""
    held = (
        select(DOCUMENT.c.id)
        .where(
            DOCUMENT.c.id == bindparam("key"),
            DOCUMENT.c.kind == bindparam("of_kind"),
            DOCUMENT.c.status == "open",
            DOCUMENT.c.origin == bindparam("at_till"),
        )
        .with_for_update(key_share=True)
        .scalar_subquery()
    )
    qty = LINE.c.qty + bindparam("delta")
    return Prepared(
        update(LINE)
        .where(LINE.c.document == held, LINE.c.product == bindparam("of_product"))
        .values(qty=qty, total=times(qty, LINE.c.unit_price, decimals))
        .returning(LINE.c.id, LINE.c.qty, LINE.c.unit_price, LINE.c.counted_qty)
    )


_RAISE = {decimals: _raising(decimals) for decimals in (0, 2, 3)}
_RAISE_OPEN = {decimals: _raising_open(decimals) for decimals in (0, 2, 3)}
_COUNTED = Prepared(
    update(LINE)
    .where(LINE.c.id == bindparam("key"))
    .values(counted_qty=bindparam("found"), counted_at=bindparam("at"))
)


@dataclass(frozen=True)
class OpenLine:
    """A product's line in an open document."""

    id: UUID
    qty: Decimal
    unit_price: Decimal
    counted_qty: Decimal | None


@dataclass(frozen=True)
class LineOf:
    """What a new line says of its product. ``lot``: that a count is of, each on a line of its own.

    A sale or delivery has one line a product; its movements say the lots.
    """

    product: UUID
    name: str
    unit: UUID
    category: UUID
    price: Decimal
    tax_rate: Decimal
    lot: UUID | None = None


def open_line(posting: Posting, document: UUID, kind: str, of: LineOf) -> OpenLine:
    """The product's line in the open document; both are made when they are not there yet."""
    connection = posting.connection
    values = {"document": document, "product": of.product, "lot": of.lot}
    row = _FIND_LINE.first(connection, values)
    if row is None:
        create(posting, document, kind)
        return _new_line(posting, document, kind, of)
    if row.status != "open" or row.kind != kind:
        raise UserError(
            f"This {row.kind} is closed.", "Scan again: a new one is begun.", code="closed"
        )
    require_here(posting, row)
    if row.line is not None:
        return OpenLine(row.line, row.qty, row.unit_price, row.counted_qty)
    return _new_line(posting, document, kind, of)


def require_here(posting: Posting, paper: Any) -> None:
    """Refuses what another till took up: it is that one's now, with its customer and its total."""
    if paper.origin != posting.workstation:
        raise UserError(
            f"{paper.number} was taken up at another till.",
            f"It is gone on with there. Scan again: a new {paper.kind} is begun.",
            code="closed",
        )


def _new_line(posting: Posting, document: UUID, kind: str, of: LineOf) -> OpenLine:
    connection = posting.connection
    position = connection.execute(_POSITION, {"document": document}).scalar_one()
    line = member(posting.command, _LINE_IDS + position % _LINE_IDS)
    connection.execute(
        insert(DocumentLine),
        {
            "id": line,
            "document": document,
            "position": position,
            "product": of.product,
            "description": of.name,
            "unit": of.unit,
            "category": of.category,
            "lot": of.lot,
            "unit_price": of.price,
            "tax_rate": of.tax_rate,
            "is_promo": kind == "sale" and _is_on_offer(posting, of),
        },
    )
    return OpenLine(line, Decimal(0), of.price, None)


def _is_on_offer(posting: Posting, of: LineOf) -> bool:
    """Whether a promotion of the calendar runs for the goods on the store's day."""

    return promotions.runs(posting, of.product, of.category, lambda: business_day(posting))


def create(posting: Posting, document: UUID, kind: str, **more: Any) -> str:
    """Writes an open document with the workstation's next number; returns the number.

    A sale, or a return, keeps whether its prices include tax: its ticket says the same for ever.
    """
    connection = posting.connection
    number: str = more.pop("number", None) or next_number(posting, kind)
    settings = _settings(posting)
    includes_tax = bool(settings.get("prices_include_tax", True))
    connection.execute(
        insert(Document),
        {
            "id": document,
            "kind": kind,
            "number": number,
            "status": "open",
            "store": posting.by.store,
            "location": posting.by.location,
            "user": posting.by.user,
            "business_date": _day(posting, settings),
            "currency": posting.currency,
            "extra": {INCLUDES_TAX: includes_tax} if kind in ("sale", "return") else {},
            "origin": posting.workstation,
            "created_at": posting.stamp,
            "updated_at": posting.stamp,
        }
        | more,
    )
    return number


def next_number(posting: Posting, kind: str) -> str:
    """Takes the workstation's next number: its till waits for one until the commit."""
    connection = posting.connection
    row = connection.execute(_NUMBER, {"key": posting.workstation}).one()
    store = connection.execute(select(Store.code).where(Store.id == posting.by.store)).scalar_one()
    return f"{store}-{row.code}-{LETTER[kind]}-{row.last_document:06d}"


def business_day(posting: Posting) -> date:
    """The store's day of a booking."""
    return _day(posting, _settings(posting))


def _day(posting: Posting, settings: dict[str, Any]) -> date:
    """The store's day of a booking; it may begin later than at midnight."""
    return business_date(posting.stamp, posting.zone, int(settings.get("day_starts_at", 0)))


def _settings(posting: Posting) -> dict[str, Any]:
    """What the store's settings say of a new document, where they say it."""
    rows = posting.connection.execute(
        select(Setting.key, Setting.value).where(
            Setting.scope == "store",
            Setting.scope_id == posting.by.store,
            Setting.key.in_(("day_starts_at", "prices_include_tax")),
        )
    )
    return {row.key: row.value for row in rows}


def raise_line(posting: Posting, line: OpenLine, quantity: Decimal) -> Decimal:
    """Adds to a line's quantity and renews its total; returns the new quantity."""
    qty = check_quantity(line.qty + quantity)
    check_total(qty * line.unit_price)
    statement = _RAISE[currency_decimals(posting.currency)]
    row = statement.first(posting.connection, {"key": line.id, "delta": quantity})
    return row.qty  # type: ignore[no-any-return]


def raise_open_line(
    posting: Posting, document: UUID, kind: str, of: LineOf, quantity: Decimal
) -> OpenLine:
    """Adds to the product's line, in one statement where there is one, and returns it so."""
    statement = _RAISE_OPEN[currency_decimals(posting.currency)]
    row = statement.first(
        posting.connection,
        {
            "key": document,
            "of_kind": kind,
            "at_till": posting.workstation,
            "of_product": of.product,
            "delta": quantity,
        },
    )
    if row is None:
        line = open_line(posting, document, kind, of)
        return replace(line, qty=raise_line(posting, line, quantity))
    check_total(check_quantity(row.qty) * row.unit_price)
    return OpenLine(*row)


def set_counted(posting: Posting, line: UUID, found: Decimal | None) -> None:
    """Notes on a count's line what was found."""
    at = posting.stamp if found is not None else None
    _COUNTED.run(posting.connection, {"key": line, "found": found, "at": at})


def close(posting: Posting, document: UUID, status: str = "posted", **more: Any) -> Decimal:
    """Freezes an open document; returns its total, the sum of its lines to the last minor unit.

    It is of the day on which it is frozen: one that was held over night adds nothing to a day that
    may have been closed meanwhile.
    """
    connection = posting.connection
    total = connection.execute(
        select(func.coalesce(func.sum(LINE.c.total), Decimal(0))).where(LINE.c.document == document)
    ).scalar_one()
    connection.execute(
        update(DOCUMENT)
        .where(DOCUMENT.c.id == document)
        .values(
            status=status,
            posted_at=posting.stamp,
            business_date=_day(posting, _settings(posting)),
            total=check_total(total),
            updated_at=posting.stamp,
            **more,
        )
    )
    return total  # type: ignore[no-any-return]


@dataclass(frozen=True)
class CompleteDocument:
    """Complete an open sale, receipt or count."""

    id: UUID
    by: Actor
    at: datetime
    document: UUID


@dataclass(frozen=True)
class Completed:
    """The frozen document."""

    document: UUID
    number: str
    kind: str
    total: Decimal


def complete_document(session: Session, command: CompleteDocument) -> Completed:
    """Sets ``posted``; completing twice answers the same. Locks: the writer, then the document."""
    kind = session.scalar(select(DOCUMENT.c.kind).where(DOCUMENT.c.id == command.document))
    if kind not in PERMISSION:
        raise UserError("There is nothing to complete yet.", "Scan something first.", code="empty")
    posting = begin(session, command.id, command.by, command.at, PERMISSION[kind])
    document = session.execute(
        select(DOCUMENT).where(DOCUMENT.c.id == command.document).with_for_update(key_share=True)
    ).one()
    if document.posted_at is not None:
        return Completed(document.id, document.number, document.kind, document.total)
    if document.status != "open" or not has_content(session, document):
        raise UserError("There is nothing to complete.", "Scan something first.", code="empty")
    require_here(posting, document)
    total = close(posting, document.id)
    deliveries.settle(posting.connection, [document.id], posting.stamp)
    return Completed(document.id, document.number, document.kind, total)


def has_content(session: Session, document: Any) -> bool:
    """Whether anything was scanned on it that was not undone."""
    content = LINE.c.counted_qty.is_not(None) if document.kind == "count" else LINE.c.qty != 0
    found = select(LINE.c.id).where(LINE.c.document == document.id, content).limit(1)
    return session.execute(found).first() is not None
