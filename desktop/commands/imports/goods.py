"""The products of an import as rows: what is new, what changes, their codes, and the trail of it.

They go to a sink: straight into the tables, or onto a stage from where they are written later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.imports.items import ImportProducts
from desktop.commands.imports.matching import EDITED, Match, Plan, names_of
from desktop.db.staging import Sink
from desktop.domain.barcode import describe
from desktop.domain.ids import member, no_lot
from desktop.domain.search import search_text
from desktop.schema import Barcode, Lot, Product, Setting
from desktop.schema.base import table_of

P, B, LOT = table_of(Product), table_of(Barcode), table_of(Lot)
PART = 2_000


@dataclass(frozen=True)
class Marks:
    """What all rows of one import share; ``rate`` is the tax where the file says nothing."""

    stamp: datetime
    workstation: UUID
    rate: Decimal


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
    keys = {sku: member(command.id, number) for number, sku in enumerate(new)}
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
        for part in _parts([match for match in matches if match.product is None]):
            self._create(part, ids)
        for part in _parts([match for match in matches if match.is_changed]):
            self._change(part)
        codes = self._codes(ids)
        for part in _parts(codes):
            self._insert(B, part)
            self._trail.made(B, part)

    def _create(self, new: Sequence[Match], ids: dict[str, UUID]) -> None:
        stamp = self._marks.stamp
        rows = [self._product(match, ids[match.item.sku]) for match in new]
        self._insert(P, rows)
        lots = [
            {"id": no_lot(row["id"]), "product": row["id"], "code": "-", "received_at": stamp}
            for row in rows
        ]
        self._insert(LOT, lots)
        self._trail.made(P, rows)

    def _product(self, match: Match, key: UUID) -> dict[str, Any]:
        item, marks = match.item, self._marks
        return {
            "id": key,
            "sku": item.sku,
            "name": item.name,
            "description": item.description or "",
            "status": item.status or "active",
            "category": self._plan.categories[names_of(item.category or "")],
            "unit": self._plan.units[item.unit or "piece"].id,
            "price": item.price if item.price is not None else Decimal(0),
            "unit_cost": item.cost,
            "tax_rate": item.tax_rate if item.tax_rate is not None else marks.rate,
            "reorder_point": item.reorder_point,
            "reorder_qty": item.reorder_qty,
            "search_text": search_text(item.sku, item.name or "", match.codes),
            "created_at": marks.stamp,
            "updated_at": marks.stamp,
            "origin": marks.workstation,
        }

    def _change(self, changed: Sequence[Match]) -> None:
        """Sets what differs, with the search text of all codes."""
        rows, notes = [], []
        for match in changed:
            after = dict(match.changes)
            if "category" in after:
                after["category"] = self._plan.categories[after["category"]]
            rows.append(self._updated(match, after))
            if after:
                before = {name: getattr(match.product, name) for name in after}
                notes.append((match.product.id, before, after))
        self._sink.update(P, (*EDITED, "search_text", "updated_at"), rows)
        self._trail.replaced(P, notes)
        self._tell(len(rows))

    def _updated(self, match: Match, after: dict[str, Any]) -> tuple[Any, ...]:
        product = match.product
        codes = [*self._plan.known_codes.get(product.id, ()), *match.codes]
        values = [after.get(name, getattr(product, name)) for name in EDITED]
        text = search_text(product.sku, after.get("name", product.name), codes)
        return (product.id, product.version, *values, text, self._marks.stamp)

    def _codes(self, ids: dict[str, UUID]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        one, stamp = Decimal("1.000"), self._marks.stamp
        for match in self._plan.matches:
            product = ids[match.item.sku]
            has_one = bool(self._plan.known_codes.get(product))
            for number, key in enumerate(match.codes):
                rows.append(
                    {
                        "id": member(self._command.id, len(rows)),
                        "code": key,
                        "product": product,
                        "pack_qty": one,
                        "symbology": describe(key).kind,
                        "is_primary": number == 0 and not has_one,
                        "created_at": stamp,
                        "updated_at": stamp,
                    }
                )
        return rows

    def _insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        self._sink.insert(table, tuple(rows[0]), (tuple(row.values()) for row in rows))
        self._tell(len(rows))


def _parts(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + PART] for start in range(0, len(rows), PART)]
