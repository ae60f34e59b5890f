"""A list that the shop adds columns to: read at the start, and again when these change."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.feed import ANY
from desktop.ui.table.lane import Lane
from desktop.ui.table.model import ListModel
from desktop.ui.work import Work

TABLE = "custom_field"


class Grown(QObject):
    """``changed`` gives the list as it is now, when it is another one than before."""

    changed = Signal(object)  # ListQuery

    def __init__(self, work: Work, query: ListQuery[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._base = self._now = query
        self._lane = Lane(work, self)
        if query.grown is not None:
            work.changed.connect(self._on_changed)
            self._read()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if TABLE in tables or ANY in tables:
            self._read()

    def _read(self) -> None:
        self._lane.drop()
        self._lane.read(_grown, self._base, then=self._on_read)

    def _on_read(self, query: ListQuery[Any]) -> None:
        if _told(query) != _told(self._now):
            self._now = query
            self.changed.emit(query)


def _grown(session: Any, query: ListQuery[Any]) -> ListQuery[Any]:
    return query.of(session)


def _told(query: ListQuery[Any]) -> list[tuple[Any, ...]]:
    """What makes a list another one for who looks at it."""
    return [(c.key, c.title, c.kind, c.choices, c.can_be_empty) for c in query.columns]


def give(model: ListModel, query: ListQuery[Any]) -> None:
    """The same list with other columns; its owner asks anew."""
    model.beginResetModel()
    model.query = model.feed.query = model.windows.query = query
    model.cache.age()
    model.endResetModel()


def fitting(query: ListQuery[Any], request: Request) -> Request:
    """A request without what the list cannot be asked any more."""
    facets = {facet.key for facet in query.facets}
    sorts = {column.key for column in query.columns if column.sort is not None}
    kept = tuple(chosen for chosen in request.filters if chosen.facet in facets)
    if request.sort and request.sort not in sorts:
        request = request.sorted_by("", descending=False)
    return replace(request, filters=kept)
