"""Takes a change of the shop's own fields back, or does it again: definition and values as one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.edits import UndoneChange
from desktop.commands.revert import revert_batch
from desktop.commands.search_words import refresh
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, CustomField, Product

OF_FIELDS = frozenset({CustomField.__tablename__, Product.__tablename__})


@dataclass(frozen=True)
class UndoFields:
    """``batch``: the command that changed fields, or the undo that is to be undone."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def undo_fields(session: Session, command: UndoFields) -> UndoneChange:
    """Whole or not at all: refused where somebody changed the same field, or its values, since."""
    require(session, command.by, Permission.DEFINE_FIELDS)
    entries = session.execute(
        select(AuditEntry.entity, AuditEntry.after, AuditEntry.before).where(
            AuditEntry.batch == command.batch
        )
    ).all()
    entities = [entry.entity for entry in entries]
    if CustomField.__tablename__ not in entities or not OF_FIELDS.issuperset(entities):
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    done = UndoneChange(command.id, entities.count(CustomField.__tablename__))
    if was_done(session, command.id):
        return done
    trail = Trail(session, command.id, command.by, command.at)
    taken = "This was taken back already, or another field has its key by now."
    revert_batch(session, command.batch, trail, taken)
    renamed = any("options" in (entry.after or {}) for entry in entries)
    if renamed:  # products keep the keys of choices, and are found by their words
        held = select(Product.id).where(cast(Product.custom, Text) != "{}")
        refresh(session.connection(), session.scalars(held))
    return done
