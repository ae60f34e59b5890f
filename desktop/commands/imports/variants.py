"""Variants of a file: their parents, and the options that tell them apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from desktop.commands.imports.items import ImportItem, ImportProblem
from desktop.domain.parts import parts
from desktop.domain.variants import options_key
from desktop.schema import Product
from desktop.schema.base import table_of

P = table_of(Product)
LONGEST_KEY = 500


def _options(item: ImportItem) -> dict[str, str] | None:
    return dict(item.options) or None


def _key(item: ImportItem) -> str | None:
    return options_key(item.options) or None


def _tags(item: ImportItem) -> dict[str, list[str]] | None:
    return {"tags": list(item.tags)} if item.tags else None


def _custom(item: ImportItem) -> dict[str, Any] | None:
    return {key: kept for key, kept in item.custom if kept is not None} or None


# Fields that few files have: where none of a file's products has one, nobody asks for it.
RARE: Mapping[str, Callable[[ImportItem], Any]] = {
    "brand": attrgetter("brand"),
    "manufacturer": attrgetter("manufacturer"),
    "mpn": attrgetter("mpn"),
    "parent": attrgetter("parent"),
    "options": _options,
    "options_key": _key,
    "is_template": attrgetter("is_template"),
    "attributes": _tags,
    "custom": _custom,
    "tracking": attrgetter("tracking"),
    "shelf_life_days": attrgetter("shelf_life_days"),
}


def rare_of(items: Sequence[ImportItem]) -> tuple[str, ...]:
    """Those of the rare fields that any product of the file has."""
    return tuple(name for name, told in RARE.items() if any(map(told, items)))


class Families:
    """The parents that a file names: by SKU those that are there, with the options of theirs."""

    def __init__(self, connection: Connection, items: Sequence[ImportItem]) -> None:
        self._items = {item.sku: item for item in items}
        wanted = sorted({item.parent for item in items if item.parent is not None})
        self.known: dict[str, Any] = {}
        for part in parts(wanted):
            rows = connection.execute(select(P.c.id, P.c.sku, P.c.parent).where(P.c.sku.in_(part)))
            self.known.update({row.sku: row for row in rows})
        self.skus = {row.id: row.sku for row in self.known.values()}
        self._taken: dict[tuple[str, str], str] = {}
        asked = select(P.c.parent, P.c.options_key, P.c.sku)
        for part in parts(self.skus):
            for row in connection.execute(asked.where(P.c.parent.in_(part))):
                self._taken[(self.skus[row.parent], row.options_key)] = row.sku
        self._rows: dict[tuple[str, str], int] = {}

    def problems(self, item: ImportItem) -> Iterator[ImportProblem]:
        """What is wrong with a variant; nothing with any other product."""
        parent = item.parent
        if parent is None:
            return
        key = (parent, options_key(item.options))
        before = self._rows.setdefault(key, item.row)
        told = ", ".join(value for _, value in item.options)
        reason = self._of_parent(item.sku, parent)
        if reason:
            yield ImportProblem(item.row, "parent", parent, reason)
        elif before != item.row:
            reason = f"Row {before} is a variant with the same options."
            yield ImportProblem(item.row, "options", told, reason)
        elif self._taken.get(key, item.sku) != item.sku:
            reason = f"{self._taken[key]} is a variant with the same options."
            yield ImportProblem(item.row, "options", told, reason)
        elif len(key[1]) > LONGEST_KEY:
            reason = f"Options are at most {LONGEST_KEY} characters."
            yield ImportProblem(item.row, "options", told[:100], reason)

    def _of_parent(self, sku: str, parent: str) -> str:
        if parent == sku:
            return "A product is no variant of itself."
        row, item = self.known.get(parent), self._items.get(parent)
        if row is None and item is None:
            return f"There is no product {parent}, neither here nor in the file."
        is_variant = (item is not None and item.parent is not None) or (
            row is not None and row.parent is not None
        )
        return f"{parent} is a variant itself." if is_variant else ""


def skus_of(connection: Connection, products: Iterable[UUID]) -> dict[UUID, str]:
    """The SKUs of products by id."""
    found: dict[UUID, str] = {}
    for part in parts(products):
        rows = connection.execute(select(P.c.id, P.c.sku).where(P.c.id.in_(part)))
        found.update({row.id: row.sku for row in rows})
    return found


def parents_of(connection: Connection, matches: Iterable[Any]) -> set[UUID]:
    """The products whose variants a file made, moved or gave codes: they are found by these."""
    skus, variants = set(), []
    found: set[UUID | None] = set()
    for match in matches:
        if match.product is None:
            skus.add(match.item.parent)
        elif match.codes or "parent" in match.changes:
            variants.append(match.product.id)
            found.add(getattr(match.product, "parent", None))
    for part in parts(skus - {None}):
        found.update(connection.execute(select(P.c.id).where(P.c.sku.in_(part))).scalars())
    for part in parts(variants):
        found.update(connection.execute(select(P.c.parent).where(P.c.id.in_(part))).scalars())
    return {key for key in found if key is not None}
