"""Many categories at once: made from pasted names, and a colour filled down their branch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.categories import (
    category_of_path,
    get_category,
    path_of_category,
    split_path,
)
from desktop.db.bulk import update_rows
from desktop.domain.category import COLOURS
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Category
from desktop.schema.base import table_of

C = table_of(Category)
MOST = 2_000


@dataclass(frozen=True)
class AddCategories:
    """Names or paths ("Tea > Green") below ``parent``, the zero id for the top; known ones stay."""

    id: UUID
    by: Actor
    at: datetime
    parent: UUID
    paths: tuple[str, ...]


@dataclass(frozen=True)
class PaintCategories:
    """``seen``: the categories with the colours that they were shown in."""

    id: UUID
    by: Actor
    at: datetime
    colour: str
    seen: Mapping[UUID, str] = field(default_factory=dict)


def add_categories(session: Session, command: AddCategories) -> int:
    """How many are new. All or none; ``UndoCategories`` with its id takes them away again."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return 0
    if len(command.paths) > MOST:
        raise UserError(
            f"{len(command.paths):,} categories are too many for one change.",
            f"Add at most {MOST:,} at once, or import a list of goods with their categories.",
            code="too_many",
        )
    trail = Trail(session, command.id, command.by, command.at)
    if command.parent != ZERO:
        get_category(session, command.parent)
    above = split_path(path_of_category(session, command.parent))
    for path in command.paths:
        names = split_path(path)
        if not names:
            raise UserError("The category's name is empty.", field="name", code="empty")
        category_of_path(session, " > ".join([*above, *names]), trail, command.id, command.at)
    return trail.number


def paint_categories(session: Session, command: PaintCategories) -> int:
    """How many have another colour now. Locked in the order of their ids; all or none."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return 0
    if command.colour and command.colour not in COLOURS:
        raise UserError("There is no such colour.", field="colour", code="bad_field")
    changes = []
    for some in parts(sorted(command.seen)):
        asked = select(C.c.id, C.c.name, C.c.colour).where(C.c.id.in_(some)).order_by(C.c.id)
        for row in session.execute(asked.with_for_update()):
            if row.colour not in (command.seen[row.id], command.colour):
                raise UserError(
                    f"{row.name}: somebody else changed it meanwhile.",
                    "Nothing was changed. Look again.",
                    code="stale",
                )
            if row.colour != command.colour:
                changes.append((row.id, {"colour": row.colour}, {"colour": command.colour}))
    values = [(key, command.colour, command.at) for key, *_ in changes]
    update_rows(session.connection(), C, ("colour", "updated_at"), values)
    Trail(session, command.id, command.by, command.at).replaced(C, changes)
    session.expire_all()
    return len(changes)
