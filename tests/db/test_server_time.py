"""Tills whose clocks are wrong stamp what they book with the server's time."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from desktop.commands.stock import BookStock, book_stock
from desktop.db.server_time import EVERY_S
from desktop.domain.clock import SystemClock
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.schema import Workstation, Writer
from tests.trade import add_product, scan

CODE = "4006381333931"
Opener = Callable[[timedelta], Shop]


def wrong_by(off: timedelta) -> SystemClock:
    """The clock of a computer that was set wrong."""
    return SystemClock(lambda: datetime.now(UTC) + off)


@pytest.fixture
def another(shop: Shop) -> Iterator[Opener]:
    """Opens the shop from another computer, whose clock is off."""
    with ExitStack() as stack:

        def opened(off: timedelta) -> Shop:
            folder = shop.settings.data_dir / f"till {off}"
            elsewhere = replace(shop.settings, database=shop.settings.url, data_dir=folder)
            other = opening.open_shop(elsewhere, "till", wrong_by(off))
            stack.callback(other.database.close)
            return other

        yield opened


SERVERS = pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)


@SERVERS
@pytest.mark.parametrize("seconds", [-60, 60, -3600 * 24 * 365 * 40])
def test_a_sale_of_a_till_with_a_wrong_clock_comes_after_the_count_before_it(
    shop: Shop, another: Opener, seconds: int
) -> None:
    product = add_product(shop, "TEA", CODE)
    other = another(timedelta(seconds=seconds))
    now = shop.clock.now()
    count = BookStock(shop.ids.new(), shop.actor, now, "count", product, Decimal(17))
    assert shop.database.run(book_stock, count).on_hand == 17
    assert scan(other, CODE).on_hand == 16
    later = BookStock(shop.ids.new(), shop.actor, shop.clock.now(), "count", product, Decimal(30))
    assert shop.database.run(book_stock, later).on_hand == 30  # nor does it come after this one
    assert abs(other.clock.now() - shop.clock.now()) < timedelta(seconds=1)
    with shop.database.read() as session:
        till = session.get_one(Writer, other.actor.writer).workstation
        kept = session.get_one(Workstation, till).clock_offset_ms
    assert kept == pytest.approx(-1000 * seconds, abs=500) or abs(seconds) > 10**6


@SERVERS
def test_the_offset_is_measured_again(
    shop: Shop, another: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes later; until then the last one holds."""
    add_product(shop, "TEA", CODE)
    other = another(timedelta())
    clock = other.clock
    assert isinstance(clock, SystemClock)
    clock.local = wrong_by(timedelta(minutes=-5)).local  # somebody sets the computer's clock
    scan(other, CODE)
    assert abs(clock.offset) < timedelta(seconds=1)
    monkeypatch.setattr(time, "monotonic", _later(EVERY_S))
    scan(other, CODE)
    assert abs(clock.offset - timedelta(minutes=5)) < timedelta(seconds=1)


def _later(seconds: float) -> Callable[[], float]:
    now = time.monotonic
    return lambda: now() + seconds


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_on_a_file_the_computers_clock_is_the_only_one(another: Opener) -> None:
    other = another(timedelta(minutes=-5))
    assert isinstance(other.clock, SystemClock)
    assert other.clock.offset == timedelta()
