"""Products: anything that can be scanned, counted, bought, sold, cooked with."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Money, Pairs, Quantity
from desktop.schema.base import (
    Base,
    Key,
    Name,
    Stamped,
    at_most,
    contained,
    one_of,
    partial,
    price_column,
)

STATUSES = ("draft", "active", "archived")


class Product(Stamped, Base):
    """One thing; variants point at their parent. Stock is never a column here."""

    __tablename__ = "product"
    id: Mapped[Key]
    sku: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[Name]
    description: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(String(20), default="active")
    category: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="RESTRICT"))
    parent: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    options: Mapped[dict[str, Any]] = mapped_column(Pairs(), default=dict)
    options_key: Mapped[str] = mapped_column(String(500), default="")
    unit: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    brand: Mapped[str] = mapped_column(String(200), default="")
    manufacturer: Mapped[str] = mapped_column(String(200), default="")
    mpn: Mapped[str] = mapped_column(String(200), default="")
    price: Mapped[Decimal] = price_column()
    unit_cost: Mapped[Decimal | None] = mapped_column(Money())
    tax_rate: Mapped[Decimal] = price_column()
    reorder_point: Mapped[Decimal | None] = mapped_column(Quantity())
    reorder_qty: Mapped[Decimal | None] = mapped_column(Quantity())
    tracking: Mapped[str] = mapped_column(String(10), default="none")
    shelf_life_days: Mapped[int | None]
    is_template: Mapped[bool] = mapped_column(default=False)
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search_text: Mapped[str] = mapped_column(default="", info={"is_folded": True})
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        one_of("status", STATUSES),
        one_of("tracking", ("none", "lot", "serial")),
        CheckConstraint("price >= 0", name="price"),
        *at_most("price", 100_000_000, 4),
        CheckConstraint("unit_cost >= 0", name="unit_cost"),
        *at_most("unit_cost", 100_000_000, 4),
        CheckConstraint("tax_rate >= 0", name="tax_rate"),
        CheckConstraint("reorder_point >= 0", name="reorder_point"),
        CheckConstraint("reorder_qty >= 0", name="reorder_qty"),
        *at_most("reorder_point", 1_000_000, 3),
        *at_most("reorder_qty", 1_000_000, 3),
        partial(
            "uq_product_parent_options_key",
            "parent",
            "options_key",
            where="parent IS NOT NULL",
            unique=True,
        ),
        Index("ix_product_status_name", "status", "name"),
        Index("ix_product_name", "name"),
        Index("ix_product_category", "category"),
        Index("ix_product_parent", "parent"),
        contained("ix_product_custom", "custom"),
        partial("ix_product_merged_into", "merged_into", where="merged_into IS NOT NULL"),
    )
    __mapper_args__ = {"version_id_col": version}
