"""The rows behind a chart as a plain table, put in whole: for some hundreds, not for lists."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.ui.theme import current_theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowTable(QTableWidget):
    """The first column stands left, the others right; ``opened`` gives the place of a row."""

    opened = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(0, 0)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def show_rows(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)
    ) -> None:
        """Other rows; ``left`` are the columns of words."""
        sides = [LEFT if column in left else RIGHT for column in range(len(titles))]
        self.setRowCount(0)
        self.setColumnCount(len(titles))
        for column, text in enumerate(titles):
            self.setHorizontalHeaderItem(column, _cell(text, sides[column]))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultSectionSize(current_theme().row("compact"))
        self.setRowCount(len(rows))
        for row, words in enumerate(rows):
            for column, text in enumerate(words):
                self.setItem(row, column, _cell(text, sides[column]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A row is chosen, so that one sees where one is."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, 0)


def _cell(text: str, side: Qt.AlignmentFlag) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(side)
    return item
