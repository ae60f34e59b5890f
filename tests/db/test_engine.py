"""Sessions: all or nothing, what changed is told, and no connection is left behind."""

import threading
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Base, Job, LogEntry, StockMove
from tests.tills import till


def checked_out(database: Database) -> int:
    pools: list[Any] = [database.reader.pool, database.writer.pool]
    return sum(pool.checkedout() for pool in pools)


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(text("SELECT count(*) FROM job")) or 0


def add_job(session: Session, shop: Shop) -> None:
    session.add(Job(id=shop.ids.new(), kind="test", status="done"))


def fail(session: Session, shop: Shop) -> None:
    add_job(session, shop)
    session.flush()
    raise UserError("No.")


def test_a_command_that_fails_leaves_nothing_and_no_connection(shop: Shop) -> None:
    """A17, C23."""
    with pytest.raises(UserError):
        shop.database.run(fail, shop)
    assert (count(shop.database), checked_out(shop.database)) == (0, 0)
    shop.database.run(add_job, shop)
    assert (count(shop.database), checked_out(shop.database)) == (1, 0)


def test_a_read_writes_nothing(shop: Shop) -> None:
    if shop.database.is_sqlite:
        pytest.skip("there even trying is refused: test_sqlite.py")
    with shop.database.read() as session:
        add_job(session, shop)
        session.flush()
    assert count(shop.database) == 0


def test_a_row_is_whole_after_its_session_has_ended(shop: Shop) -> None:
    """E23: nothing expires at the commit, and no class has anything to load later."""
    with shop.database.write() as session:
        job = Job(id=shop.ids.new(), kind="test", status="done", message="kept")
        session.add(job)
    assert (job.kind, job.message) == ("test", "kept")
    assert [one.class_ for one in Base.registry.mappers if one.relationships] == []


def test_listeners_hear_which_tables_a_command_changed(shop: Shop) -> None:
    desk = till(shop)
    heard: list[frozenset[str]] = []
    shop.database.listeners.append(heard.append)
    tea = desk.product()
    desk.stock("receive", tea, 2)
    with pytest.raises(UserError):
        shop.database.run(fail, shop)
    with shop.database.read() as session:
        session.scalars(select(StockMove)).all()
    with shop.database.write():
        pass
    product = {"product", "lot", "audit_entry"}
    booking = {"stock_move", "stock_level", "writer", "document", "document_line", "workstation"}
    assert heard == [product, booking]


def test_bulk_statements_are_heard_too(shop: Shop) -> None:
    heard: list[frozenset[str]] = []
    shop.database.listeners.append(heard.append)
    with shop.database.write() as session:
        rows = [
            {"id": shop.ids.new(), "level": "INFO", "logger": "x", "text": str(n),
             "created_at": shop.clock.now()}
            for n in range(3)
        ]  # fmt: skip
        session.execute(insert(LogEntry), rows)
    assert heard == [{"log_entry"}]


@pytest.mark.parametrize("engine_name", ["postgres"])
def test_another_workstation_hears_what_this_one_changed_and_not_itself(shop: Shop) -> None:
    other = Database(shop.settings, "other")
    heard: list[frozenset[str]] = []
    arrived, stopped = threading.Event(), threading.Event()

    def hear(tables: frozenset[str]) -> None:
        heard.append(tables)
        if "log_entry" in tables:
            arrived.set()

    reached: list[UserError | None] = []
    ear = threading.Thread(target=other.listen, args=(hear, reached.append, stopped))
    ear.start()
    try:
        while not listening(shop.database):
            assert ear.is_alive()
        other.run(add_job, shop)
        shop.database.run(add_job, shop)
        row = {"id": shop.ids.new(), "level": "INFO", "logger": "x", "text": "last"}
        with shop.database.write() as session:
            session.execute(insert(LogEntry), row | {"created_at": shop.clock.now()})
        assert arrived.wait(10)
    finally:
        stopped.set()
        ear.join()
        other.close()
    assert (heard, reached) == ([{"job"}, {"log_entry"}], [])


def listening(database: Database) -> bool:
    with database.read() as session:
        query = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN onhand'"
        return bool(session.scalar(text(query)))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_change_by_another_program_is_noticed_and_an_own_one_not(shop: Shop) -> None:
    other = Database(shop.settings)
    assert not shop.database.foreign_change()
    shop.database.run(add_job, shop)
    assert not shop.database.foreign_change()
    other.run(add_job, shop)
    assert shop.database.foreign_change()
    assert not shop.database.foreign_change()
    other.close()


def test_a_closed_database_has_no_thread_and_no_connection(shop: Shop) -> None:
    before = set(threading.enumerate())  # the shop's own, which is still open
    other = Database(shop.settings)
    other.run(add_job, shop)
    other.close()
    assert checked_out(other) == 0
    begun = [thread.name for thread in set(threading.enumerate()) - before]
    assert "watchdog" not in begun
