"""Plain rows: each column is as wide as its words, and none of them is lost."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.widgets.row_table import RowTable, widths

LEAST, SHARES = (50, 60, 60, 50), (1.0, 2.4, 2.4, 1.0)
CASES: dict[str, tuple[tuple[int, ...], int, list[int]]] = {
    "room for all is shared": ((50, 100, 100, 50), 980, [150, 340, 340, 150]),
    "the longest gives way": ((50, 100, 900, 80), 600, [50, 100, 370, 80]),
    "two long ones are even": ((50, 700, 900, 80), 630, [50, 250, 250, 80]),
    "no head is cut": ((50, 700, 900, 80), 100, [50, 60, 60, 80]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_columns_have_the_room_that_their_words_want(
    case: tuple[tuple[int, ...], int, list[int]],
) -> None:
    wanted, room, found = case
    assert widths(LEAST, wanted, SHARES, (1, 2), room) == found


@pytest.mark.parametrize("scale", [100, 130])
def test_a_long_reason_has_the_room_and_what_is_cut_is_told_under_the_mouse(
    qtbot: QtBot, theme: Theme, scale: int
) -> None:
    theme.set_scale(scale)
    table = RowTable("Problems")
    qtbot.addWidget(table)
    table.resize(700, 200)
    reason = "“much” is not a number: type it as 12.50, or leave the cell empty."
    table.show_rows(("Row", "Column", "Reason"), [("2", "Price", reason)], (1, 2))
    table.show()

    def told(column: int) -> str:
        at = table.visualRect(table.model().index(0, column)).center()
        event: Any = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
        QApplication.sendEvent(table.viewport(), event)
        return QToolTip.text()

    assert table.columnWidth(2) > 3 * (table.columnWidth(0) + table.columnWidth(1)) / 2
    assert told(2) == ""
    table.resize(260, 200)
    assert (told(0), told(2)) == ("", reason)
    QToolTip.hideText()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert table.selectionModel().hasSelection()  # who comes by Tab sees where they are
