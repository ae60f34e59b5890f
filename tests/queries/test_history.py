"""The audit trail as a list: what a command changed, in names, for one product or all."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.commands.pictures import (
    AddPictures,
    OrderPictures,
    RemovePictures,
    add_pictures,
    order_pictures,
    remove_pictures,
)
from desktop.commands.products import (
    AddBarcode,
    EditProduct,
    RemoveBarcode,
    add_barcode,
    edit_product,
    remove_barcode,
)
from desktop.commands.vendors import (
    RemoveVendorPrice,
    SaveVendor,
    SetVendorPrice,
    remove_vendor_price,
    save_vendor,
    set_vendor_price,
)
from desktop.domain.picture import Picture
from desktop.jobs.opening import Shop
from desktop.queries.columns import Request
from desktop.queries.history import AUDIT, AuditRow, FieldChange, of_product
from desktop.queries.lists import stream
from desktop.queries.pictures import pictures_of
from tests.trade import add_product

CODE, OTHER = "4006381333931", "5901234123457"


def send(shop: Shop, function: Any, kind: Any, *values: Any, **named: Any) -> Any:
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    return shop.database.run(function, kind(*head, *values, **named))


def history(shop: Shop, product: UUID) -> list[AuditRow]:
    """A product's, newest first."""
    filters, given = of_product(product)
    with shop.database.read() as session:
        return list(stream(session, AUDIT, Request(filters=filters, given=given)))


def test_fields_stand_there_before_and_after_with_names_for_keys(shop: Shop) -> None:
    tea = add_product(shop, "T-1", CODE, name="Tea", category="Drinks")
    other = add_product(shop, "O-1", name="Other")
    values = {"price": Decimal("2.75"), "category": "Hot > Tea"}
    send(shop, edit_product, EditProduct, tea, values)
    send(shop, edit_product, EditProduct, other, {"name": "Unlike"})
    newest, *older = history(shop, tea)
    assert (newest.action, newest.about, newest.user is not None) == ("update", "Tea", True)
    changed = {change.field: change for change in newest.changes}
    assert changed["category"] == FieldChange("category", "Drinks", "Tea")
    assert (Decimal(changed["price"].after), set(changed)) == (
        Decimal("2.75"),
        {"category", "price"},
    )
    assert "category Drinks → Tea" in newest.told
    assert [(row.entity, row.action) for row in older] == [
        ("barcode", "create"),
        ("product", "create"),
    ]


def test_codes_and_prices_belong_to_it_also_when_they_are_gone(shop: Shop) -> None:
    """The trail of another product's codes and prices stays out."""
    tea, other = (add_product(shop, f"{n}-1", name=n) for n in ("Tea", "Other"))
    code = send(shop, add_barcode, AddBarcode, tea, CODE)
    send(shop, add_barcode, AddBarcode, other, OTHER)
    vendor = send(shop, save_vendor, SaveVendor, "Union")
    price = send(shop, set_vendor_price, SetVendorPrice, vendor, tea, Decimal("2.90"))
    send(shop, set_vendor_price, SetVendorPrice, vendor, tea, Decimal("3.10"))
    send(shop, set_vendor_price, SetVendorPrice, vendor, other, Decimal(9))
    found = history(shop, tea)
    assert [(row.entity, row.action, row.about) for row in found] == [
        ("vendor_price", "update", "Union"),
        ("vendor_price", "create", "Union"),
        ("barcode", "create", CODE),
        ("product", "create", "Tea"),
    ]
    send(shop, remove_vendor_price, RemoveVendorPrice, price)
    send(shop, remove_barcode, RemoveBarcode, code)
    found = history(shop, tea)
    assert [(row.entity, row.action, row.about) for row in found[:2]] == [
        ("barcode", "delete", CODE),
        ("vendor_price", "delete", "Union"),
    ]
    assert {row.entity for row in history(shop, other)} == {"product", "barcode", "vendor_price"}
    assert len(history(shop, other)) == 3


def test_pictures_belong_to_it_also_when_they_are_gone(shop: Shop) -> None:
    tea, other = (add_product(shop, sku, name=sku) for sku in ("T-1", "O-1"))
    pictures = tuple(
        Picture(f"{n}.png", "image/png", bytes([n]), 4, 3, b"small", None) for n in range(2)
    )
    for product in (tea, other):
        send(shop, add_pictures, AddPictures, product, pictures)
    with shop.database.read() as session:
        first, second = (row.link for row in pictures_of(session, tea))
    send(shop, order_pictures, OrderPictures, tea, (second, first))
    send(shop, remove_pictures, RemovePictures, (first,))
    rows = [row for row in history(shop, tea) if row.entity == "attachment_link"]
    assert sorted((row.action, row.about) for row in rows) == [
        ("create", "1.png"), ("delete", "0.png"), ("update", "1.png")
    ]  # fmt: skip
    moved = next(row for row in rows if row.action == "update")
    assert moved.changes == (FieldChange("position", 1, 0),)
