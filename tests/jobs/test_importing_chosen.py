"""A column that a person names stands before what the file's own kind would read."""

from typing import Any

import pytest

from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.reading import Table
from desktop.jobs.importing.rows import Found, products_of

SHOPIFY = "Handle,Title,Vendor,Variant SKU,Variant Price,Cost per item,Variant Barcode,Old,Tax"
WOO = "Type,SKU,Name,Regular price,Parent,Brands,GTIN,Old,Tax"
CELLS = {
    "Handle": "tea", "Title": "Tea", "Vendor": "Tea & Co", "Variant SKU": "T1",
    "Variant Price": "3.50", "Cost per item": "1.20", "Variant Barcode": "96385074",
    "Old": "9.99", "Tax": "19", "Type": "simple", "SKU": "T1", "Name": "Tea",
    "Regular price": "3.50", "Parent": "", "Brands": "Tea & Co", "GTIN": "96385074",
}  # fmt: skip


def read(header: str, *chosen: tuple[str, str]) -> Found:
    names = header.split(",")
    table = Table(names, [(2, [CELLS[name] for name in names])], "utf-8", ",")
    return products_of(table, True, Silent(), Choices(columns=chosen))


@pytest.mark.parametrize(
    ("header", "profile", "chosen", "field", "value"),
    [
        (SHOPIFY, "shopify", ("Old", "price"), "price", "9.9900"),
        (SHOPIFY, "shopify", ("Vendor", "brand"), "brand", "Tea & Co"),
        (SHOPIFY, "shopify", ("Vendor", "brand"), "vendor", "None"),
        (SHOPIFY, "shopify", ("Cost per item", "-"), "cost", "None"),
        (SHOPIFY, "shopify", ("Tax", "tax_rate"), "tax_rate", "19.0000"),
        (SHOPIFY, "shopify", ("Handle", "sku"), "sku", "tea"),
        (WOO, "woocommerce", ("Old", "price"), "price", "9.9900"),
        (WOO, "woocommerce", ("Tax", "tax_rate"), "tax_rate", "19.0000"),
        (WOO, "woocommerce", ("Brands", "vendor"), "vendor", "Tea & Co"),
        (WOO, "woocommerce", ("GTIN", "barcode"), "codes", "96385074"),
    ],
)
def test_a_shops_own_columns_may_be_read_otherwise(
    header: str, profile: str, chosen: tuple[str, str], field: str, value: Any
) -> None:
    found = read(header, chosen)
    assert (found.profile, found.problems) == (profile, [])
    assert value in str(getattr(found.items[0], field))


def test_an_unknown_field_or_column_is_told() -> None:
    for chosen in (("Old", "colour"), ("Older", "price")):
        with pytest.raises(UserError, match="There is no"):
            read(SHOPIFY, chosen)
