"""Finds bookings in the ledger: by what names them, the last one, what of them still stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, or_, select
from sqlalchemy.orm import aliased

from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.posting import MOVE, Posting
from desktop.domain.errors import UserError
from desktop.domain.ids import command_of, last_member
from desktop.domain.ledger import Kind
from desktop.domain.parts import parts
from desktop.schema import Job

REDO = "redo of "
PART = 2_000
# More corrections than this go in parts (desktop/jobs/stock_then.py), between which the tills book.
AT_ONCE = 1_500
_HELD = select(
    LINE.c.id,
    LINE.c.document,
    LINE.c.position,
    LINE.c.product,
    LINE.c.description,
    LINE.c.qty,
    LINE.c.unit_price,
    LINE.c.total,
    LINE.c.counted_qty,
    DOCUMENT.c.kind,
    DOCUMENT.c.number,
    DOCUMENT.c.status,
    DOCUMENT.c.posted_at,
    DOCUMENT.c.currency,
).join_from(LINE, DOCUMENT, DOCUMENT.c.id == LINE.c.document)


class LongBooking(UserError):
    """Corrections of one document that are too many for one transaction; nothing was changed."""

    def __init__(self, document: UUID, number: str, count: int) -> None:
        super().__init__(
            f"{number} holds {count:,} corrections: too many to be taken back in one go.",
            "Nothing was changed. In Movements or Documents it goes in parts.",
            code="long",
        )
        self.document = document
        self.number = number


def refuse_long(rows: Sequence[Any], lines: dict[UUID, Any]) -> None:
    """LongBooking where it is one; ``lines`` are those of the rows."""
    if len(rows) > AT_ONCE and rows[0].kind == Kind.ADJUST and rows[0].line is not None:
        line = lines[rows[0].line]
        raise LongBooking(line.document, line.number, len(rows))


def rows_of(connection: Connection, target: UUID) -> Sequence[Any]:
    """The movements of a line, a document, a single movement's command.

    Corrections that one document holds together are one booking, whichever command made a part.
    """
    lines = select(LINE.c.id).where(or_(LINE.c.id == target, LINE.c.document == target))
    rows = connection.execute(_of_lines(lines)).all()
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
    if rows[0].kind == Kind.ADJUST and rows[0].line is not None and standing(connection, rows):
        paper = select(LINE.c.document).where(LINE.c.id == rows[0].line).scalar_subquery()
        lines = select(LINE.c.id).where(LINE.c.document == paper)
        return connection.execute(_of_lines(lines)).all()
    return rows


def rows_of_lines(connection: Connection, lines: Sequence[UUID]) -> list[Any]:
    """The movements of some lines."""
    found: list[Any] = []
    for part in parts(lines, PART):
        found += connection.execute(_of_lines(part))
    return found


def _of_lines(lines: Any) -> Select[Any]:
    booked = select(MOVE).where(MOVE.c.line.in_(lines), MOVE.c.reverses.is_(None))
    return booked.order_by(MOVE.c.id)


def standing(connection: Connection, rows: Sequence[Any]) -> list[Any]:
    """Those that are no reversal and not reversed."""
    ids = [row.id for row in rows]
    undone: set[UUID] = set()
    for part in parts(ids, PART):
        found = select(MOVE.c.reverses).where(MOVE.c.reverses.in_(part))
        undone.update(connection.execute(found).scalars())
    return [row for row in rows if row.reverses is None and row.id not in undone]


def stands(connection: Connection, document: UUID) -> bool:
    """Whether any movement of a document's lines stands."""
    reversal = aliased(MOVE)
    undone = select(reversal.c.id).where(reversal.c.reverses == MOVE.c.id).exists()
    of = select(LINE.c.id).where(LINE.c.document == document)
    found = select(MOVE.c.id).where(MOVE.c.line.in_(of), MOVE.c.reverses.is_(None), ~undone)
    return connection.execute(found.limit(1)).first() is not None


def standing_of(connection: Connection, document: UUID) -> list[Any]:
    """Those of a document's lines."""
    lines = select(LINE.c.id).where(LINE.c.document == document)
    return standing(
        connection, connection.execute(select(MOVE).where(MOVE.c.line.in_(lines))).all()
    )


def held_lines(connection: Connection, rows: Sequence[Any]) -> dict[UUID, Any]:
    """The movements' lines with their documents, which are held until the commit.

    Nobody completes such a document, or takes more of it back, before this booking is done.
    """
    lines = list({row.line for row in rows if row.line is not None})
    found: dict[UUID, Any] = {}
    for part in parts(lines, PART):
        theirs = select(LINE.c.document).where(LINE.c.id.in_(part))
        held = select(DOCUMENT.c.id).where(DOCUMENT.c.id.in_(theirs)).order_by(DOCUMENT.c.id)
        connection.execute(held.with_for_update(key_share=True)).all()
        found |= {line.id: line for line in connection.execute(_HELD.where(LINE.c.id.in_(part)))}
    return found


def lines_of(connection: Connection, document: UUID) -> dict[UUID, Any]:
    """All lines of a document, which is held until the commit."""
    held = select(DOCUMENT.c.id).where(DOCUMENT.c.id == document)
    connection.execute(held.with_for_update(key_share=True)).all()
    return {line.id: line for line in connection.execute(_HELD.where(LINE.c.document == document))}


def last_booking(posting: Posting) -> UUID:
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


def redone(reason: str) -> UUID | None:
    """Which undo a row booked anew; anybody may type such a reason, so anything else is none."""
    try:
        return UUID(reason.removeprefix(REDO)) if reason.startswith(REDO) else None
    except ValueError:
        return None


def last_undone(posting: Posting) -> UUID:
    """This writer's newest undo that was not redone, if only undos and redos came after it."""
    rows = posting.connection.execute(
        select(MOVE.c.id, MOVE.c.reverses, MOVE.c.reason)
        .where(MOVE.c.writer == posting.by.writer)
        .order_by(MOVE.c.seq.desc())
        .limit(1000)
    )
    done: set[UUID] = set()
    for row in rows:
        target = redone(row.reason)
        if target is not None and row.reverses is None:
            done.add(target)
        elif row.reverses is None:
            break
        elif command_of(row.id) not in done:
            return command_of(row.id)
    raise UserError("There is nothing to redo.", code="nothing")
