"""PostgreSQL: connection options, the client's own deadline, and the ear for other workstations."""

import heapq
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from desktop.domain.errors import Unavailable, UserError

CHANNEL = "onhand"
PING_S = 2.0
HEAR_S = 0.05  # how long an ended program waits for its ear
OLDEST = 120000
_LOOPBACK = {"", "localhost", "127.0.0.1", "::1"}
_SESSION = {
    "timezone": "UTC",
    "statement_timeout": "10000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "15000",
}


def connect_args(
    url: URL, name: str, patient: bool = False, only_reads: bool = False
) -> dict[str, Any]:
    """libpq options; ``patient`` is for jobs, which are cancelled by hand and never time out."""
    session = dict(_SESSION)
    session |= {"default_transaction_read_only": "on"} if only_reads else {}
    if patient:
        session |= {key: "0" for key in session if key.endswith("timeout")}
    arguments: dict[str, Any] = {
        "connect_timeout": 3,
        "application_name": f"onhand/{name}"[:63],
        "tcp_user_timeout": 5000,
        "keepalives": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "options": " ".join(f"-c {key}={value}" for key, value in session.items()),
    }
    if not is_local(url) and "sslmode" not in url.query:
        arguments["sslmode"] = os.environ.get("PGSSLMODE", "verify-full")
        arguments["sslrootcert"] = os.environ.get("PGSSLROOTCERT", "system")
    return arguments


def be_patient(connection: Connection) -> None:
    """Until the end of the transaction nothing times out: a job may think between two queries."""
    for key in _SESSION:
        if key.endswith("timeout"):
            connection.exec_driver_sql(f"SET LOCAL {key} = 0")


def is_local(url: URL) -> bool:
    """Whether every address that libpq may try is on this computer."""
    named = [url.query.get("host") or url.host or os.environ.get("PGHOST", "")]
    named.append(url.query.get("hostaddr") or os.environ.get("PGHOSTADDR", ""))
    words = (entry if isinstance(entry, str) else ",".join(entry) for entry in named)
    hosts = [host for word in words for host in word.split(",")]
    return all(host in _LOOPBACK or host.startswith(("/", "@")) for host in hosts)


def make_engine(
    url: URL, name: str, watchdog: "Watchdog", *, size: int, overflow: int, timeout: int,
    recycle: int, echo: bool, echo_pool: bool, only_reads: bool = False,
) -> Engine:  # fmt: skip
    """QueuePool with pre-ping; the ping itself stands under the client's deadline."""
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=overflow,
        pool_timeout=timeout,
        pool_recycle=recycle,
        pool_pre_ping=True,
        echo=echo,
        echo_pool=echo_pool,
        connect_args=connect_args(url, name, only_reads=only_reads),
        use_native_hstore=False,  # no column is one: each connection would ask the server for it
    )
    _guard_ping(engine, watchdog)

    def first_connect(connection: Any, _record: object) -> None:
        refuse_old(connection.server_version)

    event.listen(engine, "connect", first_connect)
    return engine


def _guard_ping(engine: Engine, watchdog: "Watchdog") -> None:
    """The pool's ping, cut off when a server does not answer."""
    dialect: Any = engine.dialect
    ping = dialect.do_ping

    def guarded_ping(connection: Any) -> bool:
        """A server that hangs is told from one that closed the line: connecting would hang too."""
        began = time.monotonic()
        try:
            with watchdog.guard(connection.fileno(), PING_S):
                return bool(ping(connection))
        except dialect.loaded_dbapi.Error as error:
            if time.monotonic() - began < PING_S:
                raise
            raise Unavailable(
                "The database server does not answer.",
                "Nothing was changed. Check the network and the server, then try again.",
                "server_hangs",
            ) from error

    dialect.do_ping = guarded_ping


