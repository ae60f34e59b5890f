"""Undo and redo: by counter-movement, dated as the row they reverse; nothing is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.commands import alerts, documents, revert
from desktop.commands.access import require
from desktop.commands.levels import LEVEL, Change, LevelKey
from desktop.commands.posting import MOVE, NewMove, Posting, begin, booked_moves
from desktop.domain.errors import UserError
from desktop.domain.ids import command_of, last_member
from desktop.domain.ledger import Kind
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Document, DocumentLine, Job, Product
from desktop.schema.base import table_of

LINE = table_of(DocumentLine)
DOCUMENT = table_of(Document)
_REDO = "redo of "
SHOWN = 100


@dataclass(frozen=True)
class UndoBooking:
    """``target``: a movement, scan, line, document, import; None is this writer's last booking."""

    id: UUID
    by: Actor
    at: datetime
    target: UUID | None = None


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
    """What was taken back (or booked again): ``target`` is the command, import or document."""

    id: UUID
    target: UUID
    what: str
    rows: tuple[UndoneRow, ...]
    document: UUID | None = None
    products: int = 0


def undo_booking(session: Session, command: UndoBooking) -> Undone:
    """Writes the counter-movements. Undoing again what was undone is refused with a sentence."""
    posting = begin(session, command.id, command.by, command.at, Permission.UNDO)
    if posting.is_repeat:
        return _repeat(posting)
    target = command.target or _last_booking(posting)
    job = session.get(Job, target)
    if job is not None:
        require(session, command.by, Permission.IMPORT)
    if job is None:
        rows = _standing(posting.connection, _rows_of(posting.connection, target))
        if not rows:
            raise UserError("That was undone before.", "Nothing was changed.", code="undone")
        what, products = rows[0].kind, 0
    else:
        if job.status != "done":
            raise UserError(f"This import is {job.status}.", "Nothing was changed.", code="undone")
        rows = _standing(posting.connection, booked_moves(posting.connection, job.id))
        what = job.kind
    if any(row.kind == Kind.ADJUST for row in rows):
        require(session, command.by, Permission.ADJUST)
    _reverse(posting, rows)
    changes = posting.finish()
    if job is not None:
        products = _revert(session, posting, job)
    document = _settle(posting, rows)
    shown = _shown(posting, posting.moves, changes)
    return Undone(command.id, target, what, shown, document, products)


def _revert(session: Session, posting: Posting, job: Job) -> int:
    """Takes back what an import changed beside the stock; how many products that were."""
    by = posting.by
    products = revert.revert_batch(session, job.id, posting.command, by, posting.stamp)
    job.status = "undone"
    session.flush()
    # Alerts of the counter-movements have taken ids from the command's range: these the next one.
    cause = UUID(int=last_member(posting.command).int + 1)
    alerts.review(posting.connection, by.store, sorted(products), posting.stamp, cause)
    return len(products)


def _repeat(posting: Posting) -> Undone:
    """The answer to an undo that was booked before, with what is on hand now."""
    rows = booked_moves(posting.connection, posting.command)
    what = Kind.COUNT if rows[0].kind == Kind.UNCOUNT else rows[0].kind
    return Undone(posting.command, command_of(rows[0].reverses), what, _now(posting, rows))


def _now(posting: Posting, moves: Sequence[Any]) -> tuple[UndoneRow, ...]:
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


def _last_booking(posting: Posting) -> UUID:
    """The newest standing booking of this writer: a command that moved stock, or an import."""
    reversal = aliased(MOVE)
    undone = select(reversal.c.id).where(reversal.c.reverses == MOVE.c.id).exists()
    newest = posting.connection.execute(
        select(MOVE.c.id, MOVE.c.recorded_at)
        .where(MOVE.c.writer == posting.by.writer, MOVE.c.reverses.is_(None), ~undone)
        .order_by(MOVE.c.seq.desc())
        .limit(1)
    ).first()
    job = posting.connection.execute(
        select(Job.id, Job.finished_at)
        .where(Job.kind == "import", Job.status == "done", Job.origin == posting.workstation)
        .order_by(Job.id.desc())
        .limit(1)
    ).first()
    if newest is None and job is None:
        raise UserError("There is nothing to undo.", code="nothing")
    if newest is None or (job is not None and job.finished_at >= newest.recorded_at):
        return job.id  # type: ignore[union-attr, no-any-return]
    return command_of(newest.id)


