"""Brings a database to a revision: backed up, all or nothing, checked, noted; what gets lost."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from desktop import __version__
from desktop.commands.migrations import note_migration
from desktop.db import migrate, version
from desktop.db.snapshot import snapshot
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress, Silent
from desktop.jobs.migrating.revisions import BASE, Revision, current, known, revisions
from desktop.queries.health import size_of
from desktop.schema import Base

BACKUP = "Backup before the change"
MODEL = "Check against the model"
UNLOCK = "Unlock for other workstations"


@dataclass(frozen=True)
class Migrated:
    """``backup``: the verified one that was made before; '' where nothing had to be done.

    ``took``: the seconds of each revision.
    """

    before: str
    after: str
    backup: str
    took: tuple[tuple[str, float], ...] = ()


def way(before: str, target: str) -> list[Revision]:
    """The revisions that are passed, in their order; on the way back the newest first."""
    low, high = sorted((before, target))
    passed = [one for one in revisions() if low < one.revision <= high]
    return passed if target > before else passed[::-1]


def steps(before: str, target: str) -> list[str]:
    """What will be told while ``migrate_to`` runs, in order."""
    return [BACKUP, *(one.title for one in way(before, target)), MODEL, UNLOCK]


def migrate_to(
    url: URL,
    revision: str,
    keep: Callable[[], str],
    by: str,
    at: datetime,
    progress: Progress | None = None,
) -> Migrated:
    """Brings a database to a revision, newer or older, in one transaction.

    ``keep`` makes a verified backup and says where it is; when it fails nothing is migrated. What
    fails after it is told with the backup's place, as Unavailable.
    """
    told = progress or Silent()
    target, before = known(revision), current(url)
    if target == before:
        return Migrated(before, target, "")
    names = steps(before, target)
    told.report(0, len(names), BACKUP)
    began = time.monotonic()
    backup = keep()
    with _named(target, backup), migrate.migration(url) as connection:
        now = _revision(connection)
        if now != before:
            raise UserError(
                "The schema was changed meanwhile.", "Look at it again.", code="conflict"
            )
        took = run(connection, before, target, told)
        told.report(len(names) - 2, len(names), MODEL)
        check_model(connection, target)
        took_ms, size = int(1000 * (time.monotonic() - began)), size_of(connection)
        note_migration(connection, before, target, by, __version__, at, took_ms, size)
        told.report(len(names) - 1, len(names), UNLOCK)
    return Migrated(before, target, backup, took)


@contextmanager
def _named(target: str, backup: str) -> Iterator[None]:
    """Whatever a migration ends with: what is safe, and where the backup is."""
    try:
        yield
    except (UserError, SQLAlchemyError, sqlite3.Error) as error:
        told = error if isinstance(error, UserError) else None
        is_undecided = isinstance(error, Unavailable) and error.is_undecided
        safe = told.hint if told is not None and is_undecided else "Nothing was changed."
        why = told.message if told else "The new schema does not fit."
        raise Unavailable(
            f"The shop could not be brought to schema {target}. {why}",
            f"{safe} The backup from before is {backup}.",
            (told.code if told else "") or "migration_failed",
            is_undecided,
        ) from error


def run(
    connection: Connection, before: str, target: str, told: Progress
) -> tuple[tuple[str, float], ...]:
    """Every revision on the way, told before it begins; the seconds of each."""
    names = [one.title for one in way(before, target)]
    total, took = len(names) + 3, []
    began = time.perf_counter()

    def applied(revision: str, _is_up: bool) -> None:
        nonlocal began
        now = time.perf_counter()
        took.append((revision, now - began))
        began = now
        if len(took) < len(names):
            told.report(1 + len(took), total, names[len(took)])

    told.report(1, total, names[0])
    go = version.upgrade if target > before else version.downgrade
    go(connection, target, applied)
    return tuple(took)


def check_model(connection: Connection, revision: str) -> None:
    """UserError unless the newest schema has all that this program's classes ask for."""
    if revision != version.HEAD:
        return
    found = _names(connection)
    wanted = {table.name: set(table.c.keys()) for table in Base.metadata.sorted_tables}
    missing = sorted(
        f"{table}.{column}"
        for table, columns in wanted.items()
        for column in columns - found.get(table, set())
    )
    if missing:
        raise UserError(
            f"The migrated database lacks {', '.join(missing[:5])}.",
            "Nothing was changed. The revision and this program do not belong together.",
            code="invalid_schema",
        )


def _revision(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def would_lose(url: URL, revision: str) -> dict[str, int]:
    """Tables and columns that an older schema does not have, with how many rows fill them."""
    there = {} if revision == BASE else _names_at(known(revision))
    lost: dict[str, int] = {}
    with snapshot(url) as connection:
        for table, columns in _names(connection).items():
            for what, condition in _missing(table, columns, there):
                query = f'SELECT count(*) FROM "{table}"{condition}'
                lost[what] = int(connection.exec_driver_sql(query).scalar_one())
    return lost


def _missing(
    table: str, columns: set[str], there: dict[str, set[str]]
) -> Iterator[tuple[str, str]]:
    if table not in there:
        yield table, ""
        return
    for column in sorted(columns - there[table]):
        yield f"{table}.{column}", f' WHERE "{column}" IS NOT NULL'


def _names(connection: Connection) -> dict[str, set[str]]:
    inspector, schema = inspect(connection), None
    if connection.dialect.name != "sqlite":
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
    return {
        name: {column["name"] for column in inspector.get_columns(name, schema)}
        for name in sorted(inspector.get_table_names(schema))
    }


def _names_at(revision: str) -> dict[str, set[str]]:
    """Tables and columns of a revision, from an empty database of it."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        version.upgrade(connection, revision)
        found = _names(connection)
    engine.dispose()
    return found
