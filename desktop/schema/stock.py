"""The ledger of movements, never changed and never deleted, and the sums kept ready from it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Money, Quantity
from desktop.domain.ledger import Kind
from desktop.schema.base import Base, Key, at_most, one_of, partial, price_column, quantity_column

_QUANTITIES = (
    "(kind = 'count' AND set_qty IS NOT NULL AND qty IS NULL)"
    " OR (kind = 'uncount' AND set_qty IS NULL AND qty IS NULL AND reverses IS NOT NULL)"
    " OR (kind NOT IN ('count', 'uncount') AND set_qty IS NULL AND qty IS NOT NULL AND qty <> 0)"
)


class StockMove(Base):
    """One change of stock. Triggers refuse update, delete and truncate."""

    __tablename__ = "stock_move"
    id: Mapped[Key]
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    location: Mapped[UUID] = mapped_column(ForeignKey("location.id", ondelete="RESTRICT"))
    lot: Mapped[UUID] = mapped_column(ForeignKey("lot.id", ondelete="RESTRICT"))
    qty: Mapped[Decimal | None] = mapped_column(Quantity())
    set_qty: Mapped[Decimal | None] = mapped_column(Quantity())
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(default="")
    unit_cost: Mapped[Decimal | None] = mapped_column(Money())
    line: Mapped[UUID | None] = mapped_column(ForeignKey("document_line.id", ondelete="RESTRICT"))
    user: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="RESTRICT"))
    writer: Mapped[UUID] = mapped_column(ForeignKey("writer.id", ondelete="RESTRICT"))
    seq: Mapped[int] = mapped_column(BigInteger)
    seen_before: Mapped[Decimal | None] = mapped_column(Quantity())
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    reverses: Mapped[UUID | None] = mapped_column(ForeignKey("stock_move.id", ondelete="RESTRICT"))
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint(_QUANTITIES, name="quantities"),
        *at_most("qty", 1_000_000, 3),
        *at_most("set_qty", 1_000_000, 3),
        *at_most("unit_cost", 100_000_000, 4),
        UniqueConstraint("writer", "seq"),
        partial("uq_stock_move_reverses", "reverses", where="reverses IS NOT NULL", unique=True),
        Index("ix_stock_move_product_occurred_at", "product", "occurred_at"),
        Index("ix_stock_move_location_product", "location", "product"),
        Index("ix_stock_move_occurred_at", "occurred_at", "id"),
        Index("ix_stock_move_user", "user"),
        Index("ix_stock_move_kind", "kind", "id"),
        Index("ix_stock_move_lot", "lot"),
        partial("ix_stock_move_line", "line", where="line IS NOT NULL"),
        partial(
            "ix_stock_move_counts",
            "product",
            "location",
            "lot",
            "occurred_at",
            where="kind = 'count'",
        ),
    )


class StockLevel(Base):
    """What the ledger adds up to, per product, location and lot; can be rebuilt at any time."""

    __tablename__ = "stock_level"
    product: Mapped[UUID] = mapped_column(
        ForeignKey("product.id", ondelete="RESTRICT"), primary_key=True
    )
    location: Mapped[UUID] = mapped_column(
        ForeignKey("location.id", ondelete="RESTRICT"), primary_key=True
    )
    lot: Mapped[UUID] = mapped_column(ForeignKey("lot.id", ondelete="RESTRICT"), primary_key=True)
    on_hand: Mapped[Decimal] = quantity_column()
    counted_at: Mapped[datetime | None]
    reserved: Mapped[Decimal] = quantity_column()
    avg_cost: Mapped[Decimal] = price_column()
    costed_at: Mapped[datetime | None]
    last_move_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_stock_level_location", "location"),
        Index("ix_stock_level_lot", "lot"),
        partial("ix_stock_level_negative", "product", where="on_hand < 0"),
    )
