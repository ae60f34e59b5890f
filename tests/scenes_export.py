"""Scenes of exports: the dialog, its progress, what went wrong, the notice at the end."""

import tempfile
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from desktop.ui.dialogs.export import ExportDialog
from desktop.ui.table.page import ListPage
from tests.acting import Play, dialogs
from tests.stage import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
PLACE = "/home/mara/Documents/Products 2026-11-14.csv"


def page_of(on: Stage, key: str) -> ListPage:
    """The list of a page, read and with the focus."""
    on.window.open_page(key)
    page = next(each for each in on.window.findChildren(ListPage) if each.isVisible())
    on.until(lambda: page.model.is_whole)
    on.window.activateWindow()
    page.table.setFocus()
    on.settle(100)
    return page


def choose(within: QWidget, words: str) -> None:
    """A click on the button that says so."""
    for button in within.findChildren(QAbstractButton):
        if button.isVisible() and button.text().startswith(words):
            button.click()


def dialog(on: Stage, place: str = PLACE) -> ExportDialog:
    """Ctrl+E, and a file that is named."""
    on.key_ms += 1000
    QTest.keyClick(QApplication.focusWidget() or on.window, Qt.Key.Key_E, CTRL)
    on.context.scanner.settle()
    on.settle(200)
    found = dialogs()[-1]
    assert isinstance(found, ExportDialog)
    edit = found.findChildren(QLineEdit)[0]
    edit.setText(place)
    edit.setCursorPosition(0)
    return found


def asked(*down: int, kind: str = "") -> Play:
    """The dialog over the products, with some rows chosen."""

    def play(on: Stage) -> None:
        page = page_of(on, "products")
        for row in down:
            page.table.place.toggle(row)
        found = dialog(on)
        if kind:
            choose(found, kind)

    return play


def failed(on: Stage) -> None:
    """A folder that is not there."""
    page_of(on, "products")
    found = dialog(on, "/home/mara/USB stick/Products.csv")
    choose(found, "Export")
    on.settle(500)


def running(on: Stage) -> None:
    """Under way: how far it is, and a button that stops it."""
    page_of(on, "movements")
    found = dialog(on, "/home/mara/Documents/Movements 2026-11-14.xlsx")
    choose(found, "Excel")
    freed = Event()
    on.context.work.job(found, freed.wait, 30, stop=freed.set, lane="export")  # ours waits
    on.held.append(freed.set)
    choose(found, "Export")
    on.until(lambda: found.job is not None)
    assert found.job is not None
    found.job.report(2_000, 5_214)
    on.settle(300)


def stopping(on: Stage) -> None:
    """Escape while it runs: it says that it stops, and goes when it did."""
    running(on)
    dialogs()[-1].reject()
    on.settle(100)


def done(on: Stage) -> None:
    """The file is there."""
    page_of(on, "products")
    with tempfile.TemporaryDirectory() as place:
        found = dialog(on, f"{place}/Products 2026-11-14.csv")
        choose(found, "Export")
        on.until(lambda: not dialogs())
    on.settle(100)


EXPORT: tuple[tuple[str, str, Play], ...] = (
    ("export-dialog", "demo", asked()),
    ("export-chosen", "demo", asked(1, 2, 3, kind="Excel")),
    ("export-running", "demo", running),
    ("export-stopping", "demo", stopping),
    ("export-failed", "demo", failed),
    ("export-done", "demo", done),
)
