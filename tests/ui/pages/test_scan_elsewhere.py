"""Scans while another page, a dialog or a field is in front: booked, taken, or refused aloud."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from sqlalchemy import select

from desktop.schema import Barcode, StockMove
from desktop.ui.dialogs.help import HelpDialog
from desktop.ui.dialogs.product_form import ProductForm
from desktop.ui.navigation import PAGES
from desktop.ui.pages.scan import ScanPage
from desktop.ui.table.page import ListPage
from desktop.ui.table.view import TableView
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from tests.journeys.desk import Desk
from tests.ui.pages.hand import ONE_ENGINE

Key = Qt.Key
OTHERS = [page.key for page in PAGES if page.key != "scan"]
W = TypeVar("W", bound=QWidget)


def booked(desk: Desk, kind: str = "sale") -> list[str]:
    """The codes of all movements of a kind, in the ledger's order."""
    rows = desk.ask(
        select(Barcode.code)
        .join(StockMove, StockMove.product == Barcode.product)
        .where(StockMove.kind == kind)
        .order_by(StockMove.seq)
    )
    return [code[-13:] for (code,) in rows]


def shown(desk: Desk, kind: type[W]) -> W:
    """The one widget of a kind that can be seen in the window, once it is there."""
    desk.bot.waitUntil(lambda: any(w.isVisible() for w in desk.window.findChildren(kind)))
    return next(w for w in desk.window.findChildren(kind) if w.isVisible())


def line(dialog: ProductForm, label: str) -> LineEdit:
    """The line under a label."""
    field = next(
        field
        for field in dialog.findChildren(Field)
        if label in [w.text() for w in field.findChildren(Label)]
    )
    assert isinstance(field.editor, LineEdit)
    return field.editor


def new_product(desk: Desk) -> ProductForm:
    """The form of a new product, opened from Products."""
    desk.window.open_page("products")
    desk.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = shown(desk, ProductForm)
    desk.bot.waitUntil(line(form, "Name").hasFocus)
    return form


def test_a_scan_on_another_page_brings_scan_forward_and_is_booked(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=100)
    for number, page in enumerate(OTHERS, 1):
        desk.window.open_page(page)
        assert not desk.page.isVisible(), page
        desk.ear.tokens.clear()
        desk.scan(code)
        desk.bot.waitUntil(lambda: len(desk.ear.tokens) > 0)
        assert booked(desk) == [code] * number
        desk.sees("Sold  −1")
        assert desk.page.isVisible(), page
        desk.hears("mode.sell")
    desk.scan(code)
    sold = len(OTHERS) + 1
    desk.bot.waitUntil(lambda: desk.rows == [("Thing", f"{sold} ×", f"{sold}.00")])


def test_it_is_booked_in_the_mode_that_was_left_in_force(desk: Desk) -> None:
    code = desk.has("Thing", "1.00")
    desk.press(Key.Key_F3)
    desk.window.open_page("movements")
    desk.scan(code)
    desk.sees("Received  +1")
    assert booked(desk, "receive") == [code]


@pytest.mark.parametrize("first", ["scan", "products"])
def test_scans_in_quick_succession_are_all_booked_in_order(
    open_desk: Callable[..., Desk], first: str
) -> None:
    """Also where no Scan page was opened yet."""
    desk = open_desk(first)
    desk.window.open_page("products")
    assert bool(desk.window.findChildren(ScanPage)) == (first == "scan")
    codes = [desk.has(f"Thing {n}", "1.00", on_hand=10) for n in range(4)]
    wanted = [codes[n * n % 4] for n in range(12)]
    for code in wanted:
        desk.scan(code, after_ms=20)
    desk.find_page()
    desk.bot.waitUntil(lambda: len(booked(desk)) == len(wanted))
    assert booked(desk) == wanted
    desk.bot.waitUntil(lambda: sum(int(c.split()[0]) for _, c, _ in desk.rows) == len(wanted))


@ONE_ENGINE
def test_what_stood_in_a_filter_line_stays_there(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.window.open_page("products")
    filters = shown(desk, ListPage).filters.edit
    filters.setFocus()
    desk.write("thi")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert filters.text() == "thi"


@ONE_ENGINE
@pytest.mark.parametrize("focus", ["Name", "Barcode"])
def test_the_form_of_a_new_product_takes_the_code(desk: Desk, focus: str) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    form = new_product(desk)
    desk.write("Oats")
    line(form, focus).setFocus()
    desk.scan("5901234123457")
    assert (line(form, "Name").text(), line(form, "Barcode").text()) == ("Oats", "5901234123457")
    assert line(form, "Barcode").hasFocus()
    desk.scan(code)
    assert line(form, "Barcode").text() == code
    assert form.isVisible()
    form.reject()
    assert booked(desk) == []
    assert desk.notices == []


@ONE_ENGINE
def test_a_dialog_that_is_written_in_stays_and_the_scan_is_refused_aloud(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.context.role = "manager"
    desk.window.open_page("products")
    table = shown(desk, TableView)
    desk.bot.waitUntil(lambda: table.list.rowCount() == 1)
    desk.press("\r")
    edit = next(b for b in desk.window.findChildren(Button) if b.text() == "Edit")

    def opens() -> bool:
        """Nothing comes of a click before the product is there."""
        edit.click()
        return bool(desk.window.findChildren(ProductForm))

    desk.bot.waitUntil(opens)
    form = shown(desk, ProductForm)
    desk.bot.waitUntil(line(form, "Name").hasFocus)
    desk.write("More ")
    typed = line(form, "Name").text()
    desk.scan(code)
    desk.hears("bad")
    assert desk.notices == ["Not booked: close the dialog, then scan again."]
    assert (form.isVisible(), line(form, "Name").text()) == (True, typed)
    form.reject()
    assert booked(desk) == []
    desk.scan(code)
    desk.sees("Sold  −1")


@ONE_ENGINE
@pytest.mark.parametrize("page", ["scan", "products"])
def test_a_dialog_that_only_shows_something_makes_way(desk: Desk, page: str) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.window.open_page(page)
    desk.press(Key.Key_F1)
    shown(desk, HelpDialog)
    desk.scan(code)
    desk.sees("Sold  −1")
    assert QApplication.activeModalWidget() is None


@ONE_ENGINE
def test_an_open_menu_makes_way(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.window.open_page("products")
    menu = QMenu(desk.window)
    menu.addAction("Something")
    menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
    assert QApplication.activePopupWidget() is menu
    desk.scan(code)
    desk.sees("Sold  −1")
    assert QApplication.activePopupWidget() is None
