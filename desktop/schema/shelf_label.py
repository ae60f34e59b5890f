"""Which shelf labels were printed, and with which words, so that old ones are noticed."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Money
from desktop.schema.base import Base, Key, Name, partial


class ShelfLabel(Base):
    """The label of a product in a store: what it says since it was printed, or when it was asked.

    Out of date when the price, name or unit (its code) that was printed is not the present one, or
    while ``wanted_at`` is set; that is asked, never stored. ``template``: the one that it was
    printed with last. ``id`` is UUIDv5 of product and store.
    """

    __tablename__ = "shelf_label"
    id: Mapped[Key]
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    store: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="RESTRICT"))
    printed_price: Mapped[Decimal | None] = mapped_column(Money())
    printed_name: Mapped[Name] = mapped_column(default="")
    printed_unit: Mapped[str] = mapped_column(String(20), default="")
    template: Mapped[str] = mapped_column(String(60), default="")
    printed_at: Mapped[datetime | None]
    wanted_at: Mapped[datetime | None]
    copies: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("product", "store"),
        CheckConstraint("copies > 0", name="copies"),
        Index("ix_shelf_label_store", "store"),
        partial("ix_shelf_label_wanted_at", "wanted_at", where="wanted_at IS NOT NULL"),
    )
