"""The table on the screen: fixed rows, columns by width, and its model told what is in sight."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.ui.pictures.source import Pictures
from desktop.ui.table.arranging import Arranging
from desktop.ui.table.delegates import RowDelegate
from desktop.ui.table.header import Header
from desktop.ui.table.model import ListModel
from desktop.ui.table.place import Place
from desktop.ui.table.words import Words
from desktop.ui.text import tr
from desktop.ui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
BAR = 3
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TableView(QTableView):
    """Never measures rows, never searches them by typing, never asks the model for more than it
    shows; ``place`` keeps selection and scroll by key."""

    opened = Signal(object)  # the row object, by Enter or double click
    current_changed = Signal(object)  # the row object; None where there is none

    def __init__(self, model: ListModel, words: Words, density: str = "normal") -> None:
        super().__init__()
        self._density = density
        self._shown: object = None
        self.list = model
        self.head = Header(model.query.columns, self)
        self.setHorizontalHeader(self.head)
        self._size_rows()
        self.setModel(model)
        self.columns = Arranging(self, self.head, model.query.columns)
        self._rows = RowDelegate(words, self)
        self.setItemDelegate(self._rows)
        self.place = Place(self, model)
        self._set_behaviour()
        self.verticalScrollBar().valueChanged.connect(self.look)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        model.dataChanged.connect(self._tell_current)
        model.keys_changed.connect(self._on_keys_changed)
        current_theme().changed.connect(self._on_theme_changed)

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr(self.list.query.name))

    def show_columns(self) -> None:
        """The list has other ones now."""
        self.head.set_columns(self.list.query.columns)
        self.columns.set_columns(self.list.query.columns)
        self.columns.lay_out()

    def look(self) -> None:
        """Tells the model which rows are in sight."""
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        self.list.look_at(first, last if last >= 0 else self.list.rowCount() - 1)

    def show_pictures(self, pictures: Pictures) -> None:
        """Of products, as they come."""
        self._rows.show_pictures(pictures)
        pictures.came.connect(self.viewport().update)

    def choose_column(self, key: str, shown: bool) -> None:
        """Puts a column in or out, whatever the window's width."""
        self.columns.choose(key, shown)

    def lay_out(self) -> None:
        """Gives each column its width."""
        self.columns.lay_out()

    def go_to(self, row: int) -> None:
        """Makes a row the current and only chosen one, whatever keys are held down meanwhile."""
        flags = QItemSelectionModel.SelectionFlag
        chosen = flags.ClearAndSelect | flags.Rows
        self.selectionModel().setCurrentIndex(self.list.index(row, 0), chosen)

    def selectAll(self) -> None:
        """All that match, not only those that have been read."""
        self.place.choose_all()

    def keyboardSearch(self, search: str) -> None:
        """Not by typing: that would ask the model for every row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in ENTER and row >= 0:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            self.place.toggle(row)
        elif event.key() == Qt.Key.Key_Home and self.list.rowCount():
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End and self.list.rowCount():
            self.go_to(self.list.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        has_none = not self.currentIndex().isValid()
        super().focusInEvent(event)  # Qt makes the first row current, and chooses nothing
        if has_none and self.list.rowCount():
            self.go_to(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()
        self.look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """After the cells, the bar of the current row: coloured where the keys go."""
        super().paintEvent(event)
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row()):
            rect = self.bar_rect(index)
            ink = current_theme().color("border.focus" if self.hasFocus() else "border.control")
            painter = QPainter(self.viewport())
            painter.fillRect(0, rect.y(), BAR, rect.height(), ink)

    def bar_rect(self, index: Index) -> QRect:
        """Where the bar of the current row stands: beside all of it."""
        return self.visualRect(index)

    def _open(self, index: QModelIndex) -> None:
        row = self.list.row(index.row())
        if row is not None:
            self.opened.emit(row)

    def _on_keys_changed(self) -> None:
        self.place.restore()
        self.look()
        self._tell_current()

    def _tell_current(self) -> None:
        """The current row's object, once for each; not while it is being read."""
        index = self.currentIndex()
        row = self.list.row(index.row()) if index.isValid() else None
        is_known = row is not None or not index.isValid()
        if is_known and row is not self._shown and not self.place.is_seeking:
            self._shown = row
            self.current_changed.emit(row)

    def _on_theme_changed(self) -> None:
        self._size_rows()
        self.lay_out()

    def _size_rows(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(current_theme().row(self._density))
