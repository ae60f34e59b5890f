"""Documents and their lines: sale, receipt, count, adjustment, waste and the rest."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Quantity
from desktop.schema.base import (
    Base,
    Key,
    Name,
    Stamped,
    at_most,
    one_of,
    partial,
    price_column,
    quantity_column,
)

KINDS = (
    "sale",
    "return",
    "purchase",
    "receipt",
    "count",
    "transfer",
    "adjustment",
    "production",
    "waste",
)


class Document(Stamped, Base):
    """The paper behind movements. ``posted`` freezes it; triggers hold that."""

    __tablename__ = "document"
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(10))
    store: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="RESTRICT"))
    location: Mapped[UUID] = mapped_column(ForeignKey("location.id", ondelete="RESTRICT"))
    to_location: Mapped[UUID | None] = mapped_column(ForeignKey("location.id", ondelete="RESTRICT"))
    vendor: Mapped[UUID | None] = mapped_column(ForeignKey("vendor.id", ondelete="RESTRICT"))
    party_text: Mapped[str] = mapped_column(default="")
    user: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="RESTRICT"))
    business_date: Mapped[date] = mapped_column(Date)
    due_date: Mapped[date | None] = mapped_column(Date)
    posted_at: Mapped[datetime | None]
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[Decimal] = price_column()
    source: Mapped[UUID | None] = mapped_column(ForeignKey("document.id", ondelete="RESTRICT"))
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("document.id", ondelete="RESTRICT"))
    note: Mapped[str] = mapped_column(default="")
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("status", ("draft", "open", "posted", "void")),
        CheckConstraint("kind <> 'purchase' OR vendor IS NOT NULL", name="purchase_vendor"),
        CheckConstraint("kind <> 'transfer' OR to_location IS NOT NULL", name="transfer_places"),
        partial("uq_document_reverses", "reverses", where="reverses IS NOT NULL", unique=True),
        Index("ix_document_kind_status_business_date", "kind", "status", "business_date"),
        Index("ix_document_vendor", "vendor"),
        Index("ix_document_user", "user"),
        Index("ix_document_created_at", "created_at", "id"),
        partial("ix_document_source", "source", where="source IS NOT NULL"),
        partial("ix_document_open", "origin", "kind", where="status = 'open'"),
    )


class DocumentLine(Base):
    """One product of a document; lines at quantity 0 are kept and hidden."""

    __tablename__ = "document_line"
    id: Mapped[Key]
    document: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    position: Mapped[int]
    product: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    description: Mapped[Name]
    qty: Mapped[Decimal] = quantity_column()
    unit: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    unit_price: Mapped[Decimal] = price_column()
    discount: Mapped[Decimal] = price_column()
    tax_rate: Mapped[Decimal] = price_column()
    total: Mapped[Decimal] = price_column()
    is_promo: Mapped[bool] = mapped_column(default=False)
    lot: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id", ondelete="RESTRICT"))
    location: Mapped[UUID | None] = mapped_column(ForeignKey("location.id", ondelete="RESTRICT"))
    expected_qty: Mapped[Decimal | None] = mapped_column(Quantity())
    counted_qty: Mapped[Decimal | None] = mapped_column(Quantity())
    counted_at: Mapped[datetime | None]
    category: Mapped[UUID | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"))
    __table_args__ = (
        UniqueConstraint("document", "position"),
        *at_most("qty", 1_000_000, 3),
        *at_most("unit_price", 100_000_000, 4),
        Index("ix_document_line_product", "product", "document"),
        partial("ix_document_line_promo", "product", where="is_promo"),
        partial("ix_document_line_lot", "lot", where="lot IS NOT NULL"),
        partial("ix_document_line_category", "category", where="category IS NOT NULL"),
    )
