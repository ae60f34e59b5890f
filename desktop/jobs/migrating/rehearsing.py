"""A migration tried on a copy: how long it takes and whether it holds; the shop stays as it is.

A file is copied whole and verified, into a temporary folder. A server's shop is copied into a
schema of its own in one transaction that is taken back at the end, whatever happens.
"""

import sqlite3
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from desktop.db import migrate, side_schema, version
from desktop.db.file_backup import back_up_file
from desktop.db.loading import empty, without_guards
from desktop.db.portable import Shape, shapes
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress, Silent
from desktop.jobs.migrating.going import check_model, run
from desktop.jobs.migrating.revisions import current, known
from desktop.schema import Base

COPY = "Copy of the shop"
CHECK = "Check of the copy"


@dataclass(frozen=True)
class Rehearsed:
    """How it went on the copy. ``changed``: tables whose number of rows differs afterwards."""

    before: str
    after: str
    rows: int
    copy_s: float
    took: tuple[tuple[str, float], ...]
    changed: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """Of the migration itself, without the copy."""
        return sum(seconds for _, seconds in self.took)


def rehearse(url: URL, revision: str, at: datetime, progress: Progress | None = None) -> Rehearsed:
    """Migrates a copy to a revision and checks it. UserError with what did not hold."""
    told = progress or Silent()
    target, before = known(revision), current(url)
    if target == before:
        raise UserError(
            f"The schema is {target} already.", "There is nothing to try.", code="nothing_to_do"
        )
    told.report(0, 0, COPY)
    try:
        if url.get_backend_name() == "sqlite":
            return _with_file(Path(url.database or ""), before, target, at, told)
        return _with_server(url, before, target, told)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise UserError(
            f"The copy could not be brought to schema {target}: the new schema does not fit.",
            "Nothing was changed in the shop. Go on with the older program, and report it.",
            code="migration_failed",
        ) from error


class _Copying:
    """Of the copy only how far it is; its own steps are nobody's here."""

    def __init__(self, told: Progress) -> None:
        self._told = told

    def report(self, done: int, total: int, message: str = "") -> None:
        """Raises Cancelled when the rehearsal is stopped."""
        self._told.report(0, 0, COPY)


def _with_file(path: Path, before: str, target: str, at: datetime, told: Progress) -> Rehearsed:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="onhand-rehearsal-") as folder:
        copy = back_up_file(path, Path(folder), at, _Copying(told)).path
        copied = time.perf_counter() - began
        with migrate.migration(URL.create("sqlite", database=str(copy))) as connection:
            return _tried(connection, before, target, copied, told)


def _with_server(url: URL, before: str, target: str, told: Progress) -> Rehearsed:
    began = time.perf_counter()
    side = f"rehearsal_{int(time.time())}"
    with migrate.trial(url) as connection:
        live = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
        side_schema.make(connection, side)
        with side_schema.inside(connection, side):
            version.upgrade(connection, before)
            with without_guards(connection):
                found = shapes(connection, Base.metadata)
                empty(connection, found)
                for number, shape in enumerate(found):
                    told.report(number, len(found), COPY)
                    _copy(connection, live, shape)
            copied = time.perf_counter() - began
            return _tried(connection, before, target, copied, told)


def _copy(connection: Connection, live: str, shape: Shape) -> None:
    columns = ", ".join(f'"{name}"' for name in shape.names)
    connection.exec_driver_sql(
        f'INSERT INTO "{shape.name}" ({columns}) SELECT {columns} FROM "{live}"."{shape.name}"'
    )


def _tried(
    connection: Connection, before: str, target: str, copied: float, told: Progress
) -> Rehearsed:
    """Both counts are of the copy, so that nobody's booking meanwhile comes in between."""
    rows = _rows(connection)
    took = run(connection, before, target, told)
    told.report(0, 0, CHECK)
    check_model(connection, target)
    left = _rows(connection)
    changed = tuple(name for name in rows if left.get(name, rows[name]) != rows[name])
    return Rehearsed(before, target, sum(rows.values()), copied, took, changed)


def _rows(connection: Connection) -> dict[str, int]:
    return {
        shape.name: int(
            connection.exec_driver_sql(f'SELECT count(*) FROM "{shape.name}"').scalar_one()
        )
        for shape in shapes(connection, Base.metadata)
    }
