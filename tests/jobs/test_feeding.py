"""Feeds: read again and again; nothing twice, nothing half, and whose word counts is told.

Checklist C8 (each reading is a job with progress and cancel) and C9 (sync history).
"""

import os
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.feed_runs import BeginRun, begin_run
from desktop.commands.feeds import (
    RemoveFeed,
    SaveFeed,
    UndoFeed,
    remove_feed,
    save_feed,
    undo_feed,
)
from desktop.commands.products import EditProduct, edit_product
from desktop.db.lease import lease
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.importing import Desk
from desktop.jobs.importing.aside import LARGE, taken_in_aside
from desktop.jobs.importing.feeding import TakeIn, run_feed
from desktop.jobs.importing.taking_in import FeedRun, taken_in
from desktop.jobs.opening import Shop
from desktop.queries.feed_runs import (
    FEED_RUNS,
    FeedRunCard,
    FeedRunRow,
    feed_run_card,
    newest_run,
)
from desktop.queries.feeds import due_feeds, feed_card
from desktop.queries.lists import stream
from desktop.schema import Alert, Job
from tests.books import faults
from tests.importing import products
from tests.trade import request, undo

HEAD = "sku,name,price,cost"
HOUR = timedelta(hours=1)


class Source:
    """A file that is a feed of a shop."""

    def __init__(self, shop: Shop, path: Path, **more: Any) -> None:
        self.shop = shop
        self.path = path
        self.write("A,Tea,2.50,1", "B,Milk,1.20,0.80")
        self.key = self.save(**more)

    def save(self, **more: Any) -> UUID:
        head = (self.shop.ids.new(), self.shop.actor, self.shop.clock.now())
        told = {"name": "Goods", "place": str(self.path), **more}
        return self.shop.database.run(save_feed, SaveFeed(*head, **told))

    def write(self, *rows: str) -> None:
        self.path.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
        os.utime(self.path, (1_700_000_000, 1_700_000_000))  # nobody writes it any more

    def read(self, policy: str = "", progress: Any = None, take_in: TakeIn = taken_in) -> FeedRun:
        shop = self.shop
        desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
        return run_feed(desk, self.key, progress or Silent(), policy, take_in)

    def change(self, sku: str, **fields: Any) -> None:
        """By hand in the shop."""
        head = (self.shop.ids.new(), self.shop.actor, self.shop.clock.now())
        key = products(self.shop)[sku].id
        self.shop.database.run(edit_product, EditProduct(*head, key, fields))

    def prices(self) -> dict[str, Decimal]:
        return {sku: row.price for sku, row in products(self.shop).items()}

    def runs(self) -> list[FeedRunRow]:
        with self.shop.database.read() as session:
            return list(stream(session, FEED_RUNS, request(self.shop)))

    def card(self, run: UUID) -> FeedRunCard:
        with self.shop.database.read() as session:
            return feed_run_card(session, run)

    def alerts(self) -> dict[str, str]:
        with self.shop.database.read() as session:
            wanted = select(Alert.type, Alert.status).where(Alert.type.like("feed%"))
            rows = session.execute(wanted.order_by(Alert.created_at))
            return {row.type: row.status for row in rows}


@pytest.fixture
def source(shop: Shop, tmp_path: Path) -> Source:
    return Source(shop, tmp_path / "goods.csv")


@pytest.mark.both_engines
def test_a_feed_is_read_once_told_in_its_history_and_taken_back(source: Source) -> None:
    first = source.read()
    assert (first.status, len(source.prices())) == ("done", 2)
    assert source.read().status == source.read().status == "nothing_new"
    source.write("A,Tea,2.75,1", "B,Milk,1.20,0.80", "C,Oil,7,")
    second = source.read()
    told = [(r.status, r.received, r.added, r.changed, r.same) for r in source.runs()]
    assert told == [("done", 3, 1, 1, 1), ("nothing_new", 0, 0, 0, 0), ("done", 2, 2, 0, 0)]
    rows = source.card(second.id).details["rows"]
    assert rows[0][1:] == ["A", "Tea", "changed", [["price", "2.5", "2.75"]]]
    batch = source.card(second.id).batch
    assert batch is not None
    undo(source.shop, batch)
    assert source.prices()["A"] == Decimal("2.5")
    assert source.runs()[0].status == "undone"
    assert source.read().status == "done"
    assert source.prices()["A"] == Decimal("2.75")
    source.save(feed=source.key, name="ÄPFEL")
    last = source.read().id
    with source.shop.database.read() as session:
        assert newest_run(session, " äpfel") == newest_run(session) == last
        assert faults(session) == []


