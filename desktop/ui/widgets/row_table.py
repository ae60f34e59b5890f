"""The rows behind a chart as a plain table, put in whole; a cell is spelled when it is seen."""

from collections.abc import Sequence
from heapq import nlargest
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box, text_width

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOTHING = QModelIndex()
FIGURES, WORDS = 1.0, 2.4
HEAD = CELL = 20  # pixels beside a head's words, and a cell's
LOOKED_AT, LONGEST = 1_000, 4  # rows, and of them the longest words of each column


class _Rows(QAbstractTableModel):
    """Titles and words; ``left`` are the columns of words, the others are figures."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: Sequence[str] = ()
        self.rows: Sequence[Sequence[str]] = ()
        self.longest: Sequence[Sequence[str]] = ()
        self.left: Sequence[int] = ()

    def show(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int]
    ) -> None:
        """Other rows."""
        self.beginResetModel()
        self.titles, self.rows, self.left = titles, rows, left
        self.longest = [
            nlargest(LONGEST, {row[column] for row in rows[:LOOKED_AT]}, key=len)
            for column in range(len(titles))
        ]
        self.endResetModel()

    @property
    def shares(self) -> list[float]:
        """How much of the width each column wants."""
        count = len(self.titles)
        return [WORDS if each in self.left and each else FIGURES for each in range(count)]

    def rowCount(self, parent: Index = NOTHING) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOTHING) -> int:
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole:
            return self.rows[index.row()][index.column()]
        return self._side(index.column()) if role == Role.TextAlignmentRole else None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.titles[section]
        return self._side(section) if role == Role.TextAlignmentRole else None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return LEFT if column in self.left else RIGHT


def widths(
    least: Sequence[int],
    wanted: Sequence[int],
    shares: Sequence[float],
    words: Sequence[int],
    room: int,
) -> list[int]:
    """The widths of columns that want so many pixels, and no less than ``least``.

    What is left over is shared. Where there is too little, figures keep what they want, and of the
    columns of ``words`` the widest give way first.
    """
    result, spare = list(wanted), room - sum(wanted)
    if spare >= 0:
        whole = sum(shares) or 1.0
        each = zip(wanted, shares, strict=True)
        return [width + int(spare * share / whole) for width, share in each]
    left = spare + sum(wanted[column] for column in words)
    for place, column in enumerate(sorted(words, key=lambda column: wanted[column])):
        even = left // (len(words) - place)
        result[column] = max(least[column], min(wanted[column], even))
        left -= result[column]
    return result


class RowTable(QTableView):
    """The first column stands left, the others right; ``opened`` gives the place of a row."""

    opened = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setProperty("uiKind", "rows")
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def show_rows(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)
    ) -> None:
        """Other rows; ``left`` are the columns of words. Who reads the same again stays there."""
        was = self.currentIndex().row()
        stays = list(titles) == list(self._rows.titles) and was < len(rows)
        self.verticalHeader().setDefaultSectionSize(current_theme().row("compact"))
        self.horizontalHeader().setFixedHeight(current_theme().row("compact"))
        self._rows.show(titles, rows, left)
        self._size()
        if stays and was >= 0:
            self.selectRow(was)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        """Each column as wide as its words; see ``widths``."""
        font, head = self.font(), self.horizontalHeader().font()
        least = [text_width(head, title) + HEAD for title in self._rows.titles]
        wanted = [
            max([low, *(text_width(font, words) + CELL for words in longest)])
            for low, longest in zip(least, self._rows.longest, strict=True)
        ]
        room = self.viewport().width()
        found = widths(least, wanted, self._rows.shares, self._rows.left, room)
        for column, width in enumerate(found):
            self.setColumnWidth(column, width)

    def viewportEvent(self, event: QEvent) -> bool:
        """Words that are cut are told whole under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            words = str(index.data() or "") if index.isValid() else ""
            is_cut = text_width(self.font(), words) + CELL > self.columnWidth(index.column())
            QToolTip.showText(event.globalPos(), words if is_cut else "", self)
            return True
        return super().viewportEvent(event)

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self._rows.rows)

    def show_row(self, row: int) -> None:
        """Chooses a row and stands with it in the middle, or as near as there are rows."""
        row = min(row, self.count - 1)
        self.selectRow(row)
        self.scrollTo(self._rows.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def words(self, row: int) -> list[str]:
        """What stands in a row, from left to right."""
        return list(self._rows.rows[row])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A row is chosen, so that one sees where one is; Qt itself would only stand on it."""
        super().focusInEvent(event)
        if self.count and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))
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
