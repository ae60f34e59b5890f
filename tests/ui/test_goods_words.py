"""What an import or a feed changes, as people read it."""

import pytest

from desktop.domain.custom_field import FieldInfo, Option
from desktop.ui.goods_words import GoodsWords
from tests.ui.paper.test_ticket import shop

OWN = (
    FieldInfo("shade", "Colour of the shelf", "choice", (Option("red_1", "Red"),)),
    FieldInfo("since", "Sold since", "date"),
    FieldInfo("vegan", "Vegan", "yes_no"),
)
CHANGES = (
    ("price", "2.5", "1275", "Price 2.50 → 1275.00"),
    ("cost", "", "0.8", "Cost – → 0.80"),
    ("price@M2", "3", "2.5", "Price in M2 3.00 → 2.50"),
    ("tax_rate", "7", "19", "Tax rate 7\u00a0% → 19\u00a0%"),
    ("reorder_qty", "12", "1200.5", "Reorder quantity 12 → 1200.5"),
    ("status", "active", "archived", "Status Active → Archived"),
    ("category", "Food", "Food > Tea", "Category Food → Food > Tea"),
    ("custom_shade", "", "red_1", "Colour of the shelf – → Red"),
    ("custom_shade", "gone_2", "", "Colour of the shelf gone_2 → –"),
    ("custom_since", "2026-11-22", "", "Sold since 22 Nov 2026 → –"),
    ("custom_vegan", "no", "yes", "Vegan No → Yes"),
    ("custom_of_old", "a", "b", "of old a → b"),
    ("price", "lots", "2", "Price lots → 2.00"),
)


@pytest.mark.parametrize(("field", "before", "after", "words"), CHANGES)
def test_a_change_is_told_in_the_shops_words(
    field: str, before: str, after: str, words: str
) -> None:
    assert GoodsWords(shop(), OWN).change("changed", [(field, before, after)]) == words


def test_what_is_new_or_was_sold_is_told_with_its_figures() -> None:
    goods = GoodsWords(shop())
    assert goods.change("new", [("stock", "", "1200")]) == "new, 1200 on hand"
    assert goods.change("new", []) == "new"
    assert goods.change("same", []) == goods.change("changed", []) == "as it was"
    assert goods.change("sold", [("sold", "", "2 on 2026-11-22")]) == "sold: 2 on 22 Nov 2026"
    sold = goods.change("sold_here", [("sold", "", "2 on 2026-11-22")])
    assert sold == "left out, sold here: 2 on 22 Nov 2026"
