"""Indexes that nobody uses, and indexes that the schema names and the database lacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, column, select, table
from sqlalchemy import inspect as look_into
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex

from desktop.schema import Base
from desktop.schema.base import is_for

_MASTER = table("sqlite_master", column("name"), column("type"))


@dataclass(frozen=True)
class Unused:
    """An index that no statement has read, and its size in bytes."""

    name: str
    table: str
    size: int


@dataclass(frozen=True)
class IndexFacts:
    """``unused`` is None where the engine keeps no count; ``since``: when it began to count."""

    missing: tuple[str, ...]
    unused: tuple[Unused, ...] | None
    since: datetime | None


def index_facts(session: Session) -> IndexFacts:
    """Both lists; an index that serves a rule (unique, key) is never called unused."""
    connection = session.connection()
    missing = tuple(sorted(missing_indexes(connection)))
    if connection.dialect.name == "sqlite":
        return IndexFacts(missing, None, None)
    unused = tuple(Unused(*row) for row in connection.exec_driver_sql(_UNUSED))
    since: Any = connection.exec_driver_sql(_SINCE).scalar()
    return IndexFacts(missing, unused, since)


_UNUSED = """SELECT s.indexrelname, s.relname, pg_relation_size(s.indexrelid)
    FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
    WHERE s.idx_scan = 0 AND NOT i.indisunique AND s.schemaname = current_schema()
    ORDER BY 3 DESC, 1"""
_SINCE = "SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()"
# One that was begun and never finished answers no question: as good as missing.
_THERE = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisvalid AND c.relnamespace = to_regnamespace(current_schema()::text)"""


def missing_indexes(connection: Connection) -> dict[str, Index]:
    """By name; a partly built one counts as missing."""
    if connection.dialect.name == "sqlite":
        there = set(connection.scalars(select(_MASTER.c.name).where(_MASTER.c.type == "index")))
    else:
        there = set(connection.exec_driver_sql(_THERE).scalars())
    every = (index for one in Base.metadata.tables.values() for index in one.indexes)
    named = {str(one.name): one for one in every if is_for(one, connection.dialect.name)}
    return {name: index for name, index in named.items() if name not in there}


def statements_for(session: Session) -> dict[str, tuple[str, ...]]:
    """What makes each missing index, without keeping writers out where the engine can."""
    connection = session.connection()
    is_file = connection.dialect.name == "sqlite"
    made: dict[str, tuple[str, ...]] = {}
    for name, index in sorted(missing_indexes(connection).items()):
        index.dispatch.before_create(index, connection)  # a partial one learns its condition here
        create = str(CreateIndex(index).compile(dialect=connection.dialect)).strip()
        if is_file:
            made[name] = (create,)
        else:
            create = create.replace("INDEX ", "INDEX CONCURRENTLY ", 1)
            made[name] = (f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', create)
    return made


def own_tables(session: Session) -> list[str]:
    """The shop's tables that are there, smallest matters first: by name."""
    there = set(look_into(session.connection()).get_table_names())
    return sorted(there & set(Base.metadata.tables))


def all_indexes(session: Session) -> list[str]:
    """Every index of a file, by name."""
    statement = select(_MASTER.c.name).where(_MASTER.c.type == "index").order_by(_MASTER.c.name)
    return [str(name) for name in session.scalars(statement)]
