"""Products: created whole or not at all, changed by one at a time, deleted without facts."""

from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.commands.products import (
    AddBarcode,
    CreateProduct,
    DeleteProduct,
    EditProduct,
    NewBarcode,
    RemoveBarcode,
    add_barcode,
    create_product,
    delete_product,
    edit_product,
    remove_barcode,
)
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.schema import Alert, AuditEntry, Barcode, Forecast, Lot, Product, VendorPrice
from tests.foretold import expects
from tests.tills import Till, till, with_codes

EAN, UPC = "4006381333931", "036000291452"
DERIVED = (VendorPrice, Forecast, Alert)
TYPED = "=cmd()|'/C calc'!A0; DROP TABLE product; -- “שלום” 🧾 <b>"


def code_of(desk: Till, function: Any, command: Any) -> tuple[str, str]:
    """Code and field of a refusal."""
    with pytest.raises(UserError) as refused:
        desk.database.run(function, command)
    assert refused.value.message
    return refused.value.code, refused.value.field


def facts(shop: Shop) -> list[Any]:
    with shop.database.read() as session:
        counted = (select(func.count()).select_from(t) for t in (Product, Barcode, Lot, AuditEntry))
        return [session.scalar(one) for one in counted]


def test_a_product_is_stored_as_it_was_typed(desk: Till, shop: Shop) -> None:
    """C30: quotes, SQL words and foreign scripts come back unharmed."""
    key = desk.product(TYPED, Decimal("1.2345"), description="two\nlines", category="A > B")
    with shop.database.read() as session:
        found = session.get_one(Product, key)
        assert (found.name, found.unit_cost) == (TYPED, Decimal("1.2345"))
        assert (found.description, found.version) == ("two\nlines", 1)
        assert found.created_at == found.updated_at == desk.clock.now()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"sku": ""}, "sku"),
    ({"sku": "x" * 101}, "sku"),
    ({"sku": "TAKEN"}, "sku"),
    ({"name": " \t"}, "name"),
    ({"name": "x" * 501}, "name"),
    ({"price": Decimal(-1)}, "price"),
    ({"price": Decimal("NaN")}, "price"),
    ({"price": Decimal("0.00001")}, "price"),
    ({"price": Decimal(10) ** 9}, "price"),
    ({"unit_cost": Decimal(-1)}, "cost"),
    ({"tax_rate": Decimal(-1)}, "tax_rate"),
    ({"reorder_point": Decimal(-1)}, "reorder_point"),
    ({"reorder_qty": Decimal("0.0001")}, "reorder_qty"),
    ({"unit": "stone"}, "unit"),
    ({"category": "x" * 101}, "category"),
    ({"category": ">".join("abcdefghijklmnopqrstuvwxyz01234567")}, "category"),
    ({"barcodes": (NewBarcode(""),)}, "barcode"),
    ({"barcodes": (NewBarcode(EAN),)}, "barcode"),
    ({"barcodes": (NewBarcode("A"), NewBarcode("A"))}, "barcode"),
    ({"barcodes": (NewBarcode("A", Decimal(0)),)}, "pack_qty"),
]


def test_what_makes_no_sense_names_its_field_and_makes_nothing(desk: Till, shop: Shop) -> None:
    """A30: a code or SKU that is taken names the other product."""
    first = NewBarcode(EAN)
    desk.send(create_product, CreateProduct(*desk.head(), "TAKEN", "Tea", barcodes=(first,)))
    before = facts(shop)
    for values, field in WRONG:
        command = CreateProduct(*desk.head(), **{"sku": "NEW", "name": "New"} | values)
        assert code_of(desk, create_product, command)[1] == field, values
        assert facts(shop) == before, values
    with pytest.raises(UserError, match="belongs to Tea"):
        desk.send(create_product, CreateProduct(*desk.head(), "TAKEN", "New"))
    with pytest.raises(UserError, match=r"belongs to Tea \(TAKEN\)"):
        desk.send(create_product, CreateProduct(*desk.head(), "N", "N", barcodes=(first,)))


def test_a_command_sent_twice_makes_one_product(desk: Till, shop: Shop) -> None:
    command = CreateProduct(*desk.head(), "S", "Tea", barcodes=(NewBarcode(EAN),))
    assert desk.send(create_product, command) == desk.send(create_product, command) == command.id
    assert facts(shop)[:3] == [1, 1, 1]


def test_a_pack_s_code_counts_for_its_quantity(desk: Till) -> None:
    """Model: a pack quantity per code."""
    with_codes(desk, (EAN, 1), (UPC, 12))
    assert desk.scan(EAN, "receive", desk.ids.new()).on_hand == 1
    assert desk.scan(UPC, "receive", desk.ids.new(), 2).on_hand == 25
    assert desk.scan("0" + UPC, "sell", desk.ids.new()).on_hand == 13


