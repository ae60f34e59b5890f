"""The sales chart as a table: a row a day, the newest first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.queries.sales import SalesDay
from desktop.ui.text import calendar_day, money, tr
from desktop.ui.theme import current_theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SalesTable(QTableWidget):
    """At most 90 rows, so they are put in whole; ``opened`` gives the day of the chosen one."""

    opened = Signal(object)  # date

    def __init__(self, decimals: int) -> None:
        super().__init__(0, 4)
        self._decimals = decimals
        self._days: list[SalesDay] = []
        self.setAccessibleName(tr("Sales by day"))
        for column, text in enumerate(
            (tr("Day"), tr("Sales"), tr("Days before"), tr("On promotion"))
        ):
            title = QTableWidgetItem(text)
            title.setTextAlignment(RIGHT if column else LEFT)
            self.setHorizontalHeaderItem(column, title)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.activated.connect(lambda index: self.opened.emit(self._days[index.row()].day))

    def show_days(self, days: list[SalesDay]) -> None:
        """Other figures."""
        self._days = days[::-1]
        self.setRowCount(len(days))
        self.verticalHeader().setDefaultSectionSize(current_theme().row("compact"))
        for row, day in enumerate(self._days):
            amounts = (day.amount, day.before, day.promo)
            words = (
                calendar_day(day.day, "ddd d MMM"),
                *(money(amount, self._decimals) for amount in amounts),
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(RIGHT)
                self.setItem(row, column, item)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A row is chosen, so that one sees where one is."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.rowCount():
            self.setCurrentCell(0, 0)
