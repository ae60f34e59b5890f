"""What a product costs in a store: the store's own price where it has one, else the product's."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Money, Uuid
from desktop.schema.base import Base, Key, Stamped, at_most, price_column, table_of


class StorePrice(Stamped, Base):
    """One product's price in one store; ``id`` is UUIDv5 of both."""

    __tablename__ = "store_price"
    id: Mapped[Key]
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    store: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="RESTRICT"))
    price: Mapped[Decimal] = price_column()
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("product", "store"),
        CheckConstraint("price >= 0", name="price"),
        *at_most("price", 100_000_000, 4),
        Index("ix_store_price_store", "store"),
    )
    __mapper_args__ = {"version_id_col": version}


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
