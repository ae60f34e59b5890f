"""Killed at any moment: what was answered is booked once, the rest at most once, all is whole."""

import shutil
import subprocess
from collections.abc import Iterator
from itertools import cycle, islice
from random import Random
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from desktop.commands.shop import CreateShop
from desktop.db.engine import Database
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.schema import Product, StockMove
from desktop.settings import Settings
from tests import books, trade
from tests.faults.piped import PROJECT, Piped, environment, program, where

LINES = 1_000
CODES = [f"CODE-{number}" for number in range(20)]
KILLS = {"sqlite": (6, 500), "postgres": (3, 500)}  # sampled, whole


def others_are_gone(database: Database) -> bool:
    """Whether the server is done with a killed program: it may still be in its last commit."""
    if database.is_sqlite:
        return True
    with database.read() as session:
        query = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
        return bool(session.scalar(text(query)) == 0)


def booked_since(shop: Shop, last: int) -> list[tuple[str, str]]:
    """Id and SKU of the scans' movements after number ``last``: all are of one writer."""
    while not others_are_gone(shop.database):
        pass
    wanted = select(StockMove.id, Product.sku).join(Product, Product.id == StockMove.product)
    with shop.database.read() as session:
        rows = session.execute(wanted.where(StockMove.seq > last).order_by(StockMove.seq))
        return [(str(key), sku) for key, sku in rows]


def killed_run(shop: Shop, dice: Random) -> tuple[list[str], list[dict[str, Any]]]:
    """One scan, killed after some of its answers: the lines it got, the answers it gave."""
    start = dice.randrange(len(CODES))
    sent = list(islice(cycle(CODES), start, start + LINES))
    run = Piped(shop.settings)
    feeder = Thread(target=run.send, args=(sent,))
    feeder.start()
    answers = [run.answer() for _ in range(int(LINES ** dice.random()))]
    answers += run.killed()
    feeder.join()
    return sent, answers


@pytest.mark.timeout(3600)  # the whole count takes its time
def test_a_scan_killed_at_any_moment_books_what_it_answered_and_nothing_twice(
    shop: Shop, engine_name: str, full: bool
) -> None:
    for code in CODES:
        trade.add_product(shop, code)
    dice, last = Random(None if full else 7), 0
    for _ in range(KILLS[engine_name][full]):
        sent, answers = killed_run(shop, dice)
        booked = booked_since(shop, last)
        assert all(answer["ok"] for answer in answers)
        told = [(answer["id"], answer["code"]) for answer in answers]
        # What is in the ledger is the beginning of what was sent, at least as far as was answered.
        assert booked[: len(told)] == told
        assert [sku for _, sku in booked] == sent[: len(booked)]
        last += len(booked)
        opening.open_shop(shop.settings, "till").database.close()
    with shop.database.read() as session:
        assert books.faults(session) == []
    assert verify(shop.database).is_whole


@pytest.fixture
def place(empty_settings: Settings) -> Iterator[Settings]:
    """An empty place, and afterwards too."""
    yield empty_settings
    shutil.rmtree(empty_settings.data_dir, ignore_errors=True)


def killed_init(settings: Settings, seconds: float) -> bool:
    """``db init``, killed after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        program("db", "init", "--json", *where(settings)),
        cwd=PROJECT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def test_a_first_start_killed_at_any_moment_is_simply_done_again(
    place: Settings, full: bool
) -> None:
    """A27: nothing is half made; what is there afterwards is a whole shop or none."""
    dice = Random(None if full else 3)
    for _ in range(60 if full else 3):
        killed_init(place, dice.uniform(0.3, 1.6))
        assert opening.look(place) in (State.NEW, State.CURRENT)
        if opening.look(place) is State.CURRENT:
            opening.open_shop(place, "till").database.close()
    answers = CreateShop(Ids().new(), SystemClock().now(), name="At last")
    shop = opening.open_shop(opening.create(place, answers), "till")
    trade.add_product(shop, "A")
    trade.scan(shop, "A", "receive", 3)
    assert verify(shop.database).is_whole
    shop.database.close()


def test_starts_at_once_on_an_empty_place_make_one_shop(place: Settings) -> None:
    """A27: whoever was first made it; the others open it."""
    starts = [
        subprocess.Popen(
            program("db", "init", "--json", "--name", f"Shop {number}", *where(place)),
            cwd=PROJECT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    ends = [start.communicate(timeout=60) for start in starts]
    assert [start.returncode for start in starts] == [0] * 4, ends
    assert sum('"created": true' in out for out, _ in ends) == 1
    assert len({out.split('"store": ')[1].split(",")[0] for out, _ in ends}) == 1
    assert not list(place.data_dir.glob("*.new*"))
