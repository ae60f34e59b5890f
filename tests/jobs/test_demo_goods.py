"""The demo shop's goods and demand: different names, right check digits, plausible curves."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from desktop.domain.barcode import barcode_key, has_check_digit, shown
from desktop.domain.errors import UserError
from desktop.jobs.demo.calendar import calendar
from desktop.jobs.demo.catalogue import MONEY, QUANTITY, Catalogue, catalogue
from desktop.jobs.demo.demand import Offer, easter, holidays, offers, shelf_factor, shop_factors
from desktop.jobs.demo.sales import Customers, baskets, quantity

SHOWN = {
    "COF-1001": ("House Espresso 1 kg", "12.90", "Northside Roasters"),
    "COF-1002": ("Decaf Espresso 1 kg", "13.90", "Northside Roasters"),
    "DAI-2001": ("Whole milk 1 l", "1.19", "Meadow Dairy Co-op"),
    "DAI-2014": ("Oat drink barista 1 l", "2.29", "Meadow Dairy Co-op"),
    "PRO-3003": ("Gala apples, kg", "2.49", "Orchard Direct"),
    "PRO-3017": ("Baby spinach 200 g", "1.99", "Orchard Direct"),
    "BAK-4002": ("Sourdough loaf 800 g", "4.20", "In-house bakery"),
    "GRO-5021": ("Tomato soup 400 g", "1.79", "Union Wholesale"),
    "GRO-5034": ("Tuna in brine 160 g", "1.59", "Union Wholesale"),
    "SNA-6008": ("Oat cookies 250 g", "2.69", "Union Wholesale"),
    "SNA-6011": ("Fruit candies 1 kg", "5.49", "Sweetline Imports"),
    "BEV-7003": ("Cola zero 6 × 0.33 l", "3.99", "Harbor Beverages"),
    "BEV-7010": ("Sparkling water 6 × 1 l", "2.79", "Harbor Beverages"),
    "HOU-8104": ("LED bulb E27 8 W", "3.49", "Brightway Supply"),
    "HOU-8110": ("AA batteries, 8 pack", "6.90", "Brightway Supply"),
    "HOU-8122": ("Glass cleaner 750 ml", "2.99", "Brightway Supply"),
    "FRO-9001": ("Frozen peas 1 kg", "2.19", "Polar Foods"),
}


@pytest.fixture(scope="module")
def many() -> Catalogue:
    """More goods than there are plain names, so that lines and packs are combined too."""
    return catalogue(6000, seed=1)


def test_no_name_and_no_sku_is_there_twice(many: Catalogue) -> None:
    assert len({good.name for good in many.goods}) == 6000
    assert len({good.sku for good in many.goods}) == 6000


def test_the_products_of_the_pictures_come_first(many: Catalogue) -> None:
    found = {
        good.sku: (good.name, Decimal(good.price) / MONEY, many.sellers[good.offers[0].vendor].name)
        for good in many.goods[:19]
    }
    for sku, (name, price, vendor) in SHOWN.items():
        assert found[sku] == (name, Decimal(price), vendor)


def test_every_code_is_a_key_with_a_right_check_digit_and_of_one_product(many: Catalogue) -> None:
    keys = [code.key for good in many.goods for code in good.codes]
    assert all(has_check_digit(key) and barcode_key(key) == key for key in keys)
    assert len(set(keys)) == len(keys)


def test_invented_codes_keep_to_ranges_that_no_real_product_has(many: Catalogue) -> None:
    starts = {8: "2", 12: "4", 13: "952"}
    lengths: Counter[int] = Counter()
    for good in many.goods:
        code = shown(good.codes[0].key)
        if good.sku != "COF-1001":
            assert code.startswith(starts[len(code)])
            lengths[len(code)] += 1
    assert lengths[13] > lengths[12] > lengths[8] > 0


def test_the_code_that_the_pictures_call_unknown_is_unknown(many: Catalogue) -> None:
    keys = {code.key for good in many.goods for code in good.codes}
    assert barcode_key("5901234123457") not in keys
    assert barcode_key("4006381333931") in keys


def test_a_case_holds_a_pack(many: Catalogue) -> None:
    cases = [(good, code) for good in many.goods for code in good.codes[1:]]
    assert len(cases) > 1000
    assert all(code.pack == good.pack > 1 for good, code in cases)


def test_goods_cost_less_than_they_sell_for(many: Catalogue) -> None:
    assert all(0 < good.cost < good.price for good in many.goods)


def test_few_goods_sell_much_and_most_sell_little(many: Catalogue) -> None:
    sold = sorted((good.sold for good in many.goods), reverse=True)
    assert sum(sold[:600]) > sum(sold) * 0.4
    assert min(sold) > 0


def test_equal_seeds_make_equal_goods_and_others_make_others() -> None:
    assert catalogue(300, 7) == catalogue(300, 7)
    assert catalogue(300, 7) != catalogue(300, 8)


def test_more_goods_than_can_be_named_are_refused_with_the_number_that_can() -> None:
    with pytest.raises(UserError, match="at most 1") as refused:
        catalogue(1_000_000, 1)
    assert refused.value.field == "products"


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)),
     (2038, date(2038, 4, 25)), (1961, date(1961, 4, 2))],
)  # fmt: skip
def test_easter_falls_on_the_right_sunday(year: int, sunday: date) -> None:
    assert easter(year) == sunday
    assert holidays(year)[sunday] == 0


def test_the_shop_is_closed_on_holidays_and_busy_before_them() -> None:
    factors = shop_factors(date(2025, 12, 1), 31, seed=1)
    assert [factors[day - 1] for day in (25, 26)] == [0, 0]
    assert factors[23 - 1] > factors[16 - 1] * 1.3


def test_saturdays_are_the_strongest_days_and_sundays_the_weakest() -> None:
    first = date(2024, 1, 1)
    factors = shop_factors(first, 728, seed=1)
    days = [0.0] * 7
    for number, factor in enumerate(factors):
        days[(first + timedelta(number)).weekday()] += factor
    assert days.index(max(days)) == 5
    assert days.index(min(days)) == 6


def test_seasons_turn_without_steps() -> None:
    assert shelf_factor("summer", "plain", date(2025, 7, 15)) > 1.2
    assert shelf_factor("summer", "plain", date(2025, 1, 15)) < 0.9
    days = [date(2025, 1, 1) + timedelta(n) for n in range(365)]
    curve = [shelf_factor("garden", "plain", day) for day in days]
    assert max(abs(a - b) for a, b in pairwise(curve)) < 0.08


def test_named_offers_come_every_year_and_weekly_ones_from_monday_to_saturday() -> None:
    first = date(2023, 11, 16)
    found = offers(first, 730, 1000, always=(0,), seed=1)
    assert sum(offer.name == "Autumn sale" for offer in found) == 2
    for offer in found:
        if offer.name == "Weekly offer":
            assert (first + timedelta(offer.first)).weekday() == 0
            assert offer.last - offer.first == 5
        else:
            assert 0 in offer.goods


def test_an_offer_lifts_what_is_sold() -> None:
    goods = catalogue(200, 1)
    day = date(2025, 6, 4)
    plain = Counter(Customers(goods, Random(1)).draw(day, 20_000, ()))
    offer = Offer("Weekly offer", 0, 5, 20, (3,))
    lifted = Counter(Customers(goods, Random(1)).draw(day, 20_000, (offer,)))
    assert offer.lift == pytest.approx(2.4)
    assert 1.9 < lifted[3] / plain[3] < 2.6


def test_a_product_that_left_the_range_is_not_drawn() -> None:
    customers = Customers(catalogue(60, 1), Random(1))
    customers.show(3, False)
    assert 3 not in customers.draw(date(2025, 6, 4), 5000, (Offer("Sale", 0, 5, 20, (3,)),))


def test_no_basket_holds_a_product_twice_and_nothing_is_lost() -> None:
    sales = [(number % 7, QUANTITY) for number in range(500)]
    found = list(baskets(sales, Random(1)))
    assert sum(len(basket) for basket in found) == 500
    assert all(len(dict(basket)) == len(basket) for basket in found)


def test_pieces_are_whole_and_kilograms_are_not() -> None:
    rng = Random(1)
    assert all(quantity("piece", rng) % QUANTITY == 0 for _ in range(200))
    assert any(quantity("kg", rng) % QUANTITY for _ in range(200))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2025, 11, 14, 8, 24, tzinfo=UTC), date(2025, 11, 14)),  # 10:24 in Helsinki
        (datetime(2025, 11, 14, 5, 0, tzinfo=UTC), date(2025, 11, 13)),  # before it opens
        (datetime(2025, 11, 14, 22, 30, tzinfo=UTC), date(2025, 11, 14)),  # past midnight there
    ],
)
def test_the_last_day_is_the_last_on_which_the_shop_was_open(now: datetime, last: date) -> None:
    found = calendar(now, "Europe/Helsinki", 30, seed=1)
    assert found.date(29) == last
    assert found.closes(29) <= found.end
    assert len(found.factors) == 30
