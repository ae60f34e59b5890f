"""The shop's settings, changed field by field; who set the same one meanwhile is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import newest_of
from desktop.commands.shop import SETTINGS, check_currency, check_zone
from desktop.commands.texts import check_name
from desktop.domain.conflict import ChangedMeanwhile, Clash, merged
from desktop.domain.errors import UserError
from desktop.domain.measure_codes import SETTING as MEASURE_CODES
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Setting, Store

# Of the store's own row: the column, and what checks a value.
_COLUMNS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "name": ("name", check_name),
    "currency": ("currency", check_currency),
    "zone": ("tz", check_zone),
}
# What stands for a setting that was never made.
_WITHOUT = {"prices_include_tax": True, "tax_rates": ["0"], "day_starts_at": 0, MEASURE_CODES: []}


@dataclass(frozen=True)
class ChangeShop:
    """``values``: name, currency, zone, country, prices_include_tax, tax_rates, day_starts_at,
    measure_codes.

    ``seen``: these fields as the editor was shown them; without it, what is wanted is set.
    """

    id: UUID
    by: Actor
    at: datetime
    values: dict[str, Any]
    seen: dict[str, Any] | None = None


def change_shop(session: Session, command: ChangeShop) -> None:
    """Documents that are there keep the currency and tax they were made with.

    ChangedMeanwhile where another person set the same fields. Lock: the store's row.
    """
    require(session, command.by, Permission.EDIT_SETTINGS)
    wanted = _checked(command.values)
    store = session.scalars(
        select(Store).where(Store.id == command.by.store).with_for_update()
    ).first()
    if store is None:
        raise UserError("The store is gone.", code="gone")
    if was_done(session, command.id):
        return
    rows = _settings(session, store.id)
    if command.seen is not None:
        wanted, clashes = merged(wanted, _checked(command.seen), _now(store, rows))
        if clashes:
            raise _told(session, store, rows, clashes)
    _write(session, command, store, rows, wanted)


def _write(
    session: Session,
    command: ChangeShop,
    store: Store,
    rows: dict[str, Setting],
    wanted: dict[str, Any],
) -> None:
    trail = Trail(session, command.id, command.by, command.at)
    before = fields_of(store)
    for key in wanted.keys() & _COLUMNS.keys():
        setattr(store, _COLUMNS[key][0], wanted[key])
    store.updated_at = command.at
    trail.changed(store, before)
    for key in sorted(wanted.keys() & SETTINGS.keys()):
        _set(session, store.id, rows, key, wanted[key], command.at, trail)
    session.flush()


def _set(
    session: Session,
    store: UUID,
    rows: dict[str, Setting],
    key: str,
    value: Any,
    at: datetime,
    trail: Trail,
) -> None:
    row = rows.get(key)
    if row is not None:
        before = fields_of(row)
        row.value, row.updated_at = value, at
        trail.changed(row, before)
        return
    row = Setting(
        id=uuid5(store, f"store:{key}"), scope="store", scope_id=store, key=key, value=value,
        created_at=at, updated_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    trail.created(row)


def _settings(session: Session, store: UUID) -> dict[str, Setting]:
    wanted = select(Setting).where(Setting.scope == "store", Setting.scope_id == store)
    wanted = wanted.where(Setting.key.in_(SETTINGS))
    return {row.key: row for row in session.scalars(wanted)}


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """As they are kept; UserError where one has no sense."""
    found = {}
    for key, value in values.items():
        check = _COLUMNS[key][1] if key in _COLUMNS else SETTINGS.get(key)
        if check is None:
            raise UserError(f"The shop has no setting “{key}”.", field=key, code="unknown")
        found[key] = check(value)
    return found


def _now(store: Store, rows: dict[str, Setting]) -> dict[str, Any]:
    own = {key: getattr(store, column) for key, (column, _) in _COLUMNS.items()}
    kept = {key: rows[key].value if key in rows else _WITHOUT.get(key) for key in SETTINGS}
    return own | kept


def _told(
    session: Session, store: Store, rows: dict[str, Setting], clashes: tuple[Clash, ...]
) -> ChangedMeanwhile:
    """Who set these fields, wherever they are kept."""
    keys = {clash.field for clash in clashes}
    places: dict[tuple[str, UUID], set[str]] = {
        (Setting.__tablename__, rows[key].id): {"value"} for key in keys & rows.keys()
    }
    if columns := {_COLUMNS[key][0] for key in keys & _COLUMNS.keys()}:
        places[Store.__tablename__, store.id] = columns
    who, at = newest_of(session, places)
    return ChangedMeanwhile("The shop", who, clashes, store.version, at)
