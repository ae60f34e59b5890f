"""Moves a category with all that is below it to another place in the tree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.categories import DEEPEST
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Category
from desktop.schema.base import table_of

C = table_of(Category)


@dataclass(frozen=True)
class MoveCategory:
    """``parent``: the zero id for the top. ``seen``: the parent the editor was shown, or None.

    It is taken back by moving it to where it was.
    """

    id: UUID
    by: Actor
    at: datetime
    category: UUID
    parent: UUID
    seen: UUID | None = None


def move_category(session: Session, command: MoveCategory) -> int:
    """How many categories have another place now; the branch's paths are set by one statement.

    The root is locked first, so that two moves cannot make a ring of their branches.
    """
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return 0
    connection = session.connection()
    connection.execute(select(C.c.id).where(C.c.id == ZERO).with_for_update())
    moved, parent = _node(session, command.category), _node(session, command.parent)
    if moved.id == ZERO:
        raise UserError("This category is gone.", "Refresh.", code="gone")
    if command.seen is not None and moved.parent not in (command.seen, parent.id):
        raise UserError(
            f"{moved.name} was moved by someone else meanwhile.", "Look where it is.", code="stale"
        )
    if moved.parent == parent.id:
        return 0
    trail = Trail(session, command.id, command.by, command.at)
    return shift_branch(session, trail, command.category, command.parent)


def shift_branch(session: Session, trail: Trail, category: UUID, above: UUID) -> int:
    """Moves a branch, of whose tree the caller holds the root; one statement sets all paths."""
    connection = session.connection()
    moved, parent = _node(session, category), _node(session, above)
    branch = _branch(moved)
    shift = (0 if parent.id == ZERO else parent.level) + 1 - moved.level
    _check(session, moved, parent, shift)
    before = connection.execute(select(C.c.id, C.c.path, C.c.level).where(branch)).all()
    top = "" if parent.id == ZERO else parent.path
    path = f"{top}/{moved.path.rsplit('/', 1)[1]}"
    rest = func.substr(C.c.path, len(moved.path) + 1)
    fresh = {"version": C.c.version + 1, "updated_at": trail.at}
    places = {"path": literal(path).concat(rest), "level": C.c.level + shift}
    connection.execute(update(C).where(branch).values(places | fresh))
    connection.execute(update(C).where(C.c.id == moved.id).values(parent=parent.id))
    changes = [(row.id, *_told(row, moved, parent.id, path, shift)) for row in before]
    trail.replaced(C, changes)
    session.expire_all()
    return len(changes)


def _node(session: Session, category: UUID) -> Any:
    wanted = select(C.c.id, C.c.parent, C.c.name, C.c.path, C.c.level).where(C.c.id == category)
    row = session.connection().execute(wanted).first()
    if row is None:
        raise UserError("This category is gone.", "Refresh.", code="gone")
    return row


def _branch(moved: Any) -> ColumnElement[bool]:
    return or_(C.c.id == moved.id, C.c.path.startswith(f"{moved.path}/"))


def _check(session: Session, moved: Any, parent: Any, shift: int) -> None:
    if f"{parent.path}/".startswith(f"{moved.path}/"):
        raise UserError(
            f"{parent.name} lies in {moved.name}." if parent.id != moved.id
            else f"{moved.name} cannot lie in itself.",
            "Move it to a category outside of it.",
            code="cycle",
        )  # fmt: skip
    sister = select(C.c.id).where(C.c.parent == parent.id, C.c.name == moved.name, C.c.id != ZERO)
    if session.scalar(sister) is not None:
        raise UserError(
            f"There is a category “{moved.name}” there.", "Rename one of them.", code="duplicate"
        )
    deepest = session.scalar(select(func.max(C.c.level)).where(_branch(moved))) or 0
    if deepest + shift > DEEPEST:
        raise UserError(
            f"What is in {moved.name} would lie {deepest + shift} categories deep.",
            f"Use at most {DEEPEST} levels.",
            code="bad_category",
        )


def _told(
    row: Any, moved: Any, parent: UUID, path: str, shift: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of one row before and after."""
    before: dict[str, Any] = {"path": row.path, "level": row.level}
    after: dict[str, Any] = {
        "path": path + row.path[len(moved.path) :],
        "level": row.level + shift,
    }
    if row.id == moved.id:
        before["parent"], after["parent"] = moved.parent, parent
    return before, after
