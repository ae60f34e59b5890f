"""Column types that behave the same on SQLite and PostgreSQL: ids, exact numbers, UTC times."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, LargeBinary, Numeric, String
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from desktop.domain.ids import uuid_of


class _Jsonb(JSON):
    """PostgreSQL's JSONB by name: its own class would bring that dialect to every SQLite shop."""

    __visit_name__ = "JSONB"


Json = JSON().with_variant(_Jsonb(), "postgresql")


class Pairs(TypeDecorator[dict[str, Any]]):
    """Words by name whose order counts: JSONB sorts what an object holds, so a list keeps them."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _Jsonb() if dialect.name == "postgresql" else JSON()

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> Any:
        return self.listed(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, Any] | None:
        kept: dict[str, Any] | None = self.named(value)
        return kept

    @staticmethod
    def listed(value: Any) -> Any:
        """As JSON keeps it; a single one has no order."""
        return [*map(list, value.items())] if isinstance(value, dict) and len(value) > 1 else value

    @staticmethod
    def named(value: Any) -> Any:
        """By name again."""
        return dict(value) if isinstance(value, list) else value


class Uuid(TypeDecorator[UUID]):
    """Native uuid on PostgreSQL, 16 bytes on SQLite (half the file of text, sorts the same)."""

    impl = SqlUuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(LargeBinary(16))
        return dialect.type_descriptor(SqlUuid())

    def bind_processor(self, dialect: Dialect) -> Any:
        """None on a server: the driver takes them as they are."""
        return _bytes_of if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """One call less for each of the many keys of a list."""
        return _key_of if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return _bytes_of(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return _key_of(value) if dialect.name == "sqlite" else value


def _bytes_of(key: UUID | None) -> bytes | None:
    return None if key is None else key.int.to_bytes(16, "big")


def _key_of(value: bytes | None) -> UUID | None:
    return None if value is None else uuid_of(int.from_bytes(value, "big"))


class _Scaled(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC on PostgreSQL, a scaled integer on SQLite."""

    impl = Numeric
    cache_ok = True
    digits = 18
    places = 4

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.digits, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """The same refusals on both engines: too fine, too long, not a number."""
        if value is None:
            return None
        whole = int(Decimal(value).scaleb(self.places))
        if Decimal(whole).scaleb(-self.places) != value:
            raise ValueError(f"{value} has more than {self.places} decimals")
        if abs(whole) >= 10**self.digits:
            raise ValueError(f"{value} has more than {self.digits} digits")
        return whole if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-self.places) if dialect.name == "sqlite" else Decimal(value)


class Money(_Scaled):
    """Amounts and prices: four decimals."""

    cache_ok = True
    digits = 18
    places = 4


class Quantity(_Scaled):
    """Quantities: three decimals."""

    cache_ok = True
    digits = 14
    places = 3


class Utc(TypeDecorator[datetime]):
    """An aware UTC time: TIMESTAMPTZ on PostgreSQL, text of fixed width on SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(26))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone has no place in the database")
        if dialect.name != "sqlite":
            return value.astimezone(UTC)
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(f"{value}+00:00")
        return value.astimezone(UTC)  # type: ignore[no-any-return]

    @staticmethod
    def iso_texts(values: Sequence[Any]) -> list[str]:
        """Many times as the driver gives them, none of them None, spelled like ``iso``: in C.

        The server's times come in UTC, as every connection asks for them (safety.md).
        """
        if isinstance(values[0], str):
            lines = "\n".join(values).replace(" ", "T").replace("\n", "Z\n") + "Z"
        else:
            spelled = map(datetime.isoformat, values, repeat("T"), repeat("microseconds"))
            lines = "\n".join(spelled).replace("+00:00", "Z")
        return lines.split("\n")