def check_epoch(connection: Any, epoch: str) -> None:
    """Unavailable where the shop was restored since ``epoch`` was read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value #>> '{}' FROM setting WHERE scope = 'system' AND key = 'epoch'"
        )
        found = cursor.fetchone()
    connection.rollback()
    if epoch != (found[0] if found else ""):
        raise Unavailable(
            "The shop was restored from a backup meanwhile.",
            "Nothing was booked. Close Onhand and start it again: it signs on anew.",
            "restored",
        )


def refuse_old(server_version: int) -> None:
    """UserError for a server older than 12; the number is libpq's, 110005 for 11.5."""
    if server_version < OLDEST:
        raise UserError(
            f"The server runs PostgreSQL {server_version // 10000}; Onhand needs 12 or newer.",
            "Nothing was changed. Ask who looks after the server to update it.",
            code="server_too_old",
        )


class Watchdog:
    """Cuts a connection whose server does not answer in time: no libpq setting notices that.

    ``guard(fd, seconds)`` shuts the socket down from another thread when the time is over; the
    waiting call in libpq then fails at once. What it gives begins the time anew: to be called
    whenever the server has answered, so that a slow computer is not taken for a silent server.
    """

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._due: list[tuple[float, int, socket.socket]] = []
        self._open: set[int] = set()
        self._numbers = count()
        self._thread: threading.Thread | None = None
        self._closed = False

    @contextmanager
    def guard(self, descriptor: int, seconds: float) -> Iterator[Callable[[], None]]:
        with socket.socket(fileno=os.dup(descriptor)) as line:
            number = self._add(line, seconds)

            def answered() -> None:
                nonlocal number
                with self._wake:
                    self._open.discard(number)
                number = self._add(line, seconds)

            try:
                yield answered
            finally:
                with self._wake:
                    self._open.discard(number)

    def _add(self, line: socket.socket, seconds: float) -> int:
        with self._wake:
            number = next(self._numbers)
            self._open.add(number)
            heapq.heappush(self._due, (time.monotonic() + seconds, number, line))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
                self._thread.start()
            if self._due[0][1] == number:
                self._wake.notify()
            return number

    def _run(self) -> None:
        with self._wake:
            while not self._closed:
                while self._due and self._due[0][1] not in self._open:
                    heapq.heappop(self._due)
                if not self._due:
                    self._wake.wait()
                    continue
                wait = self._due[0][0] - time.monotonic()
                if wait > 0:
                    self._wake.wait(wait)
                    continue
                _, number, line = heapq.heappop(self._due)
                self._open.discard(number)
                cut(line)

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
            thread = self._thread
        if thread:
            thread.join()


def cut(line: socket.socket) -> None:
    """Ends a connection under whoever waits on it."""
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it was closed meanwhile, which is what was wanted


def listen(
    url: URL,
    name: str,
    heard: Callable[[str], None],
    reached: Callable[[bool], None],
    stopped: threading.Event,
) -> None:
    """Runs in a thread of its own: hands every notification's payload to ``heard`` until stopped.

    A lost connection is told with ``reached(False)`` and tried again every second; when it came
    back, ``reached(True)``, and ``heard("")`` says that anything may have changed.
    """
    import psycopg2

    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    lost = False
    while not stopped.is_set():
        try:
            connection = psycopg2.connect(dsn, **connect_args(url, name, patient=True))
        except psycopg2.Error:
            lost = True
            reached(False)
            stopped.wait(1.0)
            continue
        try:
            connection.autocommit = True
            connection.cursor().execute(f"LISTEN {CHANNEL}")
            if lost:
                lost = False
                reached(True)
                heard("")
            _hear(connection, heard, stopped)
        except (psycopg2.Error, OSError, ValueError):
            lost = True
            reached(False)
        finally:
            connection.close()


def _hear(connection: Any, heard: Callable[[str], None], stopped: threading.Event) -> None:
    """Waits for notifications on an open connection."""
    import select

    while not stopped.is_set():
        if select.select([connection], [], [], HEAR_S)[0]:
            connection.poll()
            while connection.notifies:
                heard(connection.notifies.pop(0).payload)
