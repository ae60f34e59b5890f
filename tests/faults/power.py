"""The switch of a PostgreSQL server: on, off, killed, frozen."""

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic

from sqlalchemy import create_engine, make_url, text

from tests.servers import Server

STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "killed": signal.SIGKILL}


class Power:
    """Stops, kills, freezes and starts one server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._numbers = count(1)
        self._frozen: list[int] = []
        self._is_on = False

    def on(self) -> None:
        """Returns when it answers."""
        if not self._is_on:
            self._server.start()
            self._is_on = True

    def off(self, how: str) -> None:
        """Fast: connections are ended; immediate: as a power cut; killed: the processes die."""
        if not self._is_on:
            return
        family = self._family()
        locks = _locks(family[0])
        for process in family if how == "killed" else family[:1]:
            _signal(process, STOPS[how])
        wait(lambda: not any(is_alive(process) for process in family))
        for lock in locks:  # a killed one leaves them, with the number of a process that is dead
            lock.unlink(missing_ok=True)
        self._is_on = False

    def cut(self) -> None:
        """Every connection breaks; the server goes on."""
        self._admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    def freeze(self) -> None:
        """Every process of the server stands still; its sockets stay open."""
        self._frozen = self._family()
        for process in self._frozen:
            _signal(process, signal.SIGSTOP)

    def resume(self) -> None:
        """What stood still goes on."""
        for process in reversed(self._frozen):
            _signal(process, signal.SIGCONT)
        self._frozen = []

    def new_database(self, place: Path | None = None) -> str:
        """The URL of a fresh, empty database; its tables in a folder that is the server's."""
        name = f"far_{next(self._numbers)}"
        if place is not None:
            self._admin(f"CREATE TABLESPACE {name} LOCATION '{place}'")
        self._admin(f"CREATE DATABASE {name}" + (f" TABLESPACE {name}" if place else ""))
        return self._server.url.format(name=name)

    def drop_database(self, url: str) -> None:
        """Takes away a database that has a place of its own, and the name of the place."""
        name = make_url(url).database
        self._admin(f"DROP DATABASE {name} WITH (FORCE)")
        self._admin(f"DROP TABLESPACE {name}")

    def place(self, name: str) -> Path:
        """An empty folder beside the server's own."""
        return self._server.folder(name)

    def give(self, place: Path) -> None:
        """The server may write there."""
        self._server.give(place)

    def _admin(self, statement: str) -> None:
        engine = create_engine(self._server.url.format(name="postgres"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _family(self) -> list[int]:
        """The server's first process and its children."""
        first = self._server.process
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]


def _locks(process: int) -> list[Path]:
    """The lock files of a running server."""
    lock = Path(f"/proc/{process}/cwd").resolve() / "postmaster.pid"
    port, sockets = lock.read_text().split("\n")[3:5]
    return [lock, Path(sockets, f".s.PGSQL.{port}.lock")]


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass  # it ended by itself


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that nobody has asked after yet does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Returns when a condition is true."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it did not happen in time"
