"""One moment of a shop, read at leisure while others go on writing; and what it adds up to."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from desktop.db import postgres, sqlite
from desktop.db.errors import translate
from desktop.db.patience import USUAL, Limits, patience
from desktop.db.portable import REVISION, Shape

_MILLION = 1_000_000


def at_one_moment(session: Session) -> None:
    """What this session reads from here on, its first statement, is of one moment."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":  # a file's transaction is so by itself
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@contextmanager
def snapshot(url: URL, limits: Limits = USUAL) -> Iterator[Connection]:
    """A connection that sees one moment and changes nothing; it waits for no lock and has none.

    SQLite: one read transaction. PostgreSQL: REPEATABLE READ, without the server's time limits; a
    server that hangs is given up (Unavailable).
    """
    if url.get_backend_name() == "sqlite":
        place = f"{Path(url.database or '').absolute().as_uri()}?mode=ro"
        engine = create_engine(url, creator=lambda: _reader(place), poolclass=NullPool)
    else:
        arguments = postgres.connect_args(url, "backup", patient=True)
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args=arguments,
            isolation_level="REPEATABLE READ",
        )
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
                yield connection
                connection.rollback()
            else:
                with patience(connection, limits):
                    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                    yield connection
                    connection.rollback()
    except DBAPIError as error:
        raise (translate(error) or error) from error
    finally:
        engine.dispose()


def _reader(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        place,
        uri=True,
        isolation_level=None,
        timeout=sqlite.READ_TIMEOUT_S,
        check_same_thread=False,
    )
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@dataclass(frozen=True)
class Named:
    """Whose shop a database holds: revision, id and code of the store, epoch ('' at first)."""

    revision: str
    store_id: str
    code: str
    epoch: str


def named(connection: Connection) -> Named:
    """The shop's names; they are where they were since the first revision."""
    settings = {
        key: str(value).strip('"')
        for key, value in connection.exec_driver_sql(
            "SELECT key, value FROM setting WHERE scope = 'system' AND key IN ('store_id', 'epoch')"
        )
    }
    return Named(
        str(connection.exec_driver_sql(f"SELECT version_num FROM {REVISION}").scalar_one()),
        settings.get("store_id", ""),
        str(connection.exec_driver_sql("SELECT code FROM store ORDER BY id").scalar() or "empty"),
        settings.get("epoch", ""),
    )


def rows_and_sums(connection: Connection, shape: Shape) -> tuple[int, dict[str, int]]:
    """How many rows a table has, and what its exact columns add up to in their smallest unit."""
    is_sqlite = connection.dialect.name == "sqlite"
    names = shape.of_kind("money", "quantity")
    places = {name: 10_000 if kind == "money" else 1_000 for name, kind in shape.columns}
    parts = ["count(*)"]
    for name in names:
        if is_sqlite:  # in two parts, so that no sum leaves the whole numbers
            parts += [f'sum("{name}" / {_MILLION})', f'sum("{name}" % {_MILLION})']
        else:
            parts += [f'sum("{name}") * {places[name]}', "0"]
    row: Any = connection.exec_driver_sql(f'SELECT {", ".join(parts)} FROM "{shape.name}"').one()
    factor = _MILLION if is_sqlite else 1
    return row[0], {
        name: int(row[1 + 2 * at] or 0) * factor + int(row[2 + 2 * at] or 0)
        for at, name in enumerate(names)
    }
