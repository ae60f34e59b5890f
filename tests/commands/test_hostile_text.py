"""Hostile text in every field: refused with a sentence that names the field, or kept and read back.

The same on both engines, and out of every list's export once the guard is off.
"""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from desktop.commands.categories import CreateCategory, create_category
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.shop import ChangeShop, change_shop
from desktop.commands.stock import BookStock, book_stock
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.db.keys import Cancel
from desktop.domain.cells import unguarded
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.list_query import ListQuery
from desktop.queries.movements import MOVEMENTS
from desktop.queries.products import PRODUCTS
from desktop.queries.vendor_prices import VENDOR_PRICES
from desktop.queries.vendors import VENDORS
from desktop.schema import Category, Product, StockMove, Store, Vendor, VendorPrice
from tests import hostile, trade

Put = Callable[[Shop, str], Any]  # stores a text; a SELECT of what is kept


def of_product(field: str) -> Put:
    def put(shop: Shop, text: str) -> Any:
        key = trade.add_product(shop, str(shop.ids.new()))
        command = EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), key, {field: text})
        shop.database.run(edit_product, command)
        return select(getattr(Product, field)).where(Product.id == key)

    return put


def of_vendor(field: str) -> Put:
    def put(shop: Shop, text: str) -> Any:
        values: dict[str, Any] = {"name": f"Vendor {shop.ids.new()}", field: text}
        command = SaveVendor(shop.ids.new(), shop.actor, shop.clock.now(), **values)
        key = shop.database.run(save_vendor, command)
        return select(getattr(Vendor, field)).where(Vendor.id == key)

    return put


def vendors_code(shop: Shop, text: str) -> Any:
    key = priced(shop, text)
    return select(VendorPrice.vendor_sku).where(VendorPrice.id == key)


def priced(shop: Shop, text: str, name: str = "") -> UUID:
    head = shop.actor, shop.clock.now()
    product = trade.add_product(shop, str(shop.ids.new()), name=name or "Tea")
    maker = SaveVendor(shop.ids.new(), *head, name or "Leaf")
    vendor = shop.database.run(save_vendor, maker)
    command = SetVendorPrice(shop.ids.new(), *head, vendor, product, Decimal(1), vendor_sku=text)
    return shop.database.run(set_vendor_price, command)


def reason(shop: Shop, text: str) -> Any:
    key = trade.add_product(shop, str(shop.ids.new()))
    head = shop.ids.new(), shop.actor, shop.clock.now()
    shop.database.run(book_stock, BookStock(*head, "receive", key, Decimal(1), text))
    return select(StockMove.reason).where(StockMove.product == key)


def category(shop: Shop, text: str) -> Any:
    command = CreateCategory(shop.ids.new(), shop.actor, shop.clock.now(), text)
    key = shop.database.run(create_category, command)
    return select(Category.name).where(Category.id == key)


def shop_name(shop: Shop, text: str) -> Any:
    command = ChangeShop(shop.ids.new(), shop.actor, shop.clock.now(), {"name": text})
    shop.database.run(change_shop, command)
    return select(Store.name).where(Store.id == shop.actor.store)


FIELDS: dict[str, Put] = {
    **{f"product {field}": of_product(field) for field in ("name", "sku", "description")},
    **{
        f"vendor {field}": of_vendor(field)
        for field in ("name", "code", "email", "phone", "address", "terms", "notes")
    },
    "vendor's code": vendors_code,
    "reason": reason,
    "category": category,
    "shop": shop_name,
}
WHOLE = {"product description", "vendor address", "vendor terms", "vendor notes", "reason"}


def kept_by(shop: Shop, field: str, text: str) -> Any:
    """Where it is kept now, or why it was refused."""
    try:
        return FIELDS[field](shop, text)
    except UserError as error:
        return error


@pytest.mark.parametrize("field", FIELDS)
def test_it_is_kept_and_read_back_or_refused_in_words(shop: Shop, field: str) -> None:
    kept = 0
    for text in hostile.EVERY:
        where = kept_by(shop, field, text)
        if isinstance(where, UserError):
            assert where.message, text
            assert where.field or where.code == "duplicate_sku", (text, where.message)
            continue
        kept += 1
        with shop.database.read() as session:
            found = session.scalars(where).one()
        assert "\x00" not in (found or "")
        if text in hostile.WORDS and field not in ("vendor email", "category"):
            assert (found or "") == text
        if field in WHOLE and text in hostile.LINES:
            assert found == text.strip()
    assert kept or field == "vendor email"


def exported(shop: Shop, query: ListQuery[Any], path: Path) -> Path:
    heads = heads_of(query.columns, query.columns)
    order = Order(query, Chosen(trade.request(shop), 0), heads, path)
    export(lambda: shop.database.read(3600), order, Cancel(), Silent())
    return path


def in_csv(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
    return {unguarded(cell) for cell in cells}


def in_workbook(path: Path) -> set[Any]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return {cell for row in rows for cell in row}


@pytest.mark.parametrize(
    "query", [PRODUCTS, VENDORS, VENDOR_PRICES, MOVEMENTS], ids=lambda q: q.name
)
def test_every_list_gives_it_back_from_its_files(
    shop: Shop, tmp_path: Path, query: ListQuery[Any]
) -> None:
    for text in hostile.WORDS:
        priced(shop, text, text)
        key = trade.add_product(shop, f"S{shop.ids.new()}", name=text)
        head = shop.ids.new(), shop.actor, shop.clock.now()
        shop.database.run(book_stock, BookStock(*head, "receive", key, Decimal(1), text))
    wanted = set(hostile.WORDS)
    assert wanted <= in_csv(exported(shop, query, tmp_path / "out.csv"))
    assert wanted <= in_workbook(exported(shop, query, tmp_path / "out.xlsx"))
