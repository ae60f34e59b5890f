"""The tree of categories."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Name, Stamped


class Category(Stamped, Base):
    """A node; the reserved root (zero id) points at itself and is never shown."""

    __tablename__ = "category"
    id: Mapped[Key]
    parent: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="RESTRICT"))
    name: Mapped[Name]
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    path: Mapped[str] = mapped_column(String(500))
    level: Mapped[int] = mapped_column(default=0)
    description: Mapped[str] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(String(20), default="")
    sort: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("parent", "name"),
        Index("ix_category_path", "path"),
        CheckConstraint("level >= 0", name="level"),
    )
    __mapper_args__ = {"version_id_col": version}
