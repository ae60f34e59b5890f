"""Feeds: files that are read again and again, and how each reading went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Name, Stamped, one_of

RUN_STATUSES = (
    *("running", "waiting", "answered", "done", "failed", "cancelled", "nothing_new", "undone"),
)


class Feed(Stamped, Base):
    """Where goods come from and how they are read.

    ``place``: a file, a folder or an https address. ``choices``: columns, decimals, dates and the
    like. ``every_hours``: None where it is read by hand only. ``seen_digest``: SHA-256 of the bytes
    that were read last.
    """

    __tablename__ = "feed"
    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    place: Mapped[str]
    profile: Mapped[str] = mapped_column(String(60), default="")
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    every_hours: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    seen_digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (CheckConstraint("every_hours > 0", name="every_hours"),)
    __mapper_args__ = {"version_id_col": version}


class SyncRun(Base):
    """One reading or sending: how many rows, and what became of them.

    ``status``: ``waiting`` is for an answer of the shop, ``answered`` has got it by a later run.
    ``batch``: the import that it made, which can be taken back.
    """

    __tablename__ = "sync_run"
    id: Mapped[Key]
    feed: Mapped[UUID | None] = mapped_column(ForeignKey("feed.id", ondelete="SET NULL"))
    peer: Mapped[Name]
    direction: Mapped[str] = mapped_column(String(5), default="in")
    status: Mapped[str] = mapped_column(String(15))
    received: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    conflicts: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message: Mapped[str] = mapped_column(default="")
    batch: Mapped[UUID | None]
    user: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("direction", ("in", "out")),
        one_of("status", RUN_STATUSES),
        Index("ix_sync_run_started_at", "started_at"),
        Index("ix_sync_run_feed", "feed"),
    )
