"""A lot as it is typed: what is no lot or no day is refused at its line."""

from datetime import date

import pytest

from desktop.domain.errors import UserError
from desktop.domain.lot import LotGiven, lot_given


@pytest.mark.parametrize(
    ("code", "day", "field"),
    [
        ("-", "", "lot"),
        ("L" * 101, "", "lot"),
        ("A", "31.3.", "expiry"),
        ("", "2027-13-01", "expiry"),
    ],
)
def test_what_is_no_lot_is_refused_at_its_line(code: str, day: str, field: str) -> None:
    with pytest.raises(UserError) as why:
        lot_given(code, day)
    assert why.value.field == field


def test_a_lot_may_be_a_code_a_day_both_or_none() -> None:
    day = date(2027, 3, 31)
    assert lot_given(" L7\x00 ", "2027-03-31") == LotGiven("L7", day)
    assert lot_given("", "2027-03-31") == LotGiven("", day)
    assert lot_given(" ", " ").is_none
