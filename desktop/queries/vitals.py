"""How big the database is and who is at work on it: sizes, rows, workstations, WAL archiving."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.queries.health import facts_without_rows
from desktop.schema import Base, Workstation
from desktop.schema.base import table_of

COUNTED = 200_000  # more rows than this are not counted one by one
# For whoever looks after a server; where the copies lie is theirs to choose.
ARCHIVING_LINES = """# postgresql.conf, then restart the server
wal_level = replica
archive_mode = on
archive_command = 'test ! -f /srv/onhand-wal/%f && cp %p /srv/onhand-wal/%f'
archive_timeout = 300

# once, and then every week, the whole cluster as a base:
#   pg_basebackup -D /srv/onhand-base/$(date +%F) -X stream -c fast

# to go back to a moment: put a base in the place of the data directory, add an empty file
# recovery.signal, set these two, and start the server
#   restore_command = 'cp /srv/onhand-wal/%f %p'
#   recovery_target_time = '2026-11-14 14:05:00+00'
"""
MEASURED = 256 << 20  # a larger file is not walked through to tell tables apart


@dataclass(frozen=True)
class TableFacts:
    """``is_about``: rows are the engine's estimate; ``size`` in bytes with indexes, if known."""

    name: str
    rows: int
    is_about: bool = False
    size: int | None = None


@dataclass(frozen=True)
class Station:
    """A workstation; ``windows`` are open now (None: a file cannot tell)."""

    name: str
    seen_at: datetime | None
    program: str
    windows: int | None = None


@dataclass(frozen=True)
class Archiving:
    """What the server says of its WAL; None where this login may not see it."""

    level: str | None
    mode: str | None
    has_command: bool | None
    archived: int
    failed: int
    last_at: datetime | None
    last_failed_at: datetime | None

    @property
    def is_on(self) -> bool:
        """Whether a point in time can be recovered from what is kept."""
        return self.mode in ("on", "always") and self.has_command is not False


@dataclass(frozen=True)
class Vitals:
    """``free``: bytes that a vacuum would give back, None where only a vacuum can tell."""

    engine: str
    engine_version: str
    revision: str
    store_id: str
    size: int
    free: int | None
    tables: tuple[TableFacts, ...]
    stations: tuple[Station, ...]
    archiving: Archiving | None

    @property
    def rows(self) -> dict[str, int]:
        return {table.name: table.rows for table in self.tables}


def vitals(session: Session) -> Vitals:
    """Cheap at any size: large tables are not counted, a large file is not walked through."""
    known = facts_without_rows(session)
    connection = session.connection()
    is_file = connection.dialect.name == "sqlite"
    free = None
    if is_file:
        pages = connection.exec_driver_sql("PRAGMA freelist_count").scalar() or 0
        free = pages * (connection.exec_driver_sql("PRAGMA page_size").scalar() or 0)
    sized = _in_file(connection, known.size) if is_file else _on_server(connection)
    return Vitals(
        known.engine,
        known.engine_version,
        known.revision,
        known.store_id,
        known.size,
        free,
        tuple(sorted(sized, key=lambda table: (-table.rows, table.name))),
        stations(session),
        None if is_file else archiving(connection),
    )