def test_codes_come_and_go_and_one_is_primary(desk: Till, shop: Shop) -> None:
    tea, other = desk.product("Tea"), desk.product("Other")

    def primary() -> list[tuple[str, bool]]:
        with shop.database.read() as session:
            rows = session.scalars(select(Barcode).where(Barcode.product == tea))
            return sorted((row.code, row.is_primary) for row in rows)

    first = desk.send(add_barcode, AddBarcode(*desk.head(), tea, "A-1"))
    desk.send(add_barcode, AddBarcode(*desk.head(), tea, "A-2", Decimal(6)))
    assert primary() == [("A-1", True), ("A-2", False)]
    taken = AddBarcode(*desk.head(), other, "A-2")
    assert code_of(desk, add_barcode, taken) == ("duplicate_barcode", "barcode")
    desk.send(remove_barcode, RemoveBarcode(*desk.head(), first))
    assert primary() == [("A-2", True)]
    assert code_of(desk, remove_barcode, RemoveBarcode(*desk.head(), first))[0] == "gone"
    desk.send(add_barcode, AddBarcode(*desk.head(), other, "A-1"))
    assert desk.scan("A-1", "receive", desk.ids.new()).name == "Other"


def edit(desk: Till, product: Any, version: int = 0, **values: Any) -> int:
    command = EditProduct(*desk.head(), product, values, version)
    return desk.send(edit_product, command)  # type: ignore[no-any-return]


def test_the_second_of_two_editors_is_told_and_changes_nothing(desk: Till, shop: Shop) -> None:
    """Optimistic lock: two managers on one server."""
    tea, other = desk.product("Tea"), till(shop)
    assert edit(desk, tea, 1, name="Green tea") == 2
    with pytest.raises(UserError) as refused:
        edit(other, tea, 1, name="Black tea")
    assert refused.value.code == "changed_meanwhile"
    assert edit(other, tea, 2, price=Decimal(3)) == 3
    with shop.database.read() as session:
        found = session.get_one(Product, tea)
        assert (found.name, found.price) == ("Green tea", 3)


def test_a_row_tells_when_it_was_made_and_when_last_changed(desk: Till, shop: Shop) -> None:
    """E19: by the program's clock, with its zone."""
    made = desk.clock.now()
    tea = desk.product("Tea")
    desk.clock.pass_by(90)
    edit(desk, tea, name="Green tea")
    with shop.database.read() as session:
        found = session.get_one(Product, tea)
        assert (found.created_at, found.updated_at) == (made, made + timedelta(seconds=90))
        assert found.updated_at.tzinfo is UTC


def test_one_wrong_field_changes_none(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    for values in ({"price": Decimal(-1)}, {"status": "lost"}, {"colour": 1}, {"sku": ""}):
        with pytest.raises(UserError) as refused:
            edit(desk, tea, name="Other", **values)
        assert refused.value.field in values
    with shop.database.read() as session:
        assert session.get_one(Product, tea).name == "Tea"


def test_every_change_leaves_its_trail_and_no_change_none(desk: Till, shop: Shop) -> None:
    tea = desk.product("Tea")
    edit(desk, tea, name="Green tea", price=Decimal("2.50"))
    edit(desk, tea, name="Green tea")
    with shop.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "update")).all()
        assert [(e.before, e.after) for e in entries] == [({"name": "Tea"}, {"name": "Green tea"})]
        assert entries[0].user == desk.actor.user


def test_an_archived_product_is_not_sold_and_keeps_its_history(desk: Till) -> None:
    tea = desk.product("Tea")
    sku = desk.sent[-1][1].sku
    desk.stock("receive", tea, 3)
    edit(desk, tea, status="archived")
    with pytest.raises(UserError) as refused:
        desk.scan(sku, "sell", desk.ids.new())
    assert refused.value.code == "not_active"
    edit(desk, tea, status="active")
    assert desk.scan(sku, "sell", desk.ids.new()).on_hand == 2


def test_a_product_without_facts_goes_with_all_that_is_its_own(desk: Till, shop: Shop) -> None:
    """A34: prices, alerts and forecasts, derived or owned, go along; the trail stays."""
    tea = with_codes(desk, (EAN, 1))
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "Wholesale"))
    desk.send(set_vendor_price, SetVendorPrice(*desk.head(), vendor, tea, Decimal(1)))
    expects(shop.database, shop.ids, shop.actor.store, tea, 2.0, desk.clock.now())
    same = {"type": "x", "severity": "info", "product": tea, "dedupe_key": "x"}
    moment = {"created_at": desk.clock.now(), "updated_at": desk.clock.now()}
    with shop.database.write() as session:
        session.add(Alert(id=shop.ids.new(), **same, **moment))
    with shop.database.read() as session:
        assert all(session.scalars(select(table.product)).all() == [tea] for table in DERIVED)
    command = DeleteProduct(*desk.head(), tea)
    desk.send(delete_product, command)
    desk.send(delete_product, command)
    assert facts(shop)[:3] == [0, 0, 0]
    with shop.database.read() as session:
        assert not any(session.scalars(select(table.product)).all() for table in DERIVED)
        deleted = session.scalars(select(AuditEntry.entity).where(AuditEntry.action == "delete"))
        assert sorted(deleted) == ["barcode", "lot", "product", "vendor_price"]
    assert code_of(desk, delete_product, DeleteProduct(*desk.head(), tea))[0] == "gone"


def test_a_product_with_facts_stays_also_when_they_were_taken_back(desk: Till, shop: Shop) -> None:
    """A34, B7: facts are never deleted."""
    tea = desk.product("Tea")
    desk.stock("receive", tea, 1)
    desk.undo()
    before = facts(shop)
    refused = code_of(desk, delete_product, DeleteProduct(*desk.head(), tea))
    assert refused == ("has_facts", "")
    assert facts(shop) == before
