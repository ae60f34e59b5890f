"""Many rows written by the shortest way: raw executemany on SQLite, COPY on PostgreSQL.

Values are the same as everywhere (UUID, Decimal, aware datetime …); each column's type turns them
into the driver's. Columns that are not named get their default.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, LargeBinary, Table

from desktop.db.prepared import ANSWERED, TOUCHED, driver_error

CHUNK, PART = 10_000, 1_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_COPIED: dict[type, Callable[[Any], str]] = {
    bytes: lambda value: "\\\\x" + value.hex(),
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: str,
    UUID: str,
    datetime: datetime.isoformat,
}


def insert_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Iterable[Any]],
    skips: bool = False,
) -> None:
    """Inserts rows whose values stand in the order of ``names``, in the caller's transaction.

    ``skips``: a row that a unique index has already is left out; what COPY cannot do, an INSERT
    from the table that it filled does.
    """
    quoted, tuples = as_inserted(connection, table, names, rows)
    (_write_missing if skips else _write)(connection, f'"{table.name}"', quoted, tuples)
    note_change(connection, table)


def as_inserted(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Iterable[Any]]
) -> tuple[str, Iterator[tuple[Any, ...]]]:
    """The columns' names, quoted, and the driver's rows with all defaults; nothing is asked."""
    rest = [column for column in table.c if column.name not in names and column.default is not None]
    same = tuple(default_of(connection, column) for column in rest)
    quoted = ", ".join(f'"{name}"' for name in (*names, *(column.name for column in rest)))
    return quoted, as_driven(connection, table, names, rows, same)


def as_driven(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Iterable[Any]],
    same: Sequence[Any] = (),
) -> Iterator[tuple[Any, ...]]:
    """Rows as the driver takes them, by the types of their columns."""
    return _turned([_processor(connection, table.c[name]) for name in names], rows, same)


def update_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    keys: Sequence[str] = ("id",),
) -> None:
    """Sets ``names`` of the rows whose ``keys`` come first in each row, and their version higher.

    executemany on SQLite; on PostgreSQL COPY into a temporary table, and one UPDATE from it.
    """
    tuples = as_driven(connection, table, (*keys, *names), rows)
    next_version = ", version = version + 1" if "version" in table.c else ""
    if connection.dialect.name == "sqlite":
        sets = ", ".join(f'"{name}" = ?' for name in names)
        turned = ((*values[len(keys) :], *values[: len(keys)]) for values in tuples)
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        sql = f'UPDATE "{table.name}" SET {sets}{next_version} WHERE {where}'
        run_raw(connection, sql, lambda cursor: cursor.executemany(sql, turned))
    else:
        _update_from_copy(connection, table, keys, names, tuples)
    note_change(connection, table)


def _update_from_copy(
    connection: Connection,
    table: Table,
    keys: Sequence[str],
    names: Sequence[str],
    tuples: Iterator[Any],
) -> None:
    listed = ", ".join(f'"{name}"' for name in (*keys, *names))
    sets = ", ".join(f'"{name}" = _new."{name}"' for name in names)
    if "version" in table.c:
        sets += f', version = "{table.name}".version + 1'
    where = " AND ".join(f'_new."{name}" = "{table.name}"."{name}"' for name in keys)
    put = f'UPDATE "{table.name}" SET {sets} FROM _new WHERE {where}'
    _by_copy(connection, f'"{table.name}"', listed, tuples, put)


def _by_copy(
    connection: Connection, table: str, listed: str, tuples: Iterator[Any], put: str
) -> None:
    """Rows go by COPY into a table "_new" of this transaction, and from there by ``put``."""
    make = f"CREATE TEMP TABLE _new ON COMMIT DROP AS SELECT {listed} FROM {table} WITH NO DATA"
    run_raw(connection, make, lambda cursor: cursor.execute(make))
    _write(connection, "_new", listed, tuples)
    run_raw(connection, put, lambda cursor: cursor.execute(put))
    run_raw(connection, put, lambda cursor: cursor.execute("DROP TABLE _new"))


def run_raw(connection: Connection, statement: str, call: Callable[[Any], object]) -> None:
    """``call`` with a cursor of the driver; its failures are SQLAlchemy's own."""
    cursor: Any = connection.connection.cursor()
    try:
        call(cursor)
        _note_answer(connection)
    except connection.dialect.loaded_dbapi.Error as error:
        raise driver_error(connection, statement, error) from error
    finally:
        cursor.close()


