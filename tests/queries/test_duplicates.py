"""What may be the same product is found with its reason, and what differs on purpose is not."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import update

from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.jobs.opening import Shop
from desktop.queries.duplicates import find_twins, gtin_of
from desktop.schema import Product
from tests.tills import Till, till


@pytest.fixture
def desk(shop: Shop) -> Till:
    return till(shop)


def add(desk: Till, sku: str, name: str, *codes: str, **values: object) -> UUID:
    barcodes = tuple(map(NewBarcode, codes))
    made = CreateProduct(*desk.head(), sku, name, Decimal(1), barcodes=barcodes)
    product: UUID = desk.send(create_product, made)
    if values:
        with desk.database.write() as session:
            session.execute(update(Product).where(Product.id == product).values(**values))
    return product


def found(desk: Till) -> list[tuple[str, list[str]]]:
    with desk.database.read() as session:
        twins = find_twins(session, desk.actor.store)
    return [(each.why, [twin.sku for twin in each.products]) for each in twins]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("4006381333931", "04006381333931"),
        ("400638133393", "04006381333931"),
        ("400-6381 333931", "04006381333931"),
        ("12345678905", "00012345678905"),
        ("96385074", "00000096385074"),
        ("1234567", ""),
        ("ABC-4006381333931", ""),
    ],
)
def test_a_code_is_known_in_other_forms(code: str, wanted: str) -> None:
    assert gtin_of(code) == wanted


def test_duplicates_are_found_with_what_speaks_for_them(desk: Till) -> None:
    """B37: duplicates by code, by SKU that is a code, by part number and by name."""
    add(desk, "TEA", "Sencha", "4006381333931")
    add(desk, "TEA-2", "Green tea", "400638133393")
    add(desk, "96385074", "Eraser")
    add(desk, "RUB", "Rubber", "96385074")
    add(desk, "DRILL", "Power drill", mpn="AB-12", brand="Bosch")
    add(desk, "DRILL-2", "Drill blue", mpn="ab 12", brand="BOSCH")
    add(desk, "DRILL-3", "Drill green", mpn="ab 12", brand="Makita")
    add(desk, "OAT", "Oat milk 1 l", "4002359009631")
    add(desk, "OAT-2", "Oat  Milk, 1 L")
    add(desk, "OAT-3", "Oat milk 2 l")
    add(desk, "DRIVER", "Screwdriver impact Blimax 10")
    add(desk, "DRIVER-2", "Screwdrver impact Blimax 10")
    assert sorted((why, sorted(skus)) for why, skus in found(desk)) == [
        ("code", ["96385074", "RUB"]),
        ("code", ["TEA", "TEA-2"]),
        ("name", ["DRIVER", "DRIVER-2"]),
        ("name", ["OAT", "OAT-2"]),
        ("part", ["DRILL", "DRILL-2"]),
    ]


def test_the_one_that_moved_last_is_the_one_to_keep(desk: Till) -> None:
    add(desk, "OLD", "Oat milk")
    kept = add(desk, "NEW", "Oat milk")
    desk.stock("receive", kept, 2)
    assert found(desk) == [("name", ["NEW", "OLD"])]


def test_what_differs_on_purpose_is_no_twin(desk: Till) -> None:
    parent = add(desk, "SHIRT", "Shirt")
    add(desk, "SHIRT-S", "Shirt small", parent=parent, options_key="S", mpn="7")
    add(desk, "SHIRT-M", "Shirt smalls", parent=parent, options_key="M", mpn="7")
    add(desk, "A", "Honey", "4006381333931")
    add(desk, "B", "Honey", "4002359009631")
    add(desk, "C", "Jam", status="archived")
    add(desk, "D", "Jam")
    add(desk, "FREE", "Jam", is_template=True)  # with variants of its own it is not merged
    castor = "Caster heavy duty red wheel top plate with a brake {} 50 mm"
    for n, word in enumerate(("swivel", "rigid", "L", "XL", "(+)", "(-)")):
        add(desk, f"E{n}", castor.format(word))
    assert found(desk) == []
