"""Lots: batches of a product; each product has one with code "-" for goods without a lot."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Money
from desktop.schema.base import Base, Key, partial


class Lot(Base):
    """``id`` is UUIDv5 of product and code, so that two offline tills make the same lot."""

    __tablename__ = "lot"
    id: Mapped[Key]
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(100))
    expiry_date: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime]
    unit_cost: Mapped[Decimal | None] = mapped_column(Money())
    vendor: Mapped[UUID | None] = mapped_column(ForeignKey("vendor.id", ondelete="SET NULL"))
    notes: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        UniqueConstraint("product", "code"),
        partial("ix_lot_expiry_date", "expiry_date", where="expiry_date IS NOT NULL"),
    )
