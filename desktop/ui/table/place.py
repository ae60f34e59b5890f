"""Where a person is in a table, by key: what is chosen, and which row is at the top."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    Signal,
)
from PySide6.QtWidgets import QTableView

from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.lists import Key, Keys
from desktop.ui.table.model import ListModel

KEPT = 1000
SOUGHT = 20
Flag = QItemSelectionModel.SelectionFlag


class Place(QObject):
    """Remembers before the model's rows may stand for other keys, and finds them again after.

    Qt moves a selection with its rows; this is for rows that were put in another order. More rows
    than can be found again are let go rather than taken for others. All that match stay all.
    """

    counted = Signal(int)  # chosen rows

    def __init__(self, view: QTableView, model: ListModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._chosen: list[tuple[int, Key]] = []
        self._current: tuple[int, Key] | None = None
        self._top: tuple[int, Key] | None = None
        self.is_seeking = False  # a chosen key was not among the rows so far
        self._is_own = False
        self._many: Keys | None = None  # what was chosen, where that is more than KEPT
        self._all_of: object = None  # the request whose rows are all chosen
        model.keys_change.connect(self._remember)
        model.modelReset.connect(self._begin_at_top)
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def count(self) -> int:
        """How many rows are chosen."""
        return sum(part.height() for part in self._ranges())

    def rows(self) -> list[int]:
        """The chosen rows, from top to bottom."""
        return [row for first, last in self._spans() for row in range(first, last)]

    def chosen(self) -> Chosen:
        """The chosen rows as queries and jobs want them, in the list's order."""
        request, count = self._model.feed.request, self.count()
        is_whole = count == self._model.rowCount() and self._model.is_whole
        if self.is_all or (is_whole and count > KEPT):
            return Chosen(request, count)
        return Chosen(request, count, self._model.keys.picked(self._spans()))

    @property
    def is_all(self) -> bool:
        """Whether all that match are chosen, also those that are not read or written yet."""
        return self._all_of is not None and self._all_of == _set_of(self._model.feed.request)

    def choose_all(self) -> None:
        """Whatever matches now and later, until something else is chosen."""
        self._all_of = _set_of(self._model.feed.request)
        self._select_all()
        self.counted.emit(self.count())

    def _select_all(self) -> None:
        last = self._model.rowCount() - 1
        every = QItemSelection()
        if last >= 0:
            every.select(self._model.index(0, 0), self._model.index(last, 0))
        self._is_own = True
        self._view.selectionModel().select(every, Flag.ClearAndSelect | Flag.Rows)
        self._is_own = False

    def _spans(self) -> list[tuple[int, int]]:
        """The chosen rows as (first, after the last), from top to bottom."""
        return sorted((part.top(), part.bottom() + 1) for part in self._ranges())

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self._view.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def toggle(self, row: int) -> None:
        """Chooses one row more, or one less."""
        index = self._model.index(row, 0)
        self._view.selectionModel().select(index, Flag.Toggle | Flag.Rows)

    def restore(self) -> None:
        """Chooses the same keys again and brings the same row to the top."""
        if self._top is not None:
            row = self._find(*self._top)
            if row is not None and row != self._top[0]:
                self._view.verticalScrollBar().setValue(row)
            self._top = None
        self._is_own = False
        if self.is_all:
            self._select_all()
        elif self._all_of is not None:
            self._all_of = None
        elif self._many is not None:
            self._let_go()
        else:
            self._find_chosen()
        self.counted.emit(self.count())

    def _let_go(self) -> None:
        """Of many rows none stays chosen where the same places hold others now."""
        many, self._many = self._many, None
        if many is not None and not self._model.keys.picked(self._spans()).is_same(many):
            self._choose([])

    def _find_chosen(self) -> None:
        stays = [row for row, key in self._chosen if self._is_at(row, key)]
        moved = [key for row, key in self._chosen if not self._is_at(row, key)]
        found = [self._model.row_of(key) for key in moved[:SOUGHT]]
        self.is_seeking = None in found and not self._model.is_whole
        if moved or (stays and not self.count()):
            self._choose(stays + [row for row in found if row is not None])

    def _choose(self, rows: list[int]) -> None:
        chosen = QItemSelection()
        for row in rows:
            index = self._model.index(row, 0)
            chosen.select(index, index)
        current = self._find(*self._current) if self._current else None
        index = self._model.index(current, 0) if current is not None else QModelIndex()
        selection = self._view.selectionModel()
        self._is_own = True
        selection.select(chosen, Flag.ClearAndSelect | Flag.Rows)
        selection.setCurrentIndex(index, Flag.NoUpdate)
        self._is_own = False

    def _find(self, row: int, key: Key) -> int | None:
        return row if self._is_at(row, key) else self._model.row_of(key)

    def _is_at(self, row: int, key: Key) -> bool:
        return row < self._model.rowCount() and self._model.key(row) == key

    def _remember(self) -> None:
        """From here until ``restore``, what happens to the selection is no person's doing."""
        self._is_own = True
        top = self._view.rowAt(0)
        is_scrolled = self._view.verticalScrollBar().value() > 0
        self._top = (top, self._model.key(top)) if is_scrolled and top >= 0 else None
        index = self._view.currentIndex()
        if index.isValid():
            self._current = (index.row(), self._model.key(index.row()))
        count = self.count()
        if self._all_of is not None:
            self._chosen = []
        elif 0 < count <= KEPT:
            self._chosen = [(row, self._model.key(row)) for row in self.rows()]
        elif count:
            self._many = self._model.keys.picked(self._spans())

    def _begin_at_top(self) -> None:
        """Another request is another list."""
        self._top = None
        self._view.scrollToTop()

    def _on_selection_changed(self) -> None:
        if not self._is_own:
            self._chosen = []
            self._many = self._all_of = self._current = None
            self.is_seeking = False
        self.counted.emit(self.count())


def _set_of(request: Request) -> object:
    """What decides which rows match, whatever their order."""
    return (request.filters, request.search, request.given)
