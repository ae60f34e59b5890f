"""Which way of reading keys belongs to a connection."""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, FromClause, Select

from desktop.db import keys_postgres, keys_sqlite
from desktop.db.keys import Cancel, Key, Keys


class KeyEngine(Protocol):
    """What the two modules keys_sqlite and keys_postgres have in common."""

    OLDEST: Key

    def column(self, main: FromClause) -> ColumnElement[Any]: ...
    def era(self) -> ColumnElement[int]: ...
    def pack(self, value: Any) -> Key: ...
    def unpack(self, key: Key) -> Any: ...
    def before(self, key: Key) -> Any: ...
    def stoppable(self, connection: Connection, cancel: Cancel) -> AbstractContextManager[None]: ...
    def snapshot(
        self, connection: Connection, ordered: Select[Any], main: FromClause, cancel: Cancel
    ) -> Keys: ...


def key_engine(connection: Connection) -> KeyEngine:
    """The module that reads keys over this connection."""
    return keys_sqlite if connection.dialect.name == "sqlite" else keys_postgres
