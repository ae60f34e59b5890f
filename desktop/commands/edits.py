"""Takes edits back by their trail: one field or ten thousand prices, now or days later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.commands import alerts, search_words
from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.db.bulk import update_rows
from desktop.db.types import Money, Pairs, Quantity, Uuid
from desktop.domain.custom_field import rebased
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import (
    AppUser,
    AuditEntry,
    Category,
    Product,
    StorePrice,
    Vendor,
    VendorPrice,
)
from desktop.schema.base import table_of

A, P = table_of(AuditEntry), table_of(Product)
C, V, VP = table_of(Category), table_of(Vendor), table_of(VendorPrice)
SP = table_of(StorePrice)
TABLES = {table.name: table for table in (P, V, VP, C, SP)}
PERMISSIONS = {
    P.name: Permission.EDIT_PRODUCT,
    SP.name: Permission.EDIT_PRODUCT,
    V.name: Permission.EDIT_VENDOR,
    VP.name: Permission.EDIT_VENDOR,
    C.name: Permission.EDIT_CATEGORY,
}
PART = 500
NAMED = 3
_FOUND_BY = frozenset({"name", "sku", "custom"})
_WATCHED = frozenset({"reorder_point", "status", "is_template"})
# Values that only one row may have: somebody may have taken them meanwhile.
_ALONE = frozenset({"sku", "code", "is_preferred", "slug", "options_key"})


@dataclass(frozen=True)
class UndoChange:
    """Takes back the edits of one command; ``batch`` is its id. An undo can be undone, too."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


@dataclass(frozen=True)
class UndoneChange:
    """``left`` rows stay as they are: ``by`` (the newest of them) changed them since.

    ``names`` are the first of these; ``batch`` is the undo's own, which does it all again.
    """

    batch: UUID
    restored: int
    left: int = 0
    names: tuple[str, ...] = ()
    by: str = ""


@dataclass
class _Edited:
    """One row: its fields before and after, as they stand in the trail, turned into values."""

    key: UUID
    before: dict[str, Any]
    after: dict[str, Any]
    name: str = ""
    now: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Outcome:
    restored: int = 0
    left: list[_Edited] = field(default_factory=list)


def undo_change(session: Session, command: UndoChange) -> UndoneChange:
    """A row gets its values of before back if it still has those of after, all of them.

    Rows are locked in the order of their ids; the permission is that of the edit.
    """
    edits = _edits(session, command.batch)
    for entity in edits:
        require(session, command.by, PERMISSIONS[entity])
    is_again = was_done(session, command.id)
    trail = Trail(session, command.id, command.by, command.at)
    outcome = _Outcome()
    for entity, rows in edits.items():
        table = TABLES[entity]
        _read(session, table, rows)
        standing = [row for row in rows if row.now == row.after]
        done = [row for row in rows if row.now == row.before]
        outcome.left += [row for row in rows if row.now not in (row.after, row.before)]
        if is_again:
            outcome.restored += len(done)
        else:
            _restore(session, command, trail, table, standing, outcome)
    if not outcome.restored and not outcome.left:
        raise UserError("This was taken back already.", code="undone")
    return _told(session, command, outcome)


def _edits(session: Session, batch: UUID) -> dict[str, list[_Edited]]:
    """The rows that a command changed, by table, the last one first."""
    wanted = select(A.c.entity, A.c.entity_id, A.c.before, A.c.after)
    wanted = wanted.where(A.c.batch == batch, A.c.action == "update", A.c.entity.in_(TABLES))
    found: dict[tuple[str, UUID], _Edited] = {}
    for entry in session.connection().execute(wanted.order_by(A.c.id.desc())):
        columns = TABLES[entry.entity].c
        before = {k: _value(columns[k], v) for k, v in entry.before.items() if k in columns}
        after = {k: _value(columns[k], v) for k, v in entry.after.items() if k in columns}
        row = found.setdefault((entry.entity, entry.entity_id), _Edited(entry.entity_id, {}, {}))
        row.before |= before
        row.after = after | row.after
    if not found:
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    result: dict[str, list[_Edited]] = {}
    for (entity, _), row in found.items():
        result.setdefault(entity, []).append(row)
    return result


def _value(column: Column[Any], plain: Any) -> Any:
    """A value of the trail in its column's type."""
    if plain is None:
        return None
    if isinstance(column.type, Money | Quantity):
        return Decimal(plain)
    if isinstance(column.type, Pairs):
        return Pairs.named(plain)
    return UUID(plain) if isinstance(column.type, Uuid) else plain


