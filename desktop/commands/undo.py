"""Undo and redo: by counter-movement, dated as the row they reverse; nothing is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop.commands import bookings, deliveries, documents, merges, returns, revert
from desktop.commands.access import require
from desktop.commands.audit import was_done
from desktop.commands.documents import DOCUMENT
from desktop.commands.levels import LEVEL, Change, LevelKey
from desktop.commands.posting import MOVE, NewMove, Posting, begin, booked_moves
from desktop.commands.wholes import Whole, take_back, whole_of
from desktop.domain.errors import UserError
from desktop.domain.ids import command_of
from desktop.domain.ledger import VOID, Kind
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Job, Product

SHOWN = 100
# What taking back, or booking again, asks for beside the right to undo.
_ALSO = {Kind.ADJUST: Permission.ADJUST, Kind.OPENING: Permission.IMPORT}


@dataclass(frozen=True)
class UndoBooking:
    """``target``: a movement, scan, line, document, import; None is this writer's last booking.

    ``lines``: only these lines of the document, where a long one is taken back in parts.
    """

    id: UUID
    by: Actor
    at: datetime
    target: UUID | None = None
    reason: str = "undo"
    lines: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class RedoBooking:
    """Books anew what this writer undid last, if nothing else was booked since."""

    id: UUID
    by: Actor
    at: datetime


@dataclass(frozen=True)
class UndoneRow:
    """One counter-movement and what is on hand now."""

    product: UUID
    sku: str
    name: str
    kind: str
    quantity: Decimal | None
    before: Decimal
    on_hand: Decimal


@dataclass(frozen=True)
class Undone:
    """What was taken back (or booked again): ``target`` is the command, import or document.

    ``returned`` is the number of the return that corrects a posted document, "" without one.
    """

    id: UUID
    target: UUID
    what: str
    rows: tuple[UndoneRow, ...]
    document: UUID | None = None
    products: int = 0
    returned: str = ""


def undo_booking(session: Session, command: UndoBooking, at_once: bool = False) -> Undone:
    """Writes the counter-movements. Undoing again what was undone is refused with a sentence.

    Part of a posted sale or receipt becomes a return, all of it at once makes the document void.
    Any movement of an import stands for the whole import; a long one (LongImport) goes ``at_once``
    or not at all. Locks: the writer, then the documents.
    """
    posting = begin(session, command.id, command.by, command.at, Permission.UNDO)
    if posting.is_repeat or was_done(session, command.id):
        return undone_before(session, posting, command)
    target = command.target or bookings.last_booking(posting)
    whole = whole_of(session, target)
    if whole is not None and not at_once:
        whole.refuse_long()
    rows = _rows_of(session, posting, command, target, whole)
    lines = bookings.held_lines(posting.connection, rows)
    rows = bookings.standing(posting.connection, rows)
    if not rows and whole is None:
        raise UserError("That was undone before.", "Nothing was changed.", code="undone")
    _require_for(session, command.by, rows)
    if whole is not None:
        whole.refuse_late(session, rows)
    else:
        _refuse(session, command, rows, lines)
    returned = returns.take_back(posting, rows, _touched(lines, rows))
    reverse(posting, rows, returned.lines, command.reason)
    _lower(posting, rows, lines)
    changes = posting.finish(reviews=whole is None)
    products = take_back(session, posting, whole) if whole is not None else 0
    _settle(posting, lines)
    return Undone(
        command.id,
        whole.id if whole is not None else target,
        whole.kind if whole is not None else rows[0].kind,
        _shown(posting, posting.moves, changes),
        _document_of(lines, rows),
        products,
        ", ".join(returned.numbers),
    )


def _refuse(
    session: Session, command: UndoBooking, rows: Sequence[Any], lines: dict[UUID, Any]
) -> None:
    """What is no whole, and is too long, or of products that are merged by now."""
    if not command.lines:
        bookings.refuse_long(rows, lines)
    merges.refuse_of_merged(session, rows)


def _rows_of(
    session: Session, posting: Posting, command: UndoBooking, target: UUID, whole: Whole | None
) -> Sequence[Any]:
    """All movements that are meant, also those that were taken back before."""
    if whole is not None:
        require(session, command.by, whole.permission)
        return booked_moves(posting.connection, whole.id)
    if command.lines:
        return bookings.rows_of_lines(posting.connection, command.lines)
    return bookings.rows_of(posting.connection, target)


def _require_for(session: Session, by: Actor, rows: Sequence[Any]) -> None:
    """What somebody may not book he neither takes back nor books again."""
    for permission in dict.fromkeys(_ALSO[row.kind] for row in rows if row.kind in _ALSO):
        require(session, by, permission)


def _touched(lines: dict[UUID, Any], rows: Sequence[Any]) -> dict[UUID, Any]:
    """The lines of these rows only."""
    return {row.line: lines[row.line] for row in rows if row.line is not None}


def _document_of(lines: dict[UUID, Any], rows: Sequence[Any]) -> UUID | None:
    line = next((row.line for row in rows if row.line is not None), None)
    return None if line is None else lines[line].document


def undone_before(session: Session, posting: Posting, command: UndoBooking) -> Undone:
    """The answer to an undo that was booked before, with what is on hand now."""
    rows = booked_moves(posting.connection, command.id)
    undone = select(MOVE).where(MOVE.c.id.in_([row.reverses for row in rows[:1]]))
    firsts = posting.connection.execute(undone).all()
    document = _document_of(bookings.held_lines(posting.connection, firsts), firsts)
    backs = bookings.held_lines(posting.connection, rows[:1]).values()
    returned = "".join(back.number for back in backs if back.kind == "return")
    shown = undone_now(posting, rows)
    job = session.scalars(
        select(Job)
        .join(AuditEntry, AuditEntry.entity_id == Job.id)
        .where(AuditEntry.batch == command.id, AuditEntry.entity == Job.__tablename__)
    ).first()
    if job is not None:
        products = len(revert.products_of(session, job.id))
        return Undone(command.id, job.id, job.kind, shown, document, products)
    target = command.target or command_of(firsts[0].id)
    if merges.is_merge(session, command_of(target)):
        products = len(merges.merged_by(session, command_of(target)))
        return Undone(command.id, command_of(target), "merge", shown, None, products)
    return Undone(command.id, target, firsts[0].kind, shown, document, returned=returned)


def undone_now(posting: Posting, moves: Sequence[Any]) -> tuple[UndoneRow, ...]:
    """The rows of an answer without a posting: before and after are what is on hand now."""
    level = select(LEVEL.c.on_hand)
    changes = {}
    for move in moves[:SHOWN]:
        key = LevelKey(move.product, move.location, move.lot)
        on_hand = posting.connection.execute(
            level.where(
                LEVEL.c.product == key.product,
                LEVEL.c.location == key.location,
                LEVEL.c.lot == key.lot,
            )
        ).scalar_one()
        changes[key] = Change(on_hand, on_hand)
    return _shown(posting, moves, changes)


def reverse(posting: Posting, rows: Sequence[Any], returned: dict[UUID, UUID], reason: str) -> None:
    """Adds the counter-movements.

    ``returned``: the line of a return that takes the place of a posted one.
    """
    for row in rows:
        posting.add(
            NewMove(
                row.product,
                Kind.UNCOUNT if row.kind == Kind.COUNT else Kind(row.kind),
                qty=None if row.qty is None else -row.qty,
                location=row.location,
                lot=row.lot,
                unit_cost=row.unit_cost,
                line=returned.get(row.line, row.line),
                reason=reason,
                occurred_at=row.occurred_at,
                reverses=row.id,
            )
        )


def _lower(posting: Posting, rows: Sequence[Any], lines: dict[UUID, Any]) -> None:
    """The lines of documents that are still open."""
    gone = {row.id for row in rows}
    for line, theirs in _of_open_lines(lines, rows):
        if line.kind == "count":
            _recount(posting, line.id, gone)
        else:
            _raise_line(posting, line, -_moved(theirs))


def _of_open_lines(lines: dict[UUID, Any], rows: Sequence[Any]) -> list[tuple[Any, list[Any]]]:
    """The lines that may still change, each with its movements."""
    groups: dict[UUID, list[Any]] = {}
    for row in rows:
        if row.line is not None and lines[row.line].status == "open":
            groups.setdefault(row.line, []).append(row)
    return [(lines[key], theirs) for key, theirs in groups.items()]


def _moved(rows: Sequence[Any]) -> Decimal:
    return sum((row.qty for row in rows if row.qty is not None), Decimal(0))


def _raise_line(posting: Posting, line: Any, moved: Decimal) -> None:
    """A line's quantity goes with the goods: out for a sale, in for a receipt."""
    open_line = documents.OpenLine(line.id, line.qty, line.unit_price, line.counted_qty)
    documents.raise_line(posting, open_line, returns.PAID.get(line.kind, 1) * moved)


