"""Changing the schema on purpose: what is pending, up and down, as SQL text, backed up first."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from desktop import __version__
from desktop.commands.migrations import ENTITY, note_migration
from desktop.db import migrate, version
from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.schema import AuditEntry
from desktop.schema.base import table_of

BASE = "base"
_AUDIT = table_of(AuditEntry)


@dataclass(frozen=True)
class Revision:
    """One step of the schema: what it does and of when, from its own file."""

    revision: str
    after: str
    message: str
    date: str


@dataclass(frozen=True)
class Step:
    """One migration that this database has seen: when, by whom, with which program."""

    at: datetime
    before: str
    after: str
    user: str
    program: str


@dataclass(frozen=True)
class Migrated:
    """``backup``: the verified one that was made before; '' where nothing had to be done."""

    before: str
    after: str
    backup: str


def revisions() -> list[Revision]:
    """All revisions that this program knows, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(version.alembic_config())
    found = [_told(script) for script in scripts.walk_revisions()]
    return sorted(found, key=lambda one: one.revision)


def _told(script: Any) -> Revision:
    text = str(script.longdoc or "")
    date = text.rpartition(", ")[2].strip() if "Revision:" in text else ""
    return Revision(script.revision, script.down_revision or "", str(script.doc), date)


def current(url: URL) -> str:
    """The revision of a database, read without changing it; UserError where it is not ours."""
    if url.get_backend_name() == "sqlite":
        found = version.inspect_file(Path(url.database or ""))
    else:
        with snapshot(url) as connection:
            found = version.inspect_server(connection)
    if found.state is version.State.NEW:
        raise UserError("There is no shop here yet.", "Run “db init”.", code="no_shop")
    return found.revision


def known(revision: str) -> str:
    """The revision as it is called; UserError for one that nobody knows."""
    names = version.known_revisions()
    if revision in ("head", ""):
        return version.HEAD
    if revision in names:
        return revision
    raise UserError(
        f"There is no schema “{revision[:40]}”.",
        f"There are: {', '.join(names)}.",
        code="usage",
    )


def migrate_to(url: URL, revision: str, keep: Callable[[], str], by: str, at: datetime) -> Migrated:
    """Brings a database to a revision, newer or older, in one transaction.

    ``keep`` makes a verified backup and says where it is; when it fails nothing is migrated.
    """
    target, before = known(revision), current(url)
    if target == before:
        return Migrated(before, target, "")
    backup = keep()
    with migrate.migration(url) as connection:
        now = _revision(connection)
        if now != before:
            raise UserError(
                "The schema was changed meanwhile.", "Look at it again.", code="conflict"
            )
        if target > before:
            version.upgrade(connection, target)
        else:
            version.downgrade(connection, target)
        note_migration(connection, before, target, by, __version__, at)
    return Migrated(before, target, backup)


def _revision(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def history(url: URL) -> list[Step]:
    """The migrations that a database has seen since its shop was made, newest first."""
    wanted = select(_AUDIT.c.at, _AUDIT.c.before, _AUDIT.c.after).where(
        _AUDIT.c.entity == ENTITY, _AUDIT.c.entity_id == ZERO
    )
    with snapshot(url) as connection:
        rows = connection.execute(wanted.order_by(_AUDIT.c.at.desc(), _AUDIT.c.id.desc())).all()
    return [
        Step(at, b["revision"], a["revision"], str(a.get("by", "")), str(a.get("program", "")))
        for at, b, a in rows
    ]


def as_sql(dialect: str, start: str, end: str) -> str:
    """The statements from one revision to another, as psql or sqlite3 apply them."""
    from alembic import command

    text = io.StringIO()
    config = version.alembic_config(dialect=dialect)
    config.output_buffer = text
    run = command.upgrade if _number(end) >= _number(start) else command.downgrade
    run(config, f"{start}:{end}", sql=True)
    return text.getvalue()


def _number(revision: str) -> int:
    return 0 if revision == BASE else int(revision)


def would_lose(url: URL, revision: str) -> dict[str, int]:
    """Tables and columns that an older schema does not have, with how many rows fill them."""
    there = _names_at(known(revision))
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
    inspector = inspect(connection)
    return {
        name: {column["name"] for column in inspector.get_columns(name)}
        for name in sorted(inspector.get_table_names())
    }


def _names_at(revision: str) -> dict[str, set[str]]:
    """Tables and columns of a revision, from an empty database of it."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        version.upgrade(connection, revision)
        found = _names(connection)
    engine.dispose()
    return found
