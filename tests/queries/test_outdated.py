"""What outruns a forecast, and what a look tells anew without a fit."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from desktop.commands.events import SaveEvent, save_event
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.opening import Shop
from desktop.queries.outdated import OutdatedForecasts, outdated_forecasts
from desktop.queries.shop import shop_info
from tests.jobs.forecasting import DAY, NOON, TODAY, Past

TWO_A_DAY = dict.fromkeys(range(1, 71), 2.0)
MINUTE = timedelta(minutes=1)
ARCHIVED, ACTIVE = {"status": "archived"}, {"status": "active"}


@pytest.fixture
def past(shop: Shop) -> Past:
    return Past(shop)


def outdated(past: Past, days: int = 0) -> OutdatedForecasts | None:
    with past.shop.database.read() as session:
        info = shop_info(session, past.actor)
        return outdated_forecasts(session, info, NOON + days * DAY)


def are_all_outdated(past: Past, days: int = 0) -> bool:
    found = outdated(past, days)
    return found is not None and found.products is None


def test_only_what_is_booked_for_days_behind_outdates_some_forecasts(past: Past) -> None:
    tea, mug, cup = past.product("Tea"), past.product("Mug"), past.product("Cup")
    for product in (tea, mug):
        past.sold(product, TWO_A_DAY, stock=90)
    assert are_all_outdated(past)
    past.run()
    assert outdated(past) is None
    past.clock.at = NOON + MINUTE
    past.till.scan(past.codes[tea], "sell", past.till.ids.new(), 2)  # today is not over
    assert outdated(past) is None
    past.till.stock("waste", mug, 60, occurred_at=NOON - 50 * DAY)
    past.till.stock("receive", cup, 5)  # it had no forecast
    found = outdated(past)
    assert found is not None and set(found.products or ()) == {mug, cup}
    before = past.told(mug)
    ran = past.run(found.products, at=NOON + 2 * MINUTE)
    assert (ran.products, ran.is_part) == (2, True)
    assert past.told(mug).on_hand == before.on_hand - 60
    assert past.told(mug).run == past.told(cup).run == ran.run != past.told(tea).run
    assert outdated(past) is None
    assert are_all_outdated(past, days=1)


def test_a_product_made_active_again_is_outdated_though_nothing_moved(past: Past) -> None:
    """Ages later, so that what moved before is no news whatever day it is."""
    tea, mug, bare = past.product("Tea"), past.product("Mug"), past.product("Bare")
    for product in (tea, mug):
        past.sold(product, {9: 2.0}, stock=90)
    ages = 365_000
    past.clock.at = NOON + (ages - 1) * DAY
    for product in (mug, bare):
        past.till.send(edit_product, EditProduct(*past.till.head(), product, ARCHIVED))
    past.run(days=ages)
    assert outdated(past, ages) is None
    past.clock.at = NOON + ages * DAY + MINUTE
    for product in (mug, bare):
        past.till.send(edit_product, EditProduct(*past.till.head(), product, ACTIVE))
    found = outdated(past, ages)
    assert found is not None and found.products == (mug,), "the other has nothing to tell of"
    past.run(found.products, ages)
    assert outdated(past, ages) is None


def test_another_calendar_outdates_all_forecasts(past: Past) -> None:
    past.sold(past.product(), TWO_A_DAY, stock=20)
    past.run()
    assert outdated(past) is None
    sale = SaveEvent(*past.till.head(), "Summer sale", TODAY + 3 * DAY, "promotion")
    past.till.send(save_event, sale)
    assert are_all_outdated(past)
    past.run()
    assert outdated(past) is None


def test_goods_that_take_another_time_to_come_are_told_anew_without_a_fit(past: Past) -> None:
    tea = past.product()
    past.sold(tea, TWO_A_DAY, stock=20)
    past.run()
    before = past.told(tea)
    desk = Desk(past.shop.database, past.shop.ids, past.actor)
    is_offered(past, tea, lead_days=1)
    assert look(desk, NOON).changed == 0  # nothing moved, and nobody said that offers did
    assert look(desk, NOON, is_supplied_anew=True).changed == 1
    found = past.told(tea)
    assert (found.lead_days, found.run) == (8, before.run)
    assert found.p_within_lead < 0.1 < 0.9 < before.p_within_lead
    assert {**found.parameters, "lead_days": before.lead_days} == before.parameters
    assert look(desk, NOON, is_supplied_anew=True).changed == 0


def is_offered(past: Past, product: UUID, lead_days: int) -> None:
    vendor = past.till.send(save_vendor, SaveVendor(*past.till.head(), "Northside"))
    offer = SetVendorPrice(*past.till.head(), vendor, product, Decimal(1), lead_time_days=lead_days)
    past.till.send(set_vendor_price, offer)
