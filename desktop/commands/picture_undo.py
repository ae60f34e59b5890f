"""Takes a change of pictures back, or does it again: all of what one command did."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.edits import UndoneChange
from desktop.commands.pictures import LINK, A
from desktop.commands.revert import revert_batch
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry


@dataclass(frozen=True)
class UndoPictures:
    """``batch``: the command that changed pictures, or the undo that is to be undone."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def undo_pictures(session: Session, command: UndoPictures) -> UndoneChange:
    """What was added goes, what was removed is there again, and the order is that of before.

    Whole or not at all: refused where somebody changed one of them since.
    """
    require(session, command.by, Permission.EDIT_PRODUCT)
    wanted = (AuditEntry.entity, AuditEntry.entity_id, AuditEntry.action)
    entries = session.execute(select(*wanted).where(AuditEntry.batch == command.batch)).all()
    if not entries or any(entry.entity != LINK.name for entry in entries):
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    if was_done(session, command.id):
        return UndoneChange(command.id, len(entries))
    made = [entry.entity_id for entry in entries if entry.action == "create"]
    there = session.scalars(select(LINK.c.id).where(LINK.c.id.in_(made)).with_for_update()).all()
    if len(there) < len(made):
        raise UserError("This was taken back already.", "Refresh.", code="undone")
    shown = select(LINK.c.attachment).where(LINK.c.id.in_(made))
    session.execute(update(A).where(A.c.id.in_(shown)).values(updated_at=command.at))
    trail = Trail(session, command.id, command.by, command.at)
    taken = "These pictures are there again by now, or what they showed is gone for good."
    revert_batch(session, command.batch, trail, taken)
    return UndoneChange(command.id, len(entries))