def _recount(posting: Posting, line: UUID, gone: set[UUID], redone: Sequence[Any] = ()) -> None:
    """A count's line shows the newest count that stands, with ``redone`` and without ``gone``."""
    reversal = aliased(MOVE)
    rows = posting.connection.execute(
        select(MOVE.c.id, MOVE.c.set_qty, MOVE.c.occurred_at)
        .where(MOVE.c.line == line, MOVE.c.kind == Kind.COUNT)
        .where(~select(reversal.c.id).where(reversal.c.reverses == MOVE.c.id).exists())
        .order_by(MOVE.c.occurred_at, MOVE.c.id)
    )
    counts = [row for row in rows if row.id not in gone]
    counts = sorted([*counts, *redone], key=lambda row: row.occurred_at)
    # A count without a lot, of a product with lots, set each of them at once.
    newest = [row.set_qty for row in counts if row.occurred_at == counts[-1].occurred_at]
    documents.set_counted(posting, line, sum(newest, Decimal(0)) if newest else None)


def _settle(posting: Posting, lines: dict[UUID, Any]) -> None:
    """A posted document of which nothing stands becomes void, and posted again when something does.

    With returns it stays posted: they take its money back, and their sum is right. The purchase
    orders of deliveries come after them.
    """
    connection = posting.connection
    for document, theirs in returns.by_document(lines).items():
        if theirs[0].status not in ("posted", "void"):
            continue
        is_posted = bookings.stands(connection, document) or returns.has_returns(
            connection, document
        )
        status = "posted" if is_posted else "void"
        if status != theirs[0].status:
            connection.execute(
                DOCUMENT.update().where(DOCUMENT.c.id == document).values(status=status)
            )
    receipts = {line.document for line in lines.values() if line.kind == "receipt"}
    if receipts:
        deliveries.settle(connection, receipts, posting.stamp)


