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

CHUNK = 10_000
PAGE = 1_000
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

    ``skips``: a row that a unique index has already is left out; COPY cannot do that.
    """
    rest = [column for column in table.c if column.name not in names and column.default is not None]
    columns = [*(table.c[name] for name in names), *rest]
    processors = [_processor(connection, column) for column in columns[: len(names)]]
    same = tuple(_default(connection, column) for column in rest)
    tuples = (
        (*(v if p is None else p(v) for p, v in zip(processors, row, strict=True)), *same)
        for row in rows
    )
    quoted = ", ".join(f'"{column.name}"' for column in columns)
    target = f'"{table.name}" ({quoted})'
    (_write_missing if skips else write_tuples)(connection, target, len(columns), tuples)
    touched = connection.info.get(TOUCHED)
    if touched is not None:
        touched.add(table.name)


def update_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Sets ``names`` of the rows whose id comes first in each row, and their version one higher.

    executemany on SQLite; on PostgreSQL COPY into a temporary table, and one UPDATE from it.
    """
    columns = [table.c.id, *(table.c[name] for name in names)]
    processors = [_processor(connection, column) for column in columns]
    tuples = (
        tuple(v if p is None else p(v) for p, v in zip(processors, row, strict=True))
        for row in rows
    )
    next_version = ", version = version + 1" if "version" in table.c else ""
    if connection.dialect.name == "sqlite":
        sets = ", ".join(f'"{name}" = ?' for name in names)
        turned = ((*values[1:], values[0]) for values in tuples)
        sql = f'UPDATE "{table.name}" SET {sets}{next_version} WHERE id = ?'
        _run(connection, sql, lambda cursor: cursor.executemany(sql, turned))
    else:
        _update_from_copy(connection, table, names, tuples)
    touched = connection.info.get(TOUCHED)
    if touched is not None:
        touched.add(table.name)


def _update_from_copy(
    connection: Connection, table: Table, names: Sequence[str], tuples: Iterator[Any]
) -> None:
    listed = ", ".join(f'"{name}"' for name in ("id", *names))
    sets = ", ".join(f'"{name}" = _new."{name}"' for name in names)
    if "version" in table.c:
        sets += f', version = "{table.name}".version + 1'
    make = f'CREATE TEMP TABLE _new AS SELECT {listed} FROM "{table.name}" WITH NO DATA'
    _run(connection, make, lambda cursor: cursor.execute(make))
    write_tuples(connection, f"_new ({listed})", len(names) + 1, tuples)
    put = f'UPDATE "{table.name}" SET {sets} FROM _new WHERE _new.id = "{table.name}".id'
    _run(connection, put, lambda cursor: cursor.execute(put))
    _run(connection, put, lambda cursor: cursor.execute("DROP TABLE _new"))


def _run(connection: Connection, statement: str, call: Callable[[Any], object]) -> None:
    cursor: Any = connection.connection.cursor()
    try:
        call(cursor)
    except connection.dialect.loaded_dbapi.Error as error:
        raise driver_error(connection, statement, error) from error
    finally:
        cursor.close()


def _processor(connection: Connection, column: Column[Any]) -> Callable[[Any], Any] | None:
    """What turns a value into the driver's; COPY takes bytes as they are."""
    if isinstance(column.type, LargeBinary):
        return None
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _default(connection: Connection, column: Column[Any]) -> Any:
    """A column's default as the driver takes it; the same for all rows of one call."""
    default: Any = column.default
    value = default.arg(None) if default.is_callable else default.arg
    process = _processor(connection, column)
    return value if process is None else process(value)


def write_tuples(connection: Connection, target: str, width: int, rows: Iterator[Any]) -> None:
    """Rows of the driver's own values into ``target``, a table with its columns in brackets."""
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * width)
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)
            return
        while chunk := list(islice(rows, CHUNK)):
            lines = StringIO("".join(map(_line, chunk)))
            cursor.copy_expert(f"COPY {target} FROM STDIN", lines)
    except connection.dialect.loaded_dbapi.Error as error:
        raise driver_error(connection, target, error) from error
    finally:
        cursor.close()


def _write_missing(connection: Connection, target: str, width: int, rows: Iterator[Any]) -> None:
    cursor: Any = connection.connection.cursor()
    statement = f"INSERT INTO {target} VALUES {{}} ON CONFLICT DO NOTHING"
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * width)
            cursor.executemany(statement.format(f"({marks})"), rows)
            return
        from psycopg2.extras import execute_values

        answered = connection.info.get(ANSWERED)
        while page := list(islice(rows, PAGE)):
            plain = [[str(v) if isinstance(v, UUID) else v for v in row] for row in page]
            execute_values(cursor, statement.format("%s"), plain, page_size=PAGE)
            if answered is not None:
                answered()
    except connection.dialect.loaded_dbapi.Error as error:
        raise driver_error(connection, target, error) from error
    finally:
        cursor.close()


def _line(row: Iterable[Any]) -> str:
    cells = ("\\N" if v is None else _COPIED.get(type(v), _escaped)(v) for v in row)
    return "\t".join(cells) + "\n"


def _escaped(value: Any) -> str:
    return str(value).translate(_ESCAPES)
