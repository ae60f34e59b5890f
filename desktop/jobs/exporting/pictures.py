"""The column of a product's pictures: their files, in a folder beside the list's own file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.picture_names import file_name
from desktop.jobs.exporting.sheet import Head, Order
from desktop.queries.extract import Extract, Read, extract
from desktop.queries.pictures import all_shown

HEAD = Head("images", "Images", width=240)


def with_column(order: Order) -> Order:
    """The order with that column, where the pictures are wanted."""
    return replace(order, heads=(*order.heads, HEAD)) if order.pictures else order


def folder_of(name: str) -> str:
    """What the folder beside a file is called."""
    return f"{name} pictures"


def reading_with(session: Session, order: Order) -> Extract:
    """The order's columns over its rows, with the places of pictures in the last one."""
    places = _places(session, order.pictures)
    keys = [head.key for head in order.heads if head is not HEAD]
    found = extract(session, order.query, order.chosen, [*keys, "id"])
    read = found.reads[-1]
    parts = ([*part[:-1], _listed(part[-1], read, places)] for part in found.parts)
    return Extract((*found.reads[:-1], None), (*found.types[:-1], None), parts)


def _listed(keys: Sequence[Any], read: Read | None, places: Mapping[UUID, str]) -> list[str]:
    return [places.get(key if read is None else read(key), "") for key in keys]


def _places(session: Session, folder: str) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = {}
    for each in all_shown(session):
        name = file_name(each.sku, each.place, each.mime)
        found.setdefault(each.product, []).append(f"{folder}/{name}")
    return {product: "\n".join(names) for product, names in found.items()}
