"""The undo of a large import, made ready beside the shop: counter-movements and levels on a stage.

They are of the chain of the workstation's jobs, so that its till goes on meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.commands import bookings
from desktop.commands.access import require
from desktop.commands.audit import was_done
from desktop.commands.documents import DOCUMENT
from desktop.commands.imports.preparing import job_lane
from desktop.commands.posting import Posting, begin, booked_moves, foresee
from desktop.commands.staged_levels import (
    follow_levels,
    foresee_levels,
    hold_levels,
    late,
)
from desktop.commands.undo import UndoBooking, Undone, reverse, undone_before, undone_now
from desktop.commands.wholes import take_back, whole_of
from desktop.db.staging import Outdated, Stage
from desktop.domain.ids import command_of, last_member
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Job


@dataclass(frozen=True)
class PreparedUndo:
    """Counter-movements on a stage, of the import ``batch`` that booked at the place of ``at``.

    ``changed``: products of which another quantity is there then.
    """

    batch: UUID
    at: Actor
    stage: Stage
    posting: Posting
    changed: frozenset[UUID]


def prepare_undo(session: Session, command: UndoBooking, stage: Stage) -> PreparedUndo | None:
    """Reads only, locks nothing. None where it is no import that moved stock and still stands."""
    by = _lane(session, command)
    posting = foresee(session, command.id, by, command.at, Permission.UNDO)
    batch = None if posting.is_repeat else _import_of(session, command)
    if batch is None or _has_returns(session, batch):
        return None
    rows = bookings.standing(posting.connection, booked_moves(posting.connection, batch))
    if not rows:
        return None
    reverse(posting, rows, {}, command.reason)
    posting.stage(stage)
    at = replace(by, location=rows[0].location)
    changed = foresee_levels(posting.connection, at, stage, posting.moves)
    return PreparedUndo(batch, at, stage, posting, changed)


def write_undo(
    session: Session, command: UndoBooking, prepared: PreparedUndo, tell: Callable[[int], None]
) -> Undone:
    """As ``undo_booking``. Outdated, and nothing may be kept, where the import is another by now.

    Locks: the writer of the jobs, the import, its papers, last the levels.
    """
    posting = begin(session, command.id, _lane(session, command), command.at, Permission.UNDO)
    if posting.is_repeat or was_done(session, command.id):
        return undone_before(session, posting, command)
    is_same = posting.follows(prepared.posting) and _import_of(session, command) == prepared.batch
    whole = whole_of(session, prepared.batch)
    if whole is None or not is_same:
        raise Outdated
    require(session, command.by, whole.permission)
    prepared.stage.write(tell)
    _void_papers(session, prepared.batch)
    posting.write()
    hold_levels(posting.connection)
    moved = late(posting.connection, prepared.at)
    follow_levels(posting, moved)
    products = take_back(session, posting, whole, prepared.changed | moved)
    shown = undone_now(posting, posting.moves)
    return Undone(command.id, whole.id, whole.kind, shown, None, products)


def _lane(session: Session, command: UndoBooking) -> Actor:
    return replace(command.by, writer=job_lane(session, command.by.writer))


def _import_of(session: Session, command: UndoBooking) -> UUID | None:
    """What is named, or booked last; one that was taken back is left to ``undo_booking``."""
    target = command.target
    if target is None:
        own = foresee(session, command.id, command.by, command.at, Permission.UNDO)
        target = bookings.last_booking(own)
    wanted = select(Job.id).where(Job.id == command_of(target), Job.kind == "import")
    return session.scalars(wanted.where(Job.status == "done")).first()


def _void_papers(session: Session, batch: UUID) -> None:
    """Nothing of them stands any more. Who wants to return goods of one waits for it."""
    theirs = update(DOCUMENT).where(DOCUMENT.c.id.between(batch, last_member(batch)))
    session.connection().execute(theirs.where(DOCUMENT.c.status == "posted").values(status="void"))
    if _has_returns(session, batch):
        raise Outdated


def _has_returns(session: Session, batch: UUID) -> bool:
    """Whether goods came back of one of its sales: its money is not what it was any more."""
    of = DOCUMENT.c.source.between(batch, last_member(batch))
    return bool(session.scalar(select(func.count()).where(of, DOCUMENT.c.status == "posted")))
