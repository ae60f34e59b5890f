"""What the program noted, and who changed what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Json
from desktop.schema.base import Base, Key, one_of


class LogEntry(Base):
    """A line of the log that is worth keeping with the data."""

    __tablename__ = "log_entry"
    id: Mapped[Key]
    level: Mapped[str] = mapped_column(String(10))
    logger: Mapped[str] = mapped_column(String(100))
    text: Mapped[str]
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_log_entry_level_created_at", "level", "created_at"),)


class AuditEntry(Base):
    """One change of one row: the fields before and after; ``batch`` is the command that did it."""

    __tablename__ = "audit_entry"
    id: Mapped[Key]
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[UUID]
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[Any] = mapped_column(Json)
    after: Mapped[Any] = mapped_column(Json)
    user: Mapped[UUID]
    at: Mapped[datetime]
    batch: Mapped[UUID]
    __table_args__ = (
        one_of("action", ("create", "update", "delete")),
        Index("ix_audit_entry_entity_entity_id_at", "entity", "entity_id", "at"),
        Index("ix_audit_entry_batch", "batch"),
    )
