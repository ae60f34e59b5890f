"""Hostile text in every field: refused with a sentence that names the field, or kept and read back.

The same on both engines, and out of every list's export once the guard is off.
"""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from desktop.commands.categories import (
    CreateCategory,
    RenameCategory,
    create_category,
    rename_category,
)
from desktop.commands.products import AddBarcode, EditProduct, add_barcode, edit_product
from desktop.commands.shop import CreateShop, Enrol, create_shop, enrol
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.commands.stock import BookStock, book_stock
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.commands.views import KeepOwn, keep_own
from desktop.db.engine import Database
from desktop.db.keys import Cancel
from desktop.domain.cells import unguarded
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.list_query import ListQuery
from desktop.queries.movements import MOVEMENTS
from desktop.queries.products import PRODUCTS
from desktop.queries.vendor_prices import VENDOR_PRICES
from desktop.queries.vendors import VENDORS
from desktop.schema import (
    AppUser,
    Barcode,
    Category,
    Document,
    DocumentLine,
    Location,
    Product,
    Setting,
    StockMove,
    Store,
    Vendor,
    VendorPrice,
    Workstation,
)
from tests import hostile, trade
from tests.tills import till

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


def renamed(shop: Shop, text: str) -> Any:
    head = shop.actor, shop.clock.now()
    path = f"{shop.ids.new()} > Leaf"
    key = shop.database.run(create_category, CreateCategory(shop.ids.new(), *head, path))
    shop.database.run(rename_category, RenameCategory(shop.ids.new(), *head, key, text))
    return select(Category.name).where(Category.id == key)


def products_category(shop: Shop, text: str) -> Any:
    of_product("category")(shop, text)
    newest = select(Product.category).order_by(Product.id.desc()).limit(1).scalar_subquery()
    return select(Category.name).where(Category.id == newest)


def barcode(shop: Shop, text: str) -> Any:
    """What is kept is found by a scan of the same."""
    key = trade.add_product(shop, str(shop.ids.new()))
    head = shop.ids.new(), shop.actor, shop.clock.now()
    shop.database.run(add_barcode, AddBarcode(*head, key, text))
    return select(Barcode.code).where(Barcode.id == head[0])


def of_shop(field: str, kept: Any) -> Put:
    def put(shop: Shop, text: str) -> Any:
        command = ChangeShop(shop.ids.new(), shop.actor, shop.clock.now(), {field: text})
        shop.database.run(change_shop, command)
        return select(kept).where(Store.id == shop.actor.store)

    return put


def country(shop: Shop, text: str) -> Any:
    of_shop("country", Store.id)(shop, text)
    return select(Setting.value).where(Setting.key == "country")


def of_view(*path: str) -> Put:
    """A field of a saved view, at the end of these keys."""

    def put(shop: Shop, text: str) -> Any:
        key = f"view:products:{shop.ids.new()}"
        values: Any = text
        for name in reversed(path):
            values = {name: values}
        command = KeepOwn(shop.ids.new(), shop.actor, shop.clock.now(), {key: values})
        shop.database.run(keep_own, command)
        found: Any = Setting.value
        for name in path:
            found = found[name]
        return select(found.as_string()).where(Setting.key == key)

    return put


def return_reason(shop: Shop, text: str) -> Any:
    desk = till(shop)
    back = desk.bring_back(None, (desk.product(), 1), reason=text)
    return select(Document.note).where(Document.id == back.document)


def void_reason(shop: Shop, text: str) -> Any:
    desk = till(shop)
    back = desk.bring_back(None, (desk.product(), 1))
    desk.void(back.document, text)
    return (
        select(StockMove.reason)
        .join(Document, Document.id == back.document)
        .where(StockMove.product.in_(_products_of(back.document)), StockMove.qty < 0)
    )


def _products_of(document: UUID) -> Any:
    return select(DocumentLine.product).where(DocumentLine.document == document)


def workstation(shop: Shop, text: str) -> Any:
    key = shop.ids.new()
    shop.database.run(enrol, Enrol(key, shop.clock.now(), text, "till", "0"))
    return select(Workstation.name).where(Workstation.id == key)


FIELDS: dict[str, Put] = {
    **{f"product {field}": of_product(field) for field in ("name", "sku", "description")},
    **{
        f"vendor {field}": of_vendor(field)
        for field in ("name", "code", "email", "phone", "address", "terms", "notes")
    },
    "vendor's code": vendors_code,
    "reason": reason,
    "category": category,
    "renamed category": renamed,
    "product's category": products_category,
    "barcode": barcode,
    "shop name": of_shop("name", Store.name),
    "shop currency": of_shop("currency", Store.currency),
    "shop zone": of_shop("zone", Store.tz),
    "shop country": country,
    "view's title": of_view("title"),
    "view's search": of_view("wanted", "search"),
    "return reason": return_reason,
    "void reason": void_reason,
    "workstation": workstation,
}
# Kept in a form of their own, or refused: what is there is still text that can be read.
SPELLED = {
    *("vendor email", "category", "renamed category", "product's category", "barcode"),
    *("shop currency", "shop zone", "shop country", "void reason", "workstation"),
}
NEVER = {"vendor email", "shop currency", "shop zone", "shop country"}
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
        if text in hostile.WORDS and field not in SPELLED:
            assert (found or "") == text
        if text in hostile.WORDS and field == "void reason":
            assert found.endswith(text)
        if field in WHOLE and text in hostile.LINES:
            assert found == text.strip()
    assert kept or field in NEVER


FIRST: dict[str, Any] = {
    "name": Store.name,
    "code": Store.code,
    "location": Location.name,
    "user": AppUser.username,
    "full_name": AppUser.full_name,
}


class TakenBack(Exception):
    """What was kept; and nothing of it stays."""


@pytest.mark.parametrize("field", FIRST)
def test_the_answers_of_first_start_are_kept_or_refused_too(database: Database, field: str) -> None:
    def made(text: str) -> None:
        answers: dict[str, Any] = {field: text}
        with database.write() as session:
            create_shop(session, CreateShop(Ids().new(), datetime.now(UTC), **answers))
            session.expire_all()
            raise TakenBack(session.scalars(select(FIRST[field])).one())

    for text in hostile.EVERY:
        with pytest.raises((TakenBack, UserError)) as told:
            made(text)
        if isinstance(told.value, UserError):
            assert told.value.message
            assert told.value.field, text
        else:
            assert told.value.args == (text,) or text not in hostile.WORDS


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
    return {unguarded(cell) if isinstance(cell, str) else cell for row in rows for cell in row}


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
