"""What a model shows, seen as a view sees it, and what the database has."""

from typing import Any

from desktop.db.engine import Database
from desktop.queries import lists
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.model import ListModel
from tests.ui.table.conftest import Settle


class Mirror:
    """Follows a model by its signals alone, as a view does; ``check`` compares."""

    def __init__(self, model: ListModel) -> None:
        self._model = model
        self.keys = self._read(0, model.rowCount() - 1)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.dataChanged.connect(self._on_changed)
        model.modelReset.connect(self._on_reset)
        model.keys_changed.connect(self._on_settled)

    def _read(self, first: int, last: int) -> list[bytes]:
        return [self._model.key(row) for row in range(first, last + 1)]

    def _on_inserted(self, parent: object, first: int, last: int) -> None:
        self.keys[first:first] = self._read(first, last)
        self.check()

    def _on_removed(self, parent: object, first: int, last: int) -> None:
        del self.keys[first : last + 1]
        self.check()

    def _on_changed(self, first: Any, last: Any) -> None:
        self.keys[first.row() : last.row() + 1] = self._read(first.row(), last.row())

    def _on_reset(self) -> None:
        self.keys = self._read(0, self._model.rowCount() - 1)

    def _on_settled(self) -> None:
        assert self.keys == self._read(0, self._model.rowCount() - 1)

    def check(self) -> None:
        assert len(self.keys) == self._model.rowCount()


def names(model: ListModel, settle: Settle) -> list[str]:
    """All rows as they are shown, window by window."""
    shown = []
    for first in range(0, model.rowCount(), 100):
        last = min(first + 99, model.rowCount() - 1)
        model.look_at(first, last)
        settle(model)
        shown += [model.row(row).name for row in range(first, last + 1)]
    return shown


def in_database(database: Database, query: ListQuery[Any], request: Request) -> list[str]:
    with database.read() as session:
        return [row.name for row in lists.stream(session, query, request)]
