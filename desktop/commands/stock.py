"""Stock changes without a scan: receive, count, adjust, write off, and change an open line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import documents, lots
from desktop.commands.documents import LineOf, OpenLine
from desktop.commands.levels import LevelKey
from desktop.commands.posting import (
    MOVE,
    NewMove,
    Posting,
    begin,
    booked_moves,
    booked_quantity,
)
from desktop.commands.scanned_lots import typed_lot
from desktop.commands.texts import check_text
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.ledger import Kind
from desktop.domain.lot import LotGiven
from desktop.domain.money import check_price
from desktop.domain.permissions import Actor, Permission, allow
from desktop.domain.quantity import check_quantity
from desktop.schema import AppUser, Document, DocumentLine, Product, Unit

_DOCUMENT_ID = (1 << 17) + 1
_KINDS = {
    "receive": ("receipt", Kind.RECEIVE, Permission.RECEIVE),
    "count": ("count", Kind.COUNT, Permission.COUNT),
    "adjust": ("adjustment", Kind.ADJUST, Permission.ADJUST),
    "waste": ("waste", Kind.WASTE, Permission.WRITE_OFF),
}


@dataclass(frozen=True)
class BookStock:
    """One product, one place: ``action`` receive, count, adjust or waste.

    ``quantity``: received or written off (more than zero), found (zero or more), or the signed
    correction of an adjustment. ``occurred_at`` books into the past, for managers. ``lot``: of
    what came in, where the product keeps lots.
    """

    id: UUID
    by: Actor
    at: datetime
    action: str
    product: UUID
    quantity: Decimal
    reason: str = ""
    unit_cost: Decimal | None = None
    occurred_at: datetime | None = None
    location: UUID | None = None
    lot: LotGiven | None = None


@dataclass(frozen=True)
class StockBooked:
    """The movement and what is on hand now."""

    id: UUID
    document: UUID
    number: str
    product: UUID
    name: str
    quantity: Decimal
    before: Decimal
    on_hand: Decimal
    at: datetime


def book_stock(session: Session, command: BookStock) -> StockBooked:
    """Writes a document with one line, posted at once, and its movement.

    Locks: the writer, then the level.
    """
    kind, move_kind, permission = _KINDS[command.action]
    posting = begin(session, command.id, command.by, command.at, permission)
    product = _product(session, command.product)
    document = member(command.id, _DOCUMENT_ID)
    if posting.is_repeat:
        return _stored(session, posting, document, product)
    _check_time(session, command, posting)
    quantity = _checked(command, product.decimals)
    reason = check_text(command.reason, "reason", 2000)
    number = documents.create(posting, document, kind, note=reason)
    cost = _cost(command, product)
    of = LineOf(
        product.id, product.name, product.unit, product.category, cost or Decimal(0), Decimal(0)
    )
    line = documents.open_line(posting, document, kind, of)
    moved = -quantity if move_kind == Kind.WASTE else quantity
    for lot, share in _shares(posting, command, product, moved, cost):
        posting.add(_move(command, move_kind, share, lot, reason, cost, line.id))
    if move_kind == Kind.COUNT:
        documents.set_counted(posting, line.id, quantity)
    else:
        documents.raise_line(posting, line, quantity)
    documents.close(posting, document)
    return _answer(posting, document, number, product)


def _move(
    command: BookStock,
    kind: Kind,
    share: Decimal,
    lot: UUID | None,
    reason: str,
    cost: Decimal | None,
    line: UUID,
) -> NewMove:
    is_count = kind == Kind.COUNT
    return NewMove(
        command.product,
        kind,
        qty=None if is_count else share,
        set_qty=share if is_count else None,
        location=command.location,
        lot=lot,
        reason=reason,
        unit_cost=cost,
        line=line,
        occurred_at=command.occurred_at,
    )


def _shares(
    posting: Posting, command: BookStock, product: Any, moved: Decimal, cost: Decimal | None
) -> Sequence[lots.Share]:
    """Which lots it is booked on, each with its part; a count sets, anything else moves."""
    if product.tracking != lots.BY_LOT:
        return [(None, moved)]
    place = command.location or command.by.location
    if command.action == "count":
        return lots.counted(posting, product.id, place, moved)
    if moved < 0:
        return [(lot, -share) for lot, share in lots.taken(posting, product.id, place, -moved)]
    if command.action != "receive":
        return [(None, moved)]
    return [(typed_lot(posting, product, command.lot, cost), moved)]


def _answer(posting: Posting, document: UUID, number: str, product: Any) -> StockBooked:
    move = posting.moves[0]
    changes = posting.finish()
    change = changes[LevelKey(move.product, move.location, move.lot)]
    if product.tracking == lots.BY_LOT:
        change = lots.whole(posting, move.product, move.location, changes)
    return StockBooked(
        move.id,
        document,
        number,
        product.id,
        product.name,
        booked_quantity(posting.moves),
        change.before,
        change.after,
        move.occurred_at,
    )


def _stored(session: Session, posting: Posting, document: UUID, product: Any) -> StockBooked:
    """The answer to a command that was booked before: before and after are what is there now."""
    rows = booked_moves(posting.connection, posting.command)
    row = rows[0]
    on_hand = lots.on_hand(posting.connection, row.product, row.location)
    quantity = booked_quantity(rows)
    number = session.scalars(select(Document.number).where(Document.id == document)).one()
    return StockBooked(
        row.id, document, number, product.id, product.name, quantity, on_hand, on_hand,
        row.occurred_at,
    )  # fmt: skip


def _product(session: Session, product: UUID) -> Any:
    row = session.execute(
        select(
            Product.id,
            Product.name,
            Product.unit,
            Product.category,
            Product.unit_cost,
            Product.tracking,
            Product.is_template,
            Unit.decimals,
        )
        .join(Unit, Unit.id == Product.unit)
        .where(Product.id == product)
    ).first()
    if row is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    if row.is_template:
        raise UserError(
            f"{row.name} has variants, and their stock is its own.",
            "Change the stock of one of them.",
            code="which_variant",
        )
    return row


def _check_time(session: Session, command: BookStock, posting: Posting) -> None:
    """Only managers book into the past; nobody books into the future."""
    if command.occurred_at is None:
        return
    row = session.execute(
        select(AppUser.role, AppUser.is_active).where(AppUser.id == command.by.user)
    ).one()
    allow(row.role, row.is_active, Permission.BACKDATE)
    if command.occurred_at > posting.stamp:
        raise UserError("This time is in the future.", field="occurred_at", code="future")


def _checked(command: BookStock, decimals: int) -> Decimal:
    quantity = check_quantity(command.quantity, decimals)
    if command.action == "adjust":
        is_right = quantity != 0
        sentence = "A correction of zero changes nothing."
    elif command.action == "count":
        is_right = quantity >= 0
        sentence = "Nobody counts less than zero."
    else:
        is_right = quantity > 0
        sentence = "The quantity is more than zero."
    if not is_right:
        raise UserError(sentence, "Nothing was changed.", field="quantity", code="negative")
    return quantity


def _cost(command: BookStock, product: Any) -> Decimal | None:
    if command.action != "receive":
        return None
    if command.unit_cost is not None:
        return check_price(command.unit_cost, "unit_cost")
    return product.unit_cost  # type: ignore[no-any-return]


@dataclass(frozen=True)
class ChangeLine:
    """Sets the quantity of a line in an open sale or receipt (`+`, `−` and typing do this)."""

    id: UUID
    by: Actor
    at: datetime
    line: UUID
    quantity: Decimal


def change_line(session: Session, command: ChangeLine) -> StockBooked:
    """Books the difference as one more movement of the line. Zero hides the line."""
    line = session.get(DocumentLine, command.line)
    document = session.get(Document, line.document) if line else None
    if line is None or document is None or line.product is None:
        raise UserError("This line is gone.", "Begin a new document.", code="gone")
    permission = documents.PERMISSION[document.kind]
    posting = begin(session, command.id, command.by, command.at, permission)
    product = _product(session, line.product)
    if posting.is_repeat:
        return _stored(session, posting, document.id, product)
    # Held until the commit, and read again: another till may have had it since.
    session.refresh(document, with_for_update={"key_share": True})
    session.refresh(line)
    if document.status != "open":
        raise UserError("This line is closed.", "Begin a new document.", code="closed")
    documents.require_here(posting, document)
    wanted = check_quantity(command.quantity, product.decimals)
    if wanted < 0 or document.kind not in ("sale", "receipt"):
        raise UserError("A line's quantity is zero or more.", field="quantity", code="negative")
    difference = wanted - line.qty
    if difference == 0:
        raise UserError("The line has this quantity already.", field="quantity", code="same")
    is_sale = document.kind == "sale"
    cost = None if is_sale or difference < 0 else _cost_of_line(posting, line.id)
    for lot, share in _shares_of_line(posting, document, line.id, product, difference):
        posting.add(
            NewMove(
                product.id,
                Kind.SALE if is_sale else Kind.RECEIVE,
                qty=-share if is_sale else share,
                lot=lot,
                line=line.id,
                location=document.location,
                unit_cost=cost,
            )
        )
    open_line = OpenLine(line.id, line.qty, line.unit_price, line.counted_qty)
    documents.raise_line(posting, open_line, difference)
    return _answer(posting, document.id, document.number, product)


def _shares_of_line(
    posting: Posting, document: Document, line: UUID, product: Any, difference: Decimal
) -> Sequence[lots.Share]:
    """The lots by which a line is raised or lowered."""
    if product.tracking != lots.BY_LOT:
        return [(None, difference)]
    if difference < 0:
        back = lots.of_line(posting.connection, line, -difference)
        return [(lot, -share) for lot, share in back]
    if document.kind == "sale":
        place = document.location
        return lots.more_of_line(posting, product.id, place, line, difference)
    newest, _held = lots.of_line(posting.connection, line, difference)[0]
    return [(newest, difference)]


def _cost_of_line(posting: Posting, line: UUID) -> Decimal | None:
    """What the goods of a delivery's line came in at: as ordered, where an order says it."""
    taken_in = (
        select(MOVE.c.unit_cost)
        .where(MOVE.c.line == line, MOVE.c.kind == Kind.RECEIVE, MOVE.c.qty > 0)
        .order_by(MOVE.c.id.desc())
        .limit(1)
    )
    return posting.connection.execute(taken_in).scalar_one_or_none()
