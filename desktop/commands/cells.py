"""Values of many cells at once, each its own: all of them or none, one batch, one undo."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.commands import alerts, search_words
from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.edits import PERMISSIONS
from desktop.commands.texts import check_name
from desktop.db.bulk import update_rows
from desktop.domain.change import checked
from desktop.domain.errors import UserError
from desktop.domain.money import check_price
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor
from desktop.schema import AuditEntry, Product, VendorPrice
from desktop.schema.base import table_of
from desktop.schema.product import STATUSES

P, VP = table_of(Product), table_of(VendorPrice)
MOST, PART, NAMED = 20_000, 500, 3
Check = Callable[[Any], Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One field of one row; ``seen`` is what the editor was shown of it."""

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


def _status(value: Any) -> str:
    if value not in STATUSES:
        raise UserError("There is no such status.", field="status", code="bad_change")
    return str(value)


def _figure(field: str, is_needed: bool = False) -> Check:
    def check(value: Any) -> Any:
        if value is None and is_needed:
            raise UserError("There must be a value here.", field=field, code="missing")
        return checked(field, value)

    return check


CHECKS: dict[str, dict[str, Check]] = {
    P.name: {
        "name": check_name,
        "price": _figure("price", is_needed=True),
        "unit_cost": _figure("unit_cost"),
        "reorder_point": _figure("reorder_point"),
        "reorder_qty": _figure("reorder_qty"),
        "status": _status,
    },
    VP.name: {"unit_price": check_price},
}


def set_cells(session: Session, command: SetCells) -> CellsSet:
    """Locks the rows in the order of their ids.

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
    notes = list(_notes(session, command))
    table = P if command.entity == P.name else VP
    groups: dict[tuple[str, ...], list[Sequence[Any]]] = {}
    for key, _, after in notes:
        groups.setdefault(tuple(after), []).append((key, *after.values(), command.at))
    for fields, rows in groups.items():
        update_rows(session.connection(), table, (*fields, "updated_at"), rows)
    trail = Trail(session, command.id, command.by, command.at)
    trail.replaced(table, notes)
    if command.entity == P.name:
        _settle(session, command, notes)
    session.expire_all()
    return CellsSet(command.id, len(notes))


def _told(session: Session, command: SetCells) -> int:
    of_batch = (AuditEntry.batch == command.id, AuditEntry.entity == command.entity)
    return session.scalar(select(func.count()).where(*of_batch)) or 0


def _notes(session: Session, command: SetCells) -> Iterator[tuple[UUID, Values, Values]]:
    """Rows with the fields that become others, before and after; UserError where any may not."""
    wanted: dict[UUID, list[Cell]] = {}
    for cell in command.cells:
        wanted.setdefault(cell.row, []).append(cell)
    refused: list[tuple[str, str]] = []
    for row in _rows(session, command.entity, sorted(wanted)):
        try:
            before, after = _differing(row, wanted.pop(row["id"]), CHECKS[command.entity])
        except UserError as error:
            refused.append((row["_name"], error.message))
            continue
        if after:
            yield row["id"], before, after
    if wanted:
        refused.append((f"{len(wanted):,} rows", "They are gone by now."))
    if refused:
        raise _refusal(refused)


def _rows(session: Session, entity: str, keys: Sequence[UUID]) -> Iterator[Any]:
    for some in parts(keys, PART):
        part = _asked(entity, some)
        yield from session.connection().execute(part).mappings().all()


def _asked(entity: str, keys: Sequence[UUID]) -> Select[Any]:
    table = P if entity == P.name else VP
    fields = [table.c[name] for name in CHECKS[entity]]
    asked = select(table.c.id, P.c.name.label("_name"), *fields)
    if table is VP:
        asked = asked.join(P, P.c.id == VP.c.product)
    return asked.where(table.c.id.in_(keys)).order_by(table.c.id).with_for_update(of=table)


def _differing(row: Any, cells: Sequence[Cell], checks: dict[str, Check]) -> tuple[Values, Values]:
    before: Values = {}
    after: Values = {}
    for cell in cells:
        if cell.field not in checks:
            raise UserError(f"“{cell.field}” cannot be changed in one go.", code="bad_field")
        now, value = row[cell.field], checks[cell.field](cell.value)
        if now == value:
            continue
        if now != cell.seen:
            raise UserError("Somebody else changed it meanwhile.", code="stale")
        before[cell.field], after[cell.field] = now, value
    return before, after


def _refusal(refused: Sequence[tuple[str, str]]) -> UserError:
    name, why = refused[0]
    others = [other for other, _ in refused[1:NAMED]]
    more = len(refused) - 1 - len(others)
    also = f" The same or another with {', '.join(others)}" if others else ""
    also += f" and {more:,} more" if more else ""
    said = f"{name}: {why}{also}{'.' if also else ''}"
    return UserError(said, "Nothing was changed.", field="cells", code="refused_values")


def _settle(
    session: Session, command: SetCells, notes: Sequence[tuple[UUID, Values, Values]]
) -> None:
    """Search words and alerts are those of the new values."""
    connection = session.connection()
    search_words.refresh(connection, [key for key, _, after in notes if "name" in after])
    watched = [key for key, _, after in notes if after.keys() & {"reorder_point", "status"}]
    if watched:
        alerts.review(connection, command.by.store, watched, command.at, command.id)
