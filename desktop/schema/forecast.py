"""What is expected of a product in a store: derived, one row for each, written whole by a run."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Double, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, quantity_column


class Forecast(Base):
    """The newest run's word on a product. Bands are made from ``parameters``, never stored.

    ``daily_rate`` in units of the product. ``on_hand``, ``on_order``: what the rest was told for.
    A date is empty beyond the horizon. ``p_within_lead``: the probability that what is there and on
    its way is used up before goods ordered now can be here.
    """

    __tablename__ = "forecast"
    id: Mapped[Key]
    product: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    store: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    run: Mapped[UUID]
    made_at: Mapped[datetime]
    method: Mapped[str] = mapped_column(String(40))
    horizon_days: Mapped[int]
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    on_hand: Mapped[Decimal] = quantity_column()
    on_order: Mapped[Decimal] = quantity_column()
    daily_rate: Mapped[float] = mapped_column(Double)
    depletion_date: Mapped[date | None] = mapped_column(Date)
    earliest_date: Mapped[date | None] = mapped_column(Date)
    p_within_lead: Mapped[float] = mapped_column(Double)
    confidence: Mapped[float] = mapped_column(Double)
    backtest_error: Mapped[float | None] = mapped_column(Double)
    __table_args__ = (
        UniqueConstraint("product", "store"),
        CheckConstraint("daily_rate >= 0", name="daily_rate"),
        CheckConstraint("p_within_lead BETWEEN 0 AND 1", name="p_within_lead"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        CheckConstraint("horizon_days > 0", name="horizon_days"),
        Index("ix_forecast_product_made_at", "product", "made_at"),
        Index("ix_forecast_depletion_date", "depletion_date"),
    )
