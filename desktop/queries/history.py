"""Who changed what: the audit trail as a list, each field with its value before and after.

``of_product`` narrows it to one product with its barcodes, vendors' and stores' prices.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session

from desktop.db.types import Pairs, Uuid
from desktop.domain.barcode import shown
from desktop.domain.custom_field import PREFIX
from desktop.domain.ids import ZERO
from desktop.queries.columns import Choice, Column, Facet, Filter
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.merged import made_of
from desktop.queries.movements import user_choices
from desktop.schema import (
    AppUser,
    Attachment,
    AttachmentLink,
    AuditEntry,
    Barcode,
    Category,
    Event,
    EventScope,
    Product,
    Setting,
    Store,
    StorePrice,
    Unit,
    Vendor,
    VendorPrice,
)
from desktop.schema.base import table_of

A, W, P = table_of(AuditEntry), table_of(AppUser), table_of(Product)
B, V, VP = table_of(Barcode), table_of(Vendor), table_of(VendorPrice)
C, U = table_of(Category), table_of(Unit)
SE, ST = table_of(Setting), table_of(Store)
E, ES, SP = table_of(Event), table_of(EventScope), table_of(StorePrice)
AT, LINK = table_of(Attachment), table_of(AttachmentLink)
ACTIONS = (
    Choice("create", "Created", "ok", "plus"),
    Choice("update", "Changed", "info", "pencil"),
    Choice("delete", "Deleted", "bad", "trash-2"),
)
# Fields that hold a key are told by the name of what they point at.
_KEYS = (
    *("category", "parent", "unit", "vendor", "product", "user", "event", "store"),
    "attachment",
)
_OWN = (
    *("id", "options_key", "slug", "path", "level", "origin", "dedupe_key"),
    *("owner_id", "owner_type"),
)
_PRODUCT = bindparam("audited", type_=Uuid())
_AS_TOLD = bindparam("audited_as_told", type_=String())


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field; None where there was, or is, no value. Figures are as the trail wrote them."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What one command did to one row; ``about``: the name of that row, or of what it belongs to.

    ``told``: all changes in one line, for files and the command line.
    """

    id: UUID
    at: datetime
    user: str | None
    entity: str
    action: str
    entity_id: UUID
    before: Any
    after: Any
    batch: UUID
    about: str = ""
    changes: tuple[FieldChange, ...] = ()

    @property
    def told(self) -> str:
        """``price 2.50 → 2.75; name Tea → Green tea``."""
        parts = (f"{c.field} {_plain(c.before)} → {_plain(c.after)}" for c in self.changes)
        return "; ".join(parts) if self.action == "update" else ""


def of_product(product: UUID) -> tuple[tuple[Filter, ...], tuple[tuple[str, Any], ...]]:
    """Filters and given values for one product, its barcodes, vendors' and stores' prices."""
    return (Filter("of_product", "is", True),), (
        ("audited", product),
        ("audited_as_told", str(product)),
    )


def _of_product() -> ColumnElement[bool]:
    """What is there is found by its key; what was taken away, by its own last words."""
    parts = [and_(A.c.entity == P.name, A.c.entity_id.in_(made_of([_PRODUCT])))]
    for table in (B, VP, SP):
        kept = select(table.c.id).where(table.c.product == _PRODUCT)
        parts.append(and_(A.c.entity == table.name, A.c.entity_id.in_(kept)))
    gone = and_(A.c.entity.in_((B.name, VP.name, SP.name)), A.c.action == "delete")
    parts.append(and_(gone, A.c.before["product"].as_string() == _AS_TOLD))
    own = and_(LINK.c.owner_type == "product", LINK.c.owner_id == _PRODUCT)
    parts.append(and_(A.c.entity == LINK.name, A.c.entity_id.in_(select(LINK.c.id).where(own))))
    gone = and_(A.c.entity == LINK.name, A.c.action == "delete")
    parts.append(and_(gone, A.c.before["owner_id"].as_string() == _AS_TOLD))
    return or_(*parts)


def touched_by(session: Session, batch: UUID) -> set[str]:
    """The tables in which one command changed rows, as the trail names them."""
    return set(session.scalars(select(A.c.entity).where(A.c.batch == batch).distinct()))


def rows_touched_by(session: Session, batch: UUID, entity: str) -> set[UUID]:
    """The rows of one table that a command made, changed or deleted."""
    wanted = select(A.c.entity_id).where(A.c.batch == batch, A.c.entity == entity)
    return set(session.scalars(wanted.distinct()))


def _named(session: Session, rows: list[AuditRow]) -> list[AuditRow]:
    """Names in place of keys; one statement for all rows."""
    keys = {key for row in rows for key in _keys(row)}
    names = _names(session, keys)
    return [replace(row, about=_about(row, names), changes=_changes(row, names)) for row in rows]


