"""Ctrl+V and Ctrl+D in the lists of prices, of an order and of variants, with real keys."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from desktop.jobs.opening import Shop
from desktop.schema import DocumentLine, VendorPrice
from desktop.ui.dialogs.paste_cells import PasteCells
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.dialogs import test_variants as variants
from tests.ui.pages import test_purchasing as orders
from tests.ui.pages import test_vendors as vendors
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def take_keys(on: Stage, table: QWidget) -> None:
    on.until(lambda: QApplication.activeModalWidget() is None)
    on.window.activateWindow()
    table.setFocus()
    on.until(table.hasFocus)


def agreed(person: Person) -> None:
    """What would change is looked at and done."""
    person.on.until(lambda: bool(person.shown(PasteCells)))
    dialog = person.shown(PasteCells)[0]
    assert dialog.apply.isEnabled(), dialog.trouble.text()
    dialog.apply.click()


def paste_and_fill(
    person: Person, table: Any, found: Callable[[], list[Decimal]], key: str
) -> None:
    """Two cells pasted, one filled down; each is taken back by one key."""
    on, before = person.on, found()

    def has(values: list[Decimal]) -> None:
        on.until(lambda: found() == values)
        take_keys(on, table)
        on.until(lambda: [getattr(table.list.row(n), key, None) for n in range(2)] == values)

    has(before)
    table.go_to(0)
    QGuiApplication.clipboard().setText("8\n9\n")
    person.press(Key.Key_V, CTRL)
    agreed(person)
    has([Decimal(8), Decimal(9)])
    table.go_to(0)
    person.press(Key.Key_Down, SHIFT)
    person.press(Key.Key_D, CTRL)
    agreed(person)
    has([Decimal(8)] * 2)
    for values in ([Decimal(8), Decimal(9)], before):
        person.press(Key.Key_Z, CTRL)
        has(values)


@ONE_ENGINE
def test_a_vendors_prices(on: Stage, shop: Shop) -> None:
    made = vendors.fill(shop)
    person = vendors.opened(on)
    vendors.rows_of(person, 2)
    mine = select(VendorPrice.unit_price).where(VendorPrice.vendor == made["Roastery"])
    wanted = mine.order_by(VendorPrice.product == made["tea"])  # espresso, then tea

    def found() -> list[Decimal]:
        with shop.database.read() as session:
            return list(session.scalars(wanted))

    paste_and_fill(person, vendors.panel(person).prices.table, found, "unit_price")


@ONE_ENGINE
def test_the_lines_of_an_order(on: Stage, shop: Shop) -> None:
    order = orders.draft(shop, add_product(shop, "T-1"), add_product(shop, "T-2"))
    person, page = orders.opened(on)
    lines = select(DocumentLine.qty).where(DocumentLine.document == order)

    def found() -> list[Decimal]:
        with shop.database.read() as session:
            return list(session.scalars(lines.order_by(DocumentLine.position)))

    paste_and_fill(person, page.panel.lines.table, found, "qty")


@ONE_ENGINE
def test_the_matrix_of_variants(on: Stage, shop: Shop) -> None:
    """It shows itself what would be made: there is no second look."""
    add_product(shop, "TEE", name="Tee", price=Decimal(12))
    person = Person(on, "products")
    dialog = variants.opened(on, person)
    person.write(dialog.options.lines[0].name, "Size")
    person.write(dialog.options.lines[0].values, "S, M, L")
    person.sees("3 will be made.")
    prices = [dialog.model.index(row, 4) for row in range(3)]
    take = dialog.table
    take.setFocus()
    take.setCurrentIndex(prices[0])
    QGuiApplication.clipboard().setText("8\n9\n")
    person.press(Key.Key_V, CTRL)
    assert [dialog.model.data(index) for index in prices[:2]] == ["8", "9"]
    person.press(Key.Key_D, CTRL)
    assert [dialog.model.data(index) for index in prices] == ["8"] * 3
    for key in (Key.Key_5, Key.Key_Return, Key.Key_Return, Key.Key_6, Key.Key_Tab, Key.Key_Return):
        person.press(key)  # Enter closes the line, and reaches the table, too: nothing else opens
        on.settle(1)
    assert [dialog.model.data(index) for index in prices] == ["5", "6", "8"]
