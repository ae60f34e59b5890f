"""Searching folds case and accents on both sides alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.search import folded, search_text, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Crème BRÛLÉE", "creme brulee"),
        ("STRASSE Straße", "strasse strasse"),
        ("ﬁlter №5", "filter no5"),
        ("Ελλάδα", "ελλαδα"),
        ("抹茶", "抹茶"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, wanted: str) -> None:
    assert folded(text) == wanted


@given(st.text())
def test_folding_twice_is_folding_once_and_case_is_forgotten(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), max_size=4))
def test_every_typed_word_of_a_product_finds_it(parts: list[str]) -> None:
    name = " ".join(parts)
    inside = search_text("SKU-1", name, ["4006381333931"])
    assert all(word in inside for word in words(f"{name} sku-1 40063"))


def test_a_nul_parts_words_and_is_in_none() -> None:
    assert words("tea\x00bag\n 2") == ["tea", "bag", "2"]
