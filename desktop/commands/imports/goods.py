"""The products of an import as rows: what is new, what changes, their codes, and the trail of it.

They go to a sink: straight into the tables, or onto a stage from where they are written later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.imports.items import ImportItem, ImportProducts
from desktop.commands.imports.lookups import names_of
from desktop.commands.imports.matching import Match, Plan
from desktop.commands.imports.variants import RARE
from desktop.db.columns import Columns, columns_of
from desktop.db.staging import Sink
from desktop.domain.barcode import kind_of
from desktop.domain.ids import members, no_lot
from desktop.domain.parts import parts
from desktop.domain.search import search_text, values_in
from desktop.schema import Barcode, Lot, Product, Setting
from desktop.schema.base import table_of

P, B, LOT = table_of(Product), table_of(Barcode), table_of(Lot)
PART = 5_000
NOTHING = Decimal(0)
_USUAL: dict[str, Callable[[], Any]] = dict.fromkeys(RARE, str) | {
    "options": dict, "attributes": dict, "custom": dict, "is_template": bool,
    "tracking": lambda: "none", "shelf_life_days": lambda: None,
}  # fmt: skip


@dataclass(frozen=True)
class Marks:
    """What all rows of one import share; ``rate`` is the tax where the file says nothing."""

    stamp: datetime
    workstation: UUID
    rate: Decimal
    currency: str


def usual_tax(session: Session, store: UUID) -> Decimal:
    """The shop's first rate."""
    rates = session.scalars(
        select(Setting.value).where(
            Setting.scope == "store", Setting.scope_id == store, Setting.key == "tax_rates"
        )
    ).first()
    return Decimal(rates[0]) if rates else Decimal(0)


def keys_of(command: ImportProducts, plan: Plan) -> dict[str, UUID]:
    """The id of each product by its SKU; those of new ones are the command's."""
    new = [match.item.sku for match in plan.matches if match.product is None]
    keys = dict(zip(new, members(command.id, 0, len(new)), strict=True))
    return keys | {m.item.sku: m.product.id for m in plan.matches if m.product is not None}


