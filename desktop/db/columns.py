"""Many new rows told column by column: each column is turned at once, what all share is said once.

A million values pass here in a large import; row by row most of the time went into asking, for
each of them, what it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, LargeBinary, Table

from desktop.db.bulk import (
    copied_value,
    copy_text,
    default_of,
    escaped,
    note_change,
    write_tuples,
)
from desktop.db.types import Uuid


@dataclass(frozen=True)
class Columns:
    """Rows of one table. ``each``: a column's values, row by row; ``same``: one value for all.

    ``ready`` are columns whose values are the driver's own already.
    """

    each: Mapping[str, Sequence[Any]]
    same: Mapping[str, Any]
    ready: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(next(iter(self.each.values())))

    def also(self, **same: Any) -> "Columns":
        """With values that all rows share."""
        return Columns(self.each, {**self.same, **same}, self.ready)

    def parts(self, size: int) -> Iterator["Columns"]:
        """The rows some at a time, in their order."""
        for start in range(0, len(self), size):
            part = {name: values[start : start + size] for name, values in self.each.items()}
            yield Columns(part, self.same, self.ready)


def columns_of(keys: Mapping[str, Sequence[Any]], rest: Mapping[str, Sequence[Any]]) -> Columns:
    """``keys`` differ in each row; of the ``rest`` what is one value throughout is found out."""
    same = {name: values[0] for name, values in rest.items() if _is_one(values)}
    each = {name: values for name, values in rest.items() if name not in same}
    return Columns({**keys, **each}, same)


def _is_one(values: Sequence[Any]) -> bool:
    return values.count(values[0]) == len(values)


@dataclass(frozen=True)
class Driven:
    """The same rows as the driver takes them, with the columns' defaults among what is the same."""

    each: dict[str, Sequence[Any]]
    same: dict[str, Any]

    @property
    def names(self) -> str:
        """The columns as a statement lists them."""
        return ", ".join(f'"{name}"' for name in (*self.each, *self.same))

    @property
    def width(self) -> int:
        """How many columns that are."""
        return len(self.each) + len(self.same)

    def tuples(self) -> Iterator[tuple[Any, ...]]:
        """Whole rows."""
        return zip(*self.each.values(), *map(repeat, self.same.values()))  # noqa: B905

    def varying(self) -> Iterator[tuple[Any, ...]]:
        """Rows of what is different in them."""
        return zip(*self.each.values(), strict=True)

    def copied(self) -> str:
        """Whole rows as COPY reads them."""
        end = "".join(f"\t{copied_value(value)}" for value in self.same.values()) + "\n"
        lines = map("\t".join, zip(*map(_copied_all, self.each.values()), strict=True))
        return end.join(lines) + end


def driven(connection: Connection, table: Table, rows: Columns) -> Driven:
    """Nothing is asked of the database."""
    told = {*rows.each, *rows.same}
    rest = [column for column in table.c if column.name not in told and column.default is not None]
    each = {
        name: values if name in rows.ready else turned(connection, table.c[name], values)
        for name, values in rows.each.items()
    }
    same = {name: turned(connection, table.c[name], (v,))[0] for name, v in rows.same.items()}
    return Driven(each, same | {column.name: default_of(connection, column) for column in rest})


def turned(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """A column's values as the driver takes them."""
    if isinstance(column.type, LargeBinary):
        return values
    if isinstance(column.type, Uuid):
        return values if connection.dialect.name != "sqlite" else _bytes_of(values)
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return values if process is None else each_once(process, values)


def each_once(process: Callable[[Any], Any], values: Sequence[Any]) -> Sequence[Any]:
    """``process`` of all values; of one that comes again it is known."""
    try:
        known = {value: process(value) for value in set(values)}
    except TypeError:  # lists and mappings
        return list(map(process, values))
    return list(map(known.__getitem__, values))


def _bytes_of(keys: Iterable[UUID | None]) -> Sequence[bytes | None]:
    return [None if key is None else key.int.to_bytes(16, "big") for key in keys]


def _copied_all(values: Sequence[Any]) -> Iterable[str]:
    """A column as COPY reads it."""
    kinds = set(map(type, values))
    if kinds == {str}:
        whole = "".join(values)
        return map(escaped, values) if any(sign in whole for sign in "\\\t\n\r") else values
    return map(str, values) if kinds == {UUID} else each_once(copied_value, values)


def insert_columns(connection: Connection, table: Table, rows: Columns) -> None:
    """Writes new rows in the caller's transaction."""
    found = driven(connection, table, rows)
    if connection.dialect.name == "sqlite":
        write_tuples(connection, f'"{table.name}" ({found.names})', found.width, found.tuples())
    else:
        copy_text(connection, f'"{table.name}" ({found.names})', found.copied())
    note_change(connection, table)
