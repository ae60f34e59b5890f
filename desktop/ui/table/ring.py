"""The ring around the cell that keys would edit: on the current row, over the editable columns."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex
from PySide6.QtGui import QMouseEvent

from desktop.queries.columns import Column
from desktop.ui.table.delegates import RowDelegate
from desktop.ui.table.typing_in import FIGURES
from desktop.ui.table.view import TableView

Index = QModelIndex | QPersistentModelIndex


class Ring(QObject):
    """``key`` is its column's, "" as long as nobody moved it; a click puts it where it was."""

    def __init__(self, table: TableView, may: Callable[[], bool]) -> None:
        super().__init__(table)
        self.key = ""
        self._table = table
        self._may = may
        delegate = table.itemDelegate()
        assert isinstance(delegate, RowDelegate)
        delegate.ring = self._is_at
        table.viewport().installEventFilter(self)

    def cell(self) -> tuple[int, Column | None]:
        """Number and column that keys edit: the ring's, else the first figure, else the first."""
        columns, sections = self._columns, self._sections()
        ringed = [n for n in sections if columns[n].key == self.key]
        figures = [n for n in sections if columns[n].kind in FIGURES]
        found = next(iter([*ringed, *figures, *sections]), None)
        return (-1, None) if found is None else (found, columns[found])

    def step(self, by: int) -> bool:
        """One cell further; False where there is none."""
        keys = [self._columns[n].key for n in self._sections()]
        at = keys.index(self.key) if self.key in keys else (-1 if by > 0 else len(keys))
        if not 0 <= at + by < len(keys):
            return False
        self.move(keys[at + by])
        return True

    def move(self, key: str) -> None:
        """To a column; nowhere for a person who may not edit."""
        self.key = key if self._may() else ""
        self._table.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            section = self._table.columnAt(int(event.position().x()))
            column = self._columns[section] if section >= 0 else None
            self.move(column.key if column is not None and column.editable else "")
        return False

    @property
    def _columns(self) -> tuple[Column, ...]:
        return self._table.list.query.columns

    def _sections(self) -> list[int]:
        """The editable columns that can be seen, from the left."""
        head = self._table.head
        found = [n for n, column in enumerate(self._columns) if column.editable]
        return sorted((n for n in found if not head.isSectionHidden(n)), key=head.visualIndex)

    def _is_at(self, index: Index) -> bool:
        column = self._columns[index.column()]
        is_current = index.row() == self._table.currentIndex().row()
        return bool(self.key) and is_current and column.key == self.key and bool(column.editable)
