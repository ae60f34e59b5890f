"""Vendors as a list."""

from decimal import Decimal

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.opening import Shop
from desktop.queries.vendors import VENDORS, vendor_choices
from tests import trade


def test_a_vendor_shows_how_many_products_it_sells(shop: Shop) -> None:
    now = shop.clock.now()
    first, second = (
        shop.database.run(save_vendor, SaveVendor(shop.ids.new(), shop.actor, now, name))
        for name in ("Orchard Direct", "Harbor")
    )
    for sku in ("A", "B"):
        product = trade.add_product(shop, sku)
        price = SetVendorPrice(shop.ids.new(), shop.actor, now, first, product, Decimal(1))
        shop.database.run(set_vendor_price, price)
    rows = trade.rows_of(shop, VENDORS)
    assert [(row.name, row.products) for row in rows] == [("Harbor", 0), ("Orchard Direct", 2)]
    with shop.database.read() as session:
        assert [choice.value for choice in vendor_choices(session)] == [second, first]
    assert [row.name for row in trade.rows_of(shop, VENDORS, search="orch")] == ["Orchard Direct"]
