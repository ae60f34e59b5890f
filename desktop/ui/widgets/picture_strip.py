"""A row of pictures: chosen by arrow keys, the first one marked; what does not fit is scrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box
from desktop.ui.widgets.thumb import corner_of, paint_photo

Index = QModelIndex | QPersistentModelIndex
SIDE, GAP, RING = 72, 6, 3
BAR = 12  # pixels that a scroll bar takes below
NO_INDEX = QModelIndex()


@dataclass(frozen=True)
class Tile:
    """One picture: its key, the small picture, and what is read out of it."""

    key: object
    image: QImage
    words: str


class Tiles(QAbstractListModel):
    """The tiles as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[Tile] = []

    def put(self, tiles: Sequence[Tile]) -> None:
        """Others than before."""
        self.beginResetModel()
        self.tiles = list(tiles)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            return self.tiles[index.row()].words
        return None


class PictureStrip(QListView):
    """``opened`` by Enter or double click; ``current_key`` is of the chosen picture."""

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.tiles = Tiles()
        self.setModel(self.tiles)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setFixedHeight(SIDE + 2 * RING + BAR)
        self.doubleClicked.connect(lambda _index: self._open())

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """The chosen one stays chosen while it is there; else its neighbour is."""
        row, key = self.currentIndex().row(), self.current_key()
        self.tiles.put(tiles)
        keys = [tile.key for tile in tiles]
        wanted = keys.index(key) if key in keys else min(max(row, 0), len(keys) - 1)
        if tiles:
            self.setCurrentIndex(self.tiles.index(wanted))

    def current_key(self) -> object | None:
        """Of the chosen picture; None where there is none."""
        row = self.currentIndex().row()
        return self.tiles.tiles[row].key if 0 <= row < len(self.tiles.tiles) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if (key := self.current_key()) is not None:
            self.opened.emit(key)


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = current_theme(), index.model()
        assert isinstance(model, Tiles)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = QRect(rect.x() + RING, rect.y() + RING, SIDE, SIDE)
        paint_photo(painter, box, theme, model.tiles[index.row()].image)
        paint_box(painter, box, corner_of(SIDE), None, theme.color("border.subtle"))
        if state & QStyle.StateFlag.State_Selected:
            is_here = bool(state & QStyle.StateFlag.State_HasFocus)
            ink = theme.color("border.focus" if is_here else "border.control")
            ring = box.adjusted(-RING, -RING, RING, RING)
            paint_box(painter, ring, corner_of(SIDE) + RING, None, ink, 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SIDE + 2 * RING + GAP, SIDE + 2 * RING)