def _read(session: Session, table: Table, rows: Sequence[_Edited]) -> None:
    """Locks the rows and notes their names and what they hold now; a row that is gone has none."""
    by_key = {row.key: row for row in rows}
    keys = sorted(by_key)
    names = sorted({name for row in rows for name in row.after})
    for some in parts(keys):
        part = table.c.id.in_(some)
        columns = (table.c.id, _name_of(table).label("_name"), *(table.c[name] for name in names))
        asked = select(*columns).where(part).order_by(table.c.id).with_for_update(of=table)
        for found in session.connection().execute(asked).mappings():
            row = by_key[found["id"]]
            row.name = found["_name"]
            row.now = {name: found[name] for name in row.after}
            if "custom" in row.after:  # of the shop's own fields, only those that were changed
                sides = rebased(row.now["custom"], row.before["custom"], row.after["custom"])
                row.before["custom"], row.after["custom"] = sides


def _name_of(table: Table) -> Any:
    if table is not VP and table is not SP:
        return table.c.name
    return select(P.c.name).where(P.c.id == table.c.product).scalar_subquery()


def _restore(
    session: Session,
    command: UndoChange,
    trail: Trail,
    table: Table,
    rows: Sequence[_Edited],
    outcome: _Outcome,
) -> None:
    kept = _without_gone_categories(session, table, rows, outcome)
    groups: dict[tuple[str, ...], list[_Edited]] = {}
    for row in kept:
        groups.setdefault(tuple(sorted(row.before)), []).append(row)
    done: list[_Edited] = []
    for names, group in groups.items():
        if table is C or not _ALONE.isdisjoint(names):
            done += _one_by_one(session, command, table, group, outcome)
            continue
        values = ((r.key, *(r.before[name] for name in names), command.at) for r in group)
        update_rows(session.connection(), table, (*names, "updated_at"), values)
        done += group
    trail.replaced(table, [(row.key, row.after, row.before) for row in done])
    outcome.restored += len(done)
    if table is P:
        _settle_products(session, command, done)
    elif table is VP:
        _call_anew(session, [row.key for row in done if "vendor_sku" in row.before])


def _without_gone_categories(
    session: Session, table: Table, rows: Sequence[_Edited], outcome: _Outcome
) -> list[_Edited]:
    wanted = {row.before["category"] for row in rows if table is P and "category" in row.before}
    there = set(session.scalars(select(C.c.id).where(C.c.id.in_(wanted)))) if wanted else set()
    gone = wanted - there
    outcome.left += [row for row in rows if gone and row.before.get("category") in gone]
    return [row for row in rows if not gone or row.before.get("category") not in gone]


def _one_by_one(
    session: Session,
    command: UndoChange,
    table: Table,
    rows: Iterable[_Edited],
    outcome: _Outcome,
) -> list[_Edited]:
    """Where a value may be another row's by now: that row stays as it is, the others do not."""
    done = []
    for row in rows:
        statement = update(table).where(table.c.id == row.key)
        values = row.before | {"version": table.c.version + 1, "updated_at": command.at}
        try:
            with session.begin_nested():
                session.connection().execute(statement.values(values))
        except IntegrityError:
            outcome.left.append(row)
        else:
            done.append(row)
    return done


def _settle_products(session: Session, command: UndoChange, rows: Sequence[_Edited]) -> None:
    """Search words and alerts are those of the values that are back."""
    renamed = [row.key for row in rows if not _FOUND_BY.isdisjoint(row.before)]
    connection = session.connection()
    parents = [
        side["parent"] for row in rows for side in (row.before, row.after) if "parent" in side
    ]
    search_words.refresh(connection, [*renamed, *filter(None, parents)])
    watched = [row.key for row in rows if not _WATCHED.isdisjoint(row.before)]
    if watched:
        alerts.review(connection, command.by.store, watched, command.at, command.id)


def _call_anew(session: Session, prices: Sequence[UUID]) -> None:
    """What vendors call the products is among their search words."""
    for part in parts(prices):
        theirs = select(VP.c.product).where(VP.c.id.in_(part))
        search_words.refresh(session.connection(), session.scalars(theirs))


def _told(session: Session, command: UndoChange, outcome: _Outcome) -> UndoneChange:
    if not outcome.left:
        return UndoneChange(command.id, outcome.restored)
    keys = [row.key for row in outcome.left[:PART]]
    newest = (
        select(AppUser.full_name)
        .join(A, A.c.user == AppUser.id)
        .where(A.c.entity_id.in_(keys), A.c.batch.not_in((command.batch, command.id)))
        .order_by(A.c.at.desc(), A.c.id.desc())
        .limit(1)
    )
    names = tuple(row.name for row in outcome.left if row.name)[:NAMED]
    who = session.scalar(newest) or ""
    return UndoneChange(command.id, outcome.restored, len(outcome.left), names, who)