@pytest.mark.both_engines
def test_whose_value_counts_is_the_feeds_the_shops_or_asked(source: Source) -> None:
    source.read()
    source.change("A", price=Decimal(3))
    source.write("A,Green tea,2.80,1", "B,Milk,1.30,0.80")
    source.save(feed=source.key, choices={"policy": "ask"})
    asked = source.read()
    assert (asked.status, source.prices()) == ("waiting", {"A": Decimal(3), "B": Decimal("1.2")})
    assert [vars_of(c) for c in asked.conflicts] == [("A", "price", "3", "2.8")]
    assert source.read().status == "waiting"  # the same question stands once
    assert [run.status for run in source.runs()] == ["waiting", "done"]
    assert (source.runs()[0].conflicts, source.alerts()) == (1, {"feed_waits": "open"})
    assert source.read("shop").status == "done"
    assert [run.status for run in source.runs()] == ["done", "answered", "done"]
    assert source.prices() == {"A": Decimal(3), "B": Decimal("1.3")}
    assert products(source.shop)["A"].name == "Green tea"
    assert source.alerts() == {"feed_waits": "resolved"}
    kept = source.card(source.runs()[0].id).details
    assert kept["kept"]
    assert source.read("feed").status == "done"
    assert source.prices()["A"] == Decimal("2.8")
    source.write("A,Green tea,2.90,1", "B,Milk,1.30,0.80")
    assert source.read().status == "done"  # the last word is the feed's again
    source.path.unlink()
    assert source.read().status == "failed"
    assert source.alerts()["feed_failed"] == "open"
    head = (source.shop.ids.new(), source.shop.actor, source.shop.clock.now())
    source.shop.database.run(remove_feed, RemoveFeed(*head, source.key))
    assert source.alerts()["feed_failed"] == "resolved"


def vars_of(conflict: Any) -> tuple[str, ...]:
    return conflict.sku, conflict.field, conflict.shop, conflict.feed