def _processor(connection: Connection, column: Column[Any]) -> Callable[[Any], Any] | None:
    """What turns a value into the driver's; COPY takes bytes as they are."""
    if isinstance(column.type, LargeBinary):
        return None
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return None if process is None else _remembering(process)


def _turned(
    processors: Sequence[Callable[[Any], Any] | None],
    rows: Iterable[Iterable[Any]],
    same: Sequence[Any] = (),
) -> Iterator[tuple[Any, ...]]:
    """The driver's rows, with the values that are the same in all; column by column, some at once.

    What needs no turning is not looked at.
    """
    waiting = iter(rows)
    while part := list(islice(waiting, PART)):
        columns = zip(processors, zip(*part, strict=True), strict=True)
        turned = [column if p is None else map(p, column) for p, column in columns]
        yield from zip(*turned, *([value] * len(part) for value in same), strict=True)


def _remembering(process: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same object as in the row before is not turned again: most rows share stamps and keys."""
    last = turned = object()

    def remembered(value: Any) -> Any:
        nonlocal last, turned
        if value is not last:
            turned, last = process(value), value
        return turned

    return remembered


def default_of(connection: Connection, column: Column[Any]) -> Any:
    """A column's default as the driver takes it; the same for all rows of one call."""
    default: Any = column.default
    value = default.arg(None) if default.is_callable else default.arg
    process = _processor(connection, column)
    return value if process is None else process(value)


def _write(connection: Connection, table: str, listed: str, rows: Iterator[Any]) -> None:
    write_tuples(connection, f"{table} ({listed})", listed.count(",") + 1, rows)


def write_tuples(
    connection: Connection, target: str, width: int, rows: Iterator[Any], chunk: int = CHUNK
) -> None:
    """Rows of the driver's own values into ``target``, a table with its columns in brackets.

    A server is sent ``chunk`` rows at once.
    """
    if connection.dialect.name == "sqlite":
        sql = f"INSERT INTO {target} VALUES ({marks(width)})"
        run_raw(connection, sql, lambda cursor: cursor.executemany(sql, rows))
        return
    while part := list(islice(rows, chunk)):
        copy_text(connection, target, "".join(map(copied, part)))


def copy_text(connection: Connection, target: str, text: str) -> None:
    """Rows as COPY reads them."""
    copy, lines = f"COPY {target} FROM STDIN", StringIO(text)
    run_raw(connection, target, lambda cursor: cursor.copy_expert(copy, lines))


def _write_missing(connection: Connection, table: str, listed: str, rows: Iterator[Any]) -> None:
    if connection.dialect.name == "sqlite":
        width = listed.count(",") + 1
        sql = f"INSERT INTO {table} ({listed}) VALUES ({marks(width)}) ON CONFLICT DO NOTHING"
        run_raw(connection, sql, lambda cursor: cursor.executemany(sql, rows))
        return
    put = f"INSERT INTO {table} ({listed}) SELECT {listed} FROM _new ON CONFLICT DO NOTHING"
    _by_copy(connection, table, listed, rows, put)


def marks(width: int) -> str:
    """Places for so many values."""
    return ", ".join("?" * width)


def note_change(connection: Connection, table: Table) -> None:
    """Listeners are told at the commit that the table is another."""
    touched = connection.info.get(TOUCHED)
    if touched is not None:
        touched.add(table.name)


def _note_answer(connection: Connection) -> None:
    """The server has spoken: the time for its next answer begins."""
    answered = connection.info.get(ANSWERED)
    if answered is not None:
        answered()


def copied(row: Iterable[Any]) -> str:
    """A row of the driver's values as COPY reads it."""
    return "\t".join(map(copied_value, row)) + "\n"


def copied_value(value: Any) -> str:
    """One of the driver's values as COPY reads it."""
    return "\\N" if value is None else _COPIED.get(type(value), escaped)(value)


def escaped(value: Any) -> str:
    """A text as COPY reads it."""
    return str(value).translate(_ESCAPES)
