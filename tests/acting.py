"""Hands of the scenes: keys, scans, clicks, and what they leave behind."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget
from sqlalchemy import select

from desktop.domain.barcode import shown
from desktop.queries.columns import Request
from desktop.schema import Barcode
from desktop.ui.pages.products import ProductsPage
from desktop.ui.pages.scan import ScanPage
from desktop.ui.table.beside import Beside
from desktop.ui.table.columns import Layout
from desktop.ui.table.page import ListPage
from tests.stage import Stage, let_write

Play = Callable[[Stage], None]
Key = Qt.Key


def dialogs() -> list[QDialog]:
    """The dialogs that are open; one that stands over another one after it."""
    tops = QApplication.topLevelWidgets()
    found = [top for top in tops if isinstance(top, QDialog) and top.isVisible()]
    return sorted(found, key=_depth)


def _depth(widget: QWidget) -> int:
    above = widget.parentWidget()
    return 0 if above is None else 1 + _depth(above)


def menus() -> list[QMenu]:
    """The menus that are open."""
    tops = QApplication.topLevelWidgets()
    return [top for top in tops if isinstance(top, QMenu) and top.isVisible()]


def leave(on: Stage) -> None:
    """Closes what a scene opened, and lets the shop be written again."""
    for menu in menus():
        menu.close()
    for let_go in on.held:
        let_go()
    close_dialogs()
    if on.held:
        on.until(close_dialogs)  # one that ran stops first, and may then say why it failed
        on.held.clear()
    on.settle(50)
    let_write(on.shop, True)
    for page in on.window.findChildren(ScanPage):
        page.outbox.leave_out()
    for side in on.window.findChildren(Beside):
        if not side.is_always:
            side.put_away()
    for products in on.window.findChildren(ProductsPage):
        products.categories.hide()
    for table in on.window.findChildren(ListPage):
        as_new(table)
    on.work.reach.writable()


def close_dialogs() -> bool:
    """Closes them, also those that ask once, and whether none is left."""
    for _ in range(2):
        for dialog in dialogs():
            dialog.reject()
    return not dialogs()


def as_new(table: ListPage) -> None:
    """A list as it is first opened: its first view, its own columns and order."""
    first = table.views.views()[0]
    plain = Request(filters=table.model.own_filters, given=table.request.given)
    table.views.tabs.set_current(first.key)
    if table.request != plain:
        table.ask(plain)
    if table.table.columns.layout != Layout():
        table.table.columns.set_layout(Layout())
    table.table.clearSelection()


def codes(on: Stage) -> list[str]:
    """Barcodes of the shop, as they are printed."""
    with on.shop.database.read() as session:
        single = select(Barcode.code).where(Barcode.pack_qty == 1)
        found = session.execute(single.order_by(Barcode.id).limit(30))
        return [shown(code) for (code,) in found]


def scan(on: Stage, code: str) -> None:
    """A code as a scanner types it."""
    on.key_ms += 1000
    target = QApplication.focusWidget() or on.window
    QTest.keyClicks(target, code)
    QTest.keyClick(target, Key.Key_Return)
    on.settle(120)


def press(on: Stage, key: Qt.Key) -> None:
    """One key, and what it does."""
    on.key_ms += 1000
    QTest.keyClick(QApplication.focusWidget() or on.window, key)
    on.context.scanner.settle()
    on.settle(150)


def click(on: Stage, words: str) -> None:
    """A click on the button that says so."""
    for button in on.window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() == words:
            button.click()
    on.settle(200)
