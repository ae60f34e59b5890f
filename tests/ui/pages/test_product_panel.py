"""The product at the side of the list: its tabs, what each tells, and the keys between them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.opening import Shop
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.pages.vendors import VendorsPage
from desktop.ui.table.short import ShortList
from desktop.ui.table.words import Words
from desktop.ui.widgets.button import Button
from tests.stage import Stage
from tests.trade import add_product, scan
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
CODE = "4006381333931"


def send(shop: Shop, function: Any, kind: Any, *values: Any, **named: Any) -> Any:
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    return shop.database.run(function, kind(*head, *values, **named))


def tea(shop: Shop) -> UUID:
    """A product that came, was sold, costs something at two vendors, and was changed."""
    product = add_product(shop, "T-1", CODE, name="Tea", reorder_point=Decimal(30))
    add_product(shop, "U-1", name="Umbrella")
    scan(shop, CODE, "receive", 24)
    scan(shop, CODE, "sell", 3)
    for name, price in (("Roastery", "3.10"), ("Union", "2.90")):
        vendor = send(shop, save_vendor, SaveVendor, name)
        send(shop, set_vendor_price, SetVendorPrice, vendor, product, Decimal(price))
    send(shop, edit_product, EditProduct, product, {"price": Decimal("4.20"), "name": "Green tea"})
    return product


def opened(on: Stage, tab: int) -> Person:
    """The first product, on a tab by its number."""
    person = Person(on, "products")
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(ProductPanel)))
    person.press(Qt.Key(Key.Key_0 + tab), ALT)
    rest(person)
    return person


def rest(person: Person) -> None:
    """Until the lists of the panel read nothing any more."""
    person.on.lay_out()
    for short in person.shown(ShortList):
        lanes = (short.model.feed.lane, short.model.windows.lane)
        person.on.until(
            lambda model=short.model, lanes=lanes: (
                model.is_whole  # type: ignore[misc]
                and not any(lane.is_busy for lane in lanes)
            )
        )
    person.on.lay_out()


def go_to_rows(person: Person) -> None:
    """Keys to the list of the panel, once the window has them."""
    person.on.until(lambda: QApplication.activeModalWidget() is None)
    person.on.window.activateWindow()
    short = person.shown(ShortList)[0]
    short.setFocus()
    person.on.until(short.table.hasFocus)


def lines(person: Person) -> list[list[tuple[str, str]]]:
    """Both lines of each cell that is seen in the panel's list."""
    short = person.shown(ShortList)[0]
    model, table = short.model, short.table
    words: Words = short._words
    columns = [c for n, c in enumerate(model.query.columns) if not table.isColumnHidden(n)]
    rows = [model.row(number) for number in range(model.rowCount())]
    return [[(words.cell(c, row), words.detail(c, row)) for c in columns] for row in rows if row]


def test_the_ledger_tells_before_and_after_and_leads_to_all_of_it(on: Stage, shop: Shop) -> None:
    tea(shop)
    person = opened(on, 2)
    sale, delivery = lines(person)
    assert sale[0][0].startswith("Sale")
    assert sale[1] == ("−3", "24 → 21")
    assert delivery[1] == ("+24", "0 → 24")
    scan(shop, CODE, "sell", 1)
    on.until(lambda: len(lines(person)) == 3)
    person.press(Key.Key_Return)
    assert person.shown(MovementsPage)
    assert person.names() == ["Green tea"] * 3


def test_history_tells_each_field_in_words_with_who_and_when(on: Stage, shop: Shop) -> None:
    tea(shop)
    person = opened(on, 5)
    told = [line[0][0] for line in lines(person)]
    assert "Price 1.00 → 4.20" in told[0]
    assert "Name Tea → Green tea" in told[0]
    assert told[1:] == [
        "Union: first price",
        "Roastery: first price",
        f"Barcode {CODE} added",
        "Product created",
    ]
    assert lines(person)[0][0][1].endswith("Owner")
    person.sees("1.00 → 4.20")
    person.press(Key.Key_End)
    person.sees("T-1")


def test_vendors_are_told_with_the_best_and_a_price_is_added_and_changed(
    on: Stage, shop: Shop
) -> None:
    tea(shop)
    send(shop, save_vendor, SaveVendor, "Zed")
    person = opened(on, 3)
    assert [line[0][0] for line in lines(person)] == ["Union", "Roastery"]
    best = [row.is_best for row in map(person.shown(ShortList)[0].model.row, (0, 1))]
    assert best == [True, False]
    person.click("New price")
    on.until(lambda: isinstance(QApplication.activeWindow(), QDialog))
    person.sees("Roastery asks 3.10 for it already.")
    vendors: Any = person.field("Vendor").editor
    vendors.setFocus()
    person.press(Key.Key_Down)
    person.press(Key.Key_Down)
    person.type("Unit price", "2.10")
    person.press(Key.Key_Return)
    on.until(lambda: len(lines(person)) == 3)
    go_to_rows(person)
    person.press(Key.Key_Home)
    person.sees("2.10 EUR")
    person.click("Change the price")
    on.until(lambda: isinstance(QApplication.activeWindow(), QDialog))
    person.type("Unit price", "2.20")
    person.press(Key.Key_Return)
    person.sees("2.10 → 2.20")
    go_to_rows(person)
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(VendorsPage)))


def test_alerts_of_the_product_stand_there_with_what_can_be_done(on: Stage, shop: Shop) -> None:
    tea(shop)
    person = opened(on, 4)
    assert [line[0][0] for line in lines(person)] == ["Green tea is low"]
    person.click("Acknowledge")
    person.sees("Open again")
    rest(person)
    scan(shop, CODE, "receive", 50)
    on.until(lambda: lines(person)[0][0][0] == "Green tea was low")
    assert not [b for b in person.shown(Button) if b.text() in ("Acknowledge", "Snooze")]


@ONE_ENGINE
def test_the_tab_stays_when_another_product_is_chosen(on: Stage, shop: Shop) -> None:
    """And nothing is read for a tab that nobody sees."""
    tea(shop)
    person = opened(on, 6)
    person.press(Key.Key_Tab, CTRL)
    person.press(Key.Key_Tab, CTRL)
    rest(person)
    panel = person.shown(ProductPanel)[0]
    assert panel.tabs.current() == "ledger"
    person.page.table.setFocus()
    person.press(Key.Key_Down)
    on.until(lambda: "No movements yet" in person.words())
    assert panel.tabs.current() == "ledger"
    assert panel.alerts.list.model.state == "loading"
    panel.tabs.setFocus()
    person.press(Key.Key_Left)
    assert panel.tabs.current() == "stock"


@pytest.mark.parametrize(("keys", "shows"), [(0, "Union"), (1, "Ledger")])
@ONE_ENGINE
def test_a_product_that_is_gone_to_has_the_keys(
    on: Stage, shop: Shop, keys: int, shows: str
) -> None:
    """Its first number: Enter leads to the movements behind it."""
    product = tea(shop)
    person = Person(on)
    person.open("products", product=product)
    person.sees("Union")
    number = person.button("21 on hand, Shop floor: its movements")
    on.until(number.hasFocus)
    for _ in range(keys):
        person.press(Key.Key_Return)
    assert bool(person.shown(MovementsPage)) is bool(keys)
