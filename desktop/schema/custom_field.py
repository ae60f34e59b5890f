"""Custom fields: what a shop wants to know of its goods beyond what every shop does."""

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.custom_field import FieldInfo, Option
from desktop.schema.base import Base, Key, Name, Stamped, one_of

ENTITIES = ("product",)
TYPES = ("text", "number", "date", "yes_no", "choice")


class CustomField(Stamped, Base):
    """One field of an entity; the values stand in that entity's ``custom`` by ``key``.

    ``section``: the heading that it stands under in forms. ``options``: the choices. One
    that is not ``is_active`` is retired: hidden, its values kept.
    """

    __tablename__ = "custom_field"
    id: Mapped[Key]
    entity: Mapped[str] = mapped_column(String(20), default="product")
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[Name]
    section: Mapped[str] = mapped_column(String(60), default="")
    type: Mapped[str] = mapped_column(String(20))
    options: Mapped[list[Any]] = mapped_column(default=list)
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        one_of("entity", ENTITIES),
        one_of("type", TYPES),
        UniqueConstraint("entity", "key"),
    )
    __mapper_args__ = {"version_id_col": version}


def info_of(row: Any) -> FieldInfo:
    """A row of the table as plain data."""
    options = tuple(Option(each["key"], each["label"]) for each in row.options)
    return FieldInfo(
        row.key, row.label, row.type, options, row.required, row.section, row.is_active
    )
