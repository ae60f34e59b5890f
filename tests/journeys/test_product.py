"""One product: its price and its vendors, and why its number is what it is."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from sqlalchemy import select

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.schema import Product
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.products.panel import ProductPanel
from tests.journeys.desk import Desk
from tests.journeys.test_find import open_palette

ALT = Qt.KeyboardModifier.AltModifier
ESPRESSO = "House Espresso 1 kg"


def send(desk: Desk, function: Any, kind: Any, *values: Any) -> Any:
    head = (desk.shop.ids.new(), desk.shop.actor, desk.clock.now())
    return desk.shop.database.run(function, kind(*head, *values))


def panel(desk: Desk) -> ProductPanel:
    found = desk.window.findChild(ProductPanel)
    assert found is not None
    return found


def has_keys(desk: Desk, name: str) -> bool:
    """Whether the button of this name has the focus."""
    focus = QApplication.focusWidget()
    return isinstance(focus, QAbstractButton) and focus.accessibleName() == name


def go_to_product(desk: Desk) -> None:
    open_palette(desk)
    for letter in "esp":
        desk.press(letter)
    desk.press("\r")
    number = "24 on hand, Shop floor: its movements"
    desk.bot.waitUntil(lambda: has_keys(desk, number))


def test_price_and_vendors_of_one_product(desk: Desk) -> None:
    """Ctrl+K, three letters, Enter; one key more for all that is known of the vendors."""
    desk.has(ESPRESSO, "12.90", on_hand=24)
    product: UUID = desk.ask(select(Product.id))[0][0]
    for name, price in (("Northside", "7.61"), ("Union", "7.95")):
        vendor = send(desk, save_vendor, SaveVendor, name)
        send(desk, set_vendor_price, SetVendorPrice, vendor, product, Decimal(price))
    go_to_product(desk)
    says = [button.text() for button in panel(desk).overview.findChildren(QAbstractButton)]
    assert {"Northside", "Union"} <= set(says)
    assert (desk.scans, desk.keys) == (0, 5)
    desk.press(Qt.Key.Key_3, ALT)
    model = panel(desk).prices.model
    desk.bot.waitUntil(lambda: model.is_whole and model.row(1) is not None)
    told = [(model.row(n).vendor_name, model.row(n).is_best) for n in range(2)]
    assert told == [("Northside", True), ("Union", False)]
    assert desk.keys == 6


def test_why_is_this_number_wrong(desk: Desk) -> None:
    """From the number on hand, one key to its movements with before and after."""
    desk.has(ESPRESSO, "12.90", on_hand=24)
    go_to_product(desk)
    before = desk.keys
    desk.press("\r")
    page = desk.window.findChild(MovementsPage)
    assert page is not None
    model = page.list.model
    desk.bot.waitUntil(lambda: page.isVisible() and model.is_whole and model.row(0) is not None)
    assert [(row.before, row.after) for row in (model.row(0),)] == [(0, 24)]
    assert model.rowCount() == 1
    assert desk.keys - before == 1
