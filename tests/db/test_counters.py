"""Counters: every statement once, by kind and time; slow ones kept without anybody's data."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from desktop.db.counters import BUCKETS_S, KEPT_SLOW, Counters, kind_of
from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from tests.trade import add_product, scan


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("SELECT 1", "select"),
        ("  select 1", "select"),
        ("(SELECT 1)", "select"),
        ("WITH a AS (SELECT 1) SELECT * FROM a", "select"),
        ("INSERT INTO a VALUES (1)", "insert"),
        ("UPDATE a SET b = 1", "update"),
        ("DELETE FROM a", "delete"),
        ("BEGIN", "other"),
        ("", "other"),
    ],
)
def test_a_statement_is_of_the_kind_of_its_first_word(statement: str, kind: str) -> None:
    assert kind_of(statement) == kind


def test_each_duration_falls_into_the_bucket_that_holds_it() -> None:
    counters = Counters(100)
    for bound in BUCKETS_S:
        counters.ran("SELECT 1", bound)
    counters.ran("SELECT 1", 60)
    found = counters.counted()
    assert found.buckets["select"] == (1,) * (len(BUCKETS_S) + 1)
    assert found.seconds["select"] == pytest.approx(sum(BUCKETS_S) + 60)


def test_no_statement_of_many_threads_is_lost() -> None:
    counters = Counters()

    def work() -> None:
        for _ in range(5_000):
            counters.ran("UPDATE a", 0.001)

    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(work)
    assert counters.counted().queries["update"] == 40_000


def test_reads_writes_and_scans_are_counted_and_so_are_connections(shop: Shop) -> None:
    """E28: also what db/prepared.py hands to the driver itself."""
    add_product(shop, "TEA")
    before = shop.database.counters.counted()
    scan(shop, "TEA")
    after = shop.database.counters.counted()
    assert after.queries["insert"] > before.queries["insert"]
    assert after.queries["update"] > before.queries["update"]
    assert after.queries["select"] > before.queries["select"]
    assert after.opened > 0
    with shop.database.read() as session:
        session.execute(text("SELECT 1"))
    assert shop.database.counters.counted().queries["select"] == after.queries["select"] + 1


def test_a_connection_that_broke_and_one_that_closed_are_told_apart(database: Database) -> None:
    with database.read() as session:
        session.connection().invalidate()
    with database.read():
        pass
    found = database.counters.counted()
    assert found.invalidated == 1
    assert found.opened >= 2
    database.reader.dispose()
    assert database.counters.counted().closed > found.closed


def test_what_the_database_refused_is_counted_by_its_code(shop: Shop) -> None:
    add_product(shop, "TEA")
    with pytest.raises(UserError), shop.database.write() as session:
        session.execute(text("UPDATE unit SET code = 'same'"))
    assert sum(shop.database.counters.counted().errors.values()) == 1


def test_a_slow_statement_is_kept_without_its_values(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """B29, C27: the text with its place-holders, the time, and a log line with a code."""
    database.counters.slow_s = 0.0
    with caplog.at_level(logging.WARNING, "onhand.db"), database.read() as session:
        session.execute(text("SELECT :name AS found"), {"name": "Mrs Secret"})
    slow = database.counters.slow()[0]
    assert (slow.kind, slow.values) == ("select", 1)
    assert slow.seconds > 0
    assert "found" in slow.statement
    assert "Secret" not in slow.statement + caplog.text
    assert "slow_statement" in caplog.text


def test_a_fast_statement_is_not_kept(database: Database) -> None:
    with database.read() as session:
        session.execute(text("SELECT 1"))
    assert database.counters.slow() == []


def test_only_the_newest_slow_statements_are_kept() -> None:
    counters = Counters(0.0)
    for number in range(KEPT_SLOW + 5):
        counters.ran(f"SELECT {number}", 1)
    assert [slow.statement for slow in counters.slow()[:2]] == ["SELECT 54", "SELECT 53"]
    assert len(counters.slow()) == KEPT_SLOW
    assert counters.counted().slow == KEPT_SLOW + 5
