"""Numbers and times as they are read and typed, in several locales."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from desktop.domain.errors import UserError
from desktop.ui import text

NOW = datetime(2025, 11, 14, 10, 24, 7, tzinfo=UTC)
LOCALES = ("en_GB", "de_DE", "fr_FR", "hi_IN", "ar_EG", "de_CH", "pl_PL", "es_ES")
NBSP, NNBSP = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("locale", "value", "decimals", "shown"),
    [
        ("en_GB", "1284.6", 2, "1,284.60"),
        ("de_DE", "1284.6", 2, "1.284,60"),
        ("fr_FR", "1284.6", 2, f"1{NNBSP}284,60"),
        ("hi_IN", "1234567.5", 2, "12,34,567.50"),
        ("ar_EG", "12.5", 2, "١٢٫٥٠"),
        ("en_GB", "23.000", 0, "23"),
        ("en_GB", "0.667", 0, "0.667"),
        ("en_GB", "3.0005", 2, "3.0005"),
        ("en_GB", "-5", 0, "−5"),
        ("en_GB", "-0", 0, "0"),
        ("en_GB", "12345678901234567890.25", 2, "12,345,678,901,234,567,890.25"),
        ("de_DE", "-12345678901234567890", 0, "−12.345.678.901.234.567.890"),
        ("en_GB", "NaN", 2, "NaN"),
    ],
)
def test_a_number_is_exact_and_in_the_locales_way(
    locale: str, value: str, decimals: int, shown: str
) -> None:
    assert text.number(Decimal(value), decimals, QLocale(locale)) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("24", "+24"), ("-1", "−1"), ("0", "0"), ("0.25", "+0.25")]
)
def test_a_change_carries_its_sign(english: QLocale, value: str, shown: str) -> None:
    assert text.signed(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2.307", "2.3"), ("0.0374", "0.037"), ("0.25", "0.25"), ("0.5", "0.5"), ("123.6", "124"),
     ("-0.031", "−0.031"), ("0", "0"), ("0.0000004", "0"), ("1240", "1,240"), ("3.0", "3")],
)  # fmt: skip
def test_a_statistic_is_rounded_but_never_to_nothing(
    english: QLocale, value: str, shown: str
) -> None:
    assert text.rounded(Decimal(value)) == text.rounded(float(value)) == shown


def test_a_rate_is_written_in_percent(english: QLocale) -> None:
    assert text.percent(Decimal("14.30")) == f"14.3{NBSP}%"


@pytest.mark.parametrize(
    ("locale", "typed", "value"),
    [
        ("en_GB", "12.90", "12.9"),
        ("en_GB", "12,90", "12.9"),
        ("en_GB", "1,234", "1234"),
        ("en_GB", "1,234.5", "1234.5"),
        ("en_GB", " 5 ", "5"),
        ("en_GB", "+3", "3"),
        ("en_GB", "0,500", "0.5"),
        ("en_GB", ".5", "0.5"),
        ("de_DE", "1.234", "1234"),
        ("de_DE", "1.234,5", "1234.5"),
        ("de_DE", "12.90", "12.9"),
        ("fr_FR", f"1{NNBSP}234,5", "1234.5"),
        ("fr_FR", "1 234,5", "1234.5"),
        ("de_CH", "1’234.50", "1234.5"),
        ("hi_IN", "1,23,456.5", "123456.5"),
        ("ar_EG", "١٢٫٥", "12.5"),
        ("en_GB", "-5", "-5"),
        ("en_GB", "−5", "-5"),
    ],
)
def test_a_typed_quantity_is_understood_as_it_was_meant(
    locale: str, typed: str, value: str
) -> None:
    assert text.parse_quantity(typed, 3, locale=QLocale(locale)) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["abc", "1.2.3", "1,23,4", "1e5", "NaN", "inf", "1_000", "--5", "5-", "=1", "1 . 2 ,3"]
)
def test_what_is_no_number_is_refused_with_the_field(english: QLocale, typed: str) -> None:
    with pytest.raises(UserError) as refused:
        text.parse_quantity(typed, 3, field="amount")
    assert refused.value.field == "amount"
    assert typed in refused.value.message


def test_nothing_typed_is_told_as_such(english: QLocale) -> None:
    with pytest.raises(UserError) as refused:
        text.parse_money("  ")
    assert refused.value.code == "missing"


def test_a_piece_cannot_be_split(english: QLocale) -> None:
    with pytest.raises(UserError) as refused:
        text.parse_quantity("1.5", 0)
    assert refused.value.code == "too_fine"


@pytest.mark.parametrize("locale", LOCALES)
@given(units=st.integers(-999_999_999, 999_999_999))
def test_what_is_shown_is_read_back_as_the_same_quantity(locale: str, units: int) -> None:
    value = Decimal(units) / 1000
    shown = text.quantity(value, 3, QLocale(locale))
    assert text.parse_quantity(shown, 3, locale=QLocale(locale)) == value


@pytest.mark.parametrize("locale", LOCALES)
@given(cents=st.integers(0, 9_999_999_999))
def test_what_is_shown_is_read_back_as_the_same_amount(locale: str, cents: int) -> None:
    value = Decimal(cents) / 100
    shown = text.money(value, 2, QLocale(locale))
    assert text.parse_money(shown, locale=QLocale(locale)) == value


def test_words_are_filled_in() -> None:
    assert text.tr("{n} of {all}", n=2, all=6) == "2 of 6"
    assert text.tr("braces {stay} without values") == "braces {stay} without values"


@pytest.mark.parametrize(("n", "words"), [(1, "1 item"), (0, "0 items"), (1200, "1,200 items")])
def test_one_and_many_have_their_own_words(english: QLocale, n: int, words: str) -> None:
    assert text.plural("{n} item", "{n} items", n) == words


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=-3), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=2), "2 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=12), "yesterday"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "Tue"),
        (timedelta(days=20), "25 Oct"),
        (timedelta(days=400), "10 Oct 2024"),
    ],
)
def test_a_moment_is_told_as_one_speaks(english: QLocale, ago: timedelta, shown: str) -> None:
    assert text.relative(NOW - ago, NOW, "UTC") == shown


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=11), "11 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_an_age_is_short(english: QLocale, ago: timedelta, shown: str) -> None:
    assert text.age(NOW - ago, NOW) == shown


def test_the_days_border_is_the_shops_midnight(english: QLocale) -> None:
    late = datetime(2025, 11, 13, 23, 30, tzinfo=UTC)
    early = datetime(2025, 11, 14, 0, 10, tzinfo=UTC)
    assert text.day(late, early, "UTC") == "yesterday"
    assert text.day(late, early, "Europe/Berlin") == "today"


def test_clocks_stand_in_the_shops_zone(english: QLocale) -> None:
    assert text.time_of_day(NOW, "Europe/Berlin") == "11:24"
    assert text.time_of_day(NOW, "UTC", seconds=True) == "10:24:07"
    assert text.wall_clock(NOW, "UTC") == "Fri 14 Nov  10:24"
    assert text.moment(NOW, "UTC") == "14 Nov 2025 10:24"


def test_an_american_clock_has_twelve_hours() -> None:
    late = NOW + timedelta(hours=6)
    assert text.time_of_day(late, "UTC", locale=QLocale("en_US")).replace(NNBSP, " ") == "4:24 PM"


def test_a_unit_follows_its_number() -> None:
    assert [text.units(code) for code in ("piece", "kg")] == ["pieces", "kg"]
    assert [text.units(code, Decimal(1)) for code in ("piece", "kg")] == ["piece", "kg"]
