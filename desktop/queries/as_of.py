"""What was on hand at a moment, by either of two clocks: as it happened, or as it was known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import literal_column

from desktop.db.types import Quantity
from desktop.domain.ledger import Basis
from desktop.queries.stock import sellable_places
from desktop.schema import Product, StockLevel
from desktop.schema.base import table_of
from desktop.schema.level_then import given, held_then

P = table_of(Product)
PART = 2_000


@dataclass(frozen=True, slots=True)
class StockThen:
    """One product at that moment, in all sellable places of the store."""

    sku: str
    name: str
    on_hand: Decimal


def on_hand_then(product: ColumnElement[Any]) -> ColumnElement[Any]:
    """On hand in the store's sellable places at the moment that is given; 0 for what had none."""
    level = table_of(StockLevel).alias("then")
    nothing = literal_column("0", Quantity())
    total = func.coalesce(func.sum(held_then(level)), nothing, type_=Quantity())
    here = level.c.location.in_(sellable_places())
    return select(total).where(level.c.product == product, here).scalar_subquery()


def stock_as_of(
    session: Session, store: UUID, at: datetime, basis: Basis = Basis.HAPPENED
) -> Iterator[StockThen]:
    """Every product of the store, by SKU; a parent only where it held stock of its own then.

    As of T means what is dated up to T; as known at T, what was written up to it (model.md).
    """
    wanted = select(P.c.sku, P.c.name, on_hand_then(P.c.id), P.c.is_template)
    wanted = wanted.order_by(P.c.sku, P.c.id)
    values = {"store": store, **given(at, basis)}
    found = session.execute(wanted, values, execution_options={"yield_per": PART})
    for sku, name, on_hand, is_template in found:
        if on_hand or not is_template:
            yield StockThen(sku, name, on_hand)
