"""Barcodes: unique over all products, each with the quantity it stands for."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Stamped, at_most, partial, quantity_column


class Barcode(Stamped, Base):
    """``code`` is the key to compare with: GTIN-14 where it is a GTIN, else the text itself."""

    __tablename__ = "barcode"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(512), unique=True)
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    pack_qty: Mapped[Decimal] = quantity_column(Decimal(1))
    symbology: Mapped[str] = mapped_column(String(20), default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        CheckConstraint("pack_qty > 0", name="pack_qty"),
        *at_most("pack_qty", 1_000_000, 3),
        partial("uq_barcode_primary", "product", where="is_primary", unique=True),
        Index("ix_barcode_product", "product"),
    )
