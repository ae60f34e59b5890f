"""Vendors and their prices."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import (
    Base,
    Key,
    Name,
    Stamped,
    at_most,
    partial,
    price_column,
    quantity_column,
)


class Vendor(Stamped, Base):
    """Someone who sells to the shop."""

    __tablename__ = "vendor"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[Name]
    email: Mapped[str] = mapped_column(String(255), default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(String(3))
    is_active: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (Index("ix_vendor_name", "name"),)
    __mapper_args__ = {"version_id_col": version}


class VendorPrice(Stamped, Base):
    """What one vendor asks for one product; one row per pair."""

    __tablename__ = "vendor_price"
    id: Mapped[Key]
    vendor: Mapped[UUID] = mapped_column(ForeignKey("vendor.id", ondelete="CASCADE"))
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    unit_price: Mapped[Decimal] = price_column()
    currency: Mapped[str] = mapped_column(String(3))
    pack_qty: Mapped[Decimal] = quantity_column(Decimal(1))
    min_order_qty: Mapped[Decimal] = quantity_column()
    lead_time_days: Mapped[int] = mapped_column(default=0)
    vendor_sku: Mapped[str | None] = mapped_column(String(100))
    is_preferred: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("vendor", "product"),
        partial("uq_vendor_price_preferred", "product", where="is_preferred", unique=True),
        Index("ix_vendor_price_product", "product"),
        Index("ix_vendor_price_vendor_sku", "vendor", "vendor_sku"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
        *at_most("unit_price", 100_000_000, 4),
        CheckConstraint("pack_qty > 0", name="pack_qty"),
        *at_most("pack_qty", 1_000_000, 3),
        CheckConstraint("min_order_qty >= 0", name="min_order_qty"),
        *at_most("min_order_qty", 1_000_000, 3),
        CheckConstraint("lead_time_days >= 0", name="lead_time_days"),
    )
    __mapper_args__ = {"version_id_col": version}
