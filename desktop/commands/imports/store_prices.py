"""The prices of a file that differ in a store: which are other ones, and writing them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from desktop.commands.audit import Trail
from desktop.commands.imports.items import ImportItem, ImportProblem
from desktop.db.bulk import insert_rows, update_rows
from desktop.domain.ids import pair_id
from desktop.domain.parts import parts
from desktop.schema import Store, StorePrice
from desktop.schema.base import table_of

SP = table_of(StorePrice)


@dataclass(frozen=True, slots=True)
class StorePriceChange:
    """``before`` is None where the store has no price of its own yet."""

    product: UUID
    store: UUID
    before: Decimal | None
    after: Decimal


def store_problems(connection: Connection, items: Iterable[ImportItem]) -> Iterator[ImportProblem]:
    """Prices of stores that are not there."""
    priced = [item for item in items if item.store_prices]
    stores = _stores(connection) if priced else {}
    for item in priced:
        for code, price in item.store_prices:
            if code and code.casefold() not in stores:
                reason = f"There is no store {code[:20]}: there are {', '.join(stores).upper()}."
                yield ImportProblem(item.row, f"price@{code}", str(price), reason)


def store_changes(
    connection: Connection, items: Iterable[ImportItem], ids: Mapping[str, UUID], own: UUID
) -> list[StorePriceChange]:
    """What differs from the shop; ``ids``: the products' keys by SKU, ``own``: the store of "".

    What is said of one store twice counts as it is said last.
    """
    priced = [item for item in items if item.store_prices]
    if not priced:
        return []
    stores, known = _stores(connection), _known(connection, [ids[item.sku] for item in priced])
    stores[""] = own
    wanted = {
        (ids[item.sku], stores[code.casefold()]): price
        for item in priced
        for code, price in item.store_prices
    }
    return [
        StorePriceChange(*key, known.get(key), price)
        for key, price in wanted.items()
        if known.get(key) != price
    ]


def write_store_prices(
    connection: Connection, trail: Trail, changes: Sequence[StorePriceChange]
) -> int:
    """New ones and other ones, with the trail of both; how many."""
    at = trail.at
    new = [
        {
            "id": pair_id(each.product, each.store),
            "product": each.product,
            "store": each.store,
            "price": each.after,
            "created_at": at,
            "updated_at": at,
        }
        for each in changes
        if each.before is None
    ]
    if new:
        insert_rows(connection, SP, tuple(new[0]), (tuple(row.values()) for row in new))
        trail.made(SP, new)
    other = [each for each in changes if each.before is not None]
    rows = [(pair_id(each.product, each.store), each.after, at) for each in other]
    if rows:
        update_rows(connection, SP, ("price", "updated_at"), rows)
        told = [({"price": each.before}, {"price": each.after}) for each in other]
        trail.replaced(SP, [(row[0], *both) for row, both in zip(rows, told, strict=True)])
    return len(changes)


def _stores(connection: Connection) -> dict[str, UUID]:
    rows = connection.execute(select(Store.id, Store.code).order_by(Store.code))
    return {row.code.casefold(): row.id for row in rows}


def _known(connection: Connection, products: Iterable[UUID]) -> dict[Any, Decimal]:
    found = {}
    for part in parts(products):
        for row in connection.execute(select(SP).where(SP.c.product.in_(part))):
            found[row.product, row.store] = row.price
    return found
