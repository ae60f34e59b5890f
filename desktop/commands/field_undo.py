"""Takes a change of the shop's own fields back, or does it again: definition and values as one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.edits import UndoneChange
from desktop.commands.revert import revert_batch
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


def is_of_fields(session: Session, batch: UUID) -> bool:
    """Whether a command changed definitions of fields."""
    wanted = (AuditEntry.batch == batch, AuditEntry.entity == CustomField.__tablename__)
    return session.scalar(select(AuditEntry.id).where(*wanted).limit(1)) is not None


def undo_fields(session: Session, command: UndoFields) -> UndoneChange:
    """Whole or not at all: refused where somebody changed the same field, or its values, since."""
    require(session, command.by, Permission.DEFINE_FIELDS)
    entities = list(
        session.scalars(select(AuditEntry.entity).where(AuditEntry.batch == command.batch))
    )
    if not is_of_fields(session, command.batch) or not OF_FIELDS.issuperset(entities):
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    done = UndoneChange(command.id, entities.count(CustomField.__tablename__))
    if was_done(session, command.id):
        return done
    trail = Trail(session, command.id, command.by, command.at)
    try:
        with session.begin_nested():
            revert_batch(session, command.batch, trail)
            session.flush()
    except IntegrityError as error:
        raise UserError(
            "This was taken back already, or another field has its key by now.",
            "Nothing was undone.",
            code="undone",
        ) from error
    if not trail.number:
        raise UserError("This was taken back already.", "Refresh.", code="undone")
    return done
