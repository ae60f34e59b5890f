"""Health on a file and on a server: an answer, the pool's figures, a sentence for what fails."""

import os
import sqlite3
import time
from contextlib import ExitStack, closing

import pytest

from desktop.jobs.health.pulse import Health, Pulse
from desktop.jobs.opening import Shop

on_a_file = pytest.mark.parametrize("engine_name", ["sqlite"])


def within(pulse: Pulse) -> Health:
    """The answer, which came in time."""
    began = time.monotonic()
    found = pulse.health()
    assert time.monotonic() - began < 3
    return found


def test_a_sound_database_is_healthy_and_tells_its_pool(shop: Shop) -> None:
    """C31, E29, A39: status, connection_test, response time, and the pool's five figures."""
    pulse = Pulse(shop.database)
    with shop.database.read():
        found = within(pulse)
    assert (found.status, found.connection_test, found.message) == ("healthy", True, "")
    assert found.response_ms is not None and found.response_ms > 0
    assert found.pool.checked_out == 1
    assert (found.pool.overflow, found.pool.invalid) == (0, 0)
    assert found.pool.size == (6 if shop.database.is_sqlite else 5)


def test_a_full_pool_is_a_busy_database_not_a_dead_one(shop: Shop) -> None:
    """B36: every connection is taken, and the answer still comes at once."""
    with ExitStack() as held:
        for _ in range(15):
            held.enter_context(shop.database.read())
        if shop.database.is_sqlite:
            held.enter_context(shop.database.write())
        found = within(Pulse(shop.database))
    assert (found.status, found.connection_test, found.code) == ("busy", True, "pool_busy")
    assert found.pool.overflow == 10
    assert within(Pulse(shop.database)).status == "healthy"


def file_of(shop: Shop) -> str:
    assert shop.database.path is not None
    return str(shop.database.path)


@on_a_file
def test_a_locked_file_is_busy(shop: Shop) -> None:
    shop.database.close()
    with closing(sqlite3.connect(file_of(shop), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE unit SET code = code")
        found = within(Pulse(shop.database))
    assert (found.status, found.connection_test, found.code) == ("unhealthy", False, "busy")


@on_a_file
def test_a_missing_file_is_told(shop: Shop) -> None:
    os.rename(file_of(shop), file_of(shop) + ".away")
    found = within(Pulse(shop.database))
    assert (found.status, found.code) == ("unhealthy", "file_gone")
    assert not os.path.exists(file_of(shop)), "nothing was made in its place"


@on_a_file
def test_a_file_that_is_no_database_is_told(shop: Shop) -> None:
    shop.database.close()
    with open(file_of(shop), "r+b") as file:
        file.write(b"\xff" * 4096)
    found = within(Pulse(shop.database))
    assert found.status == "unhealthy"
    assert found.code in ("not_a_database", "damaged")
    assert found.hint
