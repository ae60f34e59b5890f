"""No text cell is taken for a formula, and every text comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cells import guarded, unguarded

TRICKY = st.text(st.sampled_from("'=+-@\t\ra1 \n"), max_size=8) | st.text()


@given(TRICKY)
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TRICKY)
def test_no_guarded_text_begins_like_a_formula(text: str) -> None:
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-2", "@SUM(A1)", "\t=1", "'=1", "''=1"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Tea", "'n Sync", "1.5", "a=b", "''"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text == unguarded(text)
