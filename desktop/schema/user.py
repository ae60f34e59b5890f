"""The people who use the program."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.permissions import Role
from desktop.schema.base import Base, Key, Name, Stamped, one_of, partial


class AppUser(Stamped, Base):
    """A person; never deleted once a movement or document names them."""

    __tablename__ = "app_user"
    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(100), unique=True)
    email: Mapped[str | None] = mapped_column(String(255))
    full_name: Mapped[Name]
    password_hash: Mapped[str] = mapped_column(default="")
    pin_hash: Mapped[str | None]
    badge_hash: Mapped[str | None]
    role: Mapped[str] = mapped_column(String(20))
    store: Mapped[UUID | None] = mapped_column(ForeignKey("store.id", ondelete="SET NULL"))
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        one_of("role", Role),
        partial("uq_app_user_email", "email", where="email IS NOT NULL", unique=True),
        Index("ix_app_user_created_at", "created_at"),
    )
    __mapper_args__ = {"version_id_col": version}
