"""Two editors of one row: each keeps what only one touched; the same field is told in words."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.categories import (
    CreateCategory,
    RenameCategory,
    create_category,
    rename_category,
)
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.conflict import ChangedMeanwhile, Clash
from desktop.jobs.opening import Shop
from desktop.queries.history import AUDIT
from desktop.queries.shop import shop_info
from desktop.schema import AppUser, Product, Vendor, VendorPrice
from tests.tills import Till, acting_as, till
from tests.trade import rows_of


@pytest.fixture
def mara(shop: Shop) -> Till:
    """The other manager, at another workstation."""
    key = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=key, username="mara", full_name="Mara", role="manager"))
    return acting_as(till(shop), key)


def edit(desk: Till, product: UUID, values: dict[str, Any], seen: dict[str, Any]) -> None:
    desk.send(edit_product, EditProduct(*desk.head(), product, values, 1, seen))


def test_different_fields_of_a_product_are_both_kept(desk: Till, shop: Shop, mara: Till) -> None:
    tea = desk.product("Tea")
    edit(mara, tea, {"name": "Green tea"}, {"name": "Tea"})
    edit(desk, tea, {"price": Decimal(4)}, {"price": Decimal("2.5")})
    with shop.database.read() as session:
        found = session.get_one(Product, tea)
        assert (found.name, found.price, found.version) == ("Green tea", 4, 3)


def test_the_same_field_is_told_with_who_when_and_what(desk: Till, shop: Shop, mara: Till) -> None:
    tea = desk.product("Tea")
    seen = {"price": Decimal("2.5"), "category": ""}
    mara.clock.pass_by(60)
    edit(mara, tea, {"price": Decimal(3), "category": "Drinks > Hot"}, seen)
    mara.clock.pass_by(60)
    edit(mara, tea, {"name": "Tea!"}, {"name": "Tea"})
    with pytest.raises(ChangedMeanwhile) as told:
        edit(desk, tea, {"price": Decimal(4), "category": "Food"}, seen)
    error = told.value
    assert (error.code, error.who) == ("changed_meanwhile", "Mara")
    assert error.at is not None
    assert (mara.clock.now() - error.at).total_seconds() == 60
    assert error.clashes == (
        Clash("price", Decimal("2.5"), Decimal(3), Decimal(4)),
        Clash("category", "", "Drinks > Hot", "Food"),
    )
    edit(desk, tea, {"price": Decimal(4)}, {"price": Decimal(3)})
    with shop.database.read() as session:
        assert session.get_one(Product, tea).price == 4


def test_what_both_want_is_no_conflict(desk: Till, shop: Shop, mara: Till) -> None:
    tea = desk.product("Tea")
    for person in (mara, desk):
        edit(person, tea, {"price": Decimal(3)}, {"price": Decimal("2.5")})
    with shop.database.read() as session:
        assert session.get_one(Product, tea).version == 2


def test_a_vendor_and_its_price_are_merged_too(desk: Till, shop: Shop, mara: Till) -> None:
    vendor, tea = desk.ids.new(), desk.product("Tea")
    desk.send(save_vendor, SaveVendor(vendor, desk.actor, desk.clock.now(), "Roastery"))
    key = desk.send(
        set_vendor_price, SetVendorPrice(*desk.head(), vendor, tea, Decimal(1), vendor_sku="A")
    )
    seen = {"name": "Roastery", "phone": "", "terms": ""}

    def save(person: Till, **typed: Any) -> None:
        command = SaveVendor(
            *person.head(), **({"name": "Roastery"} | typed), vendor=vendor, version=1, seen=seen
        )
        person.send(save_vendor, command)

    save(mara, phone="123")
    save(desk, terms="30 days")
    with pytest.raises(ChangedMeanwhile) as told:
        save(desk, phone="456")
    assert told.value.clashes == (Clash("phone", "", "123", "456"),)
    shown = {"unit_price": Decimal(1), "pack_qty": Decimal(1), "min_order_qty": Decimal(0)}
    shown |= {"lead_time_days": 0, "vendor_sku": "A", "is_preferred": False}  # type: ignore[dict-item]

    def ask(person: Till, price: int, **typed: Any) -> None:
        more = {"vendor_sku": "A"} | typed
        command = SetVendorPrice(
            *person.head(), vendor, tea, Decimal(price), version=1, seen=shown, **more
        )
        person.send(set_vendor_price, command)

    ask(mara, 1, lead_time_days=5)
    ask(desk, 2)
    with pytest.raises(ChangedMeanwhile, match="The price of Tea was changed by"):
        ask(mara, 3)
    with shop.database.read() as session:
        found, price = session.get_one(Vendor, vendor), session.get_one(VendorPrice, key)
        assert (found.phone, found.terms) == ("123", "30 days")
        assert (price.unit_price, price.lead_time_days) == (2, 5)


def test_a_category_renamed_meanwhile_is_told(desk: Till, shop: Shop, mara: Till) -> None:
    key = desk.send(create_category, CreateCategory(*desk.head(), "Drinks"))
    mara.send(rename_category, RenameCategory(*mara.head(), key, "Beverages", "Drinks"))
    with pytest.raises(ChangedMeanwhile, match="Beverages was changed by Mara meanwhile"):
        desk.send(rename_category, RenameCategory(*desk.head(), key, "Tea", "Drinks"))
    desk.send(rename_category, RenameCategory(*desk.head(), key, "Tea", "Beverages"))


def change(desk: Till, values: dict[str, Any], seen: dict[str, Any] | None = None) -> None:
    desk.send(change_shop, ChangeShop(*desk.head(), values, seen))


def test_the_shops_settings_are_merged_and_the_same_one_is_told(
    desk: Till, shop: Shop, mara: Till
) -> None:
    seen = {"name": "Test shop", "currency": "EUR", "tax_rates": ["0"], "day_starts_at": 0}
    change(mara, {"day_starts_at": 4}, seen)
    mara.clock.pass_by(60)
    change(mara, {"currency": "CHF", "tax_rates": ["8.1", "2.60"]}, seen)
    at = mara.clock.now()
    mara.clock.pass_by(60)
    change(mara, {"name": "Corner", "day_starts_at": 5}, {"name": "Test shop", "day_starts_at": 4})
    change(desk, {"zone": "Asia/Tokyo"}, {"zone": "UTC"})
    with pytest.raises(ChangedMeanwhile, match="The shop was changed by Mara") as told:
        change(
            desk, {"zone": "UTC", "tax_rates": ["19"], "currency": "usd"}, seen | {"zone": "UTC"}
        )
    assert (told.value.who, told.value.at) == ("Mara", at)
    assert told.value.clashes == (
        Clash("tax_rates", ["0"], ["8.1", "2.6"], ["19"]),
        Clash("currency", "EUR", "CHF", "USD"),
    )
    change(desk, {"tax_rates": ["19"]}, {"tax_rates": ["8.1", "2.6"]})
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
    found = (info.name, info.currency, info.zone, info.day_starts_at, info.tax_rates)
    assert found == ("Corner", "CHF", "Asia/Tokyo", 5, (Decimal(19),))


def test_who_changed_the_shop_stands_in_its_history(desk: Till, shop: Shop, mara: Till) -> None:
    change(mara, {"name": "Corner", "prices_include_tax": False, "currency": "EUR"})
    number, actor, at = mara.head()
    again = ChangeShop(number, actor, at, {"name": "Kiosk"})
    for _ in range(2):  # its answer was lost
        mara.send(change_shop, again)
    change(desk, {"name": "Corner"}, {"name": "Kiosk"})
    mara.send(change_shop, again)
    rows = rows_of(shop, AUDIT)
    told = [
        (row.user, row.about, [(c.field, c.before, c.after) for c in row.changes]) for row in rows
    ]
    assert told == [
        ("Owner", "Corner", [("name", "Kiosk", "Corner")]),
        ("Mara", "Corner", [("name", "Corner", "Kiosk")]),
        ("Mara", "prices_include_tax", [("value", True, False)]),
        ("Mara", "Corner", [("name", "Test shop", "Corner")]),
    ]
