"""The client's own deadline in long work: a server that says nothing at all is given up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from desktop.db import postgres
from desktop.db.prepared import ANSWERED

SILENCE_S = 300.0


@contextmanager
def patience(connection: Connection, seconds: float = SILENCE_S) -> Iterator[None]:
    """Counted from answer to answer: no setting of the server notices that it hangs."""
    raw: Any = connection.connection.dbapi_connection
    watchdog, info = postgres.Watchdog(), connection.info
    try:
        with watchdog.guard(raw.fileno(), seconds) as answered:
            info[ANSWERED] = answered
            event.listen(connection, "after_cursor_execute", lambda *_: answered())
            yield
    finally:
        info.pop(ANSWERED, None)
        watchdog.close()