def _keys(row: AuditRow) -> Iterator[UUID]:
    yield row.entity_id
    for values in (row.before, row.after):
        for field in _KEYS:
            if (values or {}).get(field):
                yield UUID(values[field])


def _names(session: Session, keys: set[UUID]) -> dict[UUID, str]:
    wanted = list(keys - {ZERO})
    if not wanted:
        return {}
    simple = (
        (P, P.c.name),
        (B, B.c.code),
        (V, V.c.name),
        (C, C.c.name),
        (U, U.c.code),
        (ST, ST.c.name),
        (E, E.c.name),
        (SE, SE.c.key),
        (AT, AT.c.name),
    )
    parts = [
        select(table.c.id, name.label("name")).where(table.c.id.in_(wanted))
        for table, name in simple
    ]
    parts.append(select(W.c.id, W.c.full_name).where(W.c.id.in_(wanted)))
    price = select(VP.c.id, V.c.name).join_from(VP, V, V.c.id == VP.c.vendor)
    parts.append(price.where(VP.c.id.in_(wanted)))
    own = select(SP.c.id, ST.c.name).join_from(SP, ST, ST.c.id == SP.c.store)
    parts.append(own.where(SP.c.id.in_(wanted)))
    shown_by = select(LINK.c.id, AT.c.name).join_from(LINK, AT, AT.c.id == LINK.c.attachment)
    parts.append(shown_by.where(LINK.c.id.in_(wanted)))
    found = session.execute(union_all(*parts))
    return {row.id: row.name for row in found}


def _about(row: AuditRow, names: dict[UUID, str]) -> str:
    """Also of a row that is gone: by what it said last, or first, of itself."""
    told = row.after or row.before or {}
    if row.entity == B.name:
        code = told.get("code") or names.get(row.entity_id, "")
        return shown(code) if code else ""
    if row.entity == VP.name and told.get("vendor"):
        return names.get(UUID(told["vendor"]), "")
    if row.entity == SP.name and told.get("store"):
        return names.get(UUID(told["store"]), "")
    if row.entity == LINK.name and told.get("attachment"):
        return names.get(UUID(told["attachment"]), "")
    if row.entity == ES.name and told.get("event"):
        return names.get(UUID(told["event"]), "")
    return names.get(row.entity_id) or str(told.get("name") or told.get("label") or "")


def _changes(row: AuditRow, names: dict[UUID, str]) -> tuple[FieldChange, ...]:
    before, after = _flat(row.before or {}), _flat(row.after or {})
    fields = [field for field in {**before, **after} if field not in _OWN]
    changes = (
        FieldChange(f, _value(f, before.get(f), names), _value(f, after.get(f), names))
        for f in fields
    )
    return tuple(change for change in changes if change.before != change.after)


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """The shop's own fields one by one, where a product had any."""
    own = values.get("custom")
    if not isinstance(own, dict):
        return values
    rest = {name: value for name, value in values.items() if name != "custom"}
    return rest | {PREFIX + key: value for key, value in own.items()}


def _value(field: str, value: Any, names: dict[UUID, str]) -> Any:
    if field == "options":
        return _in_words(value)
    if field not in _KEYS or not value:
        return value
    return None if UUID(value) == ZERO else names.get(UUID(value), value)


def _in_words(options: Any) -> Any:
    """``Size: S, Colour: Red`` of a variant; what else is called so stays as it is."""
    is_listed = isinstance(options, list) and all(isinstance(each, list) for each in options)
    named = Pairs.named(options) if is_listed else options
    if not isinstance(named, dict):
        return options
    return ", ".join(f"{name}: {value}" for name, value in named.items())


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value in (None, "") else str(value)


AUDIT = ListQuery(
    name="audit",
    row=AuditRow,
    main=A,
    fields=(
        A.c.id,
        A.c.at,
        W.c.full_name,
        A.c.entity,
        A.c.action,
        A.c.entity_id,
        A.c.before,
        A.c.after,
        A.c.batch,
    ),
    joins=(Join(W, W.c.id == A.c.user, is_optional=True),),
    columns=(
        # An entry's key begins with the moment of its command: the key's index is that of time.
        Column("at", "Time", "time", 150, A.c.id, descending=True),
        Column("user", "User", width=140),
        Column("entity", "What", width=120),
        Column("action", "Done", "choice", 110, choices=ACTIONS),
        Column("about", "Name", width=0),
        Column("told", "Changes", width=300),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    search=(W.c.full_name, A.c.entity),
    facets=(
        Facet("of_product", "Of the product", "flag", _of_product()),
        Facet("action", "Done", "choice", A.c.action, ACTIONS),
        Facet("user", "User", "choice", A.c.user, choices_of=user_choices),
        Facet("at", "Date", "date", A.c.at),
    ),
    extra=_named,
    printed=("at", "user", "action", "entity", "about", "told", "entity_id", "batch"),
)
