"""+5 % on fifty filtered prices: filter, Ctrl+A, +5%, Enter, Enter; one key takes it all back."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import func, select

from desktop.schema import AuditEntry, Product
from desktop.ui.dialogs.bulk_change import BulkChange
from desktop.ui.pages.products import ProductsPage
from tests.journeys.desk import CTRL, Desk

FIFTY = 50
Key = Qt.Key


@pytest.fixture
def page(desk: Desk) -> ProductsPage:
    """The manager before sixty products, fifty of them tea."""
    for number in range(FIFTY):
        desk.has(f"Tea {number:02d}", "2.00", unit_cost=Decimal("2.05") if number < 3 else None)
    for number in range(10):
        desk.has(f"Bread {number}", "1.00")
    desk.context.role = "manager"
    desk.window.open_page("products")
    page: ProductsPage = desk.window.findChildren(ProductsPage)[0]
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == FIFTY + 10)
    desk.bot.waitUntil(lambda: page.list.model.is_whole)
    desk.keys = 0
    return page


def prices(desk: Desk) -> list[tuple[Any, ...]]:
    counted = desk.ask(select(Product.price, func.count()).group_by(Product.price))
    return sorted(tuple(row) for row in counted)


def filter_tea(desk: Desk, page: ProductsPage) -> None:
    """/ tea, and down to the rows."""
    desk.press("/")
    desk.write("tea")
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == FIFTY and page.list.model.is_whole)
    desk.press(Key.Key_Down)


def is_ready(desk: Desk) -> bool:
    dialog = QApplication.activeModalWidget()
    return isinstance(dialog, BulkChange) and dialog.is_ready


def test_filter_ctrl_a_five_percent_enter_enter(desk: Desk, page: ProductsPage) -> None:
    filter_tea(desk, page)
    before = desk.keys
    desk.press(Key.Key_A, CTRL)
    desk.write("+5%")
    desk.bot.waitUntil(lambda: is_ready(desk))
    desk.press(Key.Key_Return)
    assert prices(desk) == [(1, 10), (2, FIFTY)]
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: prices(desk) == [(1, 10), (Decimal("2.1"), FIFTY)])
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert (before, desk.keys) == (2, 5)  # the filter's / and ↓; then Ctrl+A, Enter, Enter
    assert desk.notices == ["Changed: Price of 50 products."]
    batches = desk.ask(
        select(AuditEntry.batch, func.count())
        .where(AuditEntry.action == "update")
        .group_by(AuditEntry.batch)
    )
    assert [row[1] for row in batches] == [FIFTY]
    assert desk.window.focusWidget() is page.list.table
    desk.window.activateWindow()  # as a window manager does
    desk.bot.waitUntil(page.list.table.hasFocus)
    desk.press(Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: prices(desk) == [(1, 10), (2, FIFTY)])
    assert desk.keys == 6


def test_the_dialog_tells_what_will_be_before_it_is(desk: Desk, page: ProductsPage) -> None:
    filter_tea(desk, page)
    desk.press(Key.Key_A, CTRL)
    desk.write("+1%")
    desk.bot.waitUntil(lambda: is_ready(desk))
    dialog = desk.dialog
    said = [label.text() for label in dialog.findChildren(QLineEdit)]
    assert said == ["+1%"]
    shown = words(dialog)
    assert {"Change 50 products", "Tea 00", "2.00", "→  2.02"} <= shown
    assert "50 products change. These are the first 5." in shown
    assert "3 products will be priced under their cost." not in shown  # they were before, too
    desk.press(Key.Key_Escape)
    assert prices(desk) == [(1, 10), (2, FIFTY)]


def words(dialog: Any) -> set[str]:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    found = [*dialog.findChildren(QLabel), *dialog.findChildren(QAbstractButton)]
    return {widget.text() for widget in found if widget.isVisible()}


def test_a_value_that_may_not_be_is_said_before_and_nothing_can_be_pressed(
    desk: Desk, page: ProductsPage
) -> None:
    filter_tea(desk, page)
    desk.press(Key.Key_A, CTRL)
    desk.write("-3")
    dialog = desk.dialog
    assert isinstance(dialog, BulkChange)
    desk.bot.waitUntil(lambda: "An amount here is not negative" in dialog.problem)
    assert dialog.problem.startswith("Tea 00: ")
    assert dialog.problem.endswith("The same with 49 more.")
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Return)
    assert dialog.isVisible()
    assert prices(desk) == [(1, 10), (2, FIFTY)]
    desk.press(Key.Key_Escape)


def test_enter_after_a_lone_sign_says_what_may_be_typed(desk: Desk, page: ProductsPage) -> None:
    filter_tea(desk, page)
    desk.press(Key.Key_A, CTRL)
    desk.press("+")
    dialog = desk.dialog
    assert isinstance(dialog, BulkChange)
    desk.bot.waitUntil(lambda: dialog._products is not None)
    assert dialog.problem == ""
    desk.press(Key.Key_Return)
    assert dialog.problem == "Type +5%, -0.10, =2.50 or clear."
    desk.press(Key.Key_Escape)


def test_a_clerk_is_told_who_may(desk: Desk, page: ProductsPage) -> None:
    desk.context.role = "clerk"
    page.list.table.setFocus()
    desk.press(Key.Key_A, CTRL)
    desk.press("+")
    assert desk.notices == ["Your role may not change products. Ask a manager to do it."]
    assert QApplication.activeModalWidget() is None
