"""Products edited in their cells with real keys: checked, taken back, never by a scanner."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from sqlalchemy import select

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.jobs.opening import Shop
from desktop.schema import AppUser, Product, Store
from desktop.ui.pages.products import ProductsPage
from desktop.ui.table.cell_editor import CellEditor
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def person(on: Stage, shop: Shop) -> Person:
    """A manager before three products, the first one current."""
    for name in ("Apple", "Bread", "Cheese"):
        add_product(shop, name[0], name=name, price=Decimal(2))
    on.context.role = "manager"
    person = Person(on, "products")
    person.page.table.setFocus()
    return person


def values(shop: Shop, field: str = "price") -> list[Any]:
    with shop.database.read() as session:
        return list(session.scalars(select(getattr(Product, field)).order_by(Product.sku)))


def product(shop: Shop, sku: str) -> UUID:
    with shop.database.read() as session:
        return session.scalars(select(Product.id).where(Product.sku == sku)).one()


def editor(person: Person) -> CellEditor:
    person.on.until(lambda: bool(person.shown(CellEditor)))
    return person.shown(CellEditor)[0]


def type_in(person: Person, text: str) -> None:
    """Slowly, wherever the focus is."""
    for character in text:
        person.on.key_ms += 150
        QTest.keyClicks(QApplication.focusWidget() or person.on.window, character)
        person.on.context.scanner.settle()


def closed(person: Person) -> None:
    person.on.until(lambda: not person.shown(CellEditor))


def asks(person: Person, *prices: Decimal | int) -> None:
    """What the goods cost here, from the top."""
    person.on.until(lambda: person.names("counts") == list(prices))


def to_price(person: Person) -> None:
    person.press(Key.Key_Right)
    person.press(Key.Key_Right)


def test_where_the_store_has_a_price_of_its_own_that_one_is_typed_over(
    person: Person, shop: Shop
) -> None:
    with shop.database.read() as session:
        prices = ((session.scalars(select(Store.id)).one(), Decimal(3)),)
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(set_store_prices, SetStorePrices(*head, product(shop, "A"), prices))
    asks(person, 3, 2, 2)
    to_price(person)
    for typed, asked in (("+10%", Decimal("3.3")), ("2", 2)):
        person.page.table.go_to(0)
        type_in(person, typed)
        person.press(Key.Key_Return)
        closed(person)
        asks(person, asked, 2, 2)
    assert values(shop) == [2, 2, 2]


def test_typing_over_a_price_writes_it_and_goes_down(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "2.40")
    person.press(Key.Key_Return)
    closed(person)
    assert values(shop) == [Decimal("2.4"), 2, 2]
    assert person.page.table.currentIndex().row() == 1
    type_in(person, "3")
    person.press(Key.Key_Return)
    closed(person)
    assert values(shop) == [Decimal("2.4"), 3, 2]
    person.on.until(lambda: person.names("price") == [Decimal("2.4"), 3, 2])


@ONE_ENGINE
def test_a_share_typed_in_a_cell_is_added_to_it(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "+5%")
    person.press(Key.Key_Return)
    closed(person)
    assert values(shop) == [Decimal("2.1"), 2, 2]


@ONE_ENGINE
def test_a_wrong_value_says_so_in_place_and_can_be_mended(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "2..4")
    person.press(Key.Key_Return)
    line = editor(person)
    assert line.property("uiError") == "true"
    assert line.bubble.isVisible()
    assert "2..4" in line.accessibleDescription()
    assert line.text() == "2..4"
    person.press(Key.Key_A, CTRL)
    person.press(Key.Key_Backspace)
    person.press(Key.Key_Return)
    assert "There must be a value here." in editor(person).accessibleDescription()
    type_in(person, "2.4")
    person.press(Key.Key_Return)
    closed(person)
    assert values(shop) == [Decimal("2.4"), 2, 2]


def test_what_the_command_refuses_is_said_in_place_too(person: Person, shop: Shop) -> None:
    person.press(Key.Key_Right)
    person.press(Key.Key_Return, CTRL)
    type_in(person, "x" * 501)
    person.press(Key.Key_Return)
    line = editor(person)
    person.on.until(line.bubble.isVisible)
    assert "longer than 500" in line.accessibleDescription()
    assert line.text() == "x" * 501
    person.press(Key.Key_Escape)
    closed(person)
    assert values(shop, "name") == ["Apple", "Bread", "Cheese"]


@ONE_ENGINE
def test_escape_leaves_everything_as_it_was(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "9")
    person.press(Key.Key_Escape)
    closed(person)
    assert values(shop) == [2, 2, 2]
    assert person.page.table.hasFocus()
    assert person.page.table.currentIndex().row() == 0


@ONE_ENGINE
def test_tab_writes_and_goes_to_the_next_cell(person: Person, shop: Shop) -> None:
    ring = person.shown(ProductsPage)[0].editing.cells.ring
    person.press(Key.Key_Right)
    person.press(Key.Key_Return, CTRL)
    type_in(person, "Anis")
    person.press(Key.Key_Tab)
    closed(person)
    assert values(shop, "name")[0] == "Anis"
    assert ring.key == "price"


def test_ctrl_z_takes_an_edit_back_and_ctrl_shift_z_does_it_again(
    person: Person, shop: Shop
) -> None:
    to_price(person)
    type_in(person, "9")
    person.press(Key.Key_Return)
    closed(person)
    person.press(Key.Key_Z, CTRL)
    person.sees("Taken back: Price of Apple.")
    assert values(shop) == [2, 2, 2]
    person.press(Key.Key_Z, CTRL | SHIFT)
    person.sees("Done again: Price of Apple.")
    assert values(shop) == [9, 2, 2]
    person.press(Key.Key_Z, CTRL)
    person.on.until(lambda: values(shop) == [2, 2, 2])


def test_the_second_editor_is_told_in_place_and_decides(person: Person, shop: Shop) -> None:
    mara = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=mara, username="mara", full_name="Mara", role="manager"))
    to_price(person)
    type_in(person, "9")
    actor = type(shop.actor)(mara, *list(vars(shop.actor).values())[1:])
    command = EditProduct(
        shop.ids.new(), actor, shop.clock.now(), product(shop, "A"), {"price": Decimal(7)}
    )
    shop.database.run(edit_product, command)
    person.press(Key.Key_Return)
    line = editor(person)
    person.on.until(line.bubble.isVisible)
    assert "Mara set it to 7.00 at" in line.accessibleDescription()
    assert line.text() == "9"
    assert values(shop) == [7, 2, 2]
    person.press(Key.Key_Return)
    closed(person)
    assert values(shop) == [9, 2, 2]


@ONE_ENGINE
def test_a_scan_never_ends_up_in_a_cell(person: Person, shop: Shop) -> None:
    """Neither as its first key nor in the middle of what a person types."""
    to_price(person)
    type_in(person, "2.4")
    line = editor(person)
    person.scan("4006381333931")
    assert values(shop) == [2, 2, 2]
    assert not line.isVisible() or line.text() == "2.4"
    person.open("products")
    person.page.table.setFocus()
    person.scan("4006381333931")
    assert not person.shown(CellEditor)


@ONE_ENGINE
def test_rows_stand_still_while_a_cell_is_edited(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "9")
    add_product(shop, "AA", name="Aaa")
    person.on.settle(400)
    assert person.page.model.rowCount() == 3
    person.press(Key.Key_Return)
    closed(person)
    assert values(shop)[:2] == [9, 1]
    person.on.until(lambda: person.page.model.rowCount() == 4)


@ONE_ENGINE
def test_who_may_not_change_products_is_told_so(person: Person, shop: Shop) -> None:
    person.on.context.role = "clerk"
    to_price(person)
    type_in(person, "9")
    assert not person.shown(CellEditor)
    person.press(Key.Key_Return, CTRL)
    person.sees("Your role may not change products.")
    assert values(shop) == [2, 2, 2]


@ONE_ENGINE
def test_a_status_is_chosen_from_a_menu(person: Person, shop: Shop) -> None:
    person.page.table.choose_column("status", True)
    person.on.lay_out()
    page = person.shown(ProductsPage)[0]
    page.editing.cells.ring.move("status")
    person.press(Key.Key_Return, CTRL)
    menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    chosen = next(a for a in menus[0].actions() if a.text() == "Draft")
    chosen.trigger()
    menus[0].close()
    person.on.until(lambda: values(shop, "status")[0] == "draft")


@ONE_ENGINE
def test_a_click_elsewhere_writes_a_good_value(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "9")
    table = person.page.table
    below = table.visualRect(table.list.index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=below)
    closed(person)
    person.on.until(lambda: values(shop) == [9, 2, 2])
    assert table.currentIndex().row() == 2


@ONE_ENGINE
@pytest.mark.parametrize("typed", ["9", ""])
def test_what_was_typed_and_not_written_is_told_when_another_page_is_opened(
    person: Person, shop: Shop, typed: str
) -> None:
    to_price(person)
    person.press(Key.Key_Return, CTRL)
    type_in(person, typed)
    person.open("documents")
    if typed:
        person.sees("“9” was not saved: Price of Apple.")
    else:
        assert not any("was not saved" in words for words in person.words())
    person.open("products")
    assert not person.shown(CellEditor)
    assert values(shop) == [2, 2, 2]


@ONE_ENGINE
def test_the_sentence_stays_at_its_cell_when_the_window_changes(person: Person, shop: Shop) -> None:
    to_price(person)
    type_in(person, "2..4")
    person.press(Key.Key_Return)
    line = editor(person)
    person.on.window.resize(1500, 860)
    person.on.lay_out()
    table = person.page.table
    cell = table.visualRect(table.currentIndex().siblingAtColumn(5))
    assert line.bubble.isVisible()
    assert cell.contains(line.geometry())
    assert abs(line.bubble.y() - cell.bottom()) < 10
