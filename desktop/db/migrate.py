"""Brings a database to this program's schema in one transaction: all of it or nothing."""

import glob
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from desktop.db import postgres, sqlite, version
from desktop.db.durable import time_in
from desktop.db.engine import Database
from desktop.db.errors import translate
from desktop.db.patience import USUAL, Limits, patience
from desktop.domain.errors import Unavailable

_LOCK = 0x4F4E4844
_STALE_S = 600
Fill = Callable[[Session], Any]


@contextmanager
def migration(url: URL, limits: Limits = USUAL) -> Iterator[Connection]:
    """A connection for changing the schema, alone: others that start now wait for it.

    SQLite: foreign keys off (a rebuilt table would cascade), the triggers of other tables not
    looked at meanwhile, one IMMEDIATE transaction, checked before the commit. PostgreSQL: an
    advisory lock, no statement timeout, lock_timeout 5 s; a server that hangs is given up
    (Unavailable).
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    arguments: dict[str, Any] = {"isolation_level": None, "timeout": sqlite.READ_TIMEOUT_S}
    if not is_sqlite:
        arguments = postgres.connect_args(url, "migrate", patient=True)
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
    try:
        with (
            engine.connect() as connection,
            nullcontext() if is_sqlite else patience(connection, limits),
        ):
            yield from _alone(connection, is_sqlite)
    except DBAPIError as error:
        raise (translate(error) or error) from error
    finally:
        engine.dispose()


@contextmanager
def trial(url: URL) -> Iterator[Connection]:
    """A server's connection for trying: one moment of it, taken back whatever was done.

    Others go on working meanwhile, and never see anything of it, not even after a power cut.
    """
    engine = create_engine(
        url,
        poolclass=NullPool,
        connect_args=postgres.connect_args(url, "rehearsal", patient=True),
        isolation_level="REPEATABLE READ",
    )
    try:
        with engine.connect() as connection, patience(connection):
            try:
                yield connection
            finally:
                connection.rollback()
    except DBAPIError as error:
        raise (translate(error) or error) from error
    finally:
        engine.dispose()


def _alone(connection: Connection, is_sqlite: bool) -> Iterator[Connection]:
    """The transaction of ``migration``; rolled back on any error."""
    if is_sqlite:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", *version.UNGUARDED):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        sqlite.begin_immediate(connection.connection.dbapi_connection)
    else:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    try:
        yield connection
        if is_sqlite:
            _check(connection)
            connection.exec_driver_sql("COMMIT")
        _commit(connection)
    except BaseException:
        if is_sqlite and connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("ROLLBACK")
        connection.rollback()
        raise


def _commit(connection: Connection) -> None:
    """Where the answer to it is lost, nobody may say that nothing was changed."""
    try:
        connection.commit()
    except DBAPIError as error:
        known = translate(error, committing=True)
        if known is None or not getattr(known, "is_undecided", False):
            raise
        raise Unavailable(
            known.message,
            "It is not known whether the last step was still done. The shop is whole either way:"
            " look at it when the server answers again.",
            known.code,
            is_undecided=True,
        ) from error


def _check(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    result = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if orphans or result != "ok":
        raise Unavailable(
            "The migrated file failed its check.", "Nothing was changed.", "check_failed"
        )


def create(database: Database, fill: Fill | None = None) -> bool:
    """Makes all tables in an empty place and lets ``fill`` write into them: all of it or nothing.

    False when another start was faster; then ``fill`` was not called.
    """
    if database.path is not None:
        return _create_file(database.path, fill)
    with migration(database.url) as connection:
        if connection.dialect.has_table(connection, "alembic_version"):
            return False
        _build(connection, fill)
    return True


def _build(connection: Connection, fill: Fill | None) -> None:
    version.upgrade(connection)
    if fill is not None:
        with Session(connection, autoflush=False) as session:
            fill(session)
            session.flush()


def _create_file(path: Path, fill: Fill | None) -> bool:
    """Builds the file beside its place and puts it there in one step, so that no half one is seen.

    A killed start leaves a ``.new`` file, which a later one clears away.
    """
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    try:
        clear_stale(path)
        with migration(URL.create("sqlite", database=str(part))) as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
            _build(connection, fill)
        return _put(part, path)
    except OSError as error:
        raise Unavailable(
            f"The shop's file {path} cannot be made: {error.strerror}.",
            "Nothing was changed. Choose another folder, or make room on the disk.",
            "cannot_open",
        ) from error
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)


def _put(part: Path, path: Path) -> bool:
    """The finished file into its place, on the disk for good; False when a file is there."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        part.rename(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return True


def clear_stale(path: Path) -> None:
    """Removes what killed starts and restores left beside a file; what is written to stays."""
    for word in (".new", ".restored"):
        _clear(path, word)


def _clear(path: Path, word: str) -> None:
    left = sorted(path.parent.glob(f"{glob.escape(path.name)}.*{word}*"))
    for _, files in groupby(left, key=lambda file: file.name.partition(word)[0]):
        begun = list(files)
        with suppress(FileNotFoundError):  # its start has just ended
            newest = max(file.stat().st_mtime for file in begun)
            if newest < time_in(path.parent) - _STALE_S:
                for file in begun:
                    file.unlink(missing_ok=True)


def upgrade(database: Database, note: Callable[[Connection, str], None] | None = None) -> None:
    """Migrates to the newest schema; another start that was faster is not an error.

    ``note`` is told from which revision, in the same transaction.
    """
    with migration(database.url) as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision != version.HEAD:
            version.upgrade(connection)
            if note is not None:
                note(connection, str(revision))


def state(database: Database, known_store: str = "") -> version.Found:
    """What is at the database's place; UserError when it is not ours to touch."""
    path = database.path
    if path is not None:
        return version.inspect_file(path, known_store, takes_newer=True)
    with database.read() as session:
        return version.inspect_server(session.connection(), known_store, takes_newer=True)
