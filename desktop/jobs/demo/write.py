"""Rows into the database by the shortest way: raw executemany on SQLite, COPY on PostgreSQL.

Rows come in SQLite's own encoding (desktop/db/types.py): keys as 16 bytes, money and quantities as
scaled integers, times as text. For PostgreSQL the column's type says how a value is spelled.
"""

from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Connection, LargeBinary, Table
from sqlalchemy import text as sql

from desktop.db.types import Money, Quantity, Utc, Uuid

Row = tuple[Any, ...]
CHUNK = 10_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Sink:
    """Takes rows for any table within the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.raw: Any = connection.connection.cursor()
        if not self.is_sqlite:
            connection.execute(sql("SET LOCAL statement_timeout = 0"))
            connection.execute(sql("SET LOCAL idle_in_transaction_session_timeout = 0"))

    def write(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Inserts rows whose values stand in the order of ``columns``."""
        names = ", ".join(f'"{column}"' for column in columns)
        waiting = iter(rows)
        if self.is_sqlite:
            marks = ", ".join("?" * len(columns))
            self.raw.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", waiting)
            return
        spell = [_spelling(table.c[column].type) for column in columns]
        while chunk := list(islice(waiting, CHUNK)):
            lines = StringIO("".join(_line(spell, row) for row in chunk))
            self.raw.copy_expert(f"COPY {table.name} ({names}) FROM STDIN", lines)

    def execute(self, statement: str, *values: Any) -> None:
        """One raw statement with ``?`` for its values, which are keys or plain values."""
        if not self.is_sqlite:
            statement = statement.replace("?", "%s")
            values = tuple(v.hex() if isinstance(v, bytes) else v for v in values)
        self.raw.execute(statement, values)


def _line(spell: Sequence[Callable[[Any], str]], row: Row) -> str:
    cells = ["\\N" if v is None else put(v) for put, v in zip(spell, row, strict=True)]
    return "\t".join(cells) + "\n"


def _spelling(kind: Any) -> Callable[[Any], str]:
    """How COPY's text format spells a value of a column's type."""
    if isinstance(kind, Uuid):
        return bytes.hex
    if isinstance(kind, Money):
        return "{}e-4".format
    if isinstance(kind, Quantity):
        return "{}e-3".format
    if isinstance(kind, Utc):
        return "{}+00".format
    if isinstance(kind, Boolean):
        return lambda value: "t" if value else "f"
    if isinstance(kind, LargeBinary):
        return lambda value: "\\\\x" + value.hex()
    return lambda value: str(value).translate(_ESCAPES)
