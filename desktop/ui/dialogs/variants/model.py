"""The matrix for a table: cells that can be typed into, and what is wrong with each in words."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.ui.dialogs.variants.grid import CELLS, COUNTED, MONEY, Grid
from desktop.ui.text import tr
from desktop.ui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOTHING = QModelIndex()
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIRST = 2  # columns before the cells: the values, and the state


class MatrixModel(QAbstractTableModel):
    """``changed`` comes when something was typed, pasted, or left out."""

    changed = Signal()

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid
        self._wrong: Mapping[tuple[int, str], str] = {}

    @property
    def titles(self) -> tuple[str, ...]:
        """The words of the header."""
        return (
            tr("Variant"), "", tr("SKU"), tr("Barcode"), tr("Price"), tr("Cost"), tr("Reorder at"),
            tr("On hand"),
        )  # fmt: skip

    def renew(self) -> None:
        """The grid has other rows."""
        self.beginResetModel()
        self._wrong = {}
        self.endResetModel()

    def show_wrong(self, wrong: Mapping[tuple[int, str], str]) -> None:
        """What is wrong, by row and cell."""
        self._wrong = wrong
        if self.grid.rows:
            last = self.index(len(self.grid.rows) - 1, FIRST + len(CELLS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def wrong(self, index: Index) -> str:
        """What is wrong with a cell, or with its row; "" for nothing."""
        if not index.isValid():
            return ""
        cell = CELLS[index.column() - FIRST] if index.column() >= FIRST else "options"
        return self._wrong.get((index.row(), cell), "")

    def first_wrong(self) -> QModelIndex:
        """The first cell that is wrong."""
        for row, cell in sorted(self._wrong):
            return self.index(row, FIRST + CELLS.index(cell) if cell in CELLS else 0)
        return QModelIndex()

    @property
    def problems(self) -> int:
        """How many cells are wrong."""
        return len(self._wrong)

    def type(self, index: Index, text: str) -> bool:
        """Text into a cell, without telling anyone; False where none may be typed."""
        is_cell = index.isValid() and index.column() >= FIRST
        return is_cell and self.grid.type(index.row(), CELLS[index.column() - FIRST], text)

    def told(self) -> None:
        """After cells were typed: all are painted anew, and it is told."""
        self.show_wrong(self._wrong)
        self.changed.emit()

    def leave_out(self, rows: set[int]) -> None:
        """Takes rows out or in again."""
        for row in rows:
            self.grid.leave_out(row)
        self.told()

    def rowCount(self, parent: Index = NOTHING) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = NOTHING) -> int:
        return 0 if parent.isValid() else FIRST + len(CELLS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.grid.rows[index.row()]
        is_cell = index.column() >= FIRST and row.takes(CELLS[index.column() - FIRST])
        return flags | Qt.ItemFlag.ItemIsEditable if is_cell and not row.is_out else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not self.type(index, str(value)):
            return False
        self.told()
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = self.grid.rows[index.row()], index.column()
        if role in (Role.DisplayRole, Role.EditRole):
            before = (row.values, self.grid.state(row))
            return before[column] if column < FIRST else row.text(CELLS[column - FIRST])
        if role == Role.TextAlignmentRole:
            return RIGHT if _is_figure(column) else LEFT
        if role == Role.ForegroundRole:
            return current_theme().color(self._tone(index))
        if role == Role.DecorationRole and self.wrong(index):
            return current_theme().icon("circle-alert", "bad.text", "bad.text")
        if role in (Role.ToolTipRole, Role.AccessibleDescriptionRole):
            return self.wrong(index) or None
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal:
            return section + 1 if role == Role.DisplayRole else None
        if role == Role.DisplayRole:
            return self.titles[section]
        if role == Role.TextAlignmentRole:
            return RIGHT if _is_figure(section) else LEFT
        return None

    def _tone(self, index: Index) -> str:
        row, column = self.grid.rows[index.row()], index.column()
        if self.wrong(index):
            return "bad.text"
        if row.is_out:
            return "text.disabled"
        if column == 1:
            return "text.muted" if row.is_there else "ok.text"
        if column >= FIRST and not row.takes(CELLS[column - FIRST]):
            return "text.muted"
        return "text.primary"


def _is_figure(column: int) -> bool:
    return column >= FIRST and CELLS[column - FIRST] in (*MONEY, *COUNTED)
