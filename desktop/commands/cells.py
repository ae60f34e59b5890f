"""Values of many cells at once, each its own: all of them or none, one batch, one undo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.commands import alerts, custom_values, search_words
from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.edits import PERMISSIONS
from desktop.commands.product_fields import CHECKS, Check, refusal
from desktop.db.bulk import update_rows
from desktop.domain.custom_field import PREFIX, as_stored, merged
from desktop.domain.errors import UserError
from desktop.domain.money import check_price
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor
from desktop.schema import AuditEntry, Product, StorePrice, VendorPrice
from desktop.schema.base import table_of

P, SP, VP = table_of(Product), table_of(StorePrice), table_of(VendorPrice)
TABLES = {table.name: table for table in (P, SP, VP)}
MOST, PART = 20_000, 500
Values = dict[str, Any]
Note = tuple[UUID, Values, Values]  # a row's key, and the fields that differ before and after


@dataclass(frozen=True)
class Cell:
    """One field of one row; ``seen`` is what the editor was shown of it.

    Of products: ``price_here`` is the price that the store has of its own, ``custom_`` and a key a
    field of the shop's own.
    """

    row: UUID
    field: str
    value: Any
    seen: Any


@dataclass(frozen=True)
class SetCells:
    """``entity`` is product or vendor_price; each cell is named once."""

    id: UUID
    by: Actor
    at: datetime
    entity: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CellsSet:
    """How many rows have another value now; ``batch`` undoes it."""

    batch: UUID
    rows: int


CELLS: dict[str, dict[str, Check]] = {
    P.name: {
        field: CHECKS[field]
        for field in ("name", "price", "unit_cost", "reorder_point", "reorder_qty", "status")
    },
    SP.name: {"price": check_price},
    VP.name: {"unit_price": check_price},
}
HERE = "price_here"
FOUND_BY = {"name", "custom"}


def set_cells(session: Session, command: SetCells) -> CellsSet:
    """Locks the rows in the order of their ids, products before their store's prices.

    What somebody else changed since it was seen, a row that is gone, or one value that may not be,
    refuses all of it and names the first rows.
    """
    require(session, command.by, PERMISSIONS[command.entity])
    if was_done(session, command.id):
        return CellsSet(command.id, _told(session, command))
    if len(command.cells) > MOST:
        raise UserError(
            f"{len(command.cells):,} cells are too many for one change.",
            f"Change at most {MOST:,} at once, or import a file.",
            code="too_many",
        )
    notes = _notes(session, command)
    trail = Trail(session, command.id, command.by, command.at)
    for entity, rows in notes.items():
        _write(session, TABLES[entity], rows, trail)
    if command.entity == P.name:
        _settle(session, command, notes[P.name])
    session.expire_all()
    return CellsSet(command.id, sum(map(len, notes.values())))


def _write(session: Session, table: Any, notes: Sequence[Note], trail: Trail) -> None:
    groups: dict[tuple[str, ...], list[Sequence[Any]]] = {}
    for key, _, after in notes:
        groups.setdefault(tuple(after), []).append((key, *after.values(), trail.at))
    for fields, rows in groups.items():
        update_rows(session.connection(), table, (*fields, "updated_at"), rows)
    trail.replaced(table, notes)


def _told(session: Session, command: SetCells) -> int:
    of_batch = (AuditEntry.batch == command.id, AuditEntry.entity.in_(TABLES))
    return session.scalar(select(func.count()).where(*of_batch)) or 0


def _notes(session: Session, command: SetCells) -> dict[str, list[Note]]:
    """What becomes another value, by table; UserError where any may not."""
    wanted: dict[str, dict[UUID, list[Cell]]] = {command.entity: {}}
    for cell in command.cells:
        is_here = cell.field == HERE and command.entity == P.name
        entity = SP.name if is_here else command.entity
        wanted.setdefault(entity, {}).setdefault(cell.row, []).append(cell)
    own = custom_values.read_fields(session) if command.entity == P.name else {}
    refused: list[tuple[str, str]] = []
    notes: dict[str, list[Note]] = {}
    for entity, cells in wanted.items():
        made = notes.setdefault(entity, [])
        for row in _rows(session, entity, command.by.store, sorted(cells)):
            try:
                before, after = _differing(row, cells.pop(row["_row"]), CELLS[entity], own)
            except UserError as error:
                refused.append((row["_name"], error.message))
                continue
            if after:
                made.append((row["id"], before, after))
        if cells:
            refused.append((f"{len(cells):,} of the rows", "They are gone by now."))
    if refused:
        raise refusal(refused, "cells")
    return notes


def _rows(session: Session, entity: str, store: UUID, keys: Sequence[UUID]) -> Iterator[Any]:
    """Locked. A store's prices go by their products."""
    asked, by = _asked(entity, store)
    for some in parts(keys, PART):
        part = asked.where(by.in_(some))
        yield from session.connection().execute(part).mappings().all()


def _asked(entity: str, store: UUID) -> tuple[Select[Any], Any]:
    table = TABLES[entity]
    by = table.c.product if table is SP else table.c.id
    fields = [table.c[name] for name in CELLS[entity]] + [P.c.custom] * (table is P)
    asked = select(table.c.id, by.label("_row"), P.c.name.label("_name"), *fields)
    if table is not P:
        asked = asked.join(P, P.c.id == table.c.product)
    if table is SP:
        asked = asked.where(SP.c.store == store)
    return asked.order_by(table.c.id).with_for_update(of=table), by


def _differing(
    row: Any, cells: Sequence[Cell], checks: Mapping[str, Check], own: Mapping[str, Any]
) -> tuple[Values, Values]:
    before: Values = {}
    after: Values = {}
    custom = now_custom = dict(row.get("custom") or {})
    for cell in cells:
        field = "price" if cell.field == HERE else cell.field
        if field.startswith(PREFIX):
            key = field.removeprefix(PREFIX)
            kept = custom_values.checked(own, key, cell.value)
            if _is_other(now_custom.get(key), kept, as_stored(cell.seen)):
                custom = merged(custom, key, kept)
        elif field not in checks:
            raise UserError(f"“{field}” cannot be changed in one go.", code="bad_field")
        elif _is_other(row[field], value := checks[field](cell.value), cell.seen):
            before[field], after[field] = row[field], value
    if custom != now_custom:
        before["custom"], after["custom"] = now_custom, custom
    return before, after


def _is_other(now: Any, value: Any, seen: Any) -> bool:
    """Whether it changes; UserError where somebody else did so."""
    if now == value:
        return False
    if now != seen:
        raise UserError("Somebody else changed it meanwhile.", code="stale")
    return True


def _settle(session: Session, command: SetCells, notes: Sequence[Note]) -> None:
    """Search words and alerts are those of the new values."""
    connection = session.connection()
    search_words.refresh(connection, [k for k, _, after in notes if after.keys() & FOUND_BY])
    watched = [key for key, _, after in notes if after.keys() & {"reorder_point", "status"}]
    if watched:
        alerts.review(connection, command.by.store, watched, command.at, command.id)
