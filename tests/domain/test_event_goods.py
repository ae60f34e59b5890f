"""What an event is about, as one line: whatever the names, it comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.event_goods import Goods, category_token, joined, parted, product_token

TEXT = st.text("abcTEA ();>\\-1ä", min_size=1, max_size=12).map(str.strip).filter(bool)
PLAIN = TEXT.filter(lambda text: "\\" not in text)


@given(st.lists(st.tuples(st.booleans(), PLAIN, PLAIN), min_size=1, max_size=4))
def test_products_and_categories_come_back_from_the_line(
    tokens: list[tuple[bool, str, str]],
) -> None:
    written = [
        product_token(name, sku) if is_product else category_token(f"Goods > {name}")
        for is_product, name, sku in tokens
    ]
    found = parted(joined(written))
    assert len(found) == len(tokens)
    for goods, (is_product, name, sku) in zip(found, tokens, strict=True):
        meant = sku if is_product else f"Goods > {name}"
        assert (goods.sku if is_product else goods.category) == meant


@pytest.mark.parametrize("text", ["", "  ", "All goods", "-"])
def test_nothing_named_is_all_goods(text: str) -> None:
    assert parted(text) == []


def test_a_word_without_a_mark_may_be_either() -> None:
    assert parted("TEA-1; sku:B;category: Drinks > Tea") == [
        Goods("TEA-1", "TEA-1", "TEA-1"),
        Goods("sku:B", "B"),
        Goods("category: Drinks > Tea", "", "Drinks > Tea"),
    ]
