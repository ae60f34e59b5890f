"""A category's own fields and its place among its sisters; and one that goes into another one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.branches import shift_branch
from desktop.commands.categories import check_category_name, free_slug, get_category
from desktop.commands.conflicts import mine_to_set
from desktop.commands.edits import UndoneChange
from desktop.commands.events import forget
from desktop.commands.revert import revert_batch
from desktop.commands.texts import check_text
from desktop.db.bulk import update_rows
from desktop.domain.category import COLOURS, slug_of
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Category, EventScope, Product
from desktop.schema.base import table_of

C, P, ES = table_of(Category), table_of(Product), table_of(EventScope)
OF_CATEGORIES = frozenset({"category", "product", "event", "event_scope"})


@dataclass(frozen=True)
class EditCategory:
    """``values``: of name, slug ("" makes one from the name), description and colour.

    ``seen``: the ones that the editor was shown; None skips the check.
    """

    id: UUID
    by: Actor
    at: datetime
    category: UUID
    values: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class OrderCategories:
    """Sisters in the order in which they are to stand."""

    id: UUID
    by: Actor
    at: datetime
    order: tuple[UUID, ...]


@dataclass(frozen=True)
class MergeCategory:
    """What is in ``category`` goes into ``into`` (the zero id: to the top), and it is deleted."""

    id: UUID
    by: Actor
    at: datetime
    category: UUID
    into: UUID


@dataclass(frozen=True)
class UndoCategories:
    """Takes one change of the tree back, or does it again; ``batch`` is that command's id."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def edit_category(session: Session, command: EditCategory) -> None:
    """The second editor of two is told who was faster."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return
    category = get_category(session, command.category)
    typed = {name: _checked(session, category, name, value, command.values)
             for name, value in command.values.items()}  # fmt: skip
    now = {name: getattr(category, name) for name in typed}
    wanted = mine_to_set(session, category, category.name, (typed, now, command.seen), 0)
    before = fields_of(category)
    for name, value in wanted.items():
        setattr(category, name, value)
    Trail(session, command.id, command.by, command.at).changed(category, before)
    session.flush()


def _checked(
    session: Session, category: Category, name: str, value: Any, values: dict[str, Any]
) -> Any:
    if name == "name":
        return _name(session, category, str(value))
    if name == "slug":
        return _slug(session, category, str(value), str(values.get("name", category.name)))
    if name == "description":
        return check_text(value, "description")
    if name == "colour" and (value == "" or value in COLOURS):
        return value
    raise UserError(f"There is no field “{name}” with this value.", field=name, code="bad_field")


def _name(session: Session, category: Category, name: str) -> str:
    kept = " ".join(name.split())
    if not kept or ">" in kept:
        raise UserError("A category's name is one name.", field="name", code="bad_category")
    check_category_name(kept)
    sister = select(Category.id).where(Category.parent == category.parent, Category.name == kept)
    if session.scalars(sister).first() not in (None, category.id):
        raise UserError(f"There is a category “{kept}” here.", field="name", code="duplicate")
    return kept


def _slug(session: Session, category: Category, slug: str, name: str) -> str:
    """As typed, in small letters; one made from the name where nothing was typed."""
    if not slug.strip():
        is_same = slug_of(name) == slug_of(category.name)
        return category.slug if is_same else free_slug(session, name)
    kept = slug_of(slug)
    taken = session.execute(select(Category.id, Category.name).where(Category.slug == kept)).first()
    if taken is not None and taken.id != category.id:
        raise UserError(
            f"The address “{kept}” belongs to {taken.name}.", field="slug", code="duplicate_slug"
        )
    return kept


def order_categories(session: Session, command: OrderCategories) -> int:
    """How many stand elsewhere now; sisters that are not named come after those that are."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return 0
    rows = {row.id: row for row in _sisters(session, command.order)}
    last = len(command.order)
    wanted = {key: place + 1 for place, key in enumerate(command.order)}
    changes = [
        (key, {"sort": row.sort}, {"sort": wanted.get(key, last + 1)})
        for key, row in rows.items()
        if row.sort != wanted.get(key, last + 1)
    ]
    values = [(key, after["sort"], command.at) for key, _, after in changes]
    update_rows(session.connection(), C, ("sort", "updated_at"), values)
    Trail(session, command.id, command.by, command.at).replaced(C, changes)
    session.expire_all()
    return len(changes)


