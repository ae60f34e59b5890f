"""The list of alerts: grouped by severity, with a button and two drawings in each row."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent

from desktop.queries.alerts import AlertRow
from desktop.ui.alerts.words import AlertWords, deed_of
from desktop.ui.pages.alerts.painted import (
    DEED,
    DONE,
    HEADING,
    SNOOZE,
    AlertDelegate,
    marks_of,
    zones,
)
from desktop.ui.table.model import ListModel
from desktop.ui.table.view import TableView
from desktop.ui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
AROUND = 24


class AlertRows(TableView):
    """The table with one painted column. ``pressed``: a zone of a row, by the mouse."""

    pressed = Signal(str, object)  # zone, AlertRow

    def __init__(self, model: ListModel, words: AlertWords) -> None:
        self._headings: dict[int, str] = {}
        self.is_grouped = True
        super().__init__(model, words, "scan")
        self._painted = AlertDelegate(words, self._headings, self)
        self.setItemDelegate(self._painted)
        self.columns.layout.shown = {c.key: c.key == "message" for c in model.query.columns}
        self.head.hide()
        self.viewport().setMouseTracking(True)
        model.dataChanged.connect(self._group)
        model.keys_changed.connect(self._group)
        self.verticalScrollBar().valueChanged.connect(self._group)
        current_theme().changed.connect(self._regroup)

    @property
    def current_row(self) -> int:
        """The row whose button is the primary one; −1 for none."""
        return self.currentIndex().row()

    def let_handle(self, may_handle: bool, may_book: bool = True) -> None:
        """Whether the person may acknowledge and snooze."""
        self._painted.may_handle, self._painted.may_book = may_handle, may_book

    def alert(self, row: int) -> AlertRow | None:
        """The alert of a row, where it has been read."""
        found: AlertRow | None = self.list.row(row) if 0 <= row < self.list.rowCount() else None
        return found

    def bar_rect(self, index: Index) -> QRect:
        """Below the heading, where there is one."""
        rect = super().bar_rect(index)
        if index.row() in self._headings:
            rect.setTop(rect.y() + current_theme().px(HEADING))
        return rect

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._point(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        hit = self._hit(event)
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            row = self.alert(hit[0])
            if row is not None:
                self.pressed.emit(hit[1], row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click on a drawing is no double click on the row."""
        if self._hit(event) is None:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(event)

    def _point(self, event: QMouseEvent) -> None:
        hit = self._hit(event)
        if hit == self._painted.hot:
            return
        self._painted.hot = hit
        name = ""
        row = self.alert(hit[0]) if hit is not None else None
        if hit is not None and row is not None:
            name = marks_of(row, self._painted.may_handle).names.get(hit[1], "")
        self.viewport().setToolTip(name)
        shape = Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def _hit(self, event: QMouseEvent) -> tuple[int, str] | None:
        """The row and the zone under the pointer, where something can be pressed."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        row = self.alert(index.row())
        if row is None:
            return None
        marks = marks_of(row, self._painted.may_handle)
        live = {DEED: deed_of(row) is not None, SNOOZE: marks.snooze != "", DONE: marks.done != ""}
        found = zones(self.bar_rect(index).adjusted(0, 0, 0, -1), current_theme())
        return next(((index.row(), name) for name, box in found.items()
                     if live[name] and box.contains(place)), None)  # fmt: skip

    def _regroup(self) -> None:
        """All rows are as high as the theme says; those that begin a group anew."""
        self._headings.clear()
        self._group()

    def _group(self) -> None:
        """Rows around those in sight: where another severity begins, a heading stands."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        rows = self.list.rowCount()
        last = rows - 1 if last < 0 else last
        near = range(max(0, first - AROUND), min(rows, last + AROUND))
        kept = [row for row in self._headings if row not in near]
        wanted = {row: s for row in (*kept, *near) if (s := self._begins(row))}
        for row in self._headings.keys() - wanted.keys():
            if row < rows:
                self.setRowHeight(row, current_theme().row("scan"))
        for row in wanted:
            height = current_theme().row("scan") + current_theme().px(HEADING)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
        self._headings.clear()
        self._headings.update(wanted)

    def _begins(self, row: int) -> str:
        """The severity that a row is the first of; "" where it is not, or not known to be."""
        here = self.alert(row)
        if not self.is_grouped or here is None:
            return ""
        if row == 0:
            return here.severity
        above = self.alert(row - 1)
        return here.severity if above is not None and above.severity != here.severity else ""
