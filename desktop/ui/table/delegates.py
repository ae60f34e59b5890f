"""The one delegate: ground, line and focus of a row, and its cells from one row object."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.pictures.source import Pictures
from desktop.ui.table.cells import PAD, Cell, Thumbs, paint_cell, paint_unread
from desktop.ui.table.model import ListModel
from desktop.ui.table.words import Words
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box, paint_text

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag


class RowDelegate(QStyledItemDelegate):
    """Asks the model once a cell, for the row; everything else follows from the column."""

    def __init__(self, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self._thumbs = Thumbs()
        self.ring: Callable[[Index], bool] | None = None  # whether keys would edit this cell

    def show_pictures(self, pictures: Pictures) -> None:
        """Where a column tells whose picture it shows."""
        self._thumbs.pictures = pictures

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        model = index.model()
        assert isinstance(model, ListModel)
        rect: QRect = option.rect
        state: State = option.state
        if state & State.State_Selected:
            painter.fillRect(rect, theme.color("bg.selected"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("border.subtle"))
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        row = model.row(index.row())
        column = model.query.columns[index.column()]
        if row is not None:
            paint_cell(Cell(painter, inner, theme, self._words, self._thumbs, column, row))
        elif not model.cache.is_gone(model.key(index.row())):
            paint_unread(painter, inner, theme, index.column() == 0)
        elif index.column() == 0:
            ink = theme.color("text.muted")
            paint_text(painter, inner, tr("deleted"), theme.font("body"), ink)
        if self.ring is not None and self.ring(index):
            box = rect.adjusted(2, 2, -2, -3)
            paint_box(painter, box, theme.radius("key"), None, theme.color("border.focus"), 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are as high as the view says; nothing is measured."""
        return QSize(0, current_theme().row())
