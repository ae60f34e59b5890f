"""Whether the database answers, within three seconds whatever it does, and what was asked of it."""

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from desktop.db import postgres
from desktop.db.counters import BUCKETS_S
from desktop.db.engine import Database
from desktop.db.errors import server_gone, translate
from desktop.domain.errors import Unavailable, UserError

R = TypeVar("R")
LIMIT_S = 2.6  # what is left of three seconds is for a slow computer
_CONNECT_S = 2  # libpq takes no less
_ANSWER_S = 2.0
_FILE_S = 1.0
_COUNT = "SELECT count(*) FROM workstation"


@dataclass(frozen=True)
class PoolFigures:
    """Connections of this program: kept, waiting, in use, beyond the kept ones, broken so far."""

    size: int
    checked_in: int
    checked_out: int
    overflow: int
    invalid: int
    most: int

    @property
    def is_exhausted(self) -> bool:
        """Whether the next one who asks has to wait."""
        return self.checked_out >= self.most


@dataclass(frozen=True)
class Health:
    """``status``: healthy, busy (it answers, but no connection is free) or unhealthy."""

    status: str
    connection_test: bool
    response_ms: float | None
    pool: PoolFigures
    message: str = ""
    hint: str = ""
    code: str = ""


class Pulse:
    """Feels one database's pulse, over a connection of its own so that a full pool hides nothing.

    Asks in a thread that is never waited for longer than ``LIMIT_S``: no setting of a driver ends
    every wait (a name that is looked up, a disk that hangs). One such thread runs at a time.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.counters = database.counters
        self.bounds = BUCKETS_S  # seconds, of the counters' durations
        self._lock = threading.Lock()
        self._asking: Future[float] | None = None

    def health(self) -> Health:
        """SELECT 1 and a count; at most three seconds, and never an exception."""
        asking = self._ask()
        try:
            seconds = asking.result(LIMIT_S)
        except TimeoutError:
            return self._unhealthy(server_gone() if self.database.path is None else _slow_file())
        except UserError as error:
            return self._unhealthy(error)
        pool = pool_figures(self.database)
        if pool.is_exhausted:
            said = "The server is busy: no connection is free."
            hint = "Lists wait for one; scans go on. Close a workstation's long work, or wait."
            return Health("busy", True, _ms(seconds), pool, said, hint, "pool_busy")
        return Health("healthy", True, _ms(seconds), pool)

    def read(self, function: Callable[..., R], *args: Any) -> R:
        """``function(session, *args)`` on the shop's own server, not on one for reports."""
        with self.database.read() as session:
            return function(session, *args)

    def _unhealthy(self, error: UserError) -> Health:
        pool = pool_figures(self.database)
        return Health("unhealthy", False, None, pool, error.message, error.hint, error.code)

    def _ask(self) -> "Future[float]":
        with self._lock:
            if self._asking is None or self._asking.done():
                self._asking = Future()
                threading.Thread(
                    target=self._answer, args=(self._asking,), name="pulse", daemon=True
                ).start()
            return self._asking

    def _answer(self, told: "Future[float]") -> None:
        began = time.perf_counter()
        try:
            ask = _ask_file if self.database.path is not None else _ask_server
            ask(self.database)
        except UserError as error:
            told.set_exception(error)
        except Exception as error:  # the one who waits must be told, whatever it is
            known = translate(error) or UserError(f"The database refused: {error}", code="fault")
            told.set_exception(known)
        else:
            told.set_result(time.perf_counter() - began)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _slow_file() -> Unavailable:
    return Unavailable(
        "The disk with the shop's file does not answer.",
        "Nothing was changed. Check that the disk is there, then try again.",
        "disk_error",
    )


def _ask_file(database: Database) -> None:
    database.check_file()
    place = f"{database.path.absolute().as_uri()}?mode=rw" if database.path else ""
    try:
        connection = sqlite3.connect(place, uri=True, timeout=_FILE_S, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise translate(error) or error from error
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT 1").fetchone()
        connection.execute(_COUNT).fetchone()
    except sqlite3.Error as error:
        raise translate(error) or error from error
    finally:
        connection.close()


def _ask_server(database: Database) -> None:
    import psycopg2

    arguments = postgres.connect_args(database.url, "")
    arguments |= {"application_name": "onhand-health", "connect_timeout": _CONNECT_S}
    dsn = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection: Any = None
    try:
        connection = psycopg2.connect(dsn, **arguments)
        postgres.refuse_old(connection.server_version)
        with (
            database.watchdog.guard(connection.fileno(), _ANSWER_S),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1")
            cursor.fetchone()
            cursor.execute(_COUNT)
    except psycopg2.Error as error:
        wrapped = DBAPIError.instance("", None, error, psycopg2.Error)
        known = translate(wrapped) if isinstance(wrapped, DBAPIError) else None
        raise known or server_gone() from error
    finally:
        if connection is not None:
            connection.close()


def pool_figures(database: Database) -> PoolFigures:
    """The pools of readers and of the writer together; no connection is asked for."""
    pools = [
        engine.pool
        for engine in dict.fromkeys((database.reader, database.writer))
        if isinstance(engine.pool, QueuePool)
    ]
    size = sum(pool.size() for pool in pools)
    overflow = sum(max(pool.overflow(), 0) for pool in pools)
    readers: Any = pools[0]
    most = readers.size() + readers._max_overflow if readers._max_overflow >= 0 else 1 << 30
    return PoolFigures(
        size=size,
        checked_in=sum(pool.checkedin() for pool in pools),
        checked_out=sum(pool.checkedout() for pool in pools),
        overflow=overflow,
        invalid=database.counters.counted().invalidated,
        most=most + sum(pool.size() for pool in pools[1:]),
    )
