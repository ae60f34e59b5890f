"""Workstations and their writers: who may append to the ledger, and how far each chain is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.ledger import NO_HASH
from desktop.schema.base import Base, Key, Name, Stamped, one_of


class Workstation(Stamped, Base):
    """One computer that works on this database; its identity lies in its data directory."""

    __tablename__ = "workstation"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[Name]
    store: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="RESTRICT"))
    last_seen: Mapped[datetime | None]
    clock_offset_ms: Mapped[int] = mapped_column(default=0)
    app_version: Mapped[str] = mapped_column(String(20), default="")
    last_document: Mapped[int] = mapped_column(default=0)


class Writer(Base):
    """One hash chain: seq has no gap, head_hash is the newest row's, last_at its recorded time."""

    __tablename__ = "writer"
    id: Mapped[Key]
    workstation: Mapped[UUID] = mapped_column(ForeignKey("workstation.id", ondelete="RESTRICT"))
    lane: Mapped[str] = mapped_column(String(10))
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head_hash: Mapped[bytes] = mapped_column(LargeBinary(32), default=NO_HASH)
    last_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("lane", ("till", "command", "job")),
        UniqueConstraint("workstation", "lane"),
    )
