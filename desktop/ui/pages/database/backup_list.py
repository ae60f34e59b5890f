"""The backups under each other; painted. Arrows choose, Enter or the dots open a row's menu."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.jobs.backup.listing import Listed
from desktop.ui.context import Context
from desktop.ui.pages.database import words
from desktop.ui.text import tr
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import LEFT, RIGHT, paint_box, paint_text, text_width
from desktop.ui.widgets.pill import paint_pill, pill_width

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW, PILL, PAD, ICON, DOTS = 50, 22, 16, 18, 44
WHEN, WHY, SCHEMA, SIZE = 156, 190, 118, 76
REASON_UP, MUCH = 6, 10_000  # a reason stands close to its row, and has all the lines it needs


class BackupRows(QAbstractListModel):
    """The words of a row are its DisplayRole, for screen readers."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: list[Listed] = []

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.spoken(row, self._context.clock.now(), self._context.shop.zone)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.message or row.schema or str(row.path or "")
        return None

    def show_rows(self, rows: Sequence[Listed]) -> None:
        """These and no others."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class BackupList(QListView):
    """``menu_wanted`` gives a row and where its menu belongs on the screen."""

    menu_wanted = Signal(object, QPoint)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.rows = BackupRows(context, self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self, context))
        self.setAccessibleName(tr("Backups"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(ROW)
        self.setResizeMode(QListView.ResizeMode.Adjust)  # a reason may need another line

    def show_rows(self, rows: Sequence[Listed]) -> None:
        """Other backups; the chosen one stays chosen."""
        chosen = self.chosen()
        self.rows.show_rows(rows)
        keys = [(row.path, row.at) for row in rows]
        if chosen is not None and (chosen.path, chosen.at) in keys:
            self.setCurrentIndex(self.rows.index(keys.index((chosen.path, chosen.at))))

    def chosen(self) -> Listed | None:
        """The backup that is chosen."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            self._ask_for_menu()
        else:
            super().keyPressEvent(event)
            if not self.currentIndex().isValid() and self.rows.rows:
                self.setCurrentIndex(self.rows.index(0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        is_row = self.indexAt(event.position().toPoint()).isValid()
        if is_row and event.position().x() > self.viewport().width() - current_theme().px(DOTS):
            self._ask_for_menu()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
        self._ask_for_menu()

    def _ask_for_menu(self) -> None:
        row = self.chosen()
        if row is None:
            return
        box = self.visualRect(self.currentIndex())
        corner = QPoint(box.right() - current_theme().px(DOTS), box.bottom())
        self.menu_wanted.emit(row, self.viewport().mapToGlobal(corner))


class _Painter(QStyledItemDelegate):
    def __init__(self, view: BackupList, context: Context) -> None:
        super().__init__(view)
        self._view = view
        self._context = context

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme, row = current_theme(), self._row(index)
        reason = words.reason_of(row)
        below = self._reason_box(theme, reason).height() + PAD - REASON_UP if reason else 0
        return QSize(300, theme.px(ROW) + below + 1)

    def _reason_box(self, theme: Theme, reason: str) -> QRect:
        """Below the row's own line, from its second column on, as high as all of it needs."""
        left = 2 * PAD + theme.px(ICON) + theme.px(WHEN)
        wide = max(200, self._view.viewport().width() - left - theme.px(DOTS))
        room = QRect(left, theme.px(ROW) - REASON_UP, wide, MUCH)
        metrics = QFontMetrics(theme.font("body"))
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, reason)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        whole: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(whole, theme.color("bg.selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(whole, theme.color("bg.hover"))
        line = QRect(whole.x(), whole.bottom(), whole.width(), 1)
        painter.fillRect(line, theme.color("border.subtle"))
        row, box = self._row(index), whole.adjusted(0, 0, 0, -1)
        reason = words.reason_of(row)
        if reason:
            box.setHeight(theme.px(ROW))
            below = self._reason_box(theme, reason).translated(whole.topLeft())
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text.primary"))
            painter.drawText(below.adjusted(0, 0, 2, 0), Qt.TextFlag.TextWordWrap, reason)
        self._paint_row(painter, box, theme, row)
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            ring = whole.adjusted(1, 1, -1, -2)
            paint_box(painter, ring, 4, None, theme.color("border.focus"), 2)
        painter.restore()

    def _row(self, index: Index) -> Listed:
        return self._view.rows.rows[index.row()]

    def _paint_row(self, painter: QPainter, box: QRect, theme: Theme, row: Listed) -> None:
        now, zone = self._context.clock.now(), self._context.shop.zone
        body, ink = theme.font("body"), theme.color("text.secondary")
        x = self._paint_head(painter, box, theme, words.when_of(row, now, zone))
        for text, wide in (
            (words.why_of(row), theme.px(WHY)),
            (words.schema_of(row), theme.px(SCHEMA)),
        ):
            cell = QRect(x, box.y(), wide - 10, box.height())
            paint_text(painter, cell, text, body, ink, LEFT)
            x += wide
        dots = QRect(box.right() - theme.px(DOTS), box.y(), theme.px(DOTS), box.height())
        side = theme.px(ICON)
        mark = QRect(dots.center().x() - side // 2, dots.center().y() - side // 2, side, side)
        theme.icons.paint(painter, mark, "ellipsis", "text.secondary")
        size = words.size_of(row)
        wide = max(theme.px(SIZE), text_width(body, size))
        place = QRect(dots.x() - wide - 6, box.y(), wide, box.height())
        paint_text(painter, place, size, body, ink, RIGHT)
        said, tone, icon = words.how_of(row)
        tall = theme.px(PILL)
        room = max(theme.px(40), place.x() - x - 10)
        pill = QRect(x, box.center().y() - tall // 2, room, tall)
        pill.setWidth(min(room, pill_width(theme, said, icon)))
        paint_pill(painter, pill, theme, said, tone, icon)

    def _paint_head(self, painter: QPainter, box: QRect, theme: Theme, when: str) -> int:
        """Drawing and time; where the next column begins."""
        side = theme.px(ICON)
        mark = QRect(box.x() + PAD, box.center().y() - side // 2, side, side)
        theme.icons.paint(painter, mark, "file-text", "text.secondary")
        x, wide = mark.right() + PAD, theme.px(WHEN)
        cell = QRect(x, box.y(), wide - 10, box.height())
        paint_text(painter, cell, when, theme.font("strong"), theme.color("text.primary"), LEFT)
        return x + wide
