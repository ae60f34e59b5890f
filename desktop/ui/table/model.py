"""The one item model: rows by key, in windows, for lists of any length."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.domain.errors import UserError
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import Key, Keys, Newer, Page, Snapshot
from desktop.ui.table.cache import RowCache
from desktop.ui.table.feed import Feed
from desktop.ui.table.pace import Pace
from desktop.ui.table.windows import Windows
from desktop.ui.table.words import UNREAD, Words
from desktop.ui.text import tr
from desktop.ui.work import Work

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW_ROLE)
NOWHERE = QModelIndex()
WINDOW = 128
AHEAD = 16
LOADING, READY, EMPTY, NO_MATCH, ERROR = "loading", "ready", "empty", "no_match", "error"


class ListModel(QAbstractTableModel):
    """Nothing here waits: what is not read yet shows a placeholder.

    Views call ``look_at`` with the rows they show. ``keys_change`` comes before rows may stand for
    other keys and ``keys_changed`` after, so that a view can keep selection and place by key.
    """

    state_changed = Signal(str)  # loading, ready, empty, no_match or error
    counted = Signal(int, bool)  # rows, and whether these are all
    new_rows = Signal(int)  # written since and not shown yet
    failed = Signal(object)  # UserError of any read
    keys_change = Signal()
    keys_changed = Signal()

    def __init__(
        self,
        work: Work,
        query: ListQuery[Any],
        words: Words,
        parent: QObject | None = None,
        pace: Pace | None = None,
    ) -> None:
        super().__init__(parent)
        self.query = query
        self.own_filters: tuple[Filter, ...] = ()  # those of the list itself: they narrow nothing
        self.state = LOADING
        self.error: UserError | None = None
        self._words = words
        self.keys = Keys.of([])
        self._gap = (0, 0)  # row and number of keys that the view does not know (yet, or any more)
        self.is_whole = False
        self.cache = RowCache()
        self._seen = (0, -1)
        self.feed = Feed(work, query, self, pace)
        self.feed.page_read.connect(self._on_page)
        self.feed.keys_read.connect(self._on_keys)
        self.feed.newer_read.connect(self._on_newer)
        self.feed.touched.connect(self._on_touched)
        self.windows = Windows(work, query, self)
        self.windows.read.connect(self._on_rows)
        self.windows.outdated.connect(self.feed.renew)
        self.windows.failed.connect(self.feed.note_failure)
        self.feed.failed.connect(self._on_failed)

    def ask(self, request: Request) -> None:
        """Another order, filter or search; the rows of before stay until the first new ones."""
        self.feed.ask(request)
        if self.state == ERROR:
            self._set_state(LOADING)

    def row(self, row: int) -> Any:
        """The row object of the list's dataclass; None while it is not read, or when it is gone."""
        return self.cache.get(self.key(row))

    def key(self, row: int) -> Key:
        """The key that a row stands for."""
        at, size = self._gap
        return self.keys[row + size if row >= at else row]

    def row_of(self, key: Key) -> int | None:
        """Where a key is now."""
        return self.keys.index_of(key)

    def look_at(self, first: int, last: int) -> None:
        """These rows are on the screen: what is missing or stale among them is read."""
        self._seen = (first, last)
        rows = self.rowCount()
        near = range(max(0, min(first, rows) - AHEAD), min(rows, last + 1 + AHEAD))
        if all(self.cache.is_fresh(self.key(row)) for row in near):
            return
        begin = max(0, min((first + last - WINDOW) // 2, rows - WINDOW))
        end = min(rows, max(begin + WINDOW, last + 1))
        keys = [self.key(row) for row in range(begin, end)]
        self.windows.want(self.feed.request, Keys.of(keys, self.keys.era))

    def hold(self, held: bool) -> None:
        """While held, as during the edit of a cell, rows stay as they are."""
        for lane in (self.feed.lane, self.windows.lane):
            lane.hold() if held else lane.release()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.keys) - self._gap[1]

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.query.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in ROLES:
            return None
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        column = self.query.columns[index.column()]
        if row is None:
            return tr("deleted") if self.cache.is_gone(self.key(index.row())) else UNREAD
        is_cell = role == Qt.ItemDataRole.DisplayRole
        return self._words.cell(column, row) if is_cell else self._words.spoken(column, row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(self.query.columns[section].title) if is_title else None

    def _on_page(self, page: Page[Any]) -> None:
        self.keys_change.emit()
        self.windows.drop()
        self.beginResetModel()
        self.keys = page.keys
        self.cache.put(zip(page.keys, page.rows, strict=True))
        self.endResetModel()
        self._settle(page.is_whole)

    def _on_keys(self, snapshot: Snapshot) -> None:
        """First the rows that are only other ones, then those that are more or fewer."""
        self.keys_change.emit()
        new, start, end = snapshot
        old_rows, new_rows = len(self.keys) - start - end, len(new) - start - end
        same = start + min(old_rows, new_rows)
        if new_rows < old_rows:
            self.beginRemoveRows(QModelIndex(), same, start + old_rows - 1)
            self._gap = (same, old_rows - new_rows)
            self.endRemoveRows()
        self.keys = new
        self._gap = (same, max(0, new_rows - old_rows))
        self._tell(start, same - 1)
        if new_rows > old_rows:
            self.beginInsertRows(QModelIndex(), same, start + new_rows - 1)
            self._gap = (0, 0)
            self.endInsertRows()
        self._settle(True)

    def _on_newer(self, newer: Newer[Any]) -> None:
        if newer.rows:
            self.keys_change.emit()
            self.cache.put(zip(newer.keys, newer.rows, strict=True))
            self.beginInsertRows(QModelIndex(), 0, len(newer.rows) - 1)
        if self.query.shows_newest_first(self.feed.request):
            self.keys = self.keys.prepended(newer.keys, newer.newest)
        if newer.rows:
            self.endInsertRows()
            self._settle(self.is_whole)
        self.feed.shown = self.keys
        self.new_rows.emit(newer.elsewhere)

    def _settle(self, is_whole: bool) -> None:
        """The keys are what they will be: everyone is told, and rows in sight are read."""
        self.is_whole = is_whole
        self.feed.shown = self.keys
        self.error = None
        rows = self.rowCount()
        asked = self.feed.request
        is_narrowed = bool(asked.search.strip()) or asked.filters not in ((), self.own_filters)
        self.keys_changed.emit()
        self.counted.emit(rows, is_whole)
        self.new_rows.emit(0)
        self._set_state(READY if rows else NO_MATCH if is_narrowed else EMPTY)
        self.look_at(*self._seen)

    def _on_rows(self, keys: Keys, rows: list[Any]) -> None:
        self.cache.put(zip(keys, rows, strict=True))
        self._tell(self._seen[0] - WINDOW, self._seen[1] + WINDOW)

    def _on_touched(self) -> None:
        self.cache.age()
        self.look_at(*self._seen)

    def _on_failed(self, error: UserError) -> None:
        self.error = error
        self.failed.emit(error)
        if not self.rowCount():
            self._set_state(ERROR)

    def _tell(self, first: int, last: int) -> None:
        """These rows show something else; of a list without end only what exists is named."""
        first, last = max(0, first), min(last, self.rowCount() - 1)
        if first <= last:
            end = self.index(last, self.columnCount() - 1)
            self.dataChanged.emit(self.index(first, 0), end)

    def _set_state(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
