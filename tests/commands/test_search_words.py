"""What leads to a product is kept with it: codes, vendors' codes, its own fields' values."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import update

from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.vendors import (
    DeleteVendor,
    RemoveVendorPrice,
    SaveVendor,
    SetVendorPrice,
    delete_vendor,
    remove_vendor_price,
    save_vendor,
    set_vendor_price,
)
from desktop.domain.search import values_in
from desktop.queries.product import find_products
from desktop.queries.products import PRODUCTS
from desktop.schema import Product
from tests import trade
from tests.tills import Till, with_codes


def offer(desk: Till, vendor: UUID, product: UUID, code: str) -> UUID:
    price = SetVendorPrice(*desk.head(), vendor, product, Decimal("1.20"), vendor_sku=code)
    return desk.send(set_vendor_price, price)  # type: ignore[no-any-return]


def found(desk: Till, text: str) -> list[UUID]:
    with desk.database.read() as session:
        hits = [each.product for each in find_products(session, text, desk.actor.store)]
    rows = trade.rows_of(desk, PRODUCTS, search=text)  # type: ignore[arg-type]
    assert {row.id for row in rows} == set(hits)
    return hits


def test_what_vendors_call_it_leads_to_a_product(desk: Till) -> None:
    tea = desk.product("Sencha")
    one = desk.send(save_vendor, SaveVendor(*desk.head(), "Kyoto Leaf"))
    two = desk.send(save_vendor, SaveVendor(*desk.head(), "Leaf & Co"))
    price = offer(desk, one, tea, "KL-0815")
    offer(desk, two, tea, "97 ÄB")
    assert found(desk, "kl-0815") == found(desk, "97 äb sencha") == [tea]
    change = SetVendorPrice(*desk.head(), one, tea, Decimal("1.20"), vendor_sku="KL-4711")
    desk.send(set_vendor_price, change)
    assert found(desk, "kl-4711") == [tea]
    assert found(desk, "kl-0815") == []
    desk.send(undo_change, UndoChange(*desk.head(), change.id))
    assert found(desk, "kl-0815") == [tea]
    desk.send(remove_vendor_price, RemoveVendorPrice(*desk.head(), price))
    assert found(desk, "kl-0815") == []
    desk.send(delete_vendor, DeleteVendor(*desk.head(), two))
    assert found(desk, "97 äb") == []


@pytest.mark.parametrize("text", ["4006381333931", "400638133", "oolong 4006381333931", "0123456"])
def test_any_part_of_any_barcode_leads_to_a_product(desk: Till, text: str) -> None:
    tea = with_codes(desk, ("4006381333931", 1), ("CASE-0123456", 12), name="Oolong")
    desk.product("Sencha")
    assert found(desk, text) == [tea]


def test_values_of_own_fields_lead_to_a_product_and_stay_with_every_other_change(
    desk: Till,
) -> None:
    tea = desk.product("Sencha")
    custom = {"region": "Uji", "harvests": ["First", "Second"], "score": 93, "is_shaded": True}
    with desk.database.write() as session:
        session.execute(update(Product).where(Product.id == tea).values(custom=custom))
    desk.send(edit_product, EditProduct(*desk.head(), tea, {"name": "Gyokuro"}))
    assert found(desk, "uji 93 second") == [tea]
    assert found(desk, "true") == []
    assert list(values_in({"a": None, "b": {"c": "d"}, "e": 1.5})) == ["1.5"]
