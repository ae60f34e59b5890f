"""What our things are called elsewhere: a web shop's handles and ids."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, one_of


class ExternalRef(Base):
    """One thing in one other system; ``handle`` is the readable name that its address there has."""

    __tablename__ = "external_ref"
    id: Mapped[Key]
    system: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[UUID]
    external_id: Mapped[str] = mapped_column(String(200))
    handle: Mapped[str] = mapped_column(String(300), default="")
    synced_at: Mapped[datetime]
    __table_args__ = (
        one_of("entity", ("product", "category", "vendor")),
        UniqueConstraint("system", "entity", "external_id"),
        UniqueConstraint("system", "entity", "entity_id"),
    )
