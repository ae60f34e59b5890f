"""Takes back what one command changed in plain tables, from the audit trail."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Date, Table, case, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.custom_values import strip_values
from desktop.commands.external_refs import forget_products
from desktop.commands.pictures import unlink_products
from desktop.commands.search_words import refresh
from desktop.db.bulk import update_rows
from desktop.db.json_values import json_text
from desktop.db.types import Money, Pairs, Quantity, Utc, Uuid
from desktop.domain.custom_field import rebased
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.schema import (
    AttachmentLink,
    AuditEntry,
    Barcode,
    Category,
    CustomField,
    Document,
    DocumentLine,
    Event,
    EventScope,
    Feed,
    Lot,
    Product,
    ShelfLabel,
    StockLevel,
    StorePrice,
    Vendor,
    VendorPrice,
)
from desktop.schema.base import table_of
from desktop.schema.custom_field import info_of

AUDIT, LEVEL, LINE = table_of(AuditEntry), table_of(StockLevel), table_of(DocumentLine)
B, C, L, P = table_of(Barcode), table_of(Category), table_of(Lot), table_of(Product)
D, V, VP = table_of(Document), table_of(Vendor), table_of(VendorPrice)
E, ES, CF = table_of(Event), table_of(EventScope), table_of(CustomField)
LINK, SP = table_of(AttachmentLink), table_of(StorePrice)
FEED, SL = table_of(Feed), table_of(ShelfLabel)
_TABLES = {table.name: table for table in (B, C, L, P, V, VP, E, ES, LINK, SP, CF, FEED, SL)}
PART = 2_000
_CALLED = {SL.name: "The label", SP.name: "The price"}  # what has no name
_LEADING = (
    "product",
    "merged_into",
    "parent",
)  # fields that name a product which is found by the row
# What a row was made with is not asked: in a large import that is most of what the trail holds.
_AFTER = case((AUDIT.c.action != "create", AUDIT.c.after))
_ENTRY = (
    *(AUDIT.c[name] for name in ("entity", "entity_id", "action", "before")),
    _AFTER.label("after"),
)


def revert_batch(
    session: Session, batch: UUID, trail: Trail, taken: str, hint: str = "Nothing was undone."
) -> set[UUID]:
    """Undoes a batch's creations, changes and deletions, newest first; returns the products.

    What was made and has facts by now cannot be deleted: such a product is archived. A row that
    somebody changed since is refused with its name, and nothing at all is taken back; so it is
    where a name or code is another's by now, which ``taken`` says.
    """
    try:
        with session.begin_nested():
            products = _revert(session, batch, trail)
            session.flush()
    except IntegrityError as error:
        raise UserError(taken, hint, code="changed_since") from error
    session.expire_all()
    return products


def require_as_made(session: Session, batch: UUID, table: Table, is_all_there: bool = True) -> None:
    """Refuses where a row that the batch made is another by now: what ``revert_batch`` deletes.

    ``is_all_there``: also where one is gone.
    """
    made = (AUDIT.c.batch == batch, AUDIT.c.entity == table.name, AUDIT.c.action == "create")
    asked = select(AUDIT.c.entity_id, AUDIT.c.after).where(*made)
    for part in parts(session.execute(asked).all()):
        keys = [entry.entity_id for entry in part]
        found = session.connection().execute(select(table).where(table.c.id.in_(keys))).mappings()
        rows = {row["id"]: row for row in found}
        for entry in part:
            if entry.entity_id not in rows:
                if not is_all_there:
                    continue
                raise UserError("This was taken back already.", "Refresh.", code="undone")
            after = {name: value for name, value in entry.after.items() if name in table.c}
            _require_same(rows[entry.entity_id], _typed(table, after), table.name)


def _revert(session: Session, batch: UUID, trail: Trail) -> set[UUID]:
    entries = session.execute(
        select(*_ENTRY).where(AUDIT.c.batch == batch).order_by(AUDIT.c.id.desc())
    ).all()
    coded = _with_other_codes(session, batch, entries)
    for (entity, action), group in groupby(entries, key=attrgetter("entity", "action")):
        for part in _parts(_TABLES[entity], group):
            _WAYS[action](session, _TABLES[entity], part, trail)
    products = {entry.entity_id for entry in entries if entry.entity == "product"}
    # The trail keeps no search text: it follows from name, SKU and codes as they are again.
    refresh(session.connection(), products | coded)
    return products


def products_of(session: Session, batch: UUID) -> set[UUID]:
    """The products that a batch made, changed or deleted."""
    found = select(AUDIT.c.entity_id).where(AUDIT.c.batch == batch, AUDIT.c.entity == "product")
    return set(session.scalars(found))


def _parts(table: Table, entries: Iterable[Any]) -> Iterator[list[Any]]:
    """Entries that may go together: no row twice, and categories, which hang together, singly."""
    part: dict[UUID, Any] = {}
    for entry in entries:
        if len(part) == (1 if table is C else PART) or entry.entity_id in part:
            yield list(part.values())
            part = {}
        part[entry.entity_id] = entry
    yield list(part.values())


def _with_other_codes(session: Session, batch: UUID, entries: Sequence[Any]) -> set[UUID]:
    """The products whose codes the batch made, changed or deleted, before it is taken back.

    Codes are theirs, those of their vendors and of their variants; and the SKU of what was merged
    into them.
    """
    codes = [entry for entry in entries if entry.entity in (B.name, P.name, VP.name)]
    sides = (side for entry in codes for side in (entry.before, entry.after) if side)
    found = {UUID(side[name]) for side in sides for name in _LEADING if side.get(name)}

    def of(table: Table) -> ColumnElement[bool]:
        mine = (AUDIT.c.batch == batch) & (AUDIT.c.entity == table.name)
        return mine & (AUDIT.c.entity_id == table.c.id)

    has_code, is_variant = VP.c.vendor_sku.is_not(None), P.c.parent.is_not(None)
    for wanted in (
        select(B.c.product).join(AUDIT, of(B)),
        select(VP.c.product).join(AUDIT, of(VP)).where(has_code),
        select(P.c.parent).join(AUDIT, of(P)).where(is_variant),
        select(P.c.parent)
        .join_from(B, P, P.c.id == B.c.product)
        .join(AUDIT, of(B))
        .where(is_variant),
    ):
        found.update(session.connection().execute(wanted.distinct()).scalars())
    return found


def _set_back(session: Session, table: Table, entries: Sequence[Any], trail: Trail) -> None:
    """Rows that were changed get their values of before, which nobody may have changed since."""
    names = sorted({name for entry in entries for name in entry.before} | {"id"})
    named = [table.c.name] if "name" in table.c else []
    keys = [entry.entity_id for entry in entries]
    asked = select(*(table.c[name] for name in names), *named).where(table.c.id.in_(keys))
    rows = {row["id"]: row for row in session.connection().execute(asked).mappings()}
    groups: dict[tuple[str, ...], list[tuple[UUID, dict[str, Any], dict[str, Any]]]] = {}
    for entry in entries:
        row = rows.get(entry.entity_id)
        if row is not None:
            before, after = _typed(table, entry.before), _typed(table, entry.after)
            if "custom" in after:  # of the shop's own fields, only those that the batch changed
                sides = rebased(row["custom"], before["custom"], after["custom"])
                before["custom"], after["custom"] = sides
            _require_same(row, after, entry.entity)
            groups.setdefault(tuple(before), []).append((entry.entity_id, after, before))
    for fields, group in groups.items():
        _update(session, table, fields, group, trail)


def _require_same(row: Any, after: dict[str, Any], entity: str) -> None:
    foreign = [name for name, value in after.items() if row[name] != value]
    if foreign:
        called = row.get("name") or _CALLED.get(entity, entity)
        raise UserError(
            f"{called} was changed since ({', '.join(foreign)}).",
            "Nothing was undone. Change it back by hand, or undo that change first.",
            code="changed_since",
        )


def _update(
    session: Session,
    table: Table,
    fields: tuple[str, ...],
    rows: Sequence[tuple[UUID, dict[str, Any], dict[str, Any]]],
    trail: Trail,
) -> None:
    """Rows with their fields before and after; when they changed goes along, where it is kept."""
    stamp = ("updated_at",) if "updated_at" in table.c else ()
    values = ((key, *new.values(), *(trail.at for _ in stamp)) for key, _, new in rows)
    update_rows(session.connection(), table, (*fields, *stamp), values)
    trail.replaced(table, rows)


def _remove(session: Session, table: Table, entries: Sequence[Any], trail: Trail) -> None:
    """Rows that were made go again, but for those that are needed by now."""
    keys = [entry.entity_id for entry in entries]
    kept = _with_facts(session, keys) if table is P else _used(session, table, keys)
    if table is P:
        forget_products(session, keys)
    if table is P and kept:
        states = select(P.c.id, P.c.status).where(P.c.id.in_(kept), P.c.status != "archived")
        archived = {"status": "archived"}
        rows = [(key, {"status": old}, archived) for key, old in session.execute(states)]
        _update(session, P, ("status",), rows, trail)
    gone = [key for key in keys if key not in kept]
    if not gone:
        return
    connection = session.connection()
    found = connection.execute(select(table).where(table.c.id.in_(gone))).mappings()
    rows_by_key = {row["id"]: dict(row) for row in found}
    if table is CF:
        for row in connection.execute(select(CF).where(CF.c.id.in_(gone))):
            strip_values(session, info_of(row), trail)
    if table is P:
        connection.execute(delete(L).where(L.c.product.in_(gone)))
        unlink_products(session, trail, gone)
    trail.removed(table, [rows_by_key[key] for key in gone if key in rows_by_key])
    if table is P:
        connection.execute(delete(P).where(P.c.id.in_(gone), P.c.parent.is_not(None)))
    connection.execute(delete(table).where(table.c.id.in_(gone)))


def _with_facts(session: Session, products: Sequence[UUID]) -> set[UUID]:
    level = select(LEVEL.c.product).where(LEVEL.c.product.in_(products))
    line = select(LINE.c.product).where(LINE.c.product.in_(products))
    event = select(ES.c.product).where(ES.c.product.in_(products))
    kept = {*session.scalars(level), *session.scalars(line), *session.scalars(event)}
    gone = [key for key in products if key not in kept]
    variant = select(P.c.parent).where(P.c.parent.in_(gone), P.c.id.not_in(gone))
    return kept | {key for key in session.scalars(variant) if key is not None}


def _used(session: Session, table: Table, keys: Sequence[UUID]) -> set[UUID]:
    """The categories and vendors that are still pointed at."""
    if table is C:
        product = select(P.c.category).where(P.c.category.in_(keys))
        child = select(C.c.parent).where(C.c.parent.in_(keys), C.c.id.not_in(keys))
        event = select(ES.c.category).where(ES.c.category.in_(keys))
        return {*session.scalars(product), *session.scalars(child), *session.scalars(event)}
    if table is V:
        return set(session.scalars(select(D.c.vendor).where(D.c.vendor.in_(keys))))
    return _told_since(session, keys) if table is CF else set()


def _told_since(session: Session, keys: Sequence[UUID]) -> set[UUID]:
    """The shop's own fields that products in use say something in."""
    fields = session.execute(select(CF.c.id, CF.c.key).where(CF.c.id.in_(keys))).all()
    told = select(P.c.id).where(P.c.status != "archived").limit(1)
    return {
        field.id
        for field in fields
        if session.scalar(told.where(json_text(P.c.custom, field.key).is_not(None)))
    }


def _restore(session: Session, table: Table, entries: Sequence[Any], trail: Trail) -> None:
    rows = [_typed(table, entry.before) for entry in entries]
    session.connection().execute(insert(table), rows)
    trail.made(table, rows)


_WAYS = {"create": _remove, "update": _set_back, "delete": _restore}


def _typed(table: Table, fields: dict[str, Any]) -> dict[str, Any]:
    """Values of the trail in their columns' types, in the order of their names."""
    return {name: _value(table.c[name], fields[name]) for name in sorted(fields)}


def _value(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if value is None:
        return None
    if isinstance(kind, Money | Quantity):
        return Decimal(value)
    if isinstance(kind, Uuid):
        return UUID(value)
    if isinstance(kind, Utc):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Pairs.named(value) if isinstance(kind, Pairs) else value
