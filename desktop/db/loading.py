"""Rows of text into a fresh schema: its guards are off meanwhile, and back before it is seen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from desktop.db.bulk import CHUNK, write_tuples
from desktop.db.portable import Shape, at_once, taken


def load(connection: Connection, shape: Shape, rows: Iterable[list[Any]]) -> None:
    """Inserts spelled rows into an empty table; ValueError for one that is none of its."""
    convert = taken(shape, connection.dialect.name == "sqlite")
    columns = ", ".join(f'"{name}"' for name in shape.names)
    values, target = map(convert, rows), f'"{shape.name}" ({columns})'
    try:
        write_tuples(connection, target, len(shape.columns), values, at_once(shape, CHUNK))
    except (DataError, IntegrityError) as error:
        raise ValueError(str(error.orig).partition("\n")[0]) from error


def empty(connection: Connection, all_shapes: Iterable[Shape]) -> None:
    """Takes out what a migration has put into fresh tables; to be called without guards."""
    for shape in reversed(list(all_shapes)):
        connection.exec_driver_sql(f'DELETE FROM "{shape.name}"')


@contextmanager
def without_guards(connection: Connection) -> Iterator[None]:
    """No trigger and no foreign key stands in the way; at the end all are there and hold.

    Nor a file's indexes, which are made of all rows at once in a fraction of the time.

    A posted document's lines could not be written otherwise. SQLite: the connection's foreign keys
    are off already and looked at before the commit. PostgreSQL looks at all rows at once.
    """
    make = _file_guards(connection) if _is_file(connection) else _server_guards(connection)
    yield
    for statement in make:
        connection.exec_driver_sql(statement)


def _is_file(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _file_guards(connection: Connection) -> list[str]:
    """Drops triggers and the indexes that refuse no row; what makes them again."""
    found = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE type = 'trigger' OR type = 'index' AND sql LIKE 'CREATE INDEX%' ORDER BY rowid"
    ).all()
    for kind, name, _ in found:
        connection.exec_driver_sql(f'DROP {kind} "{name}"')
    return [str(sql) for _, _, sql in found]


_FOREIGN_KEYS = """SELECT
    'ALTER TABLE ' || quote_ident(c.relname) || ' DROP CONSTRAINT ' || quote_ident(k.conname),
    'ALTER TABLE ' || quote_ident(c.relname) || ' ADD CONSTRAINT ' || quote_ident(k.conname)
        || ' ' || pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace"""
_TRIGGERS = """SELECT DISTINCT
    'ALTER TABLE ' || quote_ident(c.relname) || ' DISABLE TRIGGER USER',
    'ALTER TABLE ' || quote_ident(c.relname) || ' ENABLE TRIGGER USER'
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"""


def _server_guards(connection: Connection) -> list[str]:
    """Drops the foreign keys and switches the triggers off; what brings them back."""
    made: list[Any] = []
    for statement in (_FOREIGN_KEYS, _TRIGGERS):
        found = connection.exec_driver_sql(statement).all()
        for drop, _ in found:
            connection.exec_driver_sql(drop)
        made += [back for _, back in found]
    return made
