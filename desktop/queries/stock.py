"""What a store holds of a product, as SQL expressions that lists and single reads share."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, case, func, select, type_coerce
from sqlalchemy.sql.elements import literal_column

from desktop.db.amounts import times
from desktop.db.types import Money, Quantity, Uuid
from desktop.schema import Location, Product, StockLevel
from desktop.schema.base import table_of

_ZERO = literal_column("0", Quantity())
STORE = bindparam("store", type_=Uuid())


def _levels(name: str) -> tuple[FromClause, ColumnElement[bool]]:
    """The stock levels in the sellable places of the store that is given as "store"."""
    place = table_of(Location).alias(f"{name}_place")
    level = table_of(StockLevel).alias(name)
    inside = select(place.c.id).where(place.c.store == STORE, place.c.is_sellable)
    return level, level.c.location.in_(inside)


def on_hand_of(product: ColumnElement[Any]) -> ColumnElement[Any]:
    """On hand in the store's sellable places; 0 for what never moved."""
    level, is_here = _levels("held")
    total = func.coalesce(func.sum(level.c.on_hand), _ZERO, type_=Quantity())
    return select(total).where(level.c.product == product, is_here).scalar_subquery()


def held_of(product: FromClause) -> ColumnElement[Any]:
    """``on_hand_of`` a product, of a parent with what its variants have; these are not asked for
    where there are none.
    """
    variant = table_of(Product).alias("held_variant")
    level, is_here = _levels("family_held")
    total = func.coalesce(func.sum(level.c.on_hand), _ZERO, type_=Quantity())
    theirs = (
        select(total)
        .join_from(variant, level, level.c.product == variant.c.id)
        .where(variant.c.parent == product.c.id, is_here)
        .correlate(product)
        .scalar_subquery()
    )
    family = case((product.c.is_template, theirs), else_=_ZERO)
    return type_coerce(on_hand_of(product.c.id) + family, Quantity())


def on_hand_of_lot(product: ColumnElement[Any], lot: ColumnElement[Any]) -> ColumnElement[Any]:
    """On hand of one batch in the store's sellable places."""
    level, is_here = _levels("held_lot")
    total = func.coalesce(func.sum(level.c.on_hand), _ZERO, type_=Quantity())
    of_lot = (level.c.product == product, level.c.lot == lot)
    return select(total).where(*of_lot, is_here).scalar_subquery()


def last_move_of(product: ColumnElement[Any]) -> ColumnElement[Any]:
    """When stock of the product last moved in the store."""
    level, is_here = _levels("moved")
    newest = func.max(level.c.last_move_at, type_=level.c.last_move_at.type)
    return select(newest).where(level.c.product == product, is_here).scalar_subquery()


def value_of(product: ColumnElement[Any], cost: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the stock is worth at its average cost, at the product's cost where none is known."""
    level, is_here = _levels("valued")
    worth = func.sum(worth_of(level, cost), type_=Money())
    return select(worth).where(level.c.product == product, is_here).scalar_subquery()


def cost_in(level: FromClause, cost: ColumnElement[Any]) -> ColumnElement[Any]:
    """What one unit of a stock level has cost: on average, else as the product says."""
    return func.coalesce(func.nullif(level.c.avg_cost, 0), cost, type_=Money())


def worth_of(level: FromClause, cost: ColumnElement[Any]) -> ColumnElement[Any]:
    """What one stock level is worth; what is below zero is worth nothing."""
    held = case((level.c.on_hand > 0, level.c.on_hand), else_=_ZERO)
    return times(held, cost_in(level, cost))


def sellable_places() -> Select[Any]:
    """The sellable places of the store that is given as "store"."""
    place = table_of(Location).alias("sellable_place")
    return select(place.c.id).where(place.c.store == STORE, place.c.is_sellable)
