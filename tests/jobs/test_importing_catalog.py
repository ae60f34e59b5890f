"""Real files of other programs: the right rows, prices, stock, categories, variants and zeros."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import UserError
from desktop.jobs.importing import Choices, Report, import_file
from desktop.jobs.opening import Shop
from desktop.queries.products import ProductRow
from desktop.schema import Category, Product, VendorPrice
from tests.books import faults
from tests.importing import done, products
from tests.trade import scan


def brought(shop: Shop, shared: Path, name: str, **choices: Any) -> Report:
    path = shared / "files/catalog" / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    return import_file(
        shop.database, shop.actor, shop.clock, shop.ids, path, choices=Choices(**choices)
    )


def counts(report: Report) -> dict[str, int]:
    """What was done, without what is nothing."""
    told = vars(done(report))
    return {name: n for name, n in told.items() if isinstance(n, int) and n}


def facts(rows: Mapping[str, ProductRow], sku: str) -> tuple[Any, ...]:
    row = rows[sku]
    return row.name, row.price, row.on_hand, row.category or ""


def stock(rows: Mapping[str, ProductRow]) -> Decimal:
    """A template tells the sum of its variants: that is not counted twice."""
    return sum((row.on_hand for row in rows.values() if not row.is_template), Decimal(0))


def family(shop: Shop, parent: str) -> dict[str, dict[str, str]]:
    """A template's variants by SKU, with their options."""
    with shop.database.read() as session:
        key = session.scalars(
            select(Product.id).where(Product.sku == parent, Product.is_template)
        ).one()
        rows = session.execute(select(Product.sku, Product.options).where(Product.parent == key))
        return {row.sku: row.options for row in rows}


def whole(shop: Shop) -> None:
    with shop.database.read() as session:
        assert faults(session) == []


def test_shopify_apparel(shop: Shop, shared: Path) -> None:
    """Rows that share a handle are variants of one parent; a title alone is no option."""
    report = brought(shop, shared, "shopify_apparel.csv")
    assert counts(report) == {"created": 23, "counted": 22, "vendors": 1}
    rows = products(shop)
    assert facts(rows, "ocean-blue-shirt") == ("Ocean Blue Shirt", 50, 1, "")
    assert facts(rows, "classic-varsity-top-small")[:3] == ("Classic Varsity Top - Small", 60, 1)
    assert family(shop, "classic-varsity-top") == {
        f"classic-varsity-top-{size.lower()}": {"Size": size}
        for size in ("Small", "Medium", "Large")
    }
    whole(shop)


def test_shopify_jewelery(shop: Shop, shared: Path) -> None:
    """Rows that hold nothing but another picture belong to the product above them."""
    report = brought(shop, shared, "shopify_jewelery.csv")
    assert counts(report) == {"created": 26, "counted": 20, "vendors": 2}
    rows = products(shop)
    assert stock(rows) == 20
    assert facts(rows, "leather-anchor-silver") == (
        *("Anchor Bracelet Mens - Silver", 55, 0, "Bracelet"),
    )
    assert family(shop, "gemstone") == {
        "gemstone-blue": {"Colour": "Blue"},
        "gemstone-purple": {"Colour": "Purple"},
    }
    assert "Image Src" not in report.ignored
    shown = [place for sku, place in report.pictures if sku == "leather-anchor"]
    assert len(shown) == len(set(shown)) > 0
    again = done(brought(shop, shared, "shopify_jewelery.csv"))
    assert (again.is_empty, again.unchanged) == (True, 26)


def test_shopify_home_and_garden(shop: Shop, shared: Path) -> None:
    report = brought(shop, shared, "shopify_home_and_garden.csv")
    assert counts(report) == {"created": 22, "counted": 19, "vendors": 3}
    rows = products(shop)
    assert facts(rows, "clay-plant-pot-large") == (
        *("Clay Plant Pot - Large", Decimal("15.99"), 3, "Outdoor"),
    )
    assert facts(rows, "cream-sofa") == ("Cream Sofa", 500, 4, "Indoor")
    assert stock(rows) == 65


def test_woocommerce_with_ids(shop: Shop, shared: Path) -> None:
    report = brought(shop, shared, "woocommerce_sample_products.csv")
    assert counts(report) == {"created": 23}
    rows = products(shop)
    assert facts(rows, "cc-beanie") == ("Beanie", 20, 0, "Clothing > Accessories")
    assert facts(rows, "cc-hoodie-red") == ("Hoodie - Red, No", 45, 0, "Clothing > Hoodies")
    assert len(family(shop, "cc-hoodie")) == 6
    assert family(shop, "cc-hoodie")["cc-hoodie-red-logo"] == {"Color": "Red", "Logo": "Yes"}
    assert family(shop, "cc-tee")["cc-t-shirt-blue"] == {"Color": "Blue"}
    assert "cc-logo-collection" not in rows
    assert any("Rows 17 only show other products" in note for note in report.notes)


