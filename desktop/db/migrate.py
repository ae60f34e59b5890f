"""Brings a database to this program's schema in one transaction: all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from desktop.db import postgres, sqlite, version
from desktop.db.engine import Database
from desktop.domain.errors import Unavailable

_LOCK = 0x4F4E4844


@contextmanager
def migration(database: Database) -> Iterator[Connection]:
    """A connection for changing the schema, alone: others that start now wait for it.

    SQLite: foreign keys off (a rebuilt table would cascade), one IMMEDIATE transaction, checked
    before the commit. PostgreSQL: an advisory lock, no statement timeout, lock_timeout 5 s.
    """
    engine = create_engine(
        database.url,
        poolclass=NullPool,
        connect_args={"isolation_level": None, "timeout": 0}
        if database.is_sqlite
        else postgres.connect_args(database.url, "migrate", patient=True),
    )
    with engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("PRAGMA synchronous=FULL")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            sqlite.begin_immediate(connection)
        else:
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        try:
            yield connection
            if database.is_sqlite:
                _check(connection)
                connection.exec_driver_sql("COMMIT")
            connection.commit()
        except BaseException:
            if database.is_sqlite:
                connection.exec_driver_sql("ROLLBACK")
            connection.rollback()
            raise
    engine.dispose()


def _check(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    result = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if orphans or result != "ok":
        raise Unavailable(
            "The migrated file failed its check.", "Nothing was changed.", "check_failed"
        )


def create(database: Database) -> bool:
    """Makes all tables in an empty database; False when another start was faster."""
    with migration(database) as connection:
        if connection.dialect.has_table(connection, "alembic_version"):
            return False
        if database.is_sqlite:
            connection.exec_driver_sql(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
        version.upgrade(connection)
    return True


def upgrade(database: Database) -> None:
    """Migrates to the newest schema; another start that was faster is not an error."""
    with migration(database) as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision != version.HEAD:
            version.upgrade(connection)


def state(database: Database, known_store: str = "") -> version.Found:
    """What is at the database's place; UserError when it is not ours to touch."""
    path = database.path
    if path is not None:
        return version.inspect_file(path, known_store)
    with database.read() as session:
        return version.inspect_server(session.connection())


