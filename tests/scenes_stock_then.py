"""Scenes of the stock as it was: a moment shown, one not understood, the question and its end."""

from PySide6.QtTest import QTest

from desktop.ui.dialogs.restore_stock import RestoreStockDialog
from desktop.ui.pages.stock_then import StockThenPage
from desktop.ui.widgets.line_edit import LineEdit
from tests.acting import Key, Play, dialogs
from tests.stage import Stage
from tests.trade import undo


def shown(typed: str) -> Play:
    """The page with a moment typed and Enter."""

    def play(on: Stage) -> None:
        on.window.open_page("stock_then")
        page = on.window.findChildren(StockThenPage)[0]
        on.until(lambda: page.list.model.is_whole)
        page.line.setText(typed)
        QTest.keyClick(page.line, Key.Key_Return)
        on.settle(500)

    return play


def asked(on: Stage) -> None:
    """What restoring would change, with a reason typed."""
    shown("2026-11-10 12:00")(on)
    page = on.window.findChildren(StockThenPage)[0]
    page.restore()
    on.settle(600)
    found = dialogs()[-1]
    assert isinstance(found, RestoreStockDialog)
    found.findChildren(LineEdit)[0].setText("The wrong file was imported on Wednesday")


def restored(on: Stage) -> None:
    """Back to then, with the notice that offers to undo."""
    asked(on)
    found = dialogs()[-1]
    QTest.keyClick(found.findChildren(LineEdit)[0], Key.Key_Return)
    on.until(lambda: not dialogs())
    on.settle(600)
    on.held.append(lambda: undo(on.shop))


STOCK_THEN: tuple[tuple[str, str, Play], ...] = (
    ("stock-then-shown", "demo", shown("2026-11-10 12:00")),
    ("stock-then-unclear", "demo", shown("last summer")),
    ("stock-then-restore", "demo", asked),
    ("stock-then-restored", "demo", restored),
)
