"""Rows as text that means the same on both engines: kinds of value, and how each engine spells one.

A row is a JSON array, its columns in the order of their names: keys and bytes in hexadecimal, exact
decimals as text with all their places, times ISO 8601 in UTC, JSON as the text of its shortest
spelling, so that SQL's NULL and JSON's null stay two things. Equal rows are equal bytes.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Inspector, MetaData, Table, inspect
from sqlalchemy.types import TypeEngine

from desktop.db.prepared import ANSWERED
from desktop.db.types import Money, Quantity, Utc, Uuid

PART = 2_000
_LARGE = {"attachment": 200, "attachment_content": 8}  # rows of some 10 kB, and of up to 16 MB
_EXACT = 1e15  # whole numbers up to here are exact as floating point too
REVISION = "alembic_version"
_spelled = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLACES = {"money": 4, "quantity": 3}
_DECIMAL = re.compile(r"-?[0-9]{1,18}\.([0-9]+)", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@dataclass(frozen=True)
class Reference:
    """A foreign key: every value of ``column`` is a key of ``table``."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class Shape:
    """A table: its columns with their kinds, what orders its rows, and what it refers to."""

    name: str
    columns: tuple[tuple[str, str], ...]
    order: tuple[str, ...]
    references: tuple[Reference, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """The columns that are of one of these kinds."""
        return tuple(name for name, kind in self.columns if kind in kinds)


def shapes(connection: Connection, known: MetaData) -> list[Shape]:
    """The tables of a shop as they are in the database, every table after those it refers to.

    ``known`` tells money from a whole number, which SQLite stores alike. On a server, tables that
    are not in it are somebody else's.
    """
    inspector = inspect(connection)
    schema = None
    if connection.dialect.name != "sqlite":
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
    names = set(inspector.get_table_names(schema)) - {REVISION}
    if schema is not None:
        names &= set(known.tables)
    found = _reflected(inspector, sorted(names), schema, known)
    placed: dict[str, Shape] = {}
    for name in found:
        _place(name, found, placed)
    return list(placed.values())


def _place(name: str, found: Mapping[str, Shape], placed: dict[str, Shape]) -> None:
    for reference in found[name].references:
        if reference.table != name and reference.table not in placed:
            _place(reference.table, found, placed)
    placed[name] = found[name]


def _reflected(
    inspector: Inspector, names: list[str], schema: str | None, known: MetaData
) -> dict[str, Shape]:
    """The shapes of these tables; a server is asked three times in all, not for each table."""
    columns = inspector.get_multi_columns(schema, names)
    keys = inspector.get_multi_pk_constraint(schema, names)
    references = inspector.get_multi_foreign_keys(schema, names)
    return {
        name: _shape(
            name,
            {str(column["name"]): column["type"] for column in columns[schema, name]},
            keys[schema, name]["constrained_columns"],
            references[schema, name],
            known.tables.get(name),
        )
        for name in names
    }


def _shape(
    name: str,
    columns: Mapping[str, TypeEngine[Any]],
    keys: Sequence[str],
    references: Sequence[Any],
    table: Table | None,
) -> Shape:
    def kind(column: str) -> str:
        ours = None if table is None else table.c.get(column)
        return _kind(columns[column] if ours is None else ours.type)

    order = ("writer", "seq") if name == "stock_move" else tuple(keys)  # as the chains run
    found = sorted(
        (key["constrained_columns"][0], key["referred_table"], key["referred_columns"][0])
        for key in references
    )
    told = tuple((column, kind(column)) for column in sorted(columns))
    return Shape(name, told, order, tuple(Reference(*one) for one in found))


def _kind(type_: TypeEngine[Any]) -> str:
    """The kind of a column, of its class where that is known, else of what was reflected."""
    ours = {Uuid: "uuid", Money: "money", Quantity: "quantity", Utc: "time"}
    if type(type_) in ours:
        return ours[type(type_)]
    word = str(type_).upper().partition("(")[0]
    if word == "NUMERIC":
        return {4: "money", 3: "quantity"}[getattr(type_, "scale", 0)]
    if word == "VARCHAR" and getattr(type_, "length", 0) == 26:
        return "time"
    return _WORDS.get(word, "text")


_WORDS = {
    "UUID": "uuid", "TIMESTAMP": "time", "JSON": "json", "JSONB": "json", "BYTEA": "bytes",
    "BLOB": "bytes", "BOOLEAN": "flag", "INTEGER": "whole", "BIGINT": "whole", "DATE": "day",
    "DOUBLE": "double", "DOUBLE PRECISION": "double",
}  # fmt: skip


def lines(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """Every row of a table as one line of text, in order; bounded memory.

    ValueError where a file holds what its column cannot mean.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    readers = [_READ[is_sqlite].get(kind) for _, kind in shape.columns]
    for row in _rows(connection, _select(shape, is_sqlite), at_once(shape)):
        try:
            values = [
                v if r is None or v is None else r(v) for v, r in zip(row, readers, strict=True)
            ]
            yield dumped(values) + b"\n"
        except (TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{shape.name}: {error}") from None


def dumped(values: list[Any]) -> bytes:
    """The one spelling of a row."""
    return _spelled(values).encode()


def parsed(line: bytes) -> list[Any]:
    """A row as it is spelled."""
    return json.loads(str(line, "utf-8"))  # type: ignore[no-any-return]


def at_once(shape: Shape, most: int = PART) -> int:
    """How many rows are in memory at once: of tables that hold pictures fewer."""
    return _LARGE.get(shape.name, most)


def _rows(connection: Connection, statement: str, part: int) -> Iterator[Any]:
    streamed = {"stream_results": True, "yield_per": part}
    found = connection.exec_driver_sql(statement, execution_options=streamed)
    answered = connection.info.get(ANSWERED)
    for rows in found.partitions(part):
        if answered is not None:
            answered()
        yield from rows


def _select(shape: Shape, is_sqlite: bool) -> str:
    spelled = {} if is_sqlite else _SERVER_SPELLS
    columns = ", ".join(spelled.get(kind, "{}").format(f'"{n}"') for n, kind in shape.columns)
    order = ", ".join(f'"{name}"' for name in shape.order)
    return f'SELECT {columns} FROM "{shape.name}" ORDER BY {order}'


_SERVER_SPELLS = {
    "uuid": "replace({}::text, '-', '')",
    "money": "{}::text",
    "quantity": "{}::text",
    "time": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "json": "{}::text",
    "bytes": "encode({}, 'hex')",
    "day": "{}::text",
}


def _decimal(places: int, value: int) -> str:
    digits = f"{abs(value):0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def spelled_json(value: str | float) -> str:
    """SQLite stores a number alone as a number; a server writes 1e5 out: both are one here."""
    found = json.loads(value, parse_float=_number) if isinstance(value, str) else value
    return json.dumps(
        found, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _hex(value: bytes) -> str:
    return value.hex()


def _iso(value: str) -> str:
    return _time(f"{value[:10]}T{value[11:]}Z")


_READ: dict[bool, dict[str, Callable[[Any], Any]]] = {
    True: {
        "uuid": _hex,
        "bytes": _hex,
        "money": partial(_decimal, 4),
        "quantity": partial(_decimal, 3),
        "time": _iso,
        "json": spelled_json,
        "flag": bool,
    },
    False: {"json": spelled_json},
}


def _time(value: str) -> str:
    if not _TIME.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is no time")
    datetime.fromisoformat(value)
    return value


def _day(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _key(value: str) -> bytes:
    key = bytes.fromhex(value)
    if len(key) != 16:
        raise ValueError(f"{value[:40]!r} is no key")
    return key


def scaled(kind: str, value: str) -> int:
    """An exact decimal in its smallest unit."""
    found = _DECIMAL.fullmatch(value)
    if found is None or len(found[1]) != _PLACES[kind]:
        raise ValueError(f"{value[:40]!r} is no {kind}")
    return int(value.replace(".", ""))


def _double(value: Any) -> float:
    """A floating point number; both engines and Python spell it so that it comes back exactly."""
    if not math.isfinite(_typed(float, value)):
        raise ValueError(f"{value} is no number")
    return float(value)


def _typed(wanted: type, value: Any) -> Any:
    if type(value) is not wanted:
        raise ValueError(f"{str(value)[:40]!r} is not of its kind")
    return value


_CHECK: dict[str, Callable[[Any], Any]] = {
    "uuid": _key,
    "bytes": bytes.fromhex,
    "money": partial(scaled, "money"),
    "quantity": partial(scaled, "quantity"),
    "time": _time,
    "json": spelled_json,
    "day": _day,
    "double": _double,
    "flag": partial(_typed, bool),
    "whole": partial(_typed, int),
    "text": partial(_typed, str),
}
# What SQLite stores, where it is not the checked value; a server takes the text as it stands.
_FILE_TAKES: dict[str, Callable[[Any], Any]] = {
    "time": lambda value: _time(value)[:-1].replace("T", " "),
}


def taken(shape: Shape, is_sqlite: bool) -> Callable[[list[Any]], tuple[Any, ...]]:
    """What turns a row of text into the driver's values; ValueError for what is no such row."""
    checks = [_CHECK[kind] for _, kind in shape.columns]
    stored = [_FILE_TAKES.get(kind, _CHECK[kind]) for _, kind in shape.columns]
    is_bytes = [kind == "bytes" for _, kind in shape.columns]

    def for_file(row: list[Any]) -> tuple[Any, ...]:
        return tuple([v if v is None else s(v) for v, s in zip(row, stored, strict=True)])

    def for_server(row: list[Any]) -> tuple[Any, ...]:
        checked = [v if v is None else c(v) for v, c in zip(row, checks, strict=True)]
        return tuple(c if b else v for v, c, b in zip(row, checked, is_bytes, strict=True))

    return for_file if is_sqlite else for_server
