"""Long work and how it went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Stamped, one_of


class Job(Stamped, Base):
    """One run of an import, backup, demo …; ``total`` is 0 while it is not known."""

    __tablename__ = "job"
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(15))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    user: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    __table_args__ = (
        one_of("status", ("waiting", "running", "done", "failed", "cancelled", "undone")),
        Index("ix_job_status_kind", "status", "kind"),
    )
