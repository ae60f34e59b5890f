"""Writes beside a list that is shown, as commands and other workstations make them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.schema import Product, StockMove
from tests.benchmarks.fill import SPAN, START, Places
from tests.queries.samples import new_move

LATE = START + SPAN + timedelta(hours=1)


def told(database: Database, function: Callable[[Session], object]) -> None:
    """Writes as commands do, so that lists hear of it."""
    with database.write() as session:
        function(session)


def rename(sku: str, name: str) -> Callable[[Session], object]:
    return lambda session: session.execute(
        update(Product).where(Product.sku == sku).values(name=name, search_text=name.lower())
    )


def add(sku: str, name: str, places: Places) -> Callable[[Session], object]:
    row = {"id": uuid4(), "sku": sku, "name": name, "search_text": name.lower()}
    row |= {"category": places.category, "unit": places.unit}
    return lambda session: session.execute(insert(Product), [row])


def remove(sku: str) -> Callable[[Session], object]:
    return lambda session: session.execute(delete(Product).where(Product.sku == sku))


def sell(number: int, places: Places, **columns: Any) -> Callable[[Session], object]:
    row = new_move(number, LATE + timedelta(seconds=number), places) | columns
    return lambda session: session.execute(insert(StockMove), [row])
