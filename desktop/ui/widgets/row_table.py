"""The rows behind a chart as a plain table, put in whole; a cell is spelled when it is seen."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import paint_box, text_width

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOTHING = QModelIndex()
FIGURES, WORDS = 1.0, 2.4
HEAD = 20  # pixels beside a head's words


class _Rows(QAbstractTableModel):
    """Titles and words; ``left`` are the columns of words, the others are figures."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: Sequence[str] = ()
        self.rows: Sequence[Sequence[str]] = ()
        self._left: Sequence[int] = ()

    def show(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int]
    ) -> None:
        """Other rows."""
        self.beginResetModel()
        self.titles, self.rows, self._left = titles, rows, left
        self.endResetModel()

    @property
    def shares(self) -> list[float]:
        """How much of the width each column wants."""
        count = len(self.titles)
        return [WORDS if each in self._left and each else FIGURES for each in range(count)]

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
        return LEFT if column in self._left else RIGHT


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
        """No head is cut; what is left over is shared, and names take more of it than figures."""
        shares = self._rows.shares
        font = self.horizontalHeader().font()
        least = [text_width(font, title) + HEAD for title in self._rows.titles]
        spare, whole = max(0, self.viewport().width() - sum(least)), sum(shares) or 1.0
        for column, share in enumerate(shares):
            self.setColumnWidth(column, least[column] + int(spare * share / whole))

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
        """A row is chosen, so that one sees where one is."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.count:
            self.selectRow(0)
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