def _rows_of(connection: Connection, target: UUID) -> Sequence[Any]:
    """The movements of a line, a document, a single movement's command."""
    lines = select(LINE.c.id).where(or_(LINE.c.id == target, LINE.c.document == target))
    rows = connection.execute(
        select(MOVE).where(MOVE.c.line.in_(lines), MOVE.c.reverses.is_(None)).order_by(MOVE.c.id)
    ).all()
    if rows:
        return rows
    first = command_of(target)
    rows = connection.execute(
        select(MOVE).where(MOVE.c.id.between(first, last_member(first))).order_by(MOVE.c.id)
    ).all()
    if not rows:
        raise UserError("There is no such booking.", "Look it up in Movements.", code="unknown")
    if all(row.reverses is not None for row in rows):
        raise UserError(
            "This row takes another one back; it is not undone itself.",
            "Use redo.",
            code="reversal",
        )
    return rows


def _standing(connection: Connection, rows: Sequence[Any]) -> list[Any]:
    """Those that are no reversal and not reversed."""
    ids = [row.id for row in rows]
    undone: set[UUID] = set()
    for start in range(0, len(ids), 500):
        found = select(MOVE.c.reverses).where(MOVE.c.reverses.in_(ids[start : start + 500]))
        undone.update(connection.execute(found).scalars())
    return [row for row in rows if row.reverses is None and row.id not in undone]


def _reverse(posting: Posting, rows: Sequence[Any]) -> None:
    """Adds the counter-movements and lowers the lines of documents that are still open."""
    for row in rows:
        posting.add(
            NewMove(
                row.product,
                Kind.UNCOUNT if row.kind == Kind.COUNT else Kind(row.kind),
                qty=None if row.qty is None else -row.qty,
                location=row.location,
                lot=row.lot,
                unit_cost=row.unit_cost,
                line=row.line,
                reason="undo",
                occurred_at=row.occurred_at,
                reverses=row.id,
            )
        )
    still_open = _in_open_documents(posting.connection, rows)
    for row in rows:
        if row.line not in still_open:
            continue
        if row.qty is not None:
            _raise_line(posting, row, -row.qty)
        else:
            _recount(posting, row, {other.id for other in rows if other.line == row.line})


def _in_open_documents(connection: Connection, rows: Sequence[Any]) -> set[UUID]:
    """The lines that may still change: an import's many lines are asked for at once."""
    lines = list({row.line for row in rows if row.line is not None})
    found: set[UUID] = set()
    for start in range(0, len(lines), 500):
        wanted = (
            select(LINE.c.id)
            .join(DOCUMENT, DOCUMENT.c.id == LINE.c.document)
            .where(LINE.c.id.in_(lines[start : start + 500]), DOCUMENT.c.status == "open")
        )
        found.update(connection.execute(wanted).scalars())
    return found


def _open_line(posting: Posting, line: UUID | None) -> Any:
    if line is None:
        return None
    return posting.connection.execute(
        select(LINE)
        .join(DOCUMENT, DOCUMENT.c.id == LINE.c.document)
        .where(LINE.c.id == line, DOCUMENT.c.status == "open")
        .with_for_update(of=DOCUMENT, key_share=True)
    ).first()


def _raise_line(posting: Posting, row: Any, moved: Decimal) -> None:
    """A line's quantity goes with the goods: out for sale and waste, in for a receipt."""
    line = _open_line(posting, row.line)
    if line is not None:
        open_line = documents.OpenLine(line.id, line.qty, line.unit_price, line.counted_qty)
        sign = -1 if row.kind in (Kind.SALE, Kind.WASTE, Kind.CONSUME) else 1
        documents.raise_line(posting, open_line, sign * moved)