class Goods:
    """The rows of one plan on their way into a sink; every category must have its key."""

    def __init__(
        self,
        command: ImportProducts,
        plan: Plan,
        marks: Marks,
        sink: Sink,
        trail: Trail,
        tell: Callable[[int], None],
    ) -> None:
        self._command = command
        self._plan = plan
        self._marks = marks
        self._sink = sink
        self._trail = trail
        self._tell = tell

    def write(self, ids: dict[str, UUID]) -> None:
        """In the order in which undo can take it back from the end."""
        matches = self._plan.matches
        new = [match for match in matches if match.product is None]
        if new:
            self._create(new, ids)
        for part in parts([match for match in matches if match.is_changed], PART):
            self._change(part, ids)
        codes = self._codes(ids)
        if codes is not None:
            insert_parts(self._sink, B, codes, self._tell)
            note_parts(self._trail, B, codes)

    def _create(self, new: Sequence[Match], ids: dict[str, UUID]) -> None:
        keys = [ids[match.item.sku] for match in new]
        rows = self._products(new, keys, ids)
        insert_parts(self._sink, P, rows, self._tell)
        of_lots = {"id": list(map(no_lot, keys)), "product": keys}
        lots = Columns(of_lots, {"code": "-", "received_at": self._marks.stamp})
        insert_parts(self._sink, LOT, lots, self._tell)
        note_parts(self._trail, P, rows)

    def _products(
        self, new: Sequence[Match], keys: Sequence[UUID], ids: dict[str, UUID]
    ) -> Columns:
        marks, items = self._marks, [match.item for match in new]
        categories, units = self._plan.categories, self._plan.units
        paths = {item.category for item in items}
        placed = {path: categories[names_of(path or "")] for path in paths}
        rest: dict[str, Sequence[Any]] = {
            "name": _of(items, "name"),
            "description": [item.description or "" for item in items],
            "status": [item.status or "active" for item in items],
            "category": [placed[item.category] for item in items],
            "unit": [units[item.unit or "piece"].id for item in items],
            "price": [NOTHING if item.price is None else item.price for item in items],
            "unit_cost": _of(items, "cost"),
            "tax_rate": [marks.rate if i.tax_rate is None else i.tax_rate for i in items],
            "reorder_point": _of(items, "reorder_point"),
            "reorder_qty": _of(items, "reorder_qty"),
        }
        rest |= {name: self._rare(name, items, ids) for name in self._plan.edited if name in RARE}
        named = self._plan.choices
        texts = [
            search_text(i.sku, i.name or "", [*m.codes, *values_in(dict(i.custom), named)])
            for m, i in zip(new, items, strict=True)
        ]
        own: dict[str, Sequence[Any]] = {"id": keys, "sku": _of(items, "sku"), "search_text": texts}
        stamps = {"created_at": marks.stamp, "updated_at": marks.stamp}
        return columns_of(own, rest).also(**stamps, origin=marks.workstation)

    def _rare(self, name: str, items: Sequence[ImportItem], ids: dict[str, UUID]) -> list[Any]:
        """A parent as its key; what a product has not, as an empty one has it."""
        told = list(map(RARE[name], items))
        if name == "parent":
            return [None if sku is None else self._parent(sku, ids) for sku in told]
        usual = _USUAL[name]
        return [usual() if value is None else value for value in told]

    def _parent(self, sku: str, ids: dict[str, UUID]) -> UUID:
        return ids[sku] if sku in ids else self._plan.parents[sku]

    def _change(self, changed: Sequence[Match], ids: dict[str, UUID]) -> None:
        """Sets what differs, with the search text of all codes."""
        rows, notes = [], []
        for match in changed:
            after = dict(match.changes)
            if "category" in after:
                after["category"] = self._plan.categories[after["category"]]
            if "parent" in after:
                after["parent"] = self._parent(after["parent"], ids)
            rows.append(self._updated(match, after))
            if after:
                before = {name: getattr(match.product, name) for name in after}
                notes.append((match.product.id, before, after))
        self._sink.update(P, (*self._plan.edited, "search_text", "updated_at"), rows)
        self._trail.replaced(P, notes)
        self._tell(len(rows))

    def _updated(self, match: Match, after: dict[str, Any]) -> tuple[Any, ...]:
        product = match.product
        codes = [*self._plan.known_codes.get(product.id, ()), *match.codes]
        values = [after.get(name, getattr(product, name)) for name in self._plan.edited]
        custom = values_in(after.get("custom", product.custom), self._plan.choices)
        words = [*self._plan.known_words.get(product.id, ()), *custom]
        text = search_text(product.sku, after.get("name", product.name), [*codes, *words])
        return (product.id, product.version, *values, text, self._marks.stamp)

    def _codes(self, ids: dict[str, UUID]) -> Columns | None:
        """Every new code; None without one."""
        known = self._plan.known_codes
        codes: list[str] = []
        products: list[UUID] = []
        firsts: list[bool] = []
        for match in self._plan.matches:
            if match.codes:
                product = ids[match.item.sku]
                codes += match.codes
                products += [product] * len(match.codes)
                firsts += [not known.get(product), *(False for _ in match.codes[1:])]
        if not codes:
            return None
        keys = members(self._command.id, 0, len(codes))
        own: dict[str, Sequence[Any]] = {"id": keys, "code": codes, "product": products}
        rest: dict[str, Sequence[Any]] = {
            "symbology": list(map(kind_of, codes)),
            "is_primary": firsts,
        }
        stamp = self._marks.stamp
        every = {"pack_qty": Decimal("1.000"), "created_at": stamp, "updated_at": stamp}
        return columns_of(own, rest).also(**every)


def insert_parts(sink: Sink, table: Table, rows: Columns, tell: Callable[[int], None]) -> None:
    """New rows, some at a time; ``tell`` how many after each part."""
    for part in rows.parts(PART):
        sink.insert(table, part)
        tell(len(part))


def note_parts(trail: Trail, table: Table, rows: Columns) -> None:
    """The same rows into the trail."""
    for part in rows.parts(PART):
        trail.made_all(table, part)


def _of(items: Sequence[ImportItem], name: str) -> list[Any]:
    return list(map(attrgetter(name), items))
