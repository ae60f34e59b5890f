"""The last year lived again over a ledger: what is compared, guessed, and always so."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from desktop.commands.reorder_policy import ChangePolicy, change_policy
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import UserError
from desktop.domain.last_year import LastYear, Lived, by_class
from desktop.domain.progress import Cancelled, Silent
from desktop.domain.reorder_policy import Policy
from desktop.jobs.forecasting.last_year import last_year
from desktop.jobs.forecasting.worker import in_worker, last_year_of
from desktop.jobs.opening import Shop
from tests.jobs.forecasting import NOON, TODAY, Past
from tests.tills import till

D = Decimal
DAYS = 150
COST = D("1.50")


@pytest.fixture
def past(shop: Shop) -> Past:
    return Past(shop)


class Halted(Silent):
    """Somebody stops it at once."""

    def report(self, done: int, total: int, message: str = "") -> None:
        raise Cancelled


def kept(shop: Shop) -> LastYear:
    return last_year(shop.database, shop.actor, NOON, Silent())


def row(told: LastYear, name: str) -> Lived:
    return next(each for each in told.rows if each.name == name)


def traded(past: Past) -> None:
    """Tea with a reorder point that is too low, coffee without one, and what nobody wants."""
    dice = Random(5)
    tea = past.product("Tea", reorder_point=D(4), reorder_qty=D(6), cost=COST)
    coffee = past.product("Coffee")
    dust = past.product("Dust", reorder_point=D(2), reorder_qty=D(5))
    sales = {ago: dice.choice((0, 1, 2, 5)) for ago in range(1, DAYS + 1)}
    for last in range(DAYS - 9, 0, -10):  # it comes for ten days at a time
        some: dict[int, float] = {ago: sales[ago] for ago in range(last, last + 10) if sales[ago]}
        past.sold(tea, some, stock=3 if last > DAYS - 10 else 0)
        past.sold(coffee, {last: 5.0, last + 3: 4.0})
    past.clock.at = NOON - DAYS * timedelta(days=1)
    till(past.shop, past.clock).stock("receive", dust, 7)
    past.clock.at, desk = NOON, past.till
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    command = SetVendorPrice(*desk.head(), vendor, tea, COST, D(6), lead_time_days=5)
    desk.send(set_vendor_price, command)


def test_a_policy_is_compared_with_the_reorder_points(past: Past) -> None:
    traded(past)
    shop = past.shop
    told = kept(shop)
    assert (told.last, told.days) == (TODAY - timedelta(days=1), DAYS - 112)
    tea, dust = row(told, "Tea"), row(told, "Dust")
    assert tea.points is not None and dust.points is not None
    assert tea.policy.days < tea.points.days
    assert tea.policy.units < tea.points.units
    assert tea.policy.money > 0
    assert tea.guessed == 0
    assert row(told, "Coffee").points is None
    assert {each.name for each in told.compared} == {"Tea", "Dust"}
    assert (dust.demand, dust.points.orders, dust.policy.orders) == (0, 0, 0)
    whole = by_class(told)[-1]
    assert (whole.products, whole.policy.days) == (2, tea.policy.days + dust.policy.days)
    assert sum(told.outs.policy) == whole.policy.days
    assert len(told.worth.points) == told.days
    again = in_worker(shop.settings, last_year_of(shop.actor, NOON), Silent())
    assert LastYear.from_json(again) == LastYear.from_json(told.to_json())
    surer = [told]
    for percent in (60, 99):
        policy = Policy(percent, percent, percent)
        past.till.send(change_policy, ChangePolicy(*past.till.head(), policy))
        surer.insert(0 if percent == 60 else 2, kept(shop))
    rows = [row(each, "Tea").policy for each in surer]
    assert rows[0].days >= rows[1].days >= rows[2].days
    assert rows[0].worth <= rows[1].worth <= rows[2].worth


def test_demand_on_days_without_stock_is_what_the_forecast_then_expected(past: Past) -> None:
    """Two a day; it was out for three weeks, in which about 42 would have been sold."""
    tea = past.product()
    first = dict.fromkeys(range(31, DAYS + 1), 2.0)
    past.sold(tea, first)
    past.sold(tea, dict.fromkeys(range(1, 10), 2.0))
    told = row(kept(past.shop), "Tea")
    assert told.guessed == pytest.approx(42, abs=6)
    assert told.demand == pytest.approx(2 * (DAYS - 112), abs=6)


def test_a_young_shop_is_told_so_and_it_can_be_stopped(past: Past) -> None:
    past.sold(past.product(), dict.fromkeys(range(1, 30), 1.0))

    with pytest.raises(UserError, match="not enough history"):
        kept(past.shop)
    with pytest.raises(Cancelled):
        last_year(past.shop.database, past.shop.actor, NOON, Halted())
