"""One change of many products at once: all of them or none, one batch in the trail, one undo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands import alerts
from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.categories import category_of_path
from desktop.commands.custom_values import change_values
from desktop.commands.product_fields import CHECKS, refusal
from desktop.db.bulk import update_rows
from desktop.domain.change import COUNTED, MONEY, Change, changed
from desktop.domain.custom_field import PREFIX
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.domain.shop import currency_decimals
from desktop.schema import AuditEntry, Product, Store, Unit
from desktop.schema.base import table_of

P, U = table_of(Product), table_of(Unit)
MOST = 500_000
NULLABLE = ("unit_cost", *COUNTED)
_WATCHED = ("reorder_point", "status")  # fields that alerts depend on


@dataclass(frozen=True)
class ChangeProducts:
    """``field`` is price, unit_cost, tax_rate, reorder_point, reorder_qty, category or status; or
    ``custom_`` and the key of an own field.

    A category is set by its path ("Drinks > Tea"); to clear it puts the products at the top.
    """

    id: UUID
    by: Actor
    at: datetime
    products: tuple[UUID, ...]
    field: str
    change: Change


@dataclass(frozen=True)
class Changed:
    """What came of it; ``batch`` undoes it. ``same`` had the value already, or none to go from."""

    batch: UUID
    changed: int
    same: int


def change_products(session: Session, command: ChangeProducts) -> Changed:
    """Locks the products in the order of their ids; times are the command's.

    A share is rounded once, half up, to the currency's or the unit's decimals. One value that may
    not be refuses the whole change, naming the first products.
    """
    require(session, command.by, Permission.EDIT_PRODUCT)
    if was_done(session, command.id):
        return _as_before(session, command)
    wanted = sorted(set(command.products))
    _check(command, len(wanted))
    trail = Trail(session, command.id, command.by, command.at)
    if command.field.startswith(PREFIX):
        done = change_values(session, wanted, command.field, command.change, trail)
        return Changed(command.id, len(done), len(wanted) - len(done))
    change = _resolved(session, command, trail)
    money = session.scalars(select(Store.currency).where(Store.id == command.by.store)).one()
    places = currency_decimals(money)
    notes: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    refused: list[tuple[str, str]] = []
    for row in _rows(session, command.field, wanted):
        try:
            new = _new(command.field, change, row, places)
        except UserError as error:
            refused.append((row.name, error.message))
            continue
        if new != row.old:
            notes.append((row.id, {command.field: row.old}, {command.field: new}))
    if refused:
        raise refusal(refused, "change")
    _write(session, command, trail, notes)
    return Changed(command.id, len(notes), len(wanted) - len(notes))


def _as_before(session: Session, command: ChangeProducts) -> Changed:
    of_batch = (AuditEntry.batch == command.id, AuditEntry.entity == P.name)
    counted = session.scalar(select(func.count()).where(*of_batch)) or 0
    return Changed(command.id, counted, len(set(command.products)) - counted)


def _check(command: ChangeProducts, products: int) -> None:
    field, change = command.field, command.change
    if products > MOST:
        raise UserError(
            f"{products:,} products are too many for one change.",
            f"Change at most {MOST:,} at once.",
            code="too_many",
        )
    if field.startswith(PREFIX):
        return
    if field not in (*MONEY, *COUNTED, "category", "status"):
        raise UserError(f"“{field}” cannot be changed in one go.", field=field, code="bad_field")
    is_figure = field in MONEY or field in COUNTED
    if change.kind in ("percent", "amount") and not is_figure:
        raise UserError("Only figures can be raised or lowered.", field=field, code="bad_change")
    if change.kind == "set" and is_figure != isinstance(change.value, Decimal):
        raise UserError("This is no value for the field.", field=field, code="bad_change")
    if change.kind == "clear" and field not in (*NULLABLE, "category"):
        raise UserError(
            f"Every product has a {field.replace('_', ' ')}: it cannot be cleared.",
            "Set another one.",
            field=field,
            code="bad_change",
        )
    if field == "status":
        CHECKS[field](change.value)


def _resolved(session: Session, command: ChangeProducts, trail: Trail) -> Change:
    """A category as its key; made, with its parents, where there is none."""
    if command.field != "category":
        return command.change
    path = "" if command.change.kind == "clear" else str(command.change.value)
    key = category_of_path(session, path, trail, command.id, command.at)
    return Change("set", key)


def _rows(session: Session, field: str, products: Sequence[UUID]) -> Iterator[Any]:
    asked = select(P.c.id, P.c.name, P.c[field].label("old"), U.c.decimals).join(
        U, U.c.id == P.c.unit
    )
    for some in parts(products):
        part = asked.where(P.c.id.in_(some)).order_by(P.c.id)
        yield from session.connection().execute(part.with_for_update(of=P)).all()


def _new(field: str, change: Change, row: Any, places: int) -> Any:
    new = changed(change, row.old, row.decimals if field in COUNTED else places)
    return CHECKS[field](new) if field in CHECKS else new


def _write(
    session: Session,
    command: ChangeProducts,
    trail: Trail,
    notes: Sequence[tuple[UUID, dict[str, Any], dict[str, Any]]],
) -> None:
    if not notes:
        return
    connection, field = session.connection(), command.field
    rows = ((key, after[field], command.at) for key, _, after in notes)
    update_rows(connection, P, (field, "updated_at"), rows)
    trail.replaced(P, notes)
    if field in _WATCHED:
        changed_ids = [key for key, _, _ in notes]
        alerts.review(connection, command.by.store, changed_ids, command.at, command.id)
