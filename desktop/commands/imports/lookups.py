"""What is there of units, categories and codes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from desktop.commands.categories import split_path
from desktop.domain.ids import ZERO
from desktop.domain.parts import parts
from desktop.schema import Barcode, Category, Unit
from desktop.schema.base import table_of

B = table_of(Barcode)


def units_of(connection: Connection) -> dict[str, Any]:
    """Every unit by its code."""
    return {row.code: row for row in connection.execute(select(table_of(Unit)))}


def categories_of(connection: Connection) -> dict[tuple[str, ...], UUID]:
    """Every category by the names that lead to it."""
    rows = connection.execute(select(Category.id, Category.parent, Category.name)).all()
    by_id = {row.id: row for row in rows if row.id != ZERO}
    found: dict[tuple[str, ...], UUID] = {(): ZERO}
    for row in by_id.values():
        names, node = [row.name], row
        while node.parent in by_id:
            node = by_id[node.parent]
            names.insert(0, node.name)
        found[tuple(names)] = row.id
    return found


def codes_of(connection: Connection, products: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The codes of products by id, the oldest first; the ids are those that were given."""
    found: dict[UUID, list[str]] = {}
    for part in parts(products):
        own = {key: key for key in part}
        wanted = select(B.c.product, B.c.code).where(B.c.product.in_(part)).order_by(B.c.id)
        for row in connection.execute(wanted):
            found.setdefault(own[row.product], []).append(row.code)
    return found


def names_of(category: str) -> tuple[str, ...]:
    """A path as the names that lead to it."""
    return tuple(split_path(category))
