"""Alerts: raised and resolved by the movements themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Stamped, one_of, partial


class Alert(Stamped, Base):
    """One fact that needs someone; at most one open per ``dedupe_key``."""

    __tablename__ = "alert"
    id: Mapped[Key]
    type: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(10))
    product: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    lot: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id", ondelete="CASCADE"))
    store: Mapped[UUID | None] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(String(15), default="open")
    dedupe_key: Mapped[str] = mapped_column(String(200))
    snooze_until: Mapped[datetime | None]
    user: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    resolved_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("severity", ("critical", "warning", "info")),
        one_of("status", ("open", "acknowledged", "snoozed", "resolved")),
        partial("uq_alert_open", "dedupe_key", where="status <> 'resolved'", unique=True),
        Index("ix_alert_status_severity", "status", "severity"),
        Index("ix_alert_product", "product"),
        partial("ix_alert_lot", "lot", where="lot IS NOT NULL"),
        Index("ix_alert_created_at", "created_at", "id"),
        Index("ix_alert_updated_at", "updated_at", "id"),
        Index("ix_alert_resolved_at", "resolved_at"),
    )