def test_what_is_not_whole_is_left_alone_and_said(source: Source, tmp_path: Path) -> None:
    """Half names, a file that grows meanwhile, rubbish, nothing, a secret in the address."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "new.csv.part").write_text("sku,name\nX,Y\n")
    (folder / "~$new.xlsx").write_bytes(b"locked")
    source.save(feed=source.key, place=str(folder))
    assert "no file to read" in source.read().message
    older, newer = folder / "a.csv", folder / "b.csv"
    for path, name, at in ((older, "Old", 1_600_000_000), (newer, "New", 1_700_000_000)):
        path.write_text(f"sku,name\nX,{name}\n")
        os.utime(path, (at, at))
    assert source.read().status == "done"
    assert products(source.shop)["X"].name == "New"
    (folder / "c.json").write_text('[{"sku": "X", "name": "Newest"}]')
    os.utime(folder / "c.json", (1_700_000_000, 1_700_000_000))
    assert source.read().status == "done"
    assert products(source.shop)["X"].name == "Newest"
    (folder / "c.json").unlink()
    newer.write_text("sku,name,price\nX,Newer,3\nY,,3\n")
    os.utime(newer, (1_700_000_001, 1_700_000_001))

    class Growing:
        def report(self, done: int, total: int, message: str = "") -> None:
            if message == "Fetching":
                newer.write_text(newer.read_text() + "Z,Zed,4\n")

    assert "still being written" in source.read(progress=Growing()).message
    os.utime(newer, (1_700_000_002, 1_700_000_002))
    assert "row 3, name" in source.read().message
    assert products(source.shop)["X"].name == "Newest"
    for place in (
        "https://me:secret@shop.example/x.csv",
        "http://shop.example/x.csv",
        "",
        "ftp://x",
    ):
        with pytest.raises(UserError) as error:
            source.save(feed=source.key, place=place)
        assert error.value.field == "place"


@pytest.mark.both_engines
def test_a_reading_that_is_stopped_or_dies_leaves_nothing(source: Source) -> None:
    """And what a program that is gone left behind is told with the next reading."""

    class Stopping:
        def __init__(self, word: str, error: type[BaseException]) -> None:
            self.word, self.error = word, error

        def report(self, done: int, total: int, message: str = "") -> None:
            if message == self.word:
                raise self.error

    words = ("Fetching", "Reading", "Comparing", "Writing")
    for word in words:
        with pytest.raises(Cancelled):
            source.read(progress=Stopping(word, Cancelled))
        with pytest.raises(KeyboardInterrupt):
            source.read(progress=Stopping(word, KeyboardInterrupt))
        assert source.prices() == {}
    left = ["running", *["cancelled", "failed"] * len(words)][: 2 * len(words)]
    assert [run.status for run in source.runs()] == left
    assert source.read().status == "done"
    assert source.runs()[1].status == "failed"
    assert source.read().status == "nothing_new"
    assert len(source.prices()) == 2

    def late(error: Exception, *told: Any) -> FeedRun:
        taken_in(*told)
        raise error

    for price, error in (("2.75", Cancelled()), ("2.85", Unavailable("It died.", "Try again."))):
        source.write(f"A,Tea,{price},1")
        done, newest = source.read(take_in=partial(late, error)), source.runs()[0]
        assert (done.status, done.message) == (newest.status, newest.message)
        assert newest.message == "goods.csv: 1 changed."  # no use to say that nothing was written


def test_two_workstations_read_it_once(source: Source) -> None:
    """And what began after another program had begun anew writes nothing."""
    shop = source.shop

    class Overtaken:
        def report(self, done: int, total: int, message: str = "") -> None:
            if message == "Comparing":
                begun = BeginRun(shop.ids.new(), shop.actor, shop.clock.now(), source.key)
                shop.database.run(begin_run, begun)

    assert "Another program" in source.read(progress=Overtaken()).message
    assert (source.prices(), [run.status for run in source.runs()]) == ({}, ["running", "failed"])
    with lease(source.shop.database.url, f"feed-{source.key.hex}") as is_ours:
        assert is_ours
        with pytest.raises(UserError, match="being read by another"):
            source.read()


def test_a_large_file_is_taken_in_by_a_process_of_its_own(source: Source) -> None:
    """The same comes of it, at the time of here."""
    source.write("A,Tea,2.50,1", "\n" * LARGE)
    done = source.read(take_in=taken_in_aside)
    assert (done.status, source.prices()) == ("done", {"A": Decimal("2.5")})
    with source.shop.database.read() as session:
        ended = session.get_one(Job, done.batch).finished_at
    assert ended is not None
    assert abs(ended - source.shop.clock.now()) < HOUR


def test_a_schedule_is_due_when_its_hours_have_passed(source: Source) -> None:
    def due() -> list[str]:
        with source.shop.database.read() as session:
            return [name for _, name in due_feeds(session, source.shop.clock.now())]

    assert due() == []
    source.save(feed=source.key, every_hours=2)
    assert due() == ["Goods"]
    source.read()
    assert due() == []


def test_a_feed_is_saved_once_and_every_change_is_taken_back(source: Source) -> None:
    shop = source.shop
    with pytest.raises(UserError, match="already"):
        source.save()
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    again = SaveFeed(*head, "Goods", "/elsewhere.csv", feed=source.key)
    for _ in range(2):
        assert shop.database.run(save_feed, again) == source.key
    undone = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(undo_feed, UndoFeed(*undone, again.id))
    with shop.database.read() as session:
        assert feed_card(session, source.key).place == str(source.path)