def _sisters(session: Session, order: Sequence[UUID]) -> Sequence[Any]:
    """All that lie where the named ones do; those must lie in one place."""
    of_order = select(C.c.parent).where(C.c.id.in_(order), C.c.id != ZERO).distinct()
    parents = session.scalars(of_order).all()
    if len(parents) != 1:
        raise UserError("These categories lie in different places.", "Refresh.", code="stale")
    wanted = select(C.c.id, C.c.sort).where(C.c.parent == parents[0], C.c.id != ZERO)
    return session.connection().execute(wanted.order_by(C.c.id).with_for_update()).all()


def merge_category(session: Session, command: MergeCategory) -> int:
    """How many products went over. Refused where a category of the same name is there already."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    if was_done(session, command.id):
        return 0
    connection = session.connection()
    connection.execute(select(C.c.id).where(C.c.id == ZERO).with_for_update())
    gone = get_category(session, command.category)
    into = session.get(Category, command.into)
    if into is None or command.into == gone.id:
        raise UserError("Choose another category for what is in it.", field="into", code="same")
    trail = Trail(session, command.id, command.by, command.at)
    children = select(C.c.id).where(C.c.parent == gone.id).order_by(C.c.id)
    for child in connection.execute(children).scalars().all():
        shift_branch(session, trail, child, command.into)
    products = _repoint(session, trail, P, gone.id, command.into, ("updated_at",))
    if products:
        require(session, command.by, Permission.EDIT_PRODUCT)
    _leave_events(session, trail, gone.id, command.into)
    session.expire_all()
    trail.deleted(get_category(session, command.category))
    session.flush()
    connection.execute(delete(C).where(C.c.id == command.category))
    session.expire_all()
    return products


def _repoint(
    session: Session, trail: Trail, table: Table, gone: UUID, into: UUID, stamps: tuple[str, ...]
) -> int:
    """Rows that name the category name the other one; how many."""
    connection = session.connection()
    asked = select(table.c.id).where(table.c.category == gone).order_by(table.c.id)
    keys = connection.execute(asked.with_for_update()).scalars().all()
    values: dict[str, Any] = {"category": into} | dict.fromkeys(stamps, trail.at)
    if "version" in table.c:
        values["version"] = table.c.version + 1
    connection.execute(update(table).where(table.c.category == gone).values(values))
    trail.replaced(table, [(key, {"category": gone}, {"category": into}) for key in keys])
    return len(keys)


def _leave_events(session: Session, trail: Trail, gone: UUID, into: UUID) -> None:
    """Events are about the other category then; not twice, and at the top about none."""
    if into == ZERO:
        forget(session, trail, category=gone)
        session.flush()
        return
    connection = session.connection()
    known = select(ES.c.event).where(ES.c.category == into)
    twice = select(ES).where(ES.c.category == gone, ES.c.event.in_(known))
    lost = [dict(row) for row in connection.execute(twice).mappings()]
    if lost:
        connection.execute(delete(ES).where(ES.c.id.in_([row["id"] for row in lost])))
        trail.removed(ES, lost)
    _repoint(session, trail, ES, gone, into, ())


def undo_categories(session: Session, command: UndoCategories) -> UndoneChange:
    """Whole or not at all: refused where somebody changed the same things since."""
    require(session, command.by, Permission.EDIT_CATEGORY)
    entries = session.execute(
        select(AuditEntry.entity, AuditEntry.entity_id).where(AuditEntry.batch == command.batch)
    ).all()
    if not entries or any(entry.entity not in OF_CATEGORIES for entry in entries):
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    products = [entry.entity_id for entry in entries if entry.entity == "product"]
    if products:
        require(session, command.by, Permission.EDIT_PRODUCT)
    done = UndoneChange(command.id, len(entries))
    if was_done(session, command.id):
        return done
    trail = Trail(session, command.id, command.by, command.at)
    taken = "A category of this name or address is there by now, or its place is gone."
    revert_batch(session, command.batch, trail, taken)
    return done
