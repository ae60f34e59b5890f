"""Windows of rows by key: at most one being read and one waiting, and the newest wins."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.queries import lists
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import Keys
from desktop.ui.table.lane import Lane
from desktop.ui.work import Work


class Windows(QObject):
    """Tells the rows of the keys it was asked for, in their order, None for one that is gone."""

    read = Signal(object, object)  # Keys, rows
    outdated = Signal()  # the keys are of no use any more (VACUUM)
    failed = Signal(object)  # UserError

    def __init__(self, work: Work, query: ListQuery[Any], parent: QObject) -> None:
        super().__init__(parent)
        self.query = query
        self._waiting: tuple[Request, Keys] | None = None
        self.lane = Lane(work, self)
        self.lane.failed.connect(self.failed)
        self.lane.free.connect(self._next)

    def want(self, request: Request, keys: Keys) -> None:
        """Reads these rows now, or next; what waited before is forgotten."""
        self._waiting = (request, keys)
        if not self.lane.is_busy:
            self._next()

    def drop(self) -> None:
        """Nothing that was asked for is wanted any more."""
        self._waiting = None
        self.lane.drop()

    def _next(self) -> None:
        if self._waiting is None:
            return
        (request, keys), self._waiting = self._waiting, None

        def answered(rows: list[Any] | None) -> None:
            if rows is None:
                self.outdated.emit()
            else:
                self.read.emit(keys, rows)

        self.lane.read(lists.rows, self.query, request, keys, then=answered)
