"""PostgreSQL: a shop built in a schema of its own, and two shops that change places at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection

from desktop.domain.errors import Unavailable

BEFORE = "before_"
_TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %(schema)s AND c.relkind = 'r' ORDER BY c.relname"""
_FUNCTIONS = """SELECT quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid)
    || ')'
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = %(schema)s"""
_OTHERS = """FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND starts_with(application_name, 'onhand/')"""


@contextmanager
def inside(connection: Connection, schema: str) -> Iterator[None]:
    """Names mean the tables of this schema and no others."""
    before = connection.exec_driver_sql("SHOW search_path").scalar_one()
    connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')
    yield
    connection.exec_driver_sql(f"SET LOCAL search_path TO {before}")


def make(connection: Connection, schema: str) -> None:
    """A new empty schema."""
    connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')


def swap_in(connection: Connection, side: str, at: datetime) -> str | None:
    """The shop in ``side`` takes the place of the one in use; the name of the schema it is in now.

    In the caller's transaction. Everybody else is cut off: who comes back finds the new epoch.
    None where no shop was there before. Unavailable when the tables cannot be had for long.
    """
    live = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
    fresh = _named(connection, _TABLES, side)
    old = [name for name in _named(connection, _TABLES, live) if name in fresh]
    kept = None
    if old:
        _take(connection, live, old)
        kept = _free_name(connection, at)
        make(connection, kept)
        _move(connection, live, kept, old, set(_named(connection, _FUNCTIONS, side)))
    _move(connection, side, live, fresh, set(_named(connection, _FUNCTIONS, side)))
    connection.exec_driver_sql(f'DROP SCHEMA "{side}"')
    return kept


def kept(connection: Connection) -> list[str]:
    """The schemas that hold former shops, newest first."""
    schemas = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'before_')"
    found = [name for (name,) in connection.exec_driver_sql(schemas)]
    return [
        name
        for name in sorted(found, reverse=True)
        if "alembic_version" in _named(connection, _TABLES, name)
    ]


def sizes(connection: Connection) -> dict[str, int]:
    """The schemas that hold former shops with their bytes, newest first."""
    told = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relkind = 'r'"""
    return {
        name: int(connection.exec_driver_sql(told, {"schema": name}).scalar_one())
        for name in kept(connection)
    }


def others(connection: Connection, own: str) -> int:
    """How many other workstations than ``own`` have the shop open, each counted once."""
    counted = f"SELECT count(DISTINCT (client_addr, application_name)) {_OTHERS}"
    mine = ", ".join(f"'onhand/{name}'" for name in ("backup", "migrate"))
    return int(
        connection.exec_driver_sql(
            f"{counted} AND application_name NOT IN ({mine}, %(own)s)", {"own": own}
        ).scalar_one()
    )


def _named(connection: Connection, statement: str, schema: str) -> list[str]:
    return [name for (name,) in connection.exec_driver_sql(statement, {"schema": schema})]


def _free_name(connection: Connection, at: datetime) -> str:
    stem = f"{BEFORE}{at.astimezone(UTC):%Y%m%dt%H%M%Sz}"
    taken = {name for (name,) in connection.exec_driver_sql("SELECT nspname FROM pg_namespace")}
    names = (stem, *(f"{stem}_{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken)


def _take(connection: Connection, live: str, tables: list[str]) -> None:
    """All tables for us alone, then all other workstations' connections ended."""
    listed = ", ".join(f'"{live}"."{name}"' for name in tables)
    connection.exec_driver_sql(f"LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE")
    strangers = connection.exec_driver_sql(
        f"SELECT count(*) {_OTHERS} AND usename <> current_user"
    ).scalar_one()
    if strangers:
        raise Unavailable(
            f"{strangers} connections of another login are using the shop.",
            "Nothing was changed. Close Onhand on those computers and try again.",
            "busy",
        )
    connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {_OTHERS}")


def _move(
    connection: Connection, source: str, target: str, tables: list[str], functions: set[str]
) -> None:
    for name in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{source}"."{name}" SET SCHEMA "{target}"')
    for name in functions & set(_named(connection, _FUNCTIONS, source)):
        connection.exec_driver_sql(f'ALTER FUNCTION "{source}".{name} SET SCHEMA "{target}"')
