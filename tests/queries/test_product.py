"""One product's card by code, SKU or id, and products found by a few letters."""

from decimal import Decimal
from uuid import UUID

import pytest

from desktop.commands.products import (
    CreateProduct,
    EditProduct,
    NewBarcode,
    create_product,
    edit_product,
)
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.product import (
    find_products,
    product_by_code,
    product_by_sku,
    product_details,
)
from tests import trade

EAN = "4006381333931"


@pytest.fixture
def espresso(shop: Shop) -> UUID:
    product = trade.add_product(
        shop,
        "COF-1001",
        EAN,
        "0011",
        name="House Espresso 1 kg",
        price=Decimal("12.90"),
        unit_cost=Decimal("7.61"),
        category="Coffee & tea",
    )
    trade.scan(shop, EAN, "receive", 10)
    return product


@pytest.mark.parametrize("code", [EAN, "0" + EAN, f"]E0{EAN}\r", "COF-1001", "0011"])
def test_every_spelling_of_a_code_leads_to_the_card(shop: Shop, espresso: UUID, code: str) -> None:
    with shop.database.read() as session:
        card = product_by_code(session, code, shop.actor.location)
        assert card.product == espresso
        same = product_details(session, espresso, shop.actor.location)
    assert (card.sku, card.name, card.price) == ("COF-1001", "House Espresso 1 kg", Decimal("12.9"))
    assert (card.on_hand, card.total, card.category) == (10, 10, "Coffee & tea")
    assert [(level.name, level.on_hand) for level in card.levels] == [("Shop floor", 10)]
    assert [(code.code, code.kind, code.is_primary) for code in card.codes] == [
        (EAN, "EAN-13", True),
        ("0011", "Code", False),
    ]
    assert same.levels == card.levels


@pytest.mark.parametrize(
    ("code", "expected"), [("12", "unknown_code"), ("", "empty_code"), ("x" * 9999, "unknown_code")]
)
def test_an_unknown_code_is_a_sentence(
    shop: Shop, espresso: UUID, code: str, expected: str
) -> None:
    with shop.database.read() as session, pytest.raises(UserError) as refused:
        product_by_code(session, code, shop.actor.location)
    assert refused.value.code == expected
    assert len(refused.value.message) < 120


def test_a_typed_sku_goes_before_another_products_barcode(shop: Shop, espresso: UUID) -> None:
    other = trade.add_product(shop, "0011")
    with shop.database.read() as session:
        assert product_by_sku(session, "0011", shop.actor.location).product == other
        assert product_by_code(session, "0011", shop.actor.location).product == espresso


def test_a_product_that_is_gone_says_so(shop: Shop) -> None:
    with shop.database.read() as session, pytest.raises(UserError) as refused:
        product_details(session, shop.ids.new(), shop.actor.location)
    assert refused.value.code == "gone"


@pytest.mark.parametrize("text", ["esp", "House", "1 kg esp", EAN, "cof-1001"])
def test_a_few_letters_find_it(shop: Shop, espresso: UUID, text: str) -> None:
    trade.add_product(shop, "TEA", name="Green tea")
    with shop.database.read() as session:
        found = find_products(session, text, shop.actor.store)
    assert [row.product for row in found] == [espresso]
    assert found[0].on_hand == 10


def test_an_exact_code_comes_before_names(shop: Shop) -> None:
    trade.add_product(shop, "AA", name="Batteries 8 pack")
    eight = trade.add_product(shop, "8", name="Zebra")
    with shop.database.read() as session:
        found = find_products(session, "8", shop.actor.store)
    assert found[0].product == eight
    assert len(found) == 2


def test_archived_products_are_not_offered(shop: Shop, espresso: UUID) -> None:
    archive = EditProduct(
        shop.ids.new(), shop.actor, shop.clock.now(), espresso, {"status": "archived"}
    )
    shop.database.run(edit_product, archive)
    with shop.database.read() as session:
        assert find_products(session, "espresso", shop.actor.store) == []


def test_like_signs_stand_for_themselves(shop: Shop) -> None:
    trade.add_product(shop, "P", name="100% juice")
    trade.add_product(shop, "Q", name="100 juices")
    with shop.database.read() as session:
        assert len(find_products(session, "100%", shop.actor.store)) == 1


def test_a_pack_code_tells_its_quantity(shop: Shop) -> None:
    shop.database.run(
        create_product,
        CreateProduct(
            shop.ids.new(), shop.actor, shop.clock.now(), "S", "Soap",
            barcodes=(NewBarcode("CASE", Decimal(6)),),
        ),
    )  # fmt: skip
    with shop.database.read() as session:
        assert product_by_code(session, "CASE", shop.actor.location).pack_qty == 6
