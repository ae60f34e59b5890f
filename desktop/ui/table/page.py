"""A whole list on a page: views, filters, the table with its states, and a foot."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.context import Context
from desktop.ui.table.choosing import Choosing
from desktop.ui.table.facets import Days
from desktop.ui.table.filters import FilterBar
from desktop.ui.table.foot import Foot
from desktop.ui.table.grown import Grown, fitting, give
from desktop.ui.table.model import ListModel
from desktop.ui.table.saved import SavedViews
from desktop.ui.table.sharing import KEYS, Sharing, shown_by
from desktop.ui.table.states import States
from desktop.ui.table.sums import Sums
from desktop.ui.table.view import TableView
from desktop.ui.table.views import View
from desktop.ui.table.words import Words
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.status_page import State

__all__ = ["LIST_KEYS", "ListPage", "View"]
LIST_KEYS = (("/", "Filter"), ("Ctrl Shift S", "Save this view"), *KEYS)
ALL = View("all", "All")
FOLD_BELOW = 700  # beside a panel the tabs need the room that words on buttons would take
FOLD_FILLED_BELOW = 420  # so narrow that the marked tab itself would be cut


class ListPage(QWidget):
    """Put together, not derived from: a page holds one and adds its own buttons and panels.

    ``table`` tells what is opened and current, ``model`` the rows; ``add_action`` puts a button
    at the top right, ``foot.set_summary`` a sentence below. ``about`` is told with what is shared.
    """

    def __init__(
        self,
        context: Context,
        query: ListQuery[Any],
        *,
        views: Sequence[View] = (),
        empty: State | None = None,
        given: tuple[tuple[str, Any], ...] = (),
        density: str = "normal",
        words: type[Words] = Words,
    ) -> None:
        super().__init__()
        self._context = context
        self.words = words(context.shop, context.clock)
        self.model = ListModel(context.work, query, self.words, self)
        self.table = TableView(self.model, self.words, density)
        self.table.show_pictures(context.pictures)
        self._days = Days(context.shop, context.clock)
        placeholder = tr("Filter {what}", what=tr(query.name))
        self.filters = FilterBar(query.facets, context.work, self._days, placeholder)
        self.foot = Foot()
        self.sums = Sums(context.work, query, self.table.place, self.foot, self.words)
        nothing = State("package-open", tr("No {what} yet", what=tr(query.name)))
        self.states = States(self.table, self.model, empty or nothing, self.clear, self.reload)
        self.views = SavedViews(
            context, query, views or (ALL,), self._days, lambda: self.request, self
        )
        self.columns = Choosing(self.table, self.views.own)
        self._trouble = Banner("bad", tr("Not up to date."))
        self.about = ""
        self.sharing = Sharing(self, context, query, lambda: shown_by(self.table, self.about))
        self._head = QHBoxLayout()
        self._grown = Grown(context.work, query, self)
        self._put_together()
        self._connect()
        self.model.own_filters = views[0].filters if views else ()
        self.ask(Request(filters=self.model.own_filters, given=given))

    def _put_together(self) -> None:
        card = Card(padding=0, spacing=0)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 9, 16, 9)
        bar.addWidget(self.filters, 1)
        self._head.setContentsMargins(16, 0, 12, 0)
        self._head.setSpacing(8)
        self._head.addWidget(self.views.tabs, 1)
        card.add(self._head)
        card.add(line())
        self._head.addWidget(self.sharing.button(has_words=True))
        self._columns = IconButton("columns-3", tr("Columns"))
        self._head.addWidget(self._columns)
        self._trouble.add_action(tr("Try again"), self.reload, "refresh-cw")
        self._trouble.hide()
        card.add(bar)
        card.add(self._trouble)
        card.add(line())
        card.add(self.states, 1)
        card.add_foot().addWidget(self.foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)

    def _connect(self) -> None:
        self.views.asked.connect(self.ask)
        self._columns.clicked.connect(lambda: self.columns.open_menu(self._columns))
        self.filters.asked.connect(self.ask)
        self.filters.news.clicked.connect(self.model.feed.renew)
        self.table.head.chosen.connect(self._on_header_chosen)
        self.table.place.counted.connect(self.foot.set_chosen)
        self.model.counted.connect(self._on_counted)
        self.model.new_rows.connect(self._on_new_rows)
        self.model.failed.connect(self._on_failed)
        self._grown.changed.connect(self._on_grown)
        for keys in (QKeySequence("/"), QKeySequence(QKeySequence.StandardKey.Find)):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.filters.edit.setFocus)

    @property
    def request(self) -> Request:
        """What the list shows, or is about to."""
        return self.model.feed.request

    def chosen(self) -> Chosen:
        """The chosen rows, for what is done with several at once."""
        return self.table.place.chosen()

    def ask(self, request: Request) -> None:
        """Shows another request everywhere: filter line, chips, header, table."""
        self.filters.set_request(request)
        self._show_order(request)
        self.model.ask(request)

    def _on_grown(self, query: ListQuery[Any]) -> None:
        """The shop defined columns anew: they are there at once, everything else stays."""
        give(self.model, query)
        self.table.show_columns()
        self.filters.set_facets(query.facets)
        self.sums.query = self.sharing.query = query
        self.views.set_query(query)
        self.ask(fitting(query, self.request))

    def reload(self) -> None:
        """The same again: in place, or from the start where that failed."""
        if self.model.rowCount() and self.model.error is None:
            self.model.feed.refresh()
        else:
            self.ask(self.request)

    def clear(self) -> None:
        """Back to the list's own filters, without a search."""
        self.views.tabs.set_current(self.views.views()[0].key)
        self.ask(replace(self.request, filters=self.model.own_filters, search=""))

    def show_view(self, key: str) -> None:
        """A view by its key: its filters instead of those that are on."""
        self.views.show_view(key)

    def add_action(self, widget: QWidget) -> None:
        """A button at the top right, after those that are there."""
        self._head.addWidget(widget)
        QWidget.setTabOrder(self._columns, widget)

    def showEvent(self, event: QShowEvent) -> None:
        """With the shop's currency and zone of now: Settings may have changed them."""
        super().showEvent(event)
        self.words.shop = self._days.shop = self._context.shop
        self.model.feed.set_active(True)
        self.views.set_active(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = current_theme()
        for place in range(self._head.count()):
            item = self._head.itemAt(place)
            button = item.widget() if item else None
            if isinstance(button, Button) and button.icon_name:
                least = FOLD_FILLED_BELOW if button.look.is_filled else FOLD_BELOW
                button.set_folded(self.width() < theme.px(least))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.feed.set_active(False)
        self.views.set_active(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the filter line back to the rows."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down) and self.filters.edit.hasFocus():
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def _show_order(self, request: Request) -> None:
        by, descending = self.model.query.order(request)
        keys = [column.key for column in self.model.query.columns]
        self.table.head.show_order(keys.index(by) if by in keys else -1, descending)

    def _on_header_chosen(self, section: int) -> None:
        column = self.model.query.columns[section]
        if column.sort is None:
            return
        by, descending = self.model.query.order(self.request)
        turned = not descending if by == column.key else column.descending
        self.ask(self.request.sorted_by(column.key, turned))

    def _on_counted(self, rows: int, is_whole: bool) -> None:
        self.filters.set_count(number(rows) if is_whole else "…")
        self._trouble.hide()
        if is_whole:
            self.views.count(rows)

    def _on_new_rows(self, rows: int) -> None:
        self.filters.news.setText(plural("{n} new", "{n} new", rows))
        self.filters.news.setVisible(rows > 0)

    def _on_failed(self, error: UserError) -> None:
        """With rows on the screen they stay, and a line above says that they may be old."""
        if self.model.rowCount():
            self._trouble.say("bad", tr("Not up to date."), str(error))
            self._trouble.show()
