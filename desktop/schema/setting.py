"""Settings that live with the data: of the system, a store, a workstation or a user."""

from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Json
from desktop.schema.base import Base, Key, Stamped, one_of


class Setting(Stamped, Base):
    """One value; the system's rows use the zero id as scope_id."""

    __tablename__ = "setting"
    id: Mapped[Key]
    scope: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any] = mapped_column(Json)
    __table_args__ = (
        one_of("scope", ("system", "store", "workstation", "user")),
        UniqueConstraint("scope", "scope_id", "key"),
    )