def _shown(
    posting: Posting, moves: Sequence[Any], changes: dict[LevelKey, Change]
) -> tuple[UndoneRow, ...]:
    """The first hundred rows with their products' names."""
    moves = moves[:SHOWN]
    names = {
        row.id: row
        for row in posting.connection.execute(
            select(Product.id, Product.sku, Product.name).where(
                Product.id.in_({move.product for move in moves})
            )
        )
    }
    rows = []
    for move in moves:
        change = changes[LevelKey(move.product, move.location, move.lot)]
        product = names[move.product]
        rows.append(
            UndoneRow(
                move.product,
                product.sku,
                product.name,
                move.kind,
                move.qty,
                change.before,
                change.after,
            )
        )
    return tuple(rows)


def redo_booking(session: Session, command: RedoBooking) -> Undone:
    """New rows with the original's time, keys and quantities; the reversal itself stays.

    Refused where the document was completed after the undo: its money is frozen without them.
    """
    posting = begin(session, command.id, command.by, command.at, Permission.UNDO)
    if posting.is_repeat:
        rows = booked_moves(posting.connection, command.id)
        target = bookings.redone(rows[0].reason) or command.id
        return Undone(command.id, target, rows[0].kind, undone_now(posting, rows))
    target = bookings.last_undone(posting)
    reversals = booked_moves(posting.connection, target)
    if any(reversal.reason.startswith(VOID) for reversal in reversals):
        require(session, command.by, Permission.VOID)
    undone = select(MOVE).where(MOVE.c.id.in_([row.reverses for row in reversals]))
    rows = list(posting.connection.execute(undone.order_by(MOVE.c.id)))
    if session.get(Job, command_of(rows[0].id)) is not None:
        raise UserError(
            "An import that was taken back is not booked again.", "Import it anew.", code="import"
        )
    if merges.is_merge(session, command_of(rows[0].id)):
        raise UserError(
            "Products that were parted are not merged by this.", "Merge them anew.", code="merge"
        )
    _require_for(session, command.by, rows)
    merges.refuse_of_merged(session, rows)
    lines = bookings.held_lines(posting.connection, rows)
    returns.put_back(posting, rows, reversals, lines)
    _book_again(posting, rows, lines, target)
    changes = posting.finish()
    _settle(posting, lines)
    return Undone(command.id, target, rows[0].kind, _shown(posting, posting.moves, changes))


def _book_again(
    posting: Posting, rows: Sequence[Any], lines: dict[UUID, Any], target: UUID
) -> None:
    for row in rows:
        posting.add(
            NewMove(
                row.product,
                Kind(row.kind),
                qty=row.qty,
                set_qty=row.set_qty,
                location=row.location,
                lot=row.lot,
                unit_cost=row.unit_cost,
                line=row.line,
                reason=f"{bookings.REDO}{target}",
                occurred_at=row.occurred_at,
            )
        )
    for line, theirs in _of_open_lines(lines, rows):
        if line.kind == "count":
            _recount(posting, line.id, set(), theirs)
        else:
            _raise_line(posting, line, _moved(theirs))
