"""The client's own deadline in long work: a server that hangs is given up, one that works is not.

A long statement and a server that hangs look alike on their line: nothing comes. So after some
seconds of silence a second line asks the server how the first one's statement is doing. Where that
is not answered either, the first line is cut and what waits on it fails at once.
"""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import dup
from typing import Any

from sqlalchemy import Connection, event

from desktop.db import postgres
from desktop.db.prepared import ANSWERED

_GIVEN_UP = "given_up"
_NAME = "onhand-watch"
_DOING = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND state = 'active'"


@dataclass(frozen=True)
class Limits:
    """Seconds: of silence before the server is asked, for its answer, and of a deaf line.

    A line is deaf where the server lives and is not at work on anything that came over it.
    """

    silence: float = 3.5
    answer: float = 5.0
    deaf: float = 300.0


USUAL = Limits()


@contextmanager
def patience(connection: Connection, limits: Limits = USUAL) -> Iterator[None]:
    """Meanwhile a statement may take as long as it wants, as long as its server answers others."""
    raw: Any = connection.connection.dbapi_connection
    info, watch = connection.info, _Watch(raw, connection.info, limits)
    try:
        info[ANSWERED] = watch.answered
        event.listen(connection, "after_cursor_execute", lambda *_: watch.answered())
        yield
    finally:
        info.pop(ANSWERED, None)
        watch.close()


def is_given_up(connection: Connection) -> bool:
    """Whether the server hung while ``connection`` was watched: its line is cut."""
    return bool(connection.info.get(_GIVEN_UP))


class _Watch:
    """A thread that cuts one connection when its server hangs."""

    def __init__(self, raw: Any, info: dict[Any, Any], limits: Limits) -> None:
        self._raw, self._info, self._limits = raw, info, limits
        self._backend = raw.get_backend_pid()
        self._line = socket.socket(fileno=dup(raw.fileno()))
        self._ended, self._end = socket.socketpair()
        self._heard = self._asked = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="patience", daemon=True)
        self._thread.start()

    def answered(self) -> None:
        """The server has spoken."""
        self._heard = time.monotonic()

    def close(self) -> None:
        """The connection is watched no more, whatever is being asked."""
        self._end.close()
        self._thread.join()
        self._ended.close()
        self._line.close()

    def _run(self) -> None:
        while True:
            wait = max(self._heard, self._asked) + self._limits.silence - time.monotonic()
            if wait > 0:
                if select.select([self._ended], [], [], wait)[0]:
                    return
            elif not self._goes_on():
                return

    def _goes_on(self) -> bool:
        """Asks; False where this watch is over."""
        heard = self._heard
        try:
            is_lost = not self._is_at_work() and time.monotonic() - heard > self._limits.deaf
        except _Over:
            return False
        except TimeoutError:
            is_lost = True
        self._asked = time.monotonic()
        if is_lost and heard == self._heard:
            self._info[_GIVEN_UP] = True
            postgres.cut(self._line)
            return False
        return True

    def _is_at_work(self) -> bool:
        """Whether the server runs the statement that is waited for; TimeoutError if it is silent.

        What it refuses, it has answered.
        """
        import psycopg2

        until = time.monotonic() + self._limits.answer
        try:
            other = psycopg2.connect(**_same_place(self._raw), async_=1)
        except psycopg2.Error as error:
            return _spoke(error)
        try:
            self._wait(other, until)
            cursor = other.cursor()
            cursor.execute(_DOING, (self._backend,))
            self._wait(other, until)
            return bool(cursor.fetchone()[0])
        except psycopg2.Error as error:
            return _spoke(error)
        finally:
            other.close()

    def _wait(self, other: Any, until: float) -> None:
        """Until the server has answered ``other``."""
        import psycopg2.extensions

        while (state := other.poll()) != psycopg2.extensions.POLL_OK:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            is_read = state == psycopg2.extensions.POLL_READ
            reads = [self._ended, other] if is_read else [self._ended]
            if self._ended in select.select(reads, [] if is_read else [other], [], left)[0]:
                raise _Over


class _Over(Exception):
    """What was watched has ended meanwhile."""


def _spoke(error: Exception) -> bool:
    """False: it refused, so it lives, but says nothing of the statement; else TimeoutError."""
    if "FATAL" in str(error) or getattr(error, "pgcode", None):
        return False
    raise TimeoutError from error


def _same_place(raw: Any) -> dict[str, Any]:
    """The way to the very server that a connection reached, of all that its address names."""
    told = raw.info
    place = {**told.dsn_parameters, "host": told.host, "port": told.port}
    place |= {"password": told.password, "application_name": _NAME}
    place.pop("hostaddr", None)
    with socket.socket(fileno=dup(raw.fileno())) as line:
        if line.family != socket.AF_UNIX:
            place["hostaddr"] = line.getpeername()[0]
    return place