def _count(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0


def _in_file(connection: Connection, size: int) -> list[TableFacts]:
    sizes = _sizes_in_file(connection) if size <= MEASURED else {}
    found = []
    for name in Base.metadata.tables:
        highest = connection.exec_driver_sql(f'SELECT max(rowid) FROM "{name}"').scalar() or 0
        is_about = highest > COUNTED
        rows = highest if is_about else _count(connection, name)
        found.append(TableFacts(name, rows, is_about, sizes.get(name)))
    return found


def _sizes_in_file(connection: Connection) -> dict[str, int]:
    """Pages of each table and its indexes; nothing where this SQLite was built without dbstat."""
    built = connection.exec_driver_sql("PRAGMA compile_options").scalars()
    if "ENABLE_DBSTAT_VTAB" not in built:
        return {}
    rows = connection.exec_driver_sql(
        "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name"
        " WHERE s.aggregate = 1 GROUP BY m.tbl_name"
    )
    return {str(name): int(size) for name, size in rows}


_ESTIMATES = """SELECT c.relname, greatest(c.reltuples::bigint, s.n_live_tup, 0),
    pg_total_relation_size(c.oid) FROM pg_class c
    LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace(current_schema()::text)"""


def _on_server(connection: Connection) -> list[TableFacts]:
    known = {str(row[0]): row for row in connection.exec_driver_sql(_ESTIMATES)}
    found = []
    for name in Base.metadata.tables.keys() & known.keys():
        _, about, size = known[name]
        is_about = about > COUNTED
        rows = int(about) if is_about else _count(connection, name)
        found.append(TableFacts(name, rows, is_about, int(size)))
    return found


# A window listens for the others over a connection of its own: as many windows as listeners.
_PRESENT = """SELECT substr(application_name, 8), greatest(count(*) FILTER
    (WHERE query = 'LISTEN onhand'), 1) FROM pg_stat_activity
    WHERE application_name LIKE 'onhand/%%' AND datname = current_database() GROUP BY 1"""


def stations(session: Session) -> tuple[Station, ...]:
    """Who has signed on, and on a server who is connected now; the newest first."""
    connection = session.connection()
    table = table_of(Workstation)
    rows = connection.execute(
        select(table.c.name, table.c.last_seen, table.c.app_version).order_by(
            table.c.last_seen.desc().nulls_last(), table.c.name
        )
    ).all()
    if connection.dialect.name == "sqlite":
        return tuple(Station(*row) for row in rows)
    present = {str(row[0]): int(row[1]) for row in connection.exec_driver_sql(_PRESENT)}
    found = []
    for name, seen_at, program in rows:
        found.append(Station(name, seen_at, program, present.pop(name[:56], 0)))
    strangers = [Station(name, None, "", windows) for name, windows in present.items()]
    return tuple(sorted([*found, *strangers], key=lambda one: -(one.windows or 0)))


_WAL = """SELECT name, setting FROM pg_settings
    WHERE name IN ('wal_level', 'archive_mode', 'archive_command', 'archive_library')"""
_ARCHIVED = """SELECT archived_count, failed_count, last_archived_time, last_failed_time
    FROM pg_stat_archiver"""


def archiving(connection: Connection) -> Archiving:
    """B25: whether the server keeps its WAL, as far as this login may read it."""
    said = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(_WAL)}
    counted: Any = connection.exec_driver_sql(_ARCHIVED).one()
    command = said.get("archive_command")
    has_command = None if command is None else command not in ("", "(disabled)")
    if said.get("archive_library"):
        has_command = True
    return Archiving(said.get("wal_level"), said.get("archive_mode"), has_command, *counted)


def explained(session: Session, statement: str, values: int) -> str:
    """How the engine would go about a statement; it is not run, and needs no values.

    UserError never: what cannot be explained (a command of the engine) says so.
    """
    connection = session.connection()
    try:
        if connection.dialect.name == "sqlite":
            asked = f"EXPLAIN QUERY PLAN {statement}"
            rows = connection.exec_driver_sql(asked, (None,) * values).all()
            return "\n".join(str(row[-1]) for row in rows)
        return _explained_by_server(connection, statement)
    except DBAPIError as error:
        return _no_plan(error.orig)


def _no_plan(error: object) -> str:
    return f"The database gives no plan for this: {str(error).splitlines()[0]}"


def _explained_by_server(connection: Connection, statement: str) -> str:
    """The plan for any values; PostgreSQL 12 has no other way to ask for it."""
    names: dict[str, str] = {}

    class Marks(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return names.setdefault(name, f"${len(names) + 1}")

    is_numbered = "%(" not in statement
    asked = statement if is_numbered else statement % Marks()
    count = _highest(asked) if is_numbered else len(names)
    given = f"({', '.join(['NULL'] * count)})" if count else ""
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor:
        cursor.execute("SAVEPOINT explained; SET LOCAL plan_cache_mode = force_generic_plan")
        try:
            cursor.execute(f"PREPARE onhand_explained AS {asked}")
            cursor.execute(f"EXPLAIN EXECUTE onhand_explained{given}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            cursor.execute("DEALLOCATE onhand_explained")
        except connection.dialect.loaded_dbapi.Error as error:
            plan = _no_plan(error)
        cursor.execute("ROLLBACK TO explained")
    return plan


def _highest(statement: str) -> int:
    """The number of the last of $1, $2 …"""
    return max((int(mark) for mark in re.findall(r"\$(\d+)", statement)), default=0)
