"""A product that exists becomes a variant of another: its SKU, codes, stock and history stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands import alerts
from desktop.commands.access import require
from desktop.commands.audit import was_done
from desktop.commands.family_changes import FamilyChanged, change_products, variants_of
from desktop.commands.imports.variants import LONGEST_KEY
from desktop.commands.levels import LEVEL
from desktop.commands.merges import BOUND, refuse_open
from desktop.commands.search_words import refresh
from desktop.commands.texts import check_name
from desktop.domain.errors import UserError
from desktop.domain.matrix import Option, options_among
from desktop.domain.permissions import Actor, Permission
from desktop.domain.search import folded
from desktop.domain.variants import options_key
from desktop.schema import Product
from desktop.schema.base import table_of

P = table_of(Product)


@dataclass(frozen=True)
class JoinFamily:
    """``product`` becomes a variant of ``parent``, told from the others by its ``options``.

    They are those of the family; of a product without variants the first ones. ``UndoChange`` with
    this id takes it back.
    """

    id: UUID
    by: Actor
    at: datetime
    product: UUID
    parent: UUID
    options: tuple[tuple[str, str], ...]


def join_family(session: Session, command: JoinFamily) -> FamilyChanged:
    """Locks both products, then the variants, in the order of their ids."""
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return FamilyChanged(command.id, 0)
    row, parent = _held(session, command)
    _refuse_unlike(session, row, parent)
    variants = variants_of(session, parent.id)
    options = _options(variants, command.options)
    _refuse_twin(variants, options)
    before = {name: getattr(row, name) for name in BOUND}
    after = {"parent": parent.id, "options": options, "options_key": options_key(options.items())}
    change_products(session, command, BOUND, [(row.id, before, after)])
    if not parent.is_template:
        was, is_now = {"is_template": False}, {"is_template": True}
        change_products(session, command, ("is_template",), [(parent.id, was, is_now)], first=1)
        connection = session.connection()
        alerts.review(connection, command.by.store, [parent.id], command.at, command.id)
    refresh(session.connection(), (row.id, parent.id))
    return FamilyChanged(command.id, 1)


def _held(session: Session, command: JoinFamily) -> tuple[Any, Any]:
    asked = select(P).where(P.c.id.in_((command.product, command.parent)))
    rows = session.connection().execute(asked.order_by(P.c.id).with_for_update())
    found = {row.id: row for row in rows}
    if command.product == command.parent:
        raise UserError("A product is no variant of itself.", "Choose another.", code="same")
    if len(found) < 2:
        raise UserError("One of these products is gone.", "Refresh the list.", code="gone")
    return found[command.product], found[command.parent]


def _refuse_unlike(session: Session, row: Any, parent: Any) -> None:
    for each in (row, parent):
        if each.parent is not None or each.merged_into is not None:
            why = "is a variant already" if each.parent is not None else "was merged into another"
            raise UserError(f"{each.name} {why}.", "Choose another product.", code="unlike")
    if row.is_template:
        raise UserError(
            f"{row.name} has variants of its own.", "Add those one by one.", code="unlike"
        )
    if row.unit != parent.unit:
        raise UserError(
            f"{row.name} is measured in another unit than {parent.name}.",
            "A family has one unit.",
            code="unlike",
        )
    if not parent.is_template:
        _refuse_stock(session, parent)
        refuse_open(session, [parent])


def _refuse_stock(session: Session, parent: Any) -> None:
    held = select(LEVEL.c.product).where(LEVEL.c.product == parent.id, LEVEL.c.on_hand != 0)
    if session.scalars(held.limit(1)).first() is not None:
        raise UserError(
            f"{parent.name} has stock of its own, and a product with variants has none.",
            "Count it as 0 first, or make its variants in the matrix.",
            code="has_stock",
        )


def _options(variants: Sequence[Any], told: Sequence[tuple[str, str]]) -> dict[str, str]:
    """In the family's words and order; UserError where one is missing, or is not the family's."""
    known = options_among([row.options for row in variants])
    given = {folded(check_name(name, "options", 100)): (name, value) for name, value in told}
    wanted = known or tuple(Option(" ".join(name.split()), ()) for name, _ in given.values())
    foreign = given.keys() - {folded(option.name) for option in wanted}
    if foreign or not wanted:
        name = given[min(foreign)][0] if foreign else ""
        said = f"The family has no option {name}." if name else "There is no option yet."
        hint = f"It has {', '.join(each.name for each in known)}." if name else "Type one, as Size."
        raise UserError(said, hint, field="options", code="unknown")
    return {each.name: _value(each, given.get(folded(each.name), ("", ""))[1]) for each in wanted}


def _value(option: Option, text: str) -> str:
    """As the family spells it."""
    if not text.strip():
        raise UserError(
            f"{option.name} has no value.", "Type it, as S.", field="options", code="empty"
        )
    value = check_name(text, "options", 200)
    return next((each for each in option.values if folded(each) == folded(value)), value)


def _refuse_twin(variants: Sequence[Any], options: dict[str, str]) -> None:
    key = options_key(options.items())
    twin = next((row for row in variants if row.options_key == key), None)
    if twin is not None:
        raise UserError(
            f"{twin.name} ({twin.sku}) has these values already.",
            "Choose others, or merge the two products.",
            field="options",
            code="twice",
        )
    if len(key) > LONGEST_KEY:
        raise UserError(f"Options are at most {LONGEST_KEY} characters.", "", "options", "too_long")
