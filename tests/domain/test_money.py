"""Money is exact, rounded once, half away from zero, and refused in words without sense."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import UserError
from desktop.domain.money import (
    PRICE_LIMIT,
    TOTAL_LIMIT,
    check_price,
    check_total,
    line_total,
    parse_price,
    rounded,
    tax_lines,
)

AMOUNTS = st.decimals(-(10**9), 10**9, places=4)
PRICES = st.decimals(0, PRICE_LIMIT, places=4)
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "7", "19", "19.0", "25.5", "100")])


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("0.124999", 2, "0.12"),
        ("2.675", 2, "2.68"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("1.0005", 3, "1.001"),
    ],
)
def test_halves_go_away_from_zero(value: str, decimals: int, wanted: str) -> None:
    assert str(rounded(Decimal(value), decimals)) == wanted


@given(AMOUNTS, st.sampled_from([0, 2, 3]))
def test_rounding_is_odd_idempotent_and_never_off_by_more_than_half(
    value: Decimal, decimals: int
) -> None:
    found = rounded(value, decimals)
    assert rounded(-value, decimals) == -found
    assert rounded(found, decimals) == found
    assert abs(found - value) <= Decimal(1).scaleb(-decimals) / 2


@given(st.decimals(-(10**6), 10**6, places=3), PRICES)
def test_a_line_is_the_exact_product_rounded_once(quantity: Decimal, price: Decimal) -> None:
    thousandths, tenthousandths = int(quantity.scaleb(3)), int(price.scaleb(4))
    exact = thousandths * tenthousandths
    cents = (abs(exact) + 50_000) // 100_000 * (1 if exact >= 0 else -1)
    assert line_total(quantity, price) == Decimal(cents).scaleb(-2)


@given(PRICES)
def test_a_price_is_read_as_it_is_written_with_point_or_comma(price: Decimal) -> None:
    assert parse_price(str(price)) == price
    assert parse_price(f" {price} ".replace(".", ",")) == price


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", "1.5"), ("0,5", "0.5"), ("12,90", "12.9"), ("1,2345", "1.2345"), ("0,125", "0.125")],
)
def test_one_comma_is_the_decimal_point(text: str, value: str) -> None:
    assert parse_price(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_number"),
        ("abc", "bad_number"),
        ("1.2.3", "bad_number"),
        ("1_000", "bad_number"),
        ("١٢", "bad_number"),
        ("=1+1", "bad_number"),
        ("NaN", "bad_number"),
        ("Infinity", "bad_number"),
        ("-0.01", "negative"),
        ("100000000.0001", "too_large"),
        ("1e12", "too_large"),
        ("0.00001", "too_fine"),
        ("1,234", "ambiguous"),
        ("12,000", "ambiguous"),
        ("1,234,567", "bad_number"),
        ("1,234.50", "bad_number"),
    ],
)
def test_what_is_no_price_names_its_field(text: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_price(text, "cost")
    assert (refused.value.code, refused.value.field) == (code, "cost")


def test_limits_belong_to_what_is_allowed() -> None:
    assert check_price(PRICE_LIMIT) == PRICE_LIMIT
    assert check_total(-TOTAL_LIMIT) == -TOTAL_LIMIT
    with pytest.raises(UserError):
        check_total(TOTAL_LIMIT + Decimal("0.01"))


@given(st.lists(st.tuples(AMOUNTS.map(rounded), RATES), max_size=8), st.booleans())
def test_net_and_tax_make_gross_and_gross_is_what_was_sold(
    lines: list[tuple[Decimal, Decimal]], includes_tax: bool
) -> None:
    found = tax_lines(lines, includes_tax)
    assert all(line.net + line.tax == line.gross for line in found)
    whole = sum((line.gross if includes_tax else line.net for line in found), Decimal(0))
    assert whole == sum((total for total, _ in lines), Decimal(0))
    assert len({line.rate for line in found}) == len(found)


def test_tax_is_rounded_once_per_rate() -> None:
    three = [(Decimal("0.99"), Decimal(19))] * 3
    assert tax_lines(three, True)[0].tax == Decimal("0.47")
    assert tax_lines(three, False)[0].gross == Decimal("3.53")


def test_what_is_refused_is_told_in_a_short_sentence() -> None:
    """Of a cell of a hundred thousand digits nobody wants to read them all."""
    for text in ("9" * 100_000, "1." + "1" * 100_000):
        with pytest.raises(UserError) as caught:
            parse_price(text)
        assert len(str(caught.value)) < 100
