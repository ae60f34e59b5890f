"""Takes back what one command changed in plain tables, from the audit trail."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Date, delete, inspect, select
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail, fields_of
from desktop.db.types import Money, Quantity, Utc, Uuid
from desktop.domain.errors import UserError
from desktop.domain.search import search_text
from desktop.schema import (
    AuditEntry,
    Barcode,
    Base,
    Category,
    Document,
    DocumentLine,
    Lot,
    Product,
    StockLevel,
    Vendor,
    VendorPrice,
)
from desktop.schema.base import table_of

_TABLES: dict[str, type[Base]] = {
    table.__tablename__: table for table in (Barcode, Category, Lot, Product, Vendor, VendorPrice)
}
AUDIT, LOT = table_of(AuditEntry), table_of(Lot)
PART = 500


def revert_batch(session: Session, batch: UUID, trail: Trail) -> set[UUID]:
    """Undoes a batch's creations, changes and deletions, newest first; returns the products.

    What was made and has facts by now cannot be deleted: such a product is archived. A row that
    somebody changed since is refused with its name, and nothing at all is taken back.
    """
    columns = (AUDIT.c[name] for name in ("entity", "entity_id", "action", "before", "after"))
    entries = session.execute(
        select(*columns).where(AUDIT.c.batch == batch).order_by(AUDIT.c.id.desc())
    ).all()
    for entity, group in groupby(entries, key=lambda entry: entry.entity):
        alike = list(group)
        for start in range(0, len(alike), PART):
            _revert(session, _TABLES[entity], alike[start : start + PART], trail)
    products = {entry.entity_id for entry in entries if entry.entity == "product"}
    _search_anew(session, products | _with_other_codes(entries))
    return products


def products_of(session: Session, batch: UUID) -> set[UUID]:
    """The products that a batch made, changed or deleted."""
    found = select(AUDIT.c.entity_id).where(AUDIT.c.batch == batch, AUDIT.c.entity == "product")
    return set(session.scalars(found))


def _with_other_codes(entries: Sequence[Any]) -> set[UUID]:
    """The products that have other barcodes now."""
    codes = [entry for entry in entries if entry.entity == "barcode"]
    sides = (side for entry in codes for side in (entry.before, entry.after) if side)
    return {UUID(side["product"]) for side in sides if "product" in side}


def _search_anew(session: Session, products: set[UUID]) -> None:
    """The trail keeps no search text: it follows from name, SKU and codes as they are again."""
    keys = sorted(products)
    for start in range(0, len(keys), PART):
        part = keys[start : start + PART]
        codes: dict[UUID, list[str]] = {}
        wanted = select(Barcode.product, Barcode.code).where(Barcode.product.in_(part))
        for product, code in session.execute(wanted.order_by(Barcode.id)):
            codes.setdefault(product, []).append(code)
        for row in session.scalars(select(Product).where(Product.id.in_(part))):
            row.search_text = search_text(row.sku, row.name, codes.get(row.id, ()))
        session.flush()


def _revert(session: Session, table: type[Base], entries: Sequence[Any], trail: Trail) -> None:
    """Entries of one table. Where rows hang together, each is gone before the next is looked at."""
    ids = [entry.entity_id for entry in entries]
    found: Sequence[Any] = session.scalars(select(table).where(_key(table).in_(ids))).all()
    rows = {row.id: row for row in found}
    facts: set[UUID] = set()
    if table is Product:
        facts = _with_facts(session, ids)
        made = [one.entity_id for one in entries if one.action == "create"]
        gone = [key for key in made if key not in facts]
        session.connection().execute(delete(LOT).where(LOT.c.product.in_(gone)))
    for entry in entries:
        row = rows.get(entry.entity_id)
        if entry.action == "delete":
            _restore(session, table, entry, trail)
        elif row is not None and entry.action == "create":
            _remove(session, row, row.id in facts, trail)
        elif row is not None:
            _set_back(row, entry, trail)
        if table in (Category, Vendor):
            session.flush()
    session.flush()


def _key(table: type[Base]) -> Any:
    return table_of(table).c.id


def _set_back(row: Any, entry: Any, trail: Trail) -> None:
    now = fields_of(row)
    kind = type(row)
    foreign = [
        key for key, value in entry.after.items() if getattr(row, key) != _typed(kind, key, value)
    ]
    if foreign:
        raise UserError(
            f"{getattr(row, 'name', entry.entity)} was changed since ({', '.join(foreign)}).",
            "Nothing was undone. Change it back by hand, or undo that change first.",
            code="changed_since",
        )
    for key, value in entry.before.items():
        setattr(row, key, _typed(kind, key, value))
    trail.changed(row, now)


def _remove(session: Session, row: Any, has_facts: bool, trail: Trail) -> None:
    if has_facts:
        before = fields_of(row)
        row.status = "archived"
        trail.changed(row, before)
        return
    if not _is_used(session, row):
        trail.deleted(row)
        session.delete(row)


def _with_facts(session: Session, products: Sequence[UUID]) -> set[UUID]:
    level = select(StockLevel.product).where(StockLevel.product.in_(products))
    line = select(DocumentLine.product).where(DocumentLine.product.in_(products))
    return set(session.scalars(level)) | {key for key in session.scalars(line) if key is not None}


def _is_used(session: Session, row: Any) -> bool:
    """Whether a category, vendor or lot is still pointed at."""
    if isinstance(row, Category):
        product = select(Product.id).where(Product.category == row.id).limit(1)
        child = select(Category.id).where(Category.parent == row.id, Category.id != row.id).limit(1)
        return session.scalar(product) is not None or session.scalar(child) is not None
    if isinstance(row, Vendor):
        used = select(Document.id).where(Document.vendor == row.id).limit(1)
        return session.scalar(used) is not None
    return False


def _restore(session: Session, table: type[Base], entry: Any, trail: Trail) -> None:
    values = {key: _typed(table, key, value) for key, value in entry.before.items()}
    row = table(**values)
    session.add(row)
    trail.created(row)


def _typed(table: type[Base], key: str, value: Any) -> Any:
    """A value of the trail in its column's type."""
    kind = inspect(table).columns[key].type
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
    return value
