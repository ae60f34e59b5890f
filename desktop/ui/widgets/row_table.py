"""The rows behind a chart as a plain table, put in whole: for some hundreds, not for lists."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box

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
        self.setWordWrap(False)
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
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """With a ring while the keys are here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter, theme = QPainter(self.viewport()), current_theme()
            paint_box(painter, self.viewport().rect(), 4, None, theme.color("border.focus"), 2)


def _cell(text: str, side: Qt.AlignmentFlag) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(side)
    return item
