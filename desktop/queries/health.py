"""What a database is made of, and whether it is sound."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from desktop.db.stoppable import stoppable
from desktop.queries.indexes import missing_indexes
from desktop.schema import TRIGGERS, Base, Setting, Store
from desktop.schema.base import table_of

OLDEST_SERVER = 12
SHOWN = 20


@dataclass(frozen=True)
class Facts:
    """Versions, size in bytes, rows per table, and whose shop it is."""

    engine: str
    engine_version: str
    revision: str
    store_id: str
    shop: str
    size: int
    rows: dict[str, int]


@dataclass(frozen=True)
class Check:
    """One look at the database: its name, whether it passed, and what was seen."""

    name: str
    is_passed: bool
    message: str


def facts(session: Session) -> Facts:
    """Everything a person asks for when something is wrong. Counts every row."""
    rows = {name: _count(session, name) for name in sorted(Base.metadata.tables)}
    return replace(facts_without_rows(session), rows=rows)


def facts_without_rows(session: Session) -> Facts:
    """The same at any size at once."""
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    shop = session.scalars(select(Store.name).order_by(Store.id)).first()
    return Facts(
        engine="SQLite" if is_sqlite else "PostgreSQL",
        engine_version=_version(connection),
        revision=str(_one(connection, "SELECT version_num FROM alembic_version")),
        store_id=str(_system_setting(session, "store_id")),
        shop=shop or "",
        size=size_of(connection),
        rows={},
    )


def is_writable(session: Session) -> bool:
    """Whether this transaction may write. SQLite has refused to begin one that may not."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return True
    return bool(_one(connection, "SHOW transaction_read_only") == "off")


def _one(connection: Connection, statement: str) -> Any:
    return connection.exec_driver_sql(statement).scalar()


def _version(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return str(_one(connection, "SELECT sqlite_version()"))
    return str(_one(connection, "SHOW server_version")).split()[0]


def size_of(connection: Connection) -> int:
    """Bytes of the database."""
    if connection.dialect.name != "sqlite":
        return int(_one(connection, "SELECT pg_database_size(current_database())"))
    return int(_one(connection, "PRAGMA page_count")) * int(_one(connection, "PRAGMA page_size"))


def _system_setting(session: Session, key: str) -> Any:
    setting = select(Setting.value).where(Setting.scope == "system", Setting.key == key)
    return session.scalars(setting).first() or ""


def _count(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0


def checks(session: Session, told: Callable[[], object] = lambda: None) -> list[Check]:
    """Connection, version, pages and keys, triggers, indexes, and that there is one shop.

    ``told`` is called every moment while a file's pages are read; Cancelled from it ends that.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        with stoppable(connection, told):
            pages = _sqlite_checks(connection)
        found = [*pages, _triggers(connection, _SQLITE_TRIGGERS)]
    else:
        found = [_server_version(connection), _triggers(connection, _SERVER_TRIGGERS)]
    found.append(_indexes(connection))
    stores = session.scalar(select(func.count()).select_from(table_of(Store))) or 0
    return [*found, Check("shop", stores > 0, "the shop is there" if stores else "no shop in it")]


def _sqlite_checks(connection: Connection) -> list[Check]:
    pages = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    tables = sorted({str(row[0]) for row in orphans})
    said = "every reference leads somewhere" if not orphans else f"broken in {', '.join(tables)}"
    return [
        Check("integrity", pages == ["ok"], "; ".join(pages[:SHOWN])),
        Check("references", not orphans, said),
    ]


def _server_version(connection: Connection) -> Check:
    version = _version(connection)
    is_enough = int(version.split(".")[0]) >= OLDEST_SERVER
    return Check("server", is_enough, f"PostgreSQL {version}")


_SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_SERVER_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"


def _triggers(connection: Connection, statement: str) -> Check:
    there = {row[0] for row in connection.exec_driver_sql(statement)}
    missing = sorted({rule[0] for rule in TRIGGERS} - there)
    said = f"missing: {', '.join(missing)}" if missing else "the ledger is guarded"
    return Check("triggers", not missing, said)


def _indexes(connection: Connection) -> Check:
    missing = sorted(missing_indexes(connection))
    said = f"missing: {', '.join(missing[:SHOWN])}" if missing else "all are there"
    return Check("indexes", not missing, said)
