"""Statements are compiled once a worker: each test opens engines of its own and began anew.

Dialects of one kind that talk to one version of a server write the same SQL, so here they count as
equal, and their engines share one cache. A window that runs for days has as warm a cache as this.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

KEPT = 2000
_KINDS: tuple[Any, ...] = (PGDialect_psycopg2, SQLiteDialect_pysqlite)
_TOLD = ("server_version_info", "default_schema_name")


def share() -> None:
    """From now on, in this process."""
    kept: Any = LRUCache(KEPT)

    def use(connection: Connection) -> None:
        engine: Any = connection.engine
        engine._compiled_cache = kept

    for kind in _KINDS:
        kind.__eq__ = _is_equal
        kind.__hash__ = _hash
    event.listen(Engine, "engine_connect", use)


def _is_equal(one: Any, other: object) -> bool:
    return type(one) is type(other) and all(
        getattr(one, name, None) == getattr(other, name, None) for name in _TOLD
    )


def _hash(one: Any) -> int:
    """Of the kind alone: the version becomes known with the first connection."""
    return hash(type(one))
