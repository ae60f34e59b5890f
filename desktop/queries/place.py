"""Where the data lies and how it answers: engine, line, size, round trip, how much is in it."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, func, literal_column, select
from sqlalchemy.orm import Session

from desktop.schema import AuditEntry, Product, Store, Writer
from desktop.schema.base import table_of

_P, _S, _W, _AUDIT = map(table_of, (Product, Store, Writer, AuditEntry))
_SQLITE: tuple[Any, ...] = (
    literal_column("'SQLite'"),
    literal_column("sqlite_version()"),
    literal_column("NULL"),
    literal_column("''"),
    literal_column("''"),
    literal_column(
        "(SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"
    ),
)
_SERVER: tuple[Any, ...] = (
    literal_column("'PostgreSQL'"),
    literal_column("split_part(current_setting('server_version'), ' ', 1)"),
    literal_column("(SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"),
    literal_column("current_user"),
    literal_column("current_database()"),
    literal_column("pg_database_size(current_database())"),
)


@dataclass(frozen=True)
class PlaceFacts:
    """``is_secure``: whether the line has TLS, None where there is no line; ``size`` in bytes."""

    engine: str
    version: str
    is_secure: bool | None
    user: str
    database: str
    size: int
    products: int
    movements: int
    round_trip_s: float


def place_facts(session: Session) -> PlaceFacts:
    """Two statements. Movements are told by their writers' heads, so none is counted."""
    connection = session.connection()
    began = time.perf_counter()
    connection.exec_driver_sql("SELECT 1")
    passed = time.perf_counter() - began
    row = connection.execute(_asked(connection)).one()
    engine, version, is_secure, user, database, size, products, movements = row
    secure = None if is_secure is None else bool(is_secure)
    return PlaceFacts(engine, version, secure, user, database, size, products, movements, passed)


def _asked(connection: Connection) -> Any:
    own = _SQLITE if connection.dialect.name == "sqlite" else _SERVER
    products = select(func.count()).select_from(_P).scalar_subquery()
    movements = select(func.coalesce(func.sum(_W.c.last_seq), 0)).scalar_subquery()
    return select(*own, products, movements)


@dataclass(frozen=True)
class SchemaFacts:
    """The revision of the database; since when it has each, where it was upgraded to it."""

    revision: str
    made_at: datetime | None
    upgraded: tuple[tuple[str, datetime], ...]


def schema_facts(session: Session) -> SchemaFacts:
    """Two statements: what it is now, and the notes of its migrations, newest first."""
    current = literal_column("(SELECT version_num FROM alembic_version)", String())
    born = select(func.min(_S.c.created_at, type_=_S.c.created_at.type)).scalar_subquery()
    revision, made_at = session.execute(select(current, born)).one()
    notes = select(_AUDIT.c.after, _AUDIT.c.at).where(_AUDIT.c.entity == "schema")
    rows = session.execute(notes.order_by(_AUDIT.c.at.desc(), _AUDIT.c.id.desc()))
    found = tuple((str(after["revision"]), at) for after, at in rows)
    return SchemaFacts(str(revision), made_at, found)
