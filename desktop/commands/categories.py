"""The category tree: make nodes along a path, rename, delete what is empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import mine_to_set
from desktop.commands.events import forget
from desktop.domain.category import slug_of
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, last_member, member
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Category, Product

# Categories that a command makes along the way take ids from here on in its range.
IDS = 1 << 15
DEEPEST = 30


@dataclass(frozen=True)
class CreateCategory:
    """``path``: "Drinks > Tea"; nodes that are missing are made."""

    id: UUID
    by: Actor
    at: datetime
    path: str


@dataclass(frozen=True)
class RenameCategory:
    """A new name in the same place.

    ``seen`` is the one the editor was shown; None skips the check.
    """

    id: UUID
    by: Actor
    at: datetime
    category: UUID
    name: str
    seen: str | None = None


@dataclass(frozen=True)
class DeleteCategory:
    """Delete a node that holds neither products nor categories."""

    id: UUID
    by: Actor
    at: datetime
    category: UUID


def create_category(session: Session, command: CreateCategory) -> UUID:
    """The node at the end of the path."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if not split_path(command.path):
        raise UserError("The category's name is empty.", field="name", code="empty")
    trail = Trail(session, command.id, command.by, command.at)
    return category_of_path(session, command.path, trail, command.id, command.at)


def split_path(path: str) -> list[str]:
    """ "Drinks > Tea" → ["Drinks", "Tea"]."""
    return [name.strip() for name in path.split(">") if name.strip()]


def path_of_category(session: Session, category: UUID) -> str:
    """ "Drinks > Tea"; nothing for the root."""
    names: list[str] = []
    while category != ZERO:
        row = session.get_one(Category, category)
        names.insert(0, row.name)
        category = row.parent
    return " > ".join(names)


def category_of_path(
    session: Session,
    path: str,
    trail: Trail,
    command: UUID,
    at: datetime,
) -> UUID:
    """The node of a path, made with its parents where missing; the root for an empty path."""
    parent = ZERO
    trace = ""
    names = split_path(path)
    for level, name in enumerate(names, start=1):
        check_category_name(name)
        check_depth(name, level)
        found = session.scalars(
            select(Category).where(
                Category.parent == parent, Category.name == name, Category.id != ZERO
            )
        ).first()
        if found is None:
            found = _make(session, parent, name, level, trace, command, at)
            trail.created(found)
        parent, trace = found.id, found.path
    return parent


def keys_to_come(
    paths: Iterable[str], known: Mapping[tuple[str, ...], UUID], command: UUID
) -> dict[tuple[str, ...], UUID]:
    """The nodes that ``category_of_path`` will make for these paths in turn, with their keys."""
    made: dict[tuple[str, ...], UUID] = {}
    for path in paths:
        names = tuple(split_path(path))
        for level in range(1, len(names) + 1):
            if names[:level] not in known and names[:level] not in made:
                made[names[:level]] = member(command, IDS + len(made))
    return made


def check_depth(name: str, level: int) -> None:
    if level > DEEPEST:
        raise UserError(
            f"“{name}” would lie {level} categories deep.",
            f"Use at most {DEEPEST} levels.",
            field="category",
            code="bad_category",
        )


def check_category_name(name: str) -> None:
    if len(name) > 100 or not name.isprintable():
        raise UserError(
            f"“{name[:40]}” is no name for a category.",
            "Use at most 100 characters.",
            field="category",
            code="bad_category",
        )


def _make(
    session: Session, parent: UUID, name: str, level: int, trace: str, command: UUID, at: datetime
) -> Category:
    made = select(func.count()).where(
        Category.id.between(member(command, IDS), last_member(command))
    )
    key = member(command, IDS + (session.scalar(made) or 0))
    category = Category(
        id=key,
        parent=parent,
        name=name,
        slug=free_slug(session, name),
        path=f"{trace}/{key.hex[-12:]}",
        level=level,
        created_at=at,
        updated_at=at,
    )
    session.add(category)
    session.flush()
    return category


def free_slug(session: Session, name: str) -> str:
    plain = slug_of(name)
    taken = set(session.scalars(select(Category.slug).where(Category.slug.startswith(plain))))
    number = 1
    slug = plain
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    return slug


def rename_category(session: Session, command: RenameCategory) -> None:
    """Refused when a sister has the name."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return
    category = get_category(session, command.category)
    names = split_path(command.name)
    if len(names) != 1:
        raise UserError("A category's name is one name.", field="name", code="bad_category")
    check_category_name(names[0])
    sister = session.scalars(
        select(Category.id).where(Category.parent == category.parent, Category.name == names[0])
    ).first()
    if sister not in (None, category.id):
        raise UserError(f"There is a category “{names[0]}” here.", field="name", code="duplicate")
    before = fields_of(category)
    seen = None if command.seen is None else {"name": command.seen}
    edit = ({"name": names[0]}, {"name": category.name}, seen)
    wanted = mine_to_set(session, category, category.name, edit, 0)
    category.name = wanted.get("name", category.name)
    Trail(session, command.id, command.by, command.at).changed(category, before)
    session.flush()


def delete_category(session: Session, command: DeleteCategory) -> None:
    """Refused with the reason while anything is in it."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return
    category = get_category(session, command.category)
    product = select(Product.name).where(Product.category == category.id).limit(1)
    child = select(Category.name).where(Category.parent == category.id).limit(1)
    inside = session.scalar(product) or session.scalar(child)
    if inside is not None:
        raise UserError(
            f"{category.name} still holds {inside}.", "Move what is in it first.", code="not_empty"
        )
    trail = Trail(session, command.id, command.by, command.at)
    forget(session, trail, category=category.id)
    trail.deleted(category)
    session.delete(category)
    session.flush()


def get_category(session: Session, category: UUID) -> Category:
    row = session.get(Category, category) if category != ZERO else None
    if row is None:
        raise UserError("This category is gone.", "Refresh.", code="gone")
    return row
