"""Quantities have three decimals at most, as many as the unit, and are refused in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import UserError
from desktop.domain.quantity import LIMIT, check_quantity, parse_quantity, plain

QUANTITIES = st.decimals(-LIMIT, LIMIT, places=3)


@given(QUANTITIES)
def test_a_quantity_is_read_as_it_is_shown(quantity: Decimal) -> None:
    shown = plain(quantity)
    assert parse_quantity(shown) == quantity
    if len(shown.partition(".")[2]) < 3:  # with three decimals a comma may part thousands
        assert parse_quantity(shown.replace(".", ",").replace("-", "−")) == quantity
    assert "E" not in shown
    assert not shown.endswith(".")
    assert "." not in shown or not shown.endswith("0")


@pytest.mark.parametrize(
    ("value", "shown"), [("3.000", "3"), ("0.500", "0.5"), ("1E+3", "1000"), ("100", "100")]
)
def test_a_quantity_is_shown_in_its_shortest_spelling(value: str, shown: str) -> None:
    assert plain(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("text", "decimals", "code"),
    [
        ("", 3, "bad_number"),
        ("3 x", 3, "bad_number"),
        ("1_0", 3, "bad_number"),
        ("３", 3, "bad_number"),
        ("NaN", 3, "bad_number"),
        ("-Infinity", 3, "bad_number"),
        ("1000000.001", 3, "too_large"),
        ("1e999999", 3, "too_large"),
        ("3.0005", 3, "too_fine"),
        ("0.5", 0, "too_fine"),
        ("1e-9", 3, "too_fine"),
    ],
)
def test_what_is_no_quantity_is_refused(text: str, decimals: int, code: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_quantity(text, decimals, "found")
    assert (refused.value.code, refused.value.field) == (code, "found")


@pytest.mark.parametrize("text", ["1,234", "-1,000", " 12,500 ", "\u22121,234", "1234,567"])
def test_a_comma_before_three_digits_may_part_thousands_and_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_quantity(text, 3, "reorder_point")
    assert (refused.value.code, refused.value.field) == ("ambiguous", "reorder_point")
    assert "reorder point" in refused.value.message


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", "1.5"), ("0,5", "0.5"), ("12,90", "12.9"), (",5", "0.5"), ("0,125", "0.125")],
)
def test_any_other_comma_is_the_decimal_point(text: str, value: str) -> None:
    assert parse_quantity(text) == Decimal(value)


@given(st.decimals(allow_nan=True, allow_infinity=True), st.integers(0, 3))
def test_whatever_comes_it_is_kept_exactly_or_refused(value: Decimal, decimals: int) -> None:
    try:
        kept = check_quantity(value, decimals)
    except UserError:
        return
    assert kept == value
    assert kept.as_tuple().exponent == -3
