"""A typed change: understood or refused in words; rounded once; nothing comes of nothing."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.change import Change, changed, parse_change
from desktop.domain.errors import UserError

TYPED = [
    ("+5%", Change("percent", Decimal(5))),
    (" -2,5 % ", Change("percent", Decimal("-2.5"))),
    ("\u221210%", Change("percent", Decimal(-10))),
    ("+0.10", Change("amount", Decimal("0.10"))),
    ("-.5", Change("amount", Decimal("-0.5"))),
    ("=2.50", Change("set", Decimal("2.50"))),
    ("2,50", Change("set", Decimal("2.50"))),
    ("=0", Change("set", Decimal(0))),
    ("=-3", Change("set", Decimal(-3))),
    ("clear", Change("clear")),
    ("=", Change("clear")),
]


@pytest.mark.parametrize(("text", "wanted"), TYPED)
def test_a_line_is_understood(text: str, wanted: Change) -> None:
    assert parse_change(text) == wanted


REFUSED = [
    ("", "bad_change"),
    ("  ", "bad_change"),
    ("+", "bad_change"),
    ("%", "bad_change"),
    ("5%", "bad_change"),
    ("=5%", "bad_change"),
    ("five", "bad_change"),
    ("++5", "bad_change"),
    ("1e9", "bad_change"),
    ("nan", "bad_change"),
    ("1_0", "bad_change"),
    ("٣", "bad_change"),
    ("+1001%", "too_large"),
    ("1,234", "ambiguous"),
    ("9" * 60, "bad_change"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_no_change_is_refused_in_words(text: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_change(text, "price")
    assert (refused.value.code, refused.value.field) == (code, "price")


def test_half_a_cent_goes_up_and_a_finer_price_stays_fine() -> None:
    five = Change("percent", Decimal(5))
    assert changed(five, Decimal("0.10"), 2) == Decimal("0.11")
    assert changed(five, Decimal("2.5000"), 2) == Decimal("2.63")
    assert changed(five, Decimal("0.0123"), 2) == Decimal("0.0129")
    assert changed(five, Decimal(101), 0) == Decimal(106)
    assert changed(five, None, 2) is None
    assert changed(Change("amount", Decimal(1)), None, 2) is None
    assert changed(Change("clear"), Decimal(1), 2) is None


@given(st.text(max_size=20))
def test_any_text_is_understood_or_refused_and_said_again_it_is_the_same(text: str) -> None:
    with suppress(UserError):
        change = parse_change(text)
        assert parse_change(str(change)) == change


amounts = st.decimals(Decimal(0), Decimal(10**8), places=4)
percents = st.decimals(Decimal(-100), Decimal(1000), places=2)


@given(amounts, percents, st.integers(0, 3))
def test_a_share_is_off_by_half_a_step_at_most(old: Decimal, percent: Decimal, places: int) -> None:
    new = changed(Change("percent", percent), old, places)
    exact = old + old * percent / 100
    assert abs(new - exact) <= Decimal(1).scaleb(-places) / 2
    assert new == new.quantize(Decimal("0.0001"))


@given(amounts, st.decimals(Decimal(-(10**8)), Decimal(10**8), places=4))
def test_an_amount_is_added_exactly_and_taken_away_again(old: Decimal, amount: Decimal) -> None:
    new = changed(Change("amount", amount), old, 2)
    assert changed(Change("amount", -amount), new, 2) == old
