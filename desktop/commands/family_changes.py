"""Changes over a family of variants: another word for an option or a value, and one that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import alerts
from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.merges import BOUND, UNBOUND
from desktop.commands.search_words import refresh
from desktop.commands.texts import check_name
from desktop.db.bulk import update_rows
from desktop.domain.errors import UserError
from desktop.domain.matrix import renamed
from desktop.domain.permissions import Actor, Permission
from desktop.domain.search import folded
from desktop.domain.variants import options_key
from desktop.schema import Product
from desktop.schema.base import table_of

P = table_of(Product)
_NAMED = ("options", "options_key", "name")


@dataclass(frozen=True)
class RenameOption:
    """Another name for an option of a family or, where ``value`` is given, for one of its values.

    ``UndoChange`` with this id takes it back.
    """

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    option: str
    to: str
    value: str = ""


@dataclass(frozen=True)
class LeaveFamily:
    """A variant becomes a product of its own; its SKU, codes, stock and history stay."""

    id: UUID
    by: Actor
    at: datetime
    product: UUID


@dataclass(frozen=True)
class FamilyChanged:
    """``batch`` undoes it; so many products have other fields now."""

    batch: UUID
    changed: int


def rename_option(session: Session, command: RenameOption) -> FamilyChanged:
    """Names that are made of the values follow. Locks the variants in the order of their ids."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return FamilyChanged(command.id, 0)
    to = check_name(command.to, "to", 100)
    rows = variants_of(session, command.product)
    notes = [note for row in rows if (note := _renamed(row, command, to)) is not None]
    _refuse_twins(rows, notes, to)
    change_products(session, command, _NAMED, notes)
    refresh(session.connection(), (key for key, _, _ in notes))
    return FamilyChanged(command.id, len(notes))


def leave_family(session: Session, command: LeaveFamily) -> FamilyChanged:
    """With the last variant the parent becomes a plain product again."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return FamilyChanged(command.id, 0)
    own = select(P).where(P.c.id == command.product).with_for_update()
    row = session.connection().execute(own).first()
    if row is None or row.parent is None:
        raise UserError("This product is no variant.", "Refresh the list.", code="gone")
    before = {name: getattr(row, name) for name in BOUND}
    change_products(session, command, BOUND, [(row.id, before, UNBOUND)])
    if not variants_of(session, row.parent):
        was, is_now = {"is_template": True}, {"is_template": False}
        change_products(session, command, ("is_template",), [(row.parent, was, is_now)], first=1)
        connection = session.connection()
        alerts.review(connection, command.by.store, [row.parent], command.at, command.id)
    refresh(session.connection(), (row.parent,))
    return FamilyChanged(command.id, 1)


def variants_of(session: Session, parent: UUID) -> Sequence[Any]:
    """All of a family's, held until the commit, in the order of their ids."""
    asked = select(P).where(P.c.parent == parent).order_by(P.c.id).with_for_update()
    return session.connection().execute(asked).all()


Note = tuple[UUID, dict[str, Any], dict[str, Any]]


def _renamed(row: Any, command: RenameOption, to: str) -> Note | None:
    """A variant's fields before and after; None where nothing changes."""
    options: dict[str, str] = row.options
    name = next((each for each in options if folded(each) == folded(command.option)), None)
    if name is None or (command.value and folded(options[name]) != folded(command.value)):
        return None
    if command.value:
        new, called = (
            {**options, name: to},
            renamed(row.name, [*options.values()], options[name], to),
        )
    else:
        new = {to if each == name else each: value for each, value in options.items()}
        called = row.name
    before = {name: getattr(row, name) for name in _NAMED}
    after = {"options": new, "options_key": options_key(new.items()), "name": called}
    return (row.id, before, after) if after != before else None


def _refuse_twins(rows: Sequence[Any], notes: Sequence[Note], to: str) -> None:
    """Two variants with the same options cannot be told apart."""
    if not notes:
        raise UserError("No variant has this option.", "Refresh.", field="option", code="gone")
    keys = {row.id: row.options_key for row in rows}
    keys |= {key: after["options_key"] for key, _, after in notes}
    is_lost = any(len(after["options"]) < len(before["options"]) for _, before, after in notes)
    if is_lost or len(set(keys.values())) < len(keys):
        raise UserError(
            f"{to} is there already: two variants would be the same.",
            "Choose another word, or take one of them out of the family.",
            field="to",
            code="twice",
        )


def change_products(
    session: Session,
    command: Any,
    names: tuple[str, ...],
    notes: Sequence[Note],
    first: int = 0,
) -> None:
    """Writes these fields with their trail; ``first``: so many entries of it stand before."""
    rows = ((key, *(after[name] for name in names), command.at) for key, _, after in notes)
    update_rows(session.connection(), P, (*names, "updated_at"), rows)
    Trail(session, command.id, command.by, command.at, first=first).replaced(P, notes)
    session.expire_all()
