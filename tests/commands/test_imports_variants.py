"""Templates and variants of a file on both engines: made, changed, refused, and taken back."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.imports import (
    ImportCode,
    ImportItem,
    ImportProducts,
    ImportRefused,
    import_products,
)
from desktop.commands.imports.differences import row_changes
from desktop.commands.imports.matching import check_import
from desktop.commands.imports.sources import remembered_columns
from desktop.domain.variants import options_key
from desktop.jobs.importing import Choices, import_file
from desktop.jobs.opening import Shop
from desktop.schema import Product
from tests.books import faults
from tests.importing import products
from tests.trade import scan, undo


def command(shop: Shop, *items: ImportItem) -> ImportProducts:
    return ImportProducts(shop.ids.new(), shop.actor, shop.clock.now(), "goods.csv", items)


def shirt(row: int, size: str, **values: Any) -> ImportItem:
    told = {"name": f"Shirt {size}", "parent": "SHIRT", "options": (("Size", size),)}
    return ImportItem(row, f"SHIRT-{size}", **{**told, **values})


PARENT = ImportItem(2, "SHIRT", "Shirt", is_template=True, tags=("linen",), brand="Woven")


def families(shop: Shop) -> dict[str, tuple[Any, ...]]:
    with shop.database.read() as session:
        parents = {row.id: row.sku for row in session.execute(select(Product.id, Product.sku))}
        return {
            row.sku: (parents.get(row.parent), row.options, row.options_key, row.is_template)
            for row in session.scalars(select(Product))
        }


def test_variants_come_before_or_after_their_parent_and_go_with_it(shop: Shop) -> None:
    taken = command(shop, shirt(3, "M"), PARENT, shirt(4, "L"))
    shop.database.run(import_products, taken)
    assert families(shop) == {
        "SHIRT": (None, {}, "", True),
        "SHIRT-M": ("SHIRT", {"Size": "M"}, "size=m", False),
        "SHIRT-L": ("SHIRT", {"Size": "L"}, "size=l", False),
    }
    with shop.database.read() as session:
        parent = session.scalars(select(Product).where(Product.sku == "SHIRT")).one()
        assert (parent.attributes, parent.brand) == ({"tags": ["linen"]}, "Woven")
    more = command(shop, shirt(2, "S", codes=(ImportCode(2, "4006381333931"),)))
    shop.database.run(import_products, more)
    codes = command(shop, ImportItem(2, "SHIRT-M", codes=(ImportCode(2, "96385074"),)))
    shop.database.run(import_products, codes)
    for words in ("shirt-m", "shirt-l", "shirt-s", "4006381333931", "96385074"):
        assert words in _found_by(shop, "SHIRT")
    undo(shop, codes.id)
    assert "96385074" not in _found_by(shop, "SHIRT")
    undo(shop, more.id)
    assert "shirt-s" not in _found_by(shop, "SHIRT")
    undo(shop, taken.id)
    assert families(shop) == {}


def _found_by(shop: Shop, sku: str) -> str:
    with shop.database.read() as session:
        return session.scalars(select(Product.search_text).where(Product.sku == sku)).one()


def test_a_variant_that_was_sold_keeps_its_parent_when_the_import_is_undone(shop: Shop) -> None:
    taken = command(shop, PARENT, shirt(3, "M", stock=Decimal(4)), shirt(4, "L"))
    shop.database.run(import_products, taken)
    scan(shop, "SHIRT-M")
    undo(shop, taken.id)
    assert {sku: row.status for sku, row in products(shop).items()} == {
        "SHIRT": "archived",
        "SHIRT-M": "archived",
    }
    with shop.database.read() as session:
        assert faults(session) == []


def test_a_known_product_becomes_a_variant_and_is_none_again_after_undo(shop: Shop) -> None:
    shop.database.run(import_products, command(shop, ImportItem(2, "SHIRT-M", "Shirt M")))
    taken = command(shop, PARENT, shirt(3, "M"))
    with shop.database.read() as session:
        changed = row_changes(check_import(session, taken))[1]
    assert (changed.sku, changed.state) == ("SHIRT-M", "changed")
    assert {d.field: (d.before, d.after) for d in changed.differences} == {
        "parent": ("", "SHIRT"),
        "options": ("", "Size: M"),
    }
    shop.database.run(import_products, taken)
    assert families(shop)["SHIRT-M"][0] == "SHIRT"
    again = command(shop, PARENT, shirt(3, "M"))
    assert shop.database.run(import_products, again).is_empty
    undo(shop, taken.id)
    assert families(shop) == {"SHIRT-M": (None, {}, "", False)}


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((shirt(3, "M"),), "no product SHIRT"),
        ((PARENT, shirt(3, "M"), shirt(4, "m")), "Row 3 is a variant with the same options"),
        ((PARENT, shirt(3, "M"), shirt(4, "S", parent="SHIRT-M")), "SHIRT-M is a variant itself"),
        ((shirt(3, "M", parent="SHIRT-M"),), "no variant of itself"),
    ],
)
def test_a_family_that_cannot_be_is_refused(
    shop: Shop, items: tuple[ImportItem, ...], words: str
) -> None:
    with pytest.raises(ImportRefused) as caught:
        shop.database.run(import_products, command(shop, *items))
    assert any(words in problem.reason for problem in caught.value.problems)
    assert families(shop) == {}


def test_options_that_a_sister_has_already_are_refused(shop: Shop) -> None:
    shop.database.run(import_products, command(shop, PARENT, shirt(3, "M")))
    twin = shirt(2, "M")
    other = ImportItem(2, "OTHER", "Other", parent=twin.parent, options=twin.options)
    with pytest.raises(ImportRefused) as caught:
        shop.database.run(import_products, command(shop, other))
    assert "SHIRT-M is a variant" in caught.value.problems[0].reason


def test_options_are_the_same_in_any_order_and_spelling() -> None:
    pairs = [("Size", "M"), ("Colour", "Crème")]
    assert options_key(pairs) == options_key([("colour", "CREME"), ("size", "m")])


def test_a_column_that_a_person_named_is_known_in_the_next_file(shop: Shop, tmp_path: Any) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("Thing,What,Money\nA1,Tea,2\n")

    def take_in(**choices: Any) -> Any:
        told = Choices(**choices)
        return import_file(
            shop.database, shop.actor, shop.clock, shop.ids, path, choices=told
        ).imported

    named = (("Thing", "sku"), ("What", "name"), ("Money", "price"))
    assert take_in(columns=named).created == 1
    path.write_text("What,Thing,Money\nMilk,A2,3\n")
    assert take_in().created == 1
    assert products(shop)["A2"].price == 3
    with shop.database.read() as session:
        assert remembered_columns(session, shop.actor.store, ["a", "b"]) == ()
