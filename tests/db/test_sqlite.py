"""SQLite: what every connection is set to, who waits for whom, and whose file it is."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from desktop.db import sqlite
from desktop.db.engine import Database
from desktop.domain.errors import Unavailable, UserError
from desktop.jobs.opening import Shop
from desktop.schema import Unit
from desktop.settings import load
from tests import books
from tests.tills import till

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "application_id": 0x4F4E4844,
}


def read_back(engine: Engine, connections: int) -> list[dict[str, Any]]:
    """The pragmas of several connections that are out at the same time."""
    wanted = [*PRAGMAS, "busy_timeout", "query_only"]
    with ExitStack() as stack:
        out = [stack.enter_context(engine.connect()) for _ in range(connections)]
        return [
            {name: one.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} for one in out
        ]


def test_every_pooled_connection_is_set_as_the_rules_say(database: Database) -> None:
    """C28: read back, not taken on trust."""
    readers = read_back(database.reader, 7)
    assert readers == [PRAGMAS | {"busy_timeout": 10_000, "query_only": 1}] * 7
    assert read_back(database.writer, 1) == [PRAGMAS | {"busy_timeout": 0, "query_only": 0}]


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(UserError), database.read() as session:
        session.execute(text("DELETE FROM setting"))


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program in the middle of a writing transaction."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_writer_waits_for_another_program_and_then_writes(database: Database) -> None:
    assert database.path is not None
    with held(database.path) as other:
        threading.Timer(0.3, other.execute, ("COMMIT",)).start()
        began = time.monotonic()
        with database.write() as session:
            session.execute(text("DELETE FROM job"))
        assert 0.25 < time.monotonic() - began < 5


def test_opening_waits_while_another_has_the_whole_file(database: Database) -> None:
    """So it is for a moment whenever the last connection of another start closes."""
    assert database.path is not None
    other = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.3, other.close)
        release.start()
        with database.write() as session:
            session.execute(text("DELETE FROM job"))
        release.join()


def test_a_writer_gives_up_with_a_sentence(database: Database) -> None:
    assert database.path is not None
    late = sqlite3.connect(database.path, timeout=0)
    with held(database.path), closing(late), pytest.raises(Unavailable) as refused:
        sqlite.begin_immediate(late, limit_s=0.2)
    assert refused.value.code == "busy"
    assert "Another program" in refused.value.message


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    assert database.path is not None
    with held(database.path):
        began = time.monotonic()
        with database.read() as session:
            assert session.query(Unit).count() == 0
        assert time.monotonic() - began < 1


def test_a_read_sees_one_moment(shop: Shop) -> None:
    desk = till(shop)
    tea = desk.product()
    with shop.database.read() as session:
        before = len(books.moves(session))
        desk.stock("receive", tea, 1)
        assert len(books.moves(session)) == before
    with shop.database.read() as session:
        assert len(books.moves(session)) == before + 1


def test_it_opens_files_and_never_makes_one(tmp_path: Path, engine_name: str) -> None:
    database = Database(load(tmp_path / "nowhere", environment={}))
    with pytest.raises(Unavailable) as refused, database.read():
        pass
    assert refused.value.code == "cannot_open"
    assert list(tmp_path.iterdir()) == []
    database.close()


def moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def replaced(path: Path) -> None:
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(Path.unlink, "file_gone"), (moved, "file_gone"), (replaced, "file_replaced")],
)
def test_a_file_that_is_no_longer_the_open_one_takes_nothing_more(
    shop: Shop, spoil: Callable[[Path], Any], code: str
) -> None:
    desk = till(shop)
    tea = desk.product()
    desk.stock("receive", tea, 1)
    assert shop.database.path is not None
    shop.database.check_file()
    spoil(shop.database.path)
    with pytest.raises(Unavailable) as seen:
        shop.database.check_file()
    with pytest.raises(Unavailable) as refused:
        desk.stock("receive", tea, 1)
    assert seen.value.code == refused.value.code == code
    assert refused.value.message.endswith(".")


def test_a_file_that_came_back_is_worked_with_again(shop: Shop) -> None:
    desk = till(shop)
    tea = desk.product()
    assert shop.database.path is not None
    moved(shop.database.path)
    with pytest.raises(Unavailable):
        desk.stock("receive", tea, 1)
    shop.database.path.with_name("elsewhere").rename(shop.database.path)
    assert desk.stock("receive", tea, 1).on_hand == 1


def test_a_network_share_is_refused_with_the_ways_out(engine_name: str) -> None:
    with pytest.raises(UserError) as refused:
        sqlite.refuse_kind(Path("/home/shop.onhand"), "nfs4")
    assert refused.value.code == "network_share"
    assert "PostgreSQL" in refused.value.hint
    sqlite.refuse_kind(Path("/home/shop.onhand"), "ext4")
