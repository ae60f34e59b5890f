"""The calendar: what makes a day differ from others, and for which goods."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Name, Stamped, one_of

EVENT_TYPES = ("holiday", "promotion", "seasonal", "custom")


class Event(Stamped, Base):
    """One day, or the days up to ``end_date``. ``store`` is the zero id for all of them."""

    __tablename__ = "event"
    id: Mapped[Key]
    name: Mapped[Name]
    event_date: Mapped[date] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)
    store: Mapped[UUID]
    type: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(default="")
    include_in_prediction: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        one_of("type", EVENT_TYPES),
        CheckConstraint("end_date IS NULL OR end_date >= event_date", name="end_date"),
        UniqueConstraint("name", "event_date", "store"),
        Index("ix_event_event_date", "event_date"),
        Index("ix_event_type", "type"),
    )
    __mapper_args__ = {"version_id_col": version}


class EventScope(Base):
    """A product or a category that the event is about; an event without scopes is about all."""

    __tablename__ = "event_scope"
    id: Mapped[Key]
    event: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    product: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    category: Mapped[UUID | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    __table_args__ = (
        CheckConstraint("(product IS NULL) <> (category IS NULL)", name="one"),
        Index("ix_event_scope_event", "event"),
        Index("ix_event_scope_product", "product"),
        Index("ix_event_scope_category", "category"),
    )
