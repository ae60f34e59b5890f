"""The running list beside the scan card: newest first and highlighted, its undo right under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.ui.pictures.source import Pictures
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.keycap import HEIGHT, keycap_width, paint_keycap
from desktop.ui.widgets.painting import RIGHT, paint_text, text_width
from desktop.ui.widgets.thumb import ThumbLook, paint_photo, paint_thumb

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
STRIP = 32
THUMB = 40


@dataclass(frozen=True)
class ScanRow:
    """One line: what it is, a note below, and at the right a count and an amount (or only that).

    ``of``: the product whose picture takes the place of ``look``, where it has one.
    """

    key: object
    title: str
    note: str
    look: ThumbLook
    count: str = ""
    amount: str = ""
    of: UUID | None = None


@dataclass(frozen=True)
class Strip:
    """What can be done with the newest line: key, words, and at the right a fact or nothing."""

    key: str
    text: str
    fact: str = ""


class ScanListModel(QAbstractListModel):
    """Rows, newest first; the words of a row are its DisplayRole, for screen readers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ScanRow] = []

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.title}, {row.count} {row.amount}, {row.note}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.title
        return None

    def set_rows(self, rows: Sequence[ScanRow]) -> None:
        """Shows these rows and no others."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def put_first(self, row: ScanRow) -> None:
        """Puts a line on top; the line with the same key, if any, leaves its old place."""
        old = next((i for i, other in enumerate(self.rows) if other.key == row.key), None)
        if old == 0:
            self.rows[0] = row
            self.dataChanged.emit(self.index(0), self.index(0))
            return
        if old is not None:
            self.beginRemoveRows(NO_INDEX, old, old)
            del self.rows[old]
            self.endRemoveRows()
        self.beginInsertRows(NO_INDEX, 0, 0)
        self.rows.insert(0, row)
        self.endInsertRows()


class ScanList(QListView):
    """``strip_clicked`` is a click on the strip under the newest line."""

    strip_clicked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows = ScanListModel(self)
        self._delegate = _RowDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(200)

    def show_pictures(self, pictures: Pictures) -> None:
        """Of the rows' products, as they come."""
        self._delegate.pictures = pictures
        pictures.came.connect(self.viewport().update)

    def set_rows(self, rows: Sequence[ScanRow]) -> None:
        """Shows these lines, newest first."""
        self.rows.set_rows(rows)

    def put_first(self, row: ScanRow) -> None:
        """Puts a new or a changed line on top and scrolls to it."""
        self.rows.put_first(row)
        self._delegate.sizeHintChanged.emit(self.rows.index(0))
        self.scheduleDelayedItemsLayout()
        self.scrollToTop()

    def set_strip(self, strip: Strip | None) -> None:
        """The line of help under the newest row; None takes it away."""
        changed = (strip is None) != (self._delegate.strip is None)
        self._delegate.strip = strip
        if changed:
            self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def chosen_key(self) -> object | None:
        """The key of the chosen line, else of the newest, else None."""
        index = self.currentIndex()
        rows = self.rows.rows
        if index.isValid():
            return rows[index.row()].key
        return rows[0].key if rows else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._delegate.strip and index.isValid() and index.row() == 0:
            top = self.visualRect(index).bottom() - current_theme().px(STRIP)
            if event.type() == QEvent.Type.MouseButtonRelease and event.position().y() > top:
                self.strip_clicked.emit()
                return
        super().mouseReleaseEvent(event)


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, view: ScanList) -> None:
        super().__init__(view)
        self._view = view
        self.strip: Strip | None = None
        self.pictures: Pictures | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = current_theme()
        strip = theme.px(STRIP) if self.strip and index.row() == 0 else 0
        return QSize(100, theme.row("scan") + 1 + strip)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        whole: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        row = QRect(whole.x(), whole.y(), whole.width(), theme.row("scan"))
        newest = index.row() == 0 and self.strip is not None
        if newest or state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, theme.color("bg.selected"))
            painter.fillRect(QRect(row.x(), row.y(), 4, row.height()), theme.color("accent.text"))
        self._paint_row(painter, row, theme, self._view.rows.rows[index.row()])
        if newest and self.strip:
            below = QRect(row.x(), row.bottom() + 1, row.width(), theme.px(STRIP))
            _paint_strip(painter, below, theme, self.strip)
        painter.fillRect(
            QRect(whole.x(), whole.bottom(), whole.width(), 1), theme.color("border.subtle")
        )
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, theme: Theme, row: ScanRow) -> None:
        side = theme.px(THUMB)
        middle = rect.center().y() + 1
        thumb = QRect(rect.x() + 12, middle - side // 2, side, side)
        photo = self.pictures.small(row.of) if self.pictures and row.of else None
        if photo is not None:
            paint_photo(painter, thumb, theme, photo)
        else:
            paint_thumb(painter, thumb, theme, row.look)
        amount_width = max(theme.px(64), text_width(theme.font("amount"), row.amount))
        amount = QRect(rect.right() - 12 - amount_width, rect.y(), amount_width + 1, rect.height())
        strong = theme.color("text.primary")
        paint_text(painter, amount, row.amount, theme.font("amount"), strong, RIGHT)
        count_width = text_width(theme.font("amount"), row.count)
        count = QRect(amount.x() - 10 - count_width, rect.y(), count_width + 1, rect.height())
        soft = theme.color("text.secondary")
        paint_text(painter, count, row.count, theme.font("amount"), soft, RIGHT)
        left = thumb.right() + 13
        end = amount.right() - text_width(theme.font("amount"), row.amount)
        wide = (count.x() if row.count else end) - 8 - left
        title = QRect(left, middle - theme.px(19), wide, theme.px(20))
        note = QRect(left, middle + theme.px(1), wide, theme.px(17))
        paint_text(painter, title, row.title, theme.font("strong"), strong)
        paint_text(painter, note, row.note, theme.font("small"), theme.color("text.muted"))


def _paint_strip(painter: QPainter, rect: QRect, theme: Theme, strip: Strip) -> None:
    tall = theme.px(HEIGHT)
    cap = QRect(rect.x() + 14, rect.center().y() - tall // 2, keycap_width(theme, strip.key), tall)
    paint_keycap(painter, cap, theme, strip.key)
    words = rect.adjusted(cap.right() + 9 - rect.x(), 0, -10, 0)
    small = theme.font("small")
    paint_text(painter, words, strip.text, small, theme.color("text.secondary"))
    paint_text(painter, words, strip.fact, small, theme.color("text.muted"), RIGHT)
