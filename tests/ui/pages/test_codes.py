"""A product's codes and packs by hand: added, taken away, refused; units in the stock form."""

import pytest
from PySide6.QtCore import Qt

from desktop.commands.products import AddBarcode, EditProduct, add_barcode, edit_product
from desktop.commands.scans import BookScan
from desktop.jobs.opening import Shop
from desktop.jobs.scans import book
from desktop.queries.product import ProductCard, product_details
from desktop.ui.dialogs.codes import CodesDialog
from desktop.ui.dialogs.stock_change import StockChange
from tests.stage import NOW, Stage
from tests.tills import TestClock, Till, till
from tests.ui.pages.hand import ONE_ENGINE, Person

pytestmark = ONE_ENGINE
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(shop: Shop) -> Till:
    return till(shop, TestClock(NOW))


@pytest.fixture
def milk(shop: Shop, desk: Till) -> ProductCard:
    """Six on hand of lot L7."""
    key = desk.product("Milk", tracking="lot")
    desk.send(add_barcode, AddBarcode(*desk.head(), key, "09506000134352"))
    label = "01095060001343521727033110L7"
    desk.send(book, BookScan(*desk.head(), label, "receive", desk.ids.new()))
    desk.stock("receive", key, 5)
    return card_of(shop, key)


def card_of(shop: Shop, product: object) -> ProductCard:
    with shop.database.read() as session:
        return product_details(session, product, shop.actor.location)  # type: ignore[arg-type]


def test_a_code_of_a_case_is_added_and_taken_away(
    on: Stage, shop: Shop, desk: Till, milk: ProductCard
) -> None:
    person = Person(on, "products")
    desk.product("Tea")
    on.window.open_page("products", product=milk.product)
    person.sees("L7  ·  31 Mar 2027")
    person.click("Change …")
    on.until(lambda: bool(person.shown(CodesDialog)))
    dialog = person.shown(CodesDialog)[0]
    dialog.code.setText("CASE")
    dialog.pack.setText("6")
    person.press(Qt.Key.Key_Return, CTRL)
    person.sees("Code  ·  case of 6")
    dialog.code.setText("CASE")
    person.press(Qt.Key.Key_Return, CTRL)
    person.sees("The barcode CASE belongs to Milk")
    assert [(c.code, c.pack_qty) for c in card_of(shop, milk.product).codes][-1] == ("CASE", 6)
    person.button("Remove the code CASE").click()
    on.until(lambda: len(dialog.card.codes) == 1)


def test_stock_is_typed_in_cases_and_other_units(
    on: Stage, shop: Shop, desk: Till, milk: ProductCard
) -> None:
    desk.send(add_barcode, AddBarcode(*desk.head(), milk.product, "CASE", milk.on_hand))
    person = Person(on, "products")
    dialog = StockChange(on.window, on.context, card_of(shop, milk.product))
    dialog.open()
    person.sees("6 pieces on hand here (1 case of 6)")
    person.click("Receive")
    dialog._number.setText("2 kg")
    person.press(Qt.Key.Key_Return, CTRL)
    person.sees("It is counted in piece: 2 kg is a weight.")
    dialog._number.setText("2 cases + 1")
    person.press(Qt.Key.Key_Return, CTRL)
    on.until(lambda: card_of(shop, milk.product).on_hand == 19)
    assert [(lot.code, lot.on_hand) for lot in card_of(shop, milk.product).lots] == [("L7", 1)]


def test_a_products_lots_are_kept_from_its_form_on(shop: Shop, desk: Till) -> None:
    key = desk.product("Tea")
    assert card_of(shop, key).tracking == "none"
    desk.send(edit_product, EditProduct(*desk.head(), key, {"tracking": "lot"}))
    assert card_of(shop, key).tracking == "lot"
