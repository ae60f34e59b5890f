"""What a product costs in a store: the store's own price where it has one, else the product's."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, func, select

from desktop.db.types import Money, Uuid
from desktop.schema.base import table_of
from desktop.schema.store_price import StorePrice

_SP = table_of(StorePrice).alias("own_price")
STORE = bindparam("store", type_=Uuid())


def own_price(product: FromClause, store: ColumnElement[Any] = STORE) -> ColumnElement[Any]:
    """The price that a store has set for a product; NULL where it has none."""
    found = select(_SP.c.price).where(_SP.c.product == product.c.id, _SP.c.store == store)
    return found.scalar_subquery()


def effective_price(
    product: FromClause, store: ColumnElement[Any] = STORE
) -> ColumnElement[Decimal]:
    """The price that counts in a store, which is given as "store" unless told otherwise.

    ``product`` is the table of products or an alias of it. One look-up by the unique index.
    """
    return func.coalesce(own_price(product, store), product.c.price, type_=Money())
