"""What the person at the window keeps of a list, read and written; another window's is heard of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.commands.views import KeepOwn, keep_own
from desktop.domain.errors import UserError
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.queries.views import Kept, SavedView, columns_key, kept_of, packed, view_key
from desktop.ui.context import Context
from desktop.ui.table.feed import ANY
from desktop.ui.table.lane import Lane

TABLE = "setting"
Value = Mapping[str, Any] | None


class Own(QObject):
    """``kept`` is what was read last."""

    changed = Signal()

    def __init__(self, context: Context, query: ListQuery[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._query = query
        self.kept = Kept()
        self._is_active = False
        self._missed = True
        self._lane = Lane(context.work, self)
        context.work.changed.connect(self._on_changed)

    def set_active(self, active: bool) -> None:
        """Of a list that nobody sees nothing is read."""
        self._is_active = active
        if active and self._missed:
            self.read()

    def add(self, view: UUID, title: str, request: Request) -> str:
        """A new view behind the others; its key."""
        key = view_key(self._query, view)
        place = max((each.place for each in self.kept.views), default=0) + 1
        self._write({key: {"title": title, "place": place, "wanted": packed(request)}})
        return key

    def rename(self, key: str, title: str) -> None:
        self._write({key: {"title": title}}, is_there=True)

    def update(self, key: str, request: Request) -> None:
        """Another request under the same name."""
        self._write({key: {"wanted": packed(request)}}, is_there=True)

    def delete(self, key: str) -> None:
        self._write({key: None})

    def restore(self, view: SavedView) -> None:
        """A deleted view as it was."""
        wanted = packed(view.request)
        self._write({view.key: {"title": view.title, "place": view.place, "wanted": wanted}})

    def move(self, key: str, step: int) -> None:
        """To the left or to the right of its neighbour."""
        order = [view.key for view in self.kept.views]
        here = order.index(key)
        there = min(max(here + step, 0), len(order) - 1)
        order.insert(there, order.pop(here))
        places = {view.key: view.place for view in self.kept.views}
        moved = {k: {"place": n} for n, k in enumerate(order) if places[k] != n}
        if there != here:
            self._write(moved, is_there=True)

    def keep_columns(self, value: Mapping[str, Any]) -> None:
        """How the list's columns stand now; an empty value is the standard again."""
        self._write({columns_key(self._query): dict(value) or None})

    def _write(self, values: dict[str, Any], is_there: bool = False) -> None:
        context = self._context
        command = KeepOwn(*context.signed(), values, is_there)
        context.work.write(self, keep_own, command, failed=self._on_refused)

    def _on_refused(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")
        self.read()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if TABLE in tables or ANY in tables:
            self._missed = True
            if self._is_active:
                self.read()

    def read(self) -> None:
        """What is kept now."""
        self._missed = False
        self._lane.drop()
        user = self._context.actor().user
        self._lane.read(kept_of, self._query, user, then=self._on_read)

    def _on_read(self, kept: Kept) -> None:
        if kept != self.kept:
            self.kept = kept
            self.changed.emit()
