"""What a product costs in a store where that differs from its own price."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Stamped, at_most, price_column


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
