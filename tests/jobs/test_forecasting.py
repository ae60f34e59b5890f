"""A run over a shop's ledger: exact where it must be, sensible where little is known."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.progress import Cancelled
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.forecasting.looking import changed
from desktop.jobs.opening import Shop
from desktop.queries.forecasts import last_run
from desktop.queries.shop import shop_info
from desktop.schema import Alert, Forecast
from tests.jobs.forecasting import DAY, NOON, TODAY, Past
from tests.keeping import hashes


@pytest.fixture
def past(shop: Shop) -> Past:
    return Past(shop)


def daily(units: float, days: int = 70) -> dict[int, float]:
    return dict.fromkeys(range(1, days + 1), units)


def test_constant_demand_gives_the_exact_date(past: Past) -> None:
    """Checklist A13: two a day with twenty in stock is used up on the tenth day."""
    tea = past.product()
    past.sold(tea, daily(2), stock=20)
    past.run()
    found = past.told(tea)
    assert found.depletion_date == TODAY + 9 * DAY
    assert found.daily_rate == pytest.approx(2, rel=0.02)
    assert 0.8 < found.confidence <= 1
    assert found.lead_days == 14  # a week without a word of a vendor, and a week to look again
    assert found.p_within_lead > 0.9
    past.clock.at = NOON  # what is sold today was to be sold today
    past.till.scan(past.codes[tea], "sell", past.till.ids.new(), 2)
    past.run()
    assert past.told(tea).depletion_date == TODAY + 9 * DAY


def test_a_run_of_some_products_leaves_the_others_and_takes_the_shops_habits(past: Past) -> None:
    dice = Random(3)
    tea, mug = past.product("Tea"), past.product("Mug")
    for product in (tea, mug):
        past.sold(product, {ago: dice.randrange(1, 5) for ago in range(1, 80)}, stock=40)
    first = past.run().run
    ran = past.run((tea,))
    assert (ran.products, ran.is_part) == (1, True)
    assert past.told(mug).run == first
    assert past.told(tea).run == ran.run
    with past.shop.database.read() as session:
        kept = last_run(session, past.actor.store)
    assert kept is not None and kept.run == first and kept.until == TODAY - DAY


def test_what_was_promised_is_held_to_what_was_sold(past: Past) -> None:
    tea = past.product()
    past.sold(tea, daily(3), stock=400)
    assert past.run().totals["number"] == 0
    promise = past.told(tea).parameters["promise"]
    assert promise["mean"] == pytest.approx(21, rel=0.03)
    past.sold(tea, dict.fromkeys(range(0, -7, -1), 3.0))
    assert past.run(days=3).totals["number"] == 0
    assert past.told(tea).parameters["promise"] == promise
    totals = past.run(days=7).totals
    assert (totals["number"], totals["inside"], totals["day"]) == (1, 1, TODAY.isoformat())
    assert totals["loss"] < 1
    assert past.told(tea).parameters["promise"]["day"] == (TODAY + 7 * DAY).isoformat()


def test_a_movement_of_stock_is_read_again_without_a_fit(past: Past) -> None:
    tea, mug = past.product("Tea"), past.product("Mug")
    for product in (tea, mug):
        past.sold(product, daily(2), stock=20)
    past.run()
    with past.shop.database.read() as session:
        info = shop_info(session, past.actor)
        assert changed(session, info, NOON) == []
    past.clock.at = NOON
    past.till.stock("receive", tea, 20)
    with past.shop.database.read() as session:
        (found,) = changed(session, info, NOON)
    assert (found.product, found.on_hand) == (tea, 40)
    assert found.told.usual == TODAY + 19 * DAY
    assert found.chance < 0.05


class Stopping:
    """Stops a run when it says a word, after doing something."""

    def __init__(self, word: str, do: Any = None) -> None:
        self.word, self.do = word, do

    def report(self, done: int, total: int, message: str = "") -> None:
        if message == self.word:
            self.word = ""
            if self.do is None:
                raise Cancelled
            self.do()


class StoppingAt:
    """Stops a run where it looks up for the n-th time."""

    def __init__(self, number: int) -> None:
        self.left = number

    def report(self, done: int, total: int, message: str = "") -> None:
        self.left -= 1
        if self.left == 0:
            raise Cancelled


def test_a_run_that_is_stopped_anywhere_leaves_the_one_before_whole(past: Past) -> None:
    """Rows, habits, alerts: nothing of any table is another."""
    tea = past.product()
    past.sold(tea, daily(2), stock=20)
    past.run()
    assert [status for status, *_ in alerts(past)] == ["open"]
    past.clock.at = NOON
    past.till.stock("count", tea, 500)
    before, number = hashes(past.shop.database.url), 1
    while stopped(past, number):
        assert hashes(past.shop.database.url) == before, number
        number += 1
    assert number > 3  # while it reads, fits, and before it writes
    assert [status for status, *_ in alerts(past)] == ["resolved"]


def stopped(past: Past, number: int) -> bool:
    """Whether a run was stopped there; else it came to its end."""
    try:
        past.run(progress=StoppingAt(number))
    except Cancelled:
        return True
    return False


def test_a_ledger_that_grows_and_goods_that_go_meanwhile_do_no_harm(past: Past) -> None:
    tea, mug = past.product("Tea"), past.product("Mug")
    past.sold(tea, daily(2), stock=20)

    def grow() -> None:
        past.clock.at = NOON - DAY
        past.till.scan(past.codes[tea], "sell", past.till.ids.new(), 9)
        past.till.stock("receive", mug, Decimal(3))

    ran = past.run(progress=Stopping("Fitting", grow))
    assert ran.products == 1
    assert past.told(tea).on_hand == 20
    with past.shop.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Forecast)) == 1


def test_no_history_at_all_is_no_run_that_fails(past: Past) -> None:
    past.product()
    assert past.run().products == 0


def alerts(past: Past) -> list[tuple[str, str, dict[str, Any]]]:
    """The type, severity and facts of what stands on running out."""
    with past.shop.database.read() as session:
        wanted = select(Alert.status, Alert.severity, Alert.params).where(Alert.type == "depletion")
        return [tuple(row) for row in session.execute(wanted)]


def test_what_runs_out_before_a_delivery_is_an_alert_until_it_is_cured(past: Past) -> None:
    """Checklist A12: the forecast's date within the lead time; once, and over by itself."""
    tea, enough = past.product("Tea"), past.product("Plenty")
    for product, stock in ((tea, 20), (enough, 200)):
        past.sold(product, daily(2), stock=stock)
    vendor = past.till.send(save_vendor, SaveVendor(*past.till.head(), "Northside"))
    price = SetVendorPrice(
        *past.till.head(), vendor, tea, Decimal(1), pack_qty=Decimal(6), lead_time_days=10
    )
    past.till.send(set_vendor_price, price)
    past.run()
    past.run()
    ((status, severity, facts),) = alerts(past)
    assert (status, severity) == ("open", "critical")
    assert facts["date"] == (TODAY + 9 * DAY).isoformat()
    assert (facts["chance"] > 90, facts["days"], facts["vendor_name"]) == (True, 17, "Northside")
    assert Decimal(facts["quantity"]) % 6 == 0
    assert 12 <= Decimal(facts["quantity"]) <= 24
    past.clock.at = NOON
    past.till.stock("receive", tea, 30)
    desk = Desk(past.shop.database, past.shop.ids, past.actor)
    assert look(desk, NOON).changed == 1
    assert [status for status, *_ in alerts(past)] == ["resolved"]
    assert look(desk, NOON).changed == 0
    assert past.told(tea).on_hand == 50
