"""The vendors of an import, and what they ask: the file's cost is the price of its vendor.

They go to a sink as the goods do: straight into the tables, or onto a stage.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from desktop.commands.audit import Trail
from desktop.commands.imports.goods import PART, Marks, insert_parts, note_parts
from desktop.commands.imports.items import ImportItem, ImportProducts
from desktop.commands.imports.matching import Match, Plan
from desktop.db.columns import Columns, columns_of
from desktop.db.staging import Sink
from desktop.domain.ids import members
from desktop.domain.parts import parts
from desktop.schema import Vendor, VendorPrice
from desktop.schema.base import table_of

V, VP = table_of(Vendor), table_of(VendorPrice)


# Prices that are about to change, as they stand, with the new ones.
Changed = Sequence[tuple[Any, Decimal]]
New = tuple[UUID, UUID, Decimal, bool]  # vendor, product, price, and whether it is preferred


@dataclass(frozen=True)
class Offered:
    """How many vendors were made, and how many prices made or changed."""

    vendors: int = 0
    offers: int = 0


def known_vendors(session: Session, items: Sequence[ImportItem]) -> list[Any]:
    """Every vendor; none where the file names none."""
    if all(item.vendor is None for item in items):
        return []
    wanted = select(V.c.id, V.c.code, V.c.name).order_by(V.c.id)
    return list(session.connection().execute(wanted))


def _known_prices(connection: Connection, named: Sequence[Match]) -> list[Any]:
    """All that vendors ask for these products."""
    columns = ("id", "version", "vendor", "product", "unit_price", "is_preferred")
    wanted, found = select(*(VP.c[name] for name in columns)), list[Any]()
    for part in parts(match.product.id for match in named if match.product is not None):
        found += connection.execute(wanted.where(VP.c.product.in_(part)))
    return found


def _nobody(_changed: Changed) -> None:
    """Most changed prices are looked at when their trail is written."""


class Offers:
    """Missing vendors, their prices, and prices that differ, on their way into a sink."""

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

    def write(
        self,
        connection: Connection,
        there: Collection[Any],
        ids: Mapping[str, UUID],
        told: Callable[[Changed], object] = _nobody,
    ) -> Offered:
        """In an order in which undo can take it back from the end.

        ``there``: every vendor; ``told`` which prices change, before they do, some at a time: what
        all products cost by now is more than all else of an import.
        """
        named = [match for match in self._plan.matches if match.item.vendor is not None]
        vendors = {row.name.casefold(): row.id for row in there}
        made = self._make(named, vendors, {row.code for row in there})
        new: list[New] = []
        count = 0
        for part in parts(named, PART):
            added, changed = self._compared(connection, part, vendors, ids)
            told(changed)
            self._change(changed)
            new += added
            count += len(changed)
        self._add(new)
        return Offered(made, len(new) + count)

    def _compared(
        self,
        connection: Connection,
        named: Sequence[Match],
        vendors: Mapping[str, UUID],
        ids: Mapping[str, UUID],
    ) -> tuple[list[New], Changed]:
        rows = _known_prices(connection, named)
        known = {(row.vendor, row.product): row for row in rows}
        preferred = {row.product for row in rows if row.is_preferred}
        new: list[New] = []
        changed: list[tuple[Any, Decimal]] = []
        for match in named:
            item, product = match.item, ids[match.item.sku]
            vendor = vendors[(item.vendor or "").casefold()]
            there = known.get((vendor, product))
            if item.cost is None:
                continue
            if there is None:
                new.append((vendor, product, item.cost, product not in preferred))
            elif there.unit_price != item.cost and _is_news(match):
                changed.append((there, item.cost))
        return new, changed

    def _make(self, named: Sequence[Match], vendors: dict[str, UUID], taken: set[str]) -> int:
        """Vendors that are missing; ``vendors`` knows them afterwards."""
        names: dict[str, str] = {}
        for match in named:
            name = match.item.vendor or ""
            if name.casefold() not in vendors:
                names.setdefault(name.casefold(), name)
        if not names:
            return 0
        keys = members(self._command.id, 0, len(names))
        vendors.update(zip(names, keys, strict=True))
        codes = [_free_code(name, taken) for name in names.values()]
        each: dict[str, Sequence[Any]] = {"id": keys, "code": codes, "name": list(names.values())}
        rows = Columns(each, {"currency": self._marks.currency} | self._stamps())
        insert_parts(self._sink, V, rows, self._tell)
        note_parts(self._trail, V, rows)
        return len(names)

    def _add(self, new: Sequence[New]) -> None:
        if not new:
            return
        vendors, products, costs, firsts = zip(*new, strict=True)
        keys = members(self._command.id, 0, len(new))
        rest = {"vendor": vendors, "unit_price": costs, "is_preferred": firsts}
        rows = columns_of({"id": keys, "product": products}, rest)
        rows = rows.also(currency=self._marks.currency, **self._stamps())
        insert_parts(self._sink, VP, rows, self._tell)
        note_parts(self._trail, VP, rows)

    def _stamps(self) -> dict[str, Any]:
        return {"created_at": self._marks.stamp, "updated_at": self._marks.stamp}

    def _change(self, changed: Changed) -> None:
        if not changed:
            return
        stamp = self._marks.stamp
        rows = [(there.id, there.version, cost, stamp) for there, cost in changed]
        self._sink.update(VP, ("unit_price", "updated_at"), rows)
        told = [
            (there.id, {"unit_price": there.unit_price}, {"unit_price": cost})
            for there, cost in changed
        ]
        self._trail.replaced(VP, told)
        self._tell(len(changed))


def _is_news(match: Match) -> bool:
    """A cost that the product has already says nothing about what its vendor asks by now."""
    return match.product is None or "unit_cost" in match.changes


def _free_code(name: str, taken: set[str]) -> str:
    """The name in capitals, with a number where another vendor has it; taken from now on."""
    code, number = name.upper()[:20].strip(), 1
    while code in taken:
        number += 1
        code = f"{name.upper()[:16].strip()}-{number}"
    taken.add(code)
    return code
