"""Takes a change of the calendar back, or does it again: all of what one command did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.edits import UndoneChange
from desktop.commands.revert import revert_batch
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Event

OF_EVENTS = ("event", "event_scope")


@dataclass(frozen=True)
class UndoEvents:
    """``batch``: the command that changed the calendar, or the undo that is to be undone."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def undo_events(session: Session, command: UndoEvents) -> UndoneChange:
    """What was made goes, what was changed is as before, what was deleted is there again.

    Whole or not at all: refused where somebody changed one of the events since.
    """
    require(session, command.by, Permission.EDIT_EVENT)
    entries = _entries(session, command.batch)
    done = UndoneChange(command.id, sum(entry.entity == "event" for entry in entries))
    if was_done(session, command.id):
        return done
    _refuse_changed(session, entries)
    trail = Trail(session, command.id, command.by, command.at)
    taken = "Another event has this name on this day by now, or what it was about is gone."
    revert_batch(session, command.batch, trail, taken)
    return done


def _entries(session: Session, batch: UUID) -> Sequence[Any]:
    columns = (AuditEntry.entity, AuditEntry.entity_id, AuditEntry.action, AuditEntry.after)
    entries = session.execute(select(*columns).where(AuditEntry.batch == batch)).all()
    if not entries or any(entry.entity not in OF_EVENTS for entry in entries):
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    return entries


def _refuse_changed(session: Session, entries: Sequence[Any]) -> None:
    """An event that was made must stand as it was made; one that was deleted must be gone."""
    for entry in entries:
        if entry.entity != "event":
            continue
        event = session.get(Event, entry.entity_id, with_for_update=True)
        if (event is None) != (entry.action == "delete"):
            raise UserError("This was taken back already.", "Refresh.", code="undone")
        if event is not None and entry.action == "create" and fields_of(event) != entry.after:
            raise UserError(
                f"{event.name} was changed since.",
                "Nothing was undone. Undo that change first, or delete the event.",
                code="changed_since",
            )
