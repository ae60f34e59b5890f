"""The table of proposals: digits change the quantity, V the vendor, Space leaves a line out."""

from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from desktop.ui.pages.reorder.rows import (
    BY,
    COMING,
    COST,
    HERE,
    LEAD,
    NAME,
    QUANTITY,
    TAKEN,
    VENDOR,
    ProposalRows,
)
from desktop.ui.text import money, plural, tr
from desktop.ui.theme import current_theme

ROW = 36
WIDTHS = {TAKEN: 36, HERE: 78, COMING: 80, BY: 76, QUANTITY: 80, LEAD: 72, COST: 84}
WIDEST, SHARE = 170, 0.45  # of the vendor: pixels, and of what it and the name have
DIGITS = "0123456789"


class ProposalTable(QTableView):
    """``chosen``: the number of the row that is current."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, rows: ProposalRows) -> None:
        super().__init__()
        self.rows = rows
        self.setModel(rows)
        self.setAccessibleName(tr("What to order"))
        self.setProperty("uiKind", "proposals")
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        self._size()
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        self._current: UUID | None = None
        rows.modelAboutToBeReset.connect(self._keep)
        rows.modelReset.connect(self._on_reset)
        current_theme().changed.connect(self._size)

    def _size(self) -> None:
        theme = current_theme()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.horizontalHeader().setFixedHeight(theme.px(ROW))
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, theme.px(width))
        left = self.viewport().width() - sum(map(theme.px, WIDTHS.values()))
        self.setColumnWidth(VENDOR, max(0, min(theme.px(WIDEST), round(left * SHARE))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _on_reset(self) -> None:
        """The product that was current stays it."""
        keys = [row.proposal.goods.product for row in self.rows.rows]
        if keys:
            place = keys.index(self._current) if self._current in keys else 0
            self.selectionModel().setCurrentIndex(
                self.rows.index(place, QUANTITY),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )

    def _keep(self) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self.rows.rows):
            self._current = self.rows.rows[row].proposal.goods.product

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, text = self.currentIndex().row(), event.text()
        if self.state() == QAbstractItemView.State.EditingState:
            return  # the Enter that ends a quantity opens nothing
        if row >= 0 and event.key() == Qt.Key.Key_Space:
            self.rows.take(self.chosen_rows() or [row], not self.rows.rows[row].is_taken)
        elif row >= 0 and text and text in DIGITS:
            self.begin(text)
        elif row >= 0 and text in ("v", "V"):
            self.choose_vendor()
        elif row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def chosen_rows(self) -> list[int]:
        """The numbers of the chosen lines, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows(QUANTITY)})

    def begin(self, text: str) -> None:
        """Opens the line of the quantity with what was typed."""
        index = self.rows.index(self.currentIndex().row(), QUANTITY)
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.indexWidget(index) or self.focusWidget()
        if editor is not None and hasattr(editor, "setText"):
            editor.setText(text)

    def choose_vendor(self) -> None:
        """A menu of those who sell it."""
        row = self.currentIndex().row()
        proposal = self.rows.rows[row].proposal
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for offer in proposal.goods.offers:
            days = plural("{n} day", "{n} days", offer.lead_days)
            words = f"{offer.name} · {money(offer.unit_price)} {offer.currency} · {days}"
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(offer.vendor == proposal.offer.vendor)
            action.triggered.connect(
                lambda _on=False, offer=offer: self.rows.take_vendor(row, offer)
            )
            if offer.vendor == proposal.offer.vendor:
                menu.setActiveAction(action)
        at = self.visualRect(self.rows.index(row, VENDOR)).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(at))