def _recount(posting: Posting, row: Any, gone: set[UUID], redone: Any = None) -> None:
    """A count's line shows the newest count that stands, with ``redone`` and without ``gone``."""
    if _open_line(posting, row.line) is None:
        return
    reversal = aliased(MOVE)
    found = posting.connection.execute(
        select(MOVE.c.set_qty, MOVE.c.occurred_at)
        .where(MOVE.c.line == row.line, MOVE.c.kind == Kind.COUNT, MOVE.c.id.not_in(gone))
        .where(~select(reversal.c.id).where(reversal.c.reverses == MOVE.c.id).exists())
        .order_by(MOVE.c.occurred_at.desc(), MOVE.c.id.desc())
        .limit(1)
    ).first()
    if redone is not None and (found is None or found.occurred_at <= redone.occurred_at):
        found = redone
    documents.set_counted(posting, row.line, found.set_qty if found else None)


def _settle(posting: Posting, rows: Sequence[Any]) -> UUID | None:
    """A posted document of which nothing stands becomes void, and posted again when something does.

    Returns the document.
    """
    lines = list({row.line for row in rows if row.line is not None})[:500]
    connection = posting.connection
    found = connection.execute(
        select(DOCUMENT.c.id, DOCUMENT.c.status)
        .join(LINE, LINE.c.document == DOCUMENT.c.id)
        .where(LINE.c.id.in_(lines))
        .distinct()
    ).all()
    for document in found:
        if document.status not in ("posted", "void"):
            continue
        all_lines = select(LINE.c.id).where(LINE.c.document == document.id)
        moves = connection.execute(select(MOVE).where(MOVE.c.line.in_(all_lines))).all()
        status = "posted" if _standing(connection, moves) else "void"
        if status != document.status:
            connection.execute(
                DOCUMENT.update().where(DOCUMENT.c.id == document.id).values(status=status)
            )
    return found[0].id if found else None


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
    """New rows with the original's time, keys and quantities; the reversal itself stays."""
    posting = begin(session, command.id, command.by, command.at, Permission.UNDO)
    if posting.is_repeat:
        rows = booked_moves(posting.connection, command.id)
        target = _redone(rows[0].reason) or command.id
        return Undone(command.id, target, rows[0].kind, _now(posting, rows))
    target = _last_undone(posting)
    undone = select(MOVE.c.reverses).where(MOVE.c.id.between(target, last_member(target)))
    rows = list(
        posting.connection.execute(select(MOVE).where(MOVE.c.id.in_(undone)).order_by(MOVE.c.id))
    )
    if session.get(Job, command_of(rows[0].id)) is not None:
        raise UserError(
            "An import that was taken back is not booked again.", "Import it anew.", code="import"
        )
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
                reason=f"{_REDO}{target}",
                occurred_at=row.occurred_at,
            )
        )
        if row.qty is not None:
            _raise_line(posting, row, row.qty)
        else:
            _recount(posting, row, set(), row)
    changes = posting.finish()
    _settle(posting, rows)
    return Undone(command.id, target, rows[0].kind, _shown(posting, posting.moves, changes))


def _redone(reason: str) -> UUID | None:
    """Which undo a row booked anew; anybody may type such a reason, so anything else is none."""
    try:
        return UUID(reason.removeprefix(_REDO)) if reason.startswith(_REDO) else None
    except ValueError:
        return None


def _last_undone(posting: Posting) -> UUID:
    """This writer's newest undo that was not redone, if only undos and redos came after it."""
    rows = posting.connection.execute(
        select(MOVE.c.id, MOVE.c.reverses, MOVE.c.reason)
        .where(MOVE.c.writer == posting.by.writer)
        .order_by(MOVE.c.seq.desc())
        .limit(1000)
    )
    redone: set[UUID] = set()
    for row in rows:
        target = _redone(row.reason)
        if target is not None and row.reverses is None:
            redone.add(target)
        elif row.reverses is None:
            break
        elif command_of(row.id) not in redone:
            return command_of(row.id)
    raise UserError("There is nothing to redo.", code="nothing")
