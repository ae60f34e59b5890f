"""A long statement inside a transaction, which a person can stop while the engine is at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection

from desktop.domain.progress import Cancelled

LOOK_S = 0.2


@contextmanager
def stoppable(connection: Connection, told: Callable[[], object]) -> Iterator[None]:
    """``told`` is called every moment in a thread; when it raises Cancelled, so does the block.

    SQLite's integrity_check is one step of its machine, so no progress handler would be called in
    the middle of it: only an interrupt from outside ends it.
    """
    raw: Any = connection.connection.dbapi_connection
    end = raw.interrupt if connection.dialect.name == "sqlite" else raw.cancel
    stopped: list[Cancelled] = []
    is_over = Event()

    def look() -> None:
        while not is_over.wait(LOOK_S):
            try:
                told()
            except Cancelled as reason:
                stopped.append(reason)
            if stopped:
                end()  # again and again: between two statements there is nothing to interrupt

    looking = Thread(target=look, name="stoppable", daemon=True)
    looking.start()
    try:
        yield
    except Exception:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        is_over.set()
        looking.join()
    if stopped:
        raise stopped[0]
