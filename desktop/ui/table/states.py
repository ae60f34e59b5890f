"""What a list shows instead of rows: nothing yet, nothing at all, no match, or what went wrong."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.model import EMPTY, ERROR, LOADING, NO_MATCH, ListModel
from desktop.ui.table.view import TableView
from desktop.ui.text import tr
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_page import State, StatusPage, failed, no_match


class States(QStackedWidget):
    """The table, or a page in its place; follows the model's state."""

    def __init__(
        self,
        table: TableView,
        model: ListModel,
        empty: State,
        clear: Callable[[], object],
        again: Callable[[], object],
    ) -> None:
        super().__init__()
        self._model = model
        self._empty = empty
        self._clear = clear
        self._again = again
        self._table = table
        self._skeleton = Skeleton(rows=12)
        self._page = StatusPage()
        for widget in (self._skeleton, table, self._page):
            self.addWidget(widget)
        model.state_changed.connect(self._on_state_changed)
        model.counted.connect(self._on_counted)

    def set_empty(self, empty: State) -> None:
        """Other words for a list without rows, as for another view of it."""
        self._empty = empty
        if self._model.state == EMPTY:
            self._page.show_state(empty)

    def _on_state_changed(self, state: str) -> None:
        if state == LOADING:
            self._put(self._skeleton)
        elif state in (EMPTY, NO_MATCH, ERROR):
            self._page.show_state(self._state(state))
            self._put(self._page)
        else:
            self._put(self._table)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The rows take the keys; while there are none, this holds the focus for them."""
        super().focusInEvent(event)
        if self.currentWidget() is self._table:
            self._table.setFocus(event.reason())

    def _put(self, widget: QWidget) -> None:
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.setCurrentWidget(widget)
        if had_focus:
            (self._table if widget is self._table else self).setFocus()

    def _on_counted(self, rows: int) -> None:
        """Another filter or view that finds nothing either has other words."""
        if self._model.state in (EMPTY, NO_MATCH) and not rows:
            self._page.show_state(self._state(self._model.state))

    def _state(self, state: str) -> State:
        if state == EMPTY:
            return self._empty
        if state == NO_MATCH:
            own, request = self._model.own_filters, self._model.feed.request
            request = replace(request, filters=tuple(f for f in request.filters if f not in own))
            return no_match(
                request.search, self._clear, filter_sentence(self._model.query, request)
            )
        title = tr("{what} could not be read", what=title_of(self._model.query))
        unknown = UserError(tr("Something went wrong in the program."), code="crash")
        return failed(title, self._model.error or unknown, self._again)


def title_of(query: ListQuery[object]) -> str:
    """The list's name as it begins a sentence."""
    return tr(query.name.capitalize())


def filter_sentence(query: ListQuery[object], request: Request) -> str:
    """Which filters are on, in words."""
    chosen = {found.facet for found in request.filters}
    titles = [tr(facet.title) for facet in query.facets if facet.key in chosen]
    if not titles:
        return ""
    if len(titles) == 1:
        return tr("One filter is on: {which}.", which=titles[0])
    which = tr("{first} and {last}", first=", ".join(titles[:-1]), last=titles[-1])
    return tr("{n} filters are on: {which}.", n=len(titles), which=which)
