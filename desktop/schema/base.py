"""The declarative base, constraint names, and the columns that many tables share."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, Index, MetaData, String, Table, Text, event
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop.db.types import Json, Money, Quantity, Utc, Uuid

Key = Annotated[UUID, mapped_column(Uuid(), primary_key=True)]
Code = Annotated[str, mapped_column(String(100))]
Name = Annotated[str, mapped_column(String(500))]


class Base(DeclarativeBase):
    """All tables; constraint names follow one pattern on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        UUID: Uuid(),
        datetime: Utc(),
        str: Text(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def table_of(entity: type[Base]) -> Table:
    """The Core table of a class, for statements without entities."""
    return cast(Table, entity.__table__)


def _now() -> datetime:
    return datetime.now(UTC)


class Stamped:
    """When a row was made and last changed, and on which workstation."""

    created_at: Mapped[datetime] = mapped_column(default=_now)
    updated_at: Mapped[datetime] = mapped_column(default=_now, onupdate=_now)
    origin: Mapped[UUID | None]


def price_column(default: Decimal | None = Decimal(0)) -> Mapped[Decimal]:
    """A money column that is never NULL."""
    return mapped_column(Money(), default=default)


def quantity_column(default: Decimal | None = Decimal(0)) -> Mapped[Decimal]:
    """A quantity column that is never NULL."""
    return mapped_column(Quantity(), default=default)


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """CHECK that a column holds one of the words; the same text on both engines."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def at_most(column: str, limit: int, places: int) -> tuple[CheckConstraint, CheckConstraint]:
    """CHECK of a number's size: on PostgreSQL in its own unit, on SQLite in scaled integers."""
    size = f"abs({column}) <= "
    name = f"{column}_limit"
    return (
        CheckConstraint(f"{size}{limit}", name=name).ddl_if(dialect="postgresql"),
        CheckConstraint(f"{size}{limit * 10**places}", name=name).ddl_if(dialect="sqlite"),
    )


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that meet a condition, on both engines.

    The condition is added when the index is made: naming an engine here would import it at once.
    """
    index = Index(name, *columns, unique=unique)

    def add_condition(target: Index, connection: Connection, **_more: object) -> None:
        target.dialect_kwargs[f"{connection.dialect.name}_where"] = sql(where)

    event.listen(index, "before_create", add_condition)
    return index


def contained(name: str, column: str) -> Index:
    """PostgreSQL only: an index that finds the rows whose JSON holds a given piece (``@>``)."""
    index = Index(name, column, info={"only": "postgresql"}).ddl_if(dialect="postgresql")

    def tell_how(target: Index, _connection: Connection, **_more: object) -> None:
        target.dialect_kwargs["postgresql_using"] = "gin"
        target.dialect_kwargs["postgresql_ops"] = {column: "jsonb_path_ops"}

    event.listen(index, "before_create", tell_how)
    return index


def is_for(index: Index, engine: str) -> bool:
    """Whether an engine has the index."""
    return bool(index.info.get("only", engine) == engine)