def test_woocommerce_without_ids(shop: Shop, shared: Path) -> None:
    report = brought(shop, shared, "woocommerce_importer_fixture.csv")
    assert counts(report) == {"created": 6, "counted": 3}
    rows = products(shop)
    assert facts(rows, "WOOLOGO") == ("Woo Logo", 20, 5, "Clothing > T-shirts")
    assert facts(rows, "WOOALBUM") == ("Woo Album #1", 5, 0, "Music > Albums")
    assert facts(rows, "woocommerce-product-csv-suite")[1:] == (199, 0, "Software")
    assert family(shop, "WOOIDEA") == {
        "wooidea-black-m": {"Color": "Black", "Size": "M"},
        "wooidea-green-l": {"Color": "Green", "Size": "L"},
    }
    assert facts(rows, "wooidea-green-l") == (
        *("Ship Your Idea - Green, L", 20, 10, "Clothing > T-shirts"),
    )
    whole(shop)


def test_a_pos_list_with_short_codes(shop: Shop, shared: Path) -> None:
    report = brought(shop, shared, "pos_item_list_490.csv")
    assert counts(report)["created"] == 432
    assert counts(report)["codes"] == 433
    rows = products(shop)
    assert facts(rows, "BUBAT") == ("BUTTON BATTERY", 15, 262, "BATTERIES")
    assert scan(shop, "8").sku == "BUBAT"
    with shop.database.read() as session:
        assert session.scalar(select(func.count()).select_from(VendorPrice)) == 432


def test_a_price_list_of_names_with_curly_quotes(shop: Shop, shared: Path) -> None:
    """Three names stand there again with another price: a person decides, or leaves them out."""
    refused = brought(shop, shared, "bar_pricelist_curly_quotes.csv")
    assert [(p.row, p.value) for p in refused.problems] == [
        (54, "Jameson Normal Tot"),
        (56, "Hennessy 750ml"),
        (71, "White Horse Tot"),
        (116, "Hennessy 750ml"),
    ]
    report = brought(shop, shared, "bar_pricelist_curly_quotes.csv", leaves_out=True)
    assert (done(report).created, len(report.left_out)) == (160, 4)
    assert facts(products(shop), "Gordon’s Gin 750ml") == ("Gordon’s Gin 750ml", 260, 0, "")
    assert products(shop)["Sweets"].price == Decimal("0.5")


def test_parts_with_semicolons_in_their_names(shop: Shop, shared: Path) -> None:
    assert done(brought(shop, shared, "partdb_import_semicolon.csv")).created == 6
    rows = products(shop)
    assert facts(rows, "CL10B224KO8NNNC") == (
        *("MLCC; 0603; 0.22uF", Decimal("0.0023"), 500),
        "Electrical Components > Passive Components > Capacitors_SMD",
    )
    assert rows["CW-22AWG"].on_hand == 50


def test_names_with_leading_zeros_and_stock_beyond_what_is_kept(shop: Shop, shared: Path) -> None:
    """Three stocks are over a million, one price is negative: with them nothing comes in."""
    refused = brought(shop, shared, "erp_products_fr.csv")
    assert {problem.row for problem in refused.problems} == {3, 376, 852, 860}
    assert products(shop) == {}
    report = brought(shop, shared, "erp_products_fr.csv", leaves_out=True)
    assert (done(report).created, done(report).counted) == (865, 865)
    rows = products(shop)
    assert facts(rows, "1315") == ("011", Decimal("0.75"), 50_000, "")
    assert facts(rows, "1216") == ("073", Decimal("0.75"), 400_400, "")
    assert rows["1368"].name == "كرسي الحرمين"


def test_brazils_tax_codes_keep_their_zeros_and_exceptions(shop: Shop, shared: Path) -> None:
    report = brought(shop, shared, "brazil_tax_latin1_first400.csv")
    assert (done(report).created, report.delimiter) == (399, ";")
    rows = products(shop)
    assert rows["00000000"].name == "PRODUTO NAO ESPECIFICADO NA LISTA DE NCM"
    assert rows["03061690"].name == "Outros camaroes de água fria congelados"
    assert sum("-" in sku for sku in rows) == 9


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_count_in_a_workbook(shop: Shop, shared: Path) -> None:
    """Stock is counted, also less than nothing where nothing moved yet; doubles add up."""
    report = brought(shop, shared, "hardware_count_2019.xlsx")
    assert (report.rows, done(report).created, report.profile) == (1866, 1862, "count")
    rows = products(shop)
    assert facts(rows, "AIR02A06")[2] == 2
    assert rows["AIR03A21"].on_hand == -1
    assert rows["HOS12A01"].on_hand == Decimal("83.3")
    assert rows["ROF10A11"].on_hand == 0
    assert any("PAIR (99)" in note for note in report.notes)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_categories_in_a_workbook(shop: Shop, shared: Path) -> None:
    report = brought(shop, shared, "hardware_categories.xlsx")
    assert counts(report) == {"categories": 285}
    with shop.database.read() as session:
        alu = session.scalars(select(Category).where(Category.name == "ALU")).one()
        assert alu.description == "Aluminium sheet plate"
    assert done(brought(shop, shared, "hardware_categories.xlsx")).is_empty


def test_a_file_of_another_kind_is_said(shop: Shop, shared: Path) -> None:
    with pytest.raises(UserError, match="no profile “shopyfi”"):
        brought(shop, shared, "shopify_apparel.csv", profile="shopyfi")
