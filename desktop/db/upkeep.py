"""Statements of upkeep (VACUUM, REINDEX …) over a connection of their own, which a person can stop.

They stand outside transactions and may take minutes; both engines leave the content as it was when
one is stopped.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from desktop.db import postgres
from desktop.db.errors import translate
from desktop.db.sqlite import set_pragmas
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Cancelled

WAIT_S = 10.0
LOOK_S = 0.2
_STEPS = 100_000
Told = Callable[[], None]


class Upkeep(Protocol):
    """``told`` is called every moment while a statement runs; what it raises ends the statement."""

    is_file: bool

    def run(self, statement: str, told: Told, limit_s: float | None = None) -> None: ...
    def size(self) -> int: ...
    def is_alone(self) -> bool: ...


@contextmanager
def upkeep(url: URL) -> Iterator[Upkeep]:
    """Opened for as long as the block; failures of the engine become sentences."""
    kept: _File | _Server = (
        _File(Path(url.database or "")) if url.get_backend_name() == "sqlite" else _Server(url)
    )
    try:
        yield kept
    finally:
        kept.raw.close()


class _File:
    """SQLite looks up by itself every few milliseconds."""

    is_file = True

    def __init__(self, path: Path) -> None:
        place = f"{path.absolute().as_uri()}?mode=rw"
        try:
            self.raw = sqlite3.connect(place, uri=True, timeout=WAIT_S, isolation_level=None)
            set_pragmas(self.raw)
        except sqlite3.Error as error:
            raise translate(error) or error from error

    def run(self, statement: str, told: Told, limit_s: float | None = None) -> None:
        stopped: list[BaseException] = []
        end = time.monotonic() + limit_s if limit_s is not None else None

        def look() -> int:
            try:
                told()
            except (Cancelled, Unavailable) as reason:
                stopped.append(reason)
            if end is not None and time.monotonic() > end:
                stopped.append(_too_long())
            return len(stopped)

        self.raw.set_progress_handler(look, _STEPS)
        try:
            self.raw.execute(statement)
        except sqlite3.Error as error:
            if stopped:
                raise stopped[0] from None
            raise translate(error) or error from error
        finally:
            self.raw.set_progress_handler(None, 0)

    def size(self) -> int:
        pages, page = (
            self.raw.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "page_size")
        )
        return int(pages * page)

    def is_alone(self) -> bool:
        """Whether nobody else has the file open."""
        self.raw.execute("PRAGMA busy_timeout=0")
        try:
            self.raw.execute("PRAGMA journal_mode=DELETE")
            self.raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.Error:
            return False
        finally:
            self.raw.execute(f"PRAGMA busy_timeout={int(WAIT_S * 1000)}")
        return True


class _Server:
    """A thread looks up meanwhile, and has the statement cancelled."""

    is_file = False

    def __init__(self, url: URL) -> None:
        import psycopg2

        self._failure = psycopg2.Error
        arguments = postgres.connect_args(url, "upkeep", patient=True)
        arguments["application_name"] = "onhand-upkeep"
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with self._told():
            self.raw: Any = psycopg2.connect(dsn, **arguments)
            self.raw.autocommit = True

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._failure as error:
            found: Any = DBAPIError.instance("", None, error, self._failure)
            raise translate(found) or error from error

    def run(self, statement: str, told: Told, limit_s: float | None = None) -> None:
        stopped: list[BaseException] = []
        is_over = Event()

        def look() -> None:
            while not is_over.wait(LOOK_S):
                try:
                    told()
                except Cancelled as reason:
                    stopped.append(reason)
                    self.raw.cancel()

        looking = Thread(target=look, name="upkeep", daemon=True)
        looking.start()
        try:
            with self._told(), self.raw.cursor() as cursor:
                cursor.execute(statement)
        except Unavailable:
            if stopped:
                raise stopped[0] from None
            raise
        finally:
            is_over.set()
            looking.join()

    def size(self) -> int:
        with self._told(), self.raw.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def is_alone(self) -> bool:
        """Nobody is in the way on a server."""
        return True


def _too_long() -> Unavailable:
    return Unavailable(
        "The file is too large to be tidied while a till works on it.",
        "Nothing was changed. Close every window and run “db optimize”.",
        "too_large",
    )
