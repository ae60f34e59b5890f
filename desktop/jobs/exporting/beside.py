"""Columns of products that no list shows: the files of their pictures, prices of other stores.

The pictures lie in a folder beside the list's own file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.picture_names import file_name
from desktop.jobs.exporting.sheet import Head, Order
from desktop.queries.extract import Extract, Read, extract
from desktop.queries.pictures import all_shown
from desktop.queries.store_prices import other_prices

IMAGES = Head("images", "Images", width=240)


def folder_of(name: str) -> str:
    """What the folder beside a file is called."""
    return f"{name} pictures"


def with_beside(session: Session, order: Order) -> Order:
    """The order with the columns that it asks for."""
    columns: list[tuple[Head, Mapping[UUID, Any]]] = []
    if order.has_prices:
        store = dict(order.chosen.request.given)["store"]
        for code, prices in other_prices(session, store).items():
            columns.append((Head(f"price@{code}", f"price@{code}", "money"), prices))
    if order.pictures:
        columns.append((IMAGES, _places(session, order.pictures)))
    heads = (*order.heads, *(head for head, _ in columns))
    return replace(order, heads=heads, beside=tuple(values for _, values in columns))


def reading(session: Session, order: Order) -> Extract:
    """The order's columns over its rows."""
    keys = [head.key for head in order.heads]
    more = len(order.beside)
    if not more:
        return extract(session, order.query, order.chosen, keys)
    found = extract(session, order.query, order.chosen, [*keys[:-more], "id"])
    *reads, read = found.reads
    none = (None,) * more
    parts = ([*part[:-1], *_looked_up(part[-1], read, order.beside)] for part in found.parts)
    return Extract((*reads, *none), (*found.types[:-1], *none), parts)


def _looked_up(
    raw: Sequence[Any], read: Read | None, beside: Sequence[Mapping[UUID, Any]]
) -> list[list[Any]]:
    keys = raw if read is None else list(map(read, raw))
    return [[values.get(key) for key in keys] for values in beside]


def _places(session: Session, folder: str) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = {}
    for each in all_shown(session):
        name = file_name(each.sku, each.place, each.mime)
        found.setdefault(each.product, []).append(f"{folder}/{name}")
    return {product: "\n".join(names) for product, names in found.items()}
