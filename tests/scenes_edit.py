"""Scenes of editing: a cell, a wrong value, a bulk change before and after, two people at once."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import select

from desktop.commands.products import EditProduct, edit_product
from desktop.schema import Product
from desktop.ui.dialogs.bulk_change import BulkChange
from desktop.ui.dialogs.paste_cells import PasteCells
from desktop.ui.dialogs.product_form import ProductForm
from desktop.ui.pages.products import ProductsPage
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from tests.acting import Key, Play, click, dialogs, press
from tests.stage import NOW, Stage


def cell(text: str = "", *keys_pressed: Qt.Key) -> Play:
    """The price of the second product, chosen with keys, with what is typed over it."""

    def play(on: Stage) -> None:
        page = products(on)
        page.list.table.setFocus()
        press(on, Key.Key_Down)
        press(on, Key.Key_Right)
        press(on, Key.Key_Right)
        typed(on, text)
        for key in keys_pressed:
            press(on, key)

    return play


def products(on: Stage) -> ProductsPage:
    """The page as its person may edit it, from the top."""
    on.context.role = "admin"
    on.window.open_page("movements")
    on.window.open_page("products")
    on.settle(500)
    on.window.activateWindow()
    page = next(page for page in on.window.findChildren(ProductsPage) if page.isVisible())
    page.side.put_away()
    page.list.table.go_to(0)
    page.editing.cells.ring.move("")
    return page


def typed(on: Stage, text: str) -> None:
    """As a person types, wherever the focus is."""
    for character in text:
        on.key_ms += 1000
        QTest.keyClicks(QApplication.focusWidget() or on.window, character)
        on.context.scanner.settle()
    on.settle(200)


def bulk(text: str, *keys_pressed: Qt.Key, field: str = "price") -> Play:
    """All products of a search chosen, and a change of them typed."""

    def play(on: Stage) -> None:
        page = products(on)
        page.list.ask(replace(page.list.request, search="milk"))
        on.until(lambda: page.list.model.feed.shown is not None and page.list.model.is_whole)
        page.list.table.setFocus()
        page.list.table.selectAll()
        on.until(lambda: page.list.table.place.count() > 1)
        page.editing.begin_with("")
        on.until(lambda: any(isinstance(d, BulkChange) for d in dialogs()))
        dialog = next(d for d in dialogs() if isinstance(d, BulkChange))
        on.settle(300)
        pick = dialog.findChildren(Combo)[0]
        pick.set_current(field)
        pick.chosen.emit(field)
        dialog.line.setText(text)
        on.settle(300)
        for key in keys_pressed:
            dialog.activateWindow()
            QTest.keyClick(dialog.line, key) if dialog.line.hasFocus() else press(on, key)
            on.settle(200)

    return play


def changed(on: Stage) -> None:
    """The notice after it, with the way back; it is taken back when the scene is left."""
    bulk("+5%")(on)
    click_in_dialog("primary")
    on.settle(400)


def click_in_dialog(kind: str) -> None:
    for dialog in dialogs():
        for button in dialog.findChildren(Button):
            if button.kind == kind and button.isVisible():
                button.click()


def conflict(on: Stage) -> None:
    """A form whose price and name somebody else has set since it was opened."""
    page = products(on)
    page.list.table.setFocus()
    press(on, Key.Key_Return)
    on.settle(400)
    click(on, "Edit")
    form = next(d for d in dialogs() if isinstance(d, ProductForm))
    key = page.side.key
    with on.shop.database.read() as session:
        found = session.execute(select(Product.price, Product.name).where(Product.id == key)).one()
    other = EditProduct(
        on.shop.ids.new(), on.shop.actor, NOW, key or on.shop.ids.new(),
        {"price": found.price + Decimal("0.20")},
    )  # fmt: skip
    on.shop.database.run(edit_product, other)
    for edit in form.findChildren(QLineEdit):
        if edit.accessibleName() == "Price":
            edit.setText("9.99")
    click_in_dialog("primary")
    on.settle(300)


def pasted(text: str, more: int = 0) -> Play:
    """Cells of a spreadsheet put into the prices of the first products; some chosen."""

    def play(on: Stage) -> None:
        page = products(on)
        page.list.table.setFocus()
        for _ in range(more):
            QTest.keyClick(page.list.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        QApplication.clipboard().setText(text)
        page.editing.cells.pasting.paste()
        on.until(lambda: any(isinstance(d, PasteCells) for d in dialogs()))
        on.settle(300)

    return play


EDIT: tuple[tuple[str, str, Play], ...] = (
    ("products-cell-ring", "demo", cell()),
    ("products-cell", "demo", cell("2.4")),
    ("products-cell-wrong", "demo", cell("2..4", Key.Key_Return)),
    ("dialog-bulk-change", "demo", bulk("+5%")),
    ("dialog-bulk-refused", "demo", bulk("-50")),
    ("dialog-bulk-status", "demo", bulk("", field="status")),
    ("products-bulk-done", "demo", changed),
    ("dialog-paste", "demo", pasted("2.50\tAcme\n3,10\n2.95\n4.00\n12.40\n")),
    ("dialog-paste-wrong", "demo", pasted("2.50\nmuch\n-1\n4.00\n")),
    ("dialog-paste-one", "demo", pasted("9.90", 5)),
    ("dialog-conflict", "demo", conflict),
)
