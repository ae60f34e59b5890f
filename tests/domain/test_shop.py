"""The countries' defaults could be used as they are; days begin where the shop says."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.clock import business_date, iso
from desktop.domain.shop import COUNTRIES, Country, country, currency_decimals


@pytest.mark.parametrize("one", COUNTRIES, ids=lambda one: one.code)
def test_a_country_has_a_real_zone_a_currency_and_rates(one: Country) -> None:
    found = country(one.code.lower())
    assert found is one
    assert ZoneInfo(found.zone)
    assert len(found.currency) == 3
    assert found.tax_rates
    assert all(0 <= rate <= 100 for rate in found.tax_rates)


def test_codes_are_there_once_and_an_unknown_one_is_neutral() -> None:
    assert len({one.code for one in COUNTRIES}) == len(COUNTRIES)
    assert country("QQ").code == "ZZ"


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("jpy", 0), ("KWD", 3), ("???", 2)])
def test_a_currency_has_its_minor_unit(currency: str, digits: int) -> None:
    assert currency_decimals(currency) == digits


@pytest.mark.parametrize(
    ("at", "zone", "starts", "day"),
    [
        ("2026-03-01T23:30", "UTC", 0, 1),
        ("2026-03-01T23:30", "Europe/Berlin", 0, 2),
        ("2026-03-02T03:59", "UTC", 4, 1),
        ("2026-03-02T04:00", "UTC", 4, 2),
        ("2026-03-02T02:00", "America/New_York", 0, 1),
    ],
)
def test_a_sale_belongs_to_the_shop_s_own_day(at: str, zone: str, starts: int, day: int) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert business_date(moment, zone, starts) == date(2026, 3, day)


def test_a_time_has_one_spelling() -> None:
    tokyo = datetime(2026, 1, 2, 3, 4, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert iso(tokyo) == "2026-01-01T18:04:05.000000Z"
