"""A list in a panel: read only while it is seen, without a head unless it is wanted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.columns import Column, Filter, Request
from desktop.queries.list_query import ListQuery
from desktop.ui.context import Context
from desktop.ui.table.model import ListModel
from desktop.ui.table.states import States
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words
from desktop.ui.widgets.status_page import State

R = TypeVar("R")


def with_columns(query: ListQuery[R], *columns: Column) -> ListQuery[R]:
    """The same list with these columns in sight, ordered as its own are; the rest is hidden."""
    own = {column.key: column for column in query.columns}
    seen = [replace(c, sort=own[c.key].sort, descending=own[c.key].descending) for c in columns]
    keys = {column.key for column in columns}
    rest = [replace(c, hidden_below=9999) for key, c in own.items() if key not in keys]
    return replace(query, columns=(*seen, *rest))


class ShortList(QWidget):
    """``show_of`` says which rows; they are asked for when somebody looks."""

    def __init__(
        self,
        context: Context,
        query: ListQuery[Any],
        words: Words,
        empty: State,
        clear: Callable[[], object] | None = None,
        has_head: bool = False,
    ) -> None:
        super().__init__()
        self._context, self._words = context, words
        self._waiting = False
        self.model = ListModel(context.work, query, words, self)
        self.model.feed.set_active(False)
        self.table = TableView(self.model, words)
        self.table.head.setVisible(has_head)
        self.table.head.chosen.connect(self._on_header_chosen)
        self.states = States(self.table, self.model, empty, clear or self.again, self.again)
        self.setFocusProxy(self.states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    def show_of(
        self,
        filters: tuple[Filter, ...],
        given: tuple[tuple[str, Any], ...] = (),
        sort: str = "",
    ) -> None:
        """Other rows, from the top."""
        self.model.own_filters = filters
        self.model.feed.request = Request(sort, filters=filters, given=given)
        self._waiting = True
        if self.isVisible():
            self._ask()

    def search(self, text: str) -> None:
        """Only rows that hold these words."""
        self.model.ask(self.model.feed.request.searching(text))

    def again(self) -> None:
        """The same from the start."""
        self.model.ask(self.model.feed.request)

    def showEvent(self, event: QShowEvent) -> None:
        """With the shop's currency and zone of now."""
        super().showEvent(event)
        self._words.shop = self._context.shop
        if self._waiting:
            self._ask()
        # The table itself may stand behind its skeleton still.
        self.model.feed.set_active(bool(self.model.own_filters) or not self.table.head.isHidden())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.feed.set_active(False)

    def _ask(self) -> None:
        self._waiting = False
        self.again()

    def _on_header_chosen(self, section: int) -> None:
        query, request = self.model.query, self.model.feed.request
        column = query.columns[section]
        if column.sort is None:
            return
        by, descending = query.order(request)
        turned = not descending if by == column.key else column.descending
        self.model.ask(request.sorted_by(column.key, turned))
        self.table.head.show_order(section, turned)
