"""Cells from a spreadsheet into a list: Ctrl+V, Enter; one key takes all of it back."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.schema import Product
from desktop.ui.dialogs.paste_cells import PasteCells
from desktop.ui.pages.products import ProductsPage
from tests.journeys.desk import CTRL, Desk

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(desk: Desk) -> Iterator[ProductsPage]:
    """The manager before four products, on the first one."""
    for name in ("Apples", "Bread", "Cola", "Dates"):
        desk.has(name, "2.00")
    desk.context.role = "manager"
    desk.window.open_page("products")
    page: ProductsPage = desk.window.findChildren(ProductsPage)[0]
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == 4 and page.list.model.is_whole)
    page.list.table.setFocus()
    page.list.table.go_to(0)
    desk.keys = 0
    yield page
    QGuiApplication.clipboard().clear()


def dialog() -> PasteCells | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, PasteCells) and found.isVisible() else None


def paste(desk: Desk, text: str) -> PasteCells:
    QGuiApplication.clipboard().setText(text)
    desk.press(Key.Key_V, CTRL)
    desk.bot.waitUntil(lambda: dialog() is not None)
    found = dialog()
    assert found is not None
    return found


def prices(desk: Desk) -> list[Any]:
    return [row.price for row in desk.ask(select(Product.price).order_by(Product.name))]


def until(desk: Desk, *values: str) -> None:
    wanted = [Decimal(value) for value in values]
    desk.bot.waitUntil(lambda: dialog() is None and prices(desk) == wanted)
    desk.window.activateWindow()  # as a window manager does
    desk.bot.waitUntil(desk.window.findChildren(ProductsPage)[0].list.table.hasFocus)


def test_a_column_of_a_spreadsheet_goes_in_from_the_current_row_on(
    desk: Desk, page: ProductsPage
) -> None:
    desk.press(Key.Key_Down)
    shown = paste(desk, "2,50\r\n€ 3.00\r\n2.00\r\n9\r\n")
    assert [shown.table.words(row)[1] for row in range(2)] == ["Bread", "Cola"]
    assert shown.table.words(0)[2:] == ["2.00", "2.50"]
    assert "1 cell stays" in shown.told.text()
    assert "1 line has no row here" in shown.told.text()
    desk.press(Key.Key_Return)
    until(desk, "2", "2.5", "3", "2")
    assert desk.keys == 3
    desk.press(Key.Key_Z, CTRL)
    until(desk, "2", "2", "2", "2")


def test_one_value_goes_into_all_that_are_chosen_and_a_first_one_down(
    desk: Desk, page: ProductsPage
) -> None:
    desk.press(Key.Key_A, CTRL)
    paste(desk, "4.40")
    desk.press(Key.Key_Return)
    until(desk, *["4.4"] * 4)
    page.list.table.go_to(0)
    paste(desk, "5")
    desk.press(Key.Key_Return)
    until(desk, "5", "4.4", "4.4", "4.4")
    desk.bot.waitUntil(lambda: page.list.model.row(0).price == 5)
    desk.press(Key.Key_Down, SHIFT)
    desk.press(Key.Key_Down, SHIFT)
    desk.press(Key.Key_D, CTRL)
    desk.bot.waitUntil(lambda: dialog() is not None)
    desk.press(Key.Key_Return)
    until(desk, "5", "5", "5", "4.4")
    for wanted in (["5", "4.4", "4.4", "4.4"], ["4.4"] * 4, ["2"] * 4):
        desk.press(Key.Key_Z, CTRL)
        until(desk, *wanted)


def test_a_cell_that_may_not_be_is_told_and_holds_up_the_rest_until_it_is_left_out(
    desk: Desk, page: ProductsPage
) -> None:
    shown = paste(desk, "3\nmuch\n-1\n")
    assert not shown.apply.isEnabled()
    assert [shown.table.words(row)[1] for row in range(3)] == ["Bread", "Cola", "Apples"]
    assert "not a number" in shown.table.words(0)[3]
    desk.press(Key.Key_Space)
    assert shown.apply.isEnabled()
    shown.apply.setFocus()
    desk.press(Key.Key_Return)
    until(desk, "3", "2", "2", "2")


def test_a_copy_of_the_list_comes_back_by_its_titles_and_never_into_another_row(
    desk: Desk, page: ProductsPage
) -> None:
    desk.press(Key.Key_A, CTRL)
    desk.press(Key.Key_C, CTRL)
    clipboard = QGuiApplication.clipboard()
    desk.bot.waitUntil(lambda: "Apples" in clipboard.text())
    lines = clipboard.text().splitlines()
    at = lines[0].split("\t").index("Price")
    cells = [line.split("\t") for line in lines]
    cells[4][at] = "7.70"
    text = "\r\n".join("\t".join(line) for line in cells)
    paste(desk, text)
    desk.press(Key.Key_Return)
    until(desk, "2", "2", "2", "7.7")
    turned = "\r\n".join("\t".join(line) for line in (cells[0], *reversed(cells[1:])))
    shown = paste(desk, turned)
    assert not shown.apply.isEnabled()
    assert "The line is of" in shown.table.words(0)[3]
    desk.press(Key.Key_Escape)
    until(desk, "2", "2", "2", "7.7")
