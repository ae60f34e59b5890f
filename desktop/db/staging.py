"""Rows of a large change, made ready beside the shop and then written by a few statements.

On SQLite they wait in TEMP tables of the connection that will write them: filling those locks
nothing. On PostgreSQL they wait as the text that COPY takes.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol, TypeVar

from sqlalchemy import Connection, Table, TableClause, column
from sqlalchemy import table as named
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from desktop.db.bulk import (
    CHUNK,
    as_driven,
    copied,
    marks,
    run_raw,
    update_rows,
)
from desktop.db.columns import Columns, driven, insert_columns
from desktop.db.engine import Database
from desktop.db.errors import translate
from desktop.db.prepared import TOUCHED
from desktop.db.snapshot import at_one_moment

IN_MEMORY, READ = 1 << 20, 1 << 16  # bytes
PATIENCE_S = 3600.0
TRIES = 3
T = TypeVar("T")
R = TypeVar("R")
_LARGE = {"cache_size": -64_000, "wal_autocheckpoint": 0}  # kibibytes; pages
_SMALL = {"cache_size": -16_000}  # kibibytes: all is looked at once, and nothing twice


class Outdated(Exception):
    """What was made ready no longer fits the shop; nothing of it may be written."""


class Sink(Protocol):
    """Takes rows in the order in which they are to be written."""

    def insert(self, table: Table, rows: Columns) -> None:
        """New rows; what they do not name gets its default."""

    def update(self, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """``names`` of rows that begin with their id and the version they were seen in."""


class Straight:
    """Writes at once, in the caller's transaction, which holds the rows: versions are as seen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, table: Table, rows: Columns) -> None:
        """One statement, or one COPY."""
        insert_columns(self._connection, table, rows)

    def update(self, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As ``update_rows``."""
        update_rows(self._connection, table, names, ((key, *new) for key, _, *new in rows))


def beside(place: str, table: Table, *names: str) -> TableClause:
    """What ``Stage.keep`` makes, as statements know it: some columns of a table."""
    return named(place, *(column(name, table.c[name].type) for name in names))


@dataclass
class _Waiting:
    table: str
    columns: str
    statement: str  # none for what others read
    is_insert: bool
    same: tuple[Any, ...] = ()
    rows: int = 0
    text: IO[bytes] = field(default_factory=partial(SpooledTemporaryFile, IN_MEMORY))

    def add(self, text: str, rows: int) -> None:
        """Lines for COPY; what is much waits in a file that nobody else can open."""
        self.text.write(text.encode())
        self.rows += rows


class Stage:
    """Keeps rows until ``write``, over a ``connection`` on which nothing has begun."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._is_file = connection.dialect.name == "sqlite"
        self._waiting: dict[str, _Waiting] = {}
        self._places: dict[tuple[Any, ...], str] = {}

    def insert(self, table: Table, rows: Columns) -> None:
        """Rows for ``INSERT … SELECT`` or COPY; those of the same kind wait in one place."""
        found = driven(self.connection, table, rows)
        same = tuple(found.same.values())
        shape = (table.name, tuple(found.each), same)
        place = self._places.setdefault(shape, f"_new_{len(self._places)}_{table.name}")
        each = _listed(found.each)
        put = (
            f'INSERT INTO "{table.name}" ({found.names})'
            f" SELECT {', '.join([each, *('?' for _ in same)])} FROM {place}"
        )
        columns = each if self._is_file else found.names
        new = _Waiting(table.name, columns, put, is_insert=True, same=same)
        waiting = self._waiting.setdefault(place, new)
        if self._is_file:
            self._fill(place, waiting, found.varying())
        else:
            waiting.add(found.copied(), len(rows))

    def update(self, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows for ``UPDATE … FROM``, which finds only those that nobody changed since."""
        keys = ("id", "version")
        tuples = as_driven(self.connection, table, (*keys, *names), rows)
        place, of = f"_set_{table.name}", f'"{table.name}"'
        sets = "".join(f', "{name}" = {place}."{name}"' for name in names)
        same = " AND ".join(f"{of}.{key} = {place}.{key}" for key in keys)
        put = f"UPDATE {of} SET version = {of}.version + 1{sets} FROM {place} WHERE {same}"
        self._wait(place, _Waiting(table.name, _listed((*keys, *names)), put, False), tuples)

    def keep(self, place: TableClause, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Rows that the writer's own statements will read, of a place told by ``beside``."""
        names = place.c.keys()
        tuples = as_driven(self.connection, table, names, rows)
        self._wait(place.name, _Waiting(table.name, _listed(names), "", False), tuples)

    def _wait(self, place: str, new: _Waiting, tuples: Iterator[tuple[Any, ...]]) -> None:
        waiting = self._waiting.setdefault(place, new)
        if self._is_file:
            self._fill(place, waiting, tuples)
            return
        while chunk := list(islice(tuples, CHUNK)):
            waiting.add("".join(map(copied, chunk)), len(chunk))

    def write(self, told: Callable[[int], None]) -> None:
        """Writes all over the connection's transaction; ``told`` how many rows after each table.

        Outdated where a row is there already or was changed since: the transaction is lost then.
        """
        touched = self.connection.info.get(TOUCHED)
        for place, waiting in self._waiting.items():
            try:
                put = self._move if self._is_file else self._copy
                changed = put(place, waiting)
            except IntegrityError as error:
                raise Outdated from error
            if changed != waiting.rows:
                raise Outdated
            if touched is not None and waiting.statement:
                touched.add(waiting.table)
            told(waiting.rows)

    def clear(self) -> None:
        """Leaves nothing behind on the connection; to be called outside of a transaction."""
        if self._is_file:
            for place in self._waiting:
                self._raw.execute(f"DROP TABLE IF EXISTS temp.{place}")
        for waiting in self._waiting.values():
            waiting.text.close()
        self._waiting.clear()
        self._places.clear()

    @property
    def _raw(self) -> Any:
        return self.connection.connection.dbapi_connection

    def _fill(self, place: str, waiting: _Waiting, tuples: Iterator[tuple[Any, ...]]) -> None:
        """By the bare connection: SQLAlchemy would begin the transaction that locks the shop."""
        like = f'SELECT {waiting.columns} FROM "{waiting.table}" WHERE 0'
        width = waiting.columns.count(",") + 1
        with _beside(self._raw) as raw:
            raw.execute(f"CREATE TEMP TABLE IF NOT EXISTS {place} AS {like}")
            cursor = raw.executemany(f"INSERT INTO {place} VALUES ({marks(width)})", tuples)
            waiting.rows += max(cursor.rowcount, 0)

    def _move(self, _place: str, waiting: _Waiting) -> int:
        if not waiting.statement:
            return waiting.rows
        return self._run(waiting.statement, waiting.same)

    def _copy(self, place: str, waiting: _Waiting) -> int:
        if waiting.is_insert:
            return self._copied(f'"{waiting.table}"', waiting)
        like = f'SELECT {waiting.columns} FROM "{waiting.table}" WITH NO DATA'
        self._run(f"CREATE TEMP TABLE {place} ON COMMIT DROP AS {like}")
        rows = self._copied(place, waiting)
        if waiting.statement:
            return self._run(waiting.statement)
        self._run(f"ANALYZE {place}")
        return rows

    def _copied(self, target: str, waiting: _Waiting) -> int:
        waiting.text.seek(0)
        return self._run(f"COPY {target} ({waiting.columns}) FROM STDIN", waiting.text)

    def _run(self, statement: str, told: tuple[Any, ...] | IO[bytes] = ()) -> int:
        """How many rows it changed."""
        counted = 0

        def call(cursor: Any) -> None:
            nonlocal counted
            if isinstance(told, tuple):
                cursor.execute(statement, told)
            else:
                cursor.copy_expert(statement, told, READ)
            counted = cursor.rowcount

        run_raw(self.connection, statement, call)
        return counted


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@contextmanager
def staged(database: Database) -> Iterator[Stage]:
    """A stage whose rows ``Database.write`` takes over its connection; empty again at the end."""
    database.check_file()
    try:
        with database.writer.connect() as connection:
            stage = Stage(connection)
            with _large(connection) if database.is_sqlite else nullcontext():
                try:
                    yield stage
                finally:
                    stage.clear()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise (translate(error) or error) from error


@contextmanager
def _large(connection: Connection) -> Iterator[None]:
    """For a transaction that writes much, so that the shop is locked for as short as can be.

    Its pages stay in memory until the commit instead of being written, read and written again; and
    they go from the journal into the file when others may write again. By itself SQLite would do
    that within the commit, and others wait for that longest part of it.
    """
    raw: Any = connection.connection.dbapi_connection
    with _set(raw, _LARGE):
        yield
    raw.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextmanager
def _set(raw: Any, wanted: Mapping[str, int]) -> Iterator[None]:
    """Pragmas of one connection for a while."""
    usual = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    for name, value in wanted.items():
        raw.execute(f"PRAGMA {name}={value}")
    try:
        yield
    finally:
        for name, value in usual.items():
            raw.execute(f"PRAGMA {name}={value}")


@contextmanager
def _beside(raw: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A transaction that writes to TEMP tables alone and so takes no lock of the shop's."""
    raw.execute("BEGIN")
    try:
        yield raw
        raw.execute("COMMIT")
    except BaseException:
        raw.rollback()
        raise


def written(
    database: Database,
    prepare: Callable[[Session, Stage], T],
    write: Callable[[Session, T | None], R],
) -> R:
    """``write`` is told what was prepared, and raises Outdated where that no longer fits.

    Where others keep changing what it speaks of, at last all is done under the lock.
    """
    for _ in range(TRIES):
        with suppress(Outdated):
            return _prepared_first(database, prepare, write)
    with database.write(PATIENCE_S) as session:
        return write(session, None)


def _prepared_first(
    database: Database,
    prepare: Callable[[Session, Stage], T],
    write: Callable[[Session, T | None], R],
) -> R:
    """The shop is only locked while what stands ready is written."""
    with staged(database) as stage:
        with database.read(PATIENCE_S) as session:
            at_one_moment(session)
            raw = session.connection().connection.dbapi_connection
            with _set(raw, _SMALL) if database.is_sqlite else nullcontext():
                prepared = prepare(session, stage)
        with database.write(PATIENCE_S, stage.connection) as session:
            return write(session, prepared)
