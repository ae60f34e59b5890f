"""The program's views of a list and the person's own: shown, saved, renamed, moved, deleted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.queries.views import SavedView
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.table.counts import Counts
from desktop.ui.table.facets import Days
from desktop.ui.table.own import Own
from desktop.ui.table.view_name import ViewName, told
from desktop.ui.table.views import View, ViewTabs
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme


class SavedViews(QObject):
    """``asked`` gives the request of a chosen view; ``now`` tells what the list shows."""

    asked = Signal(object)  # Request

    def __init__(
        self,
        context: Context,
        query: ListQuery[Any],
        views: Sequence[View],
        days: Days,
        now: Callable[[], Request],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._context = context
        self._query = query
        self._days = days
        self._now = now
        self._page = page
        self._given = [replace(view, title=tr(view.title)) for view in views]
        self._wanted = ""  # the key of a view that is being saved: shown when it is there
        self.own = Own(context, query, self)
        self.tabs = ViewTabs()
        self.counts = Counts(context.work, query, self)
        self._show_tabs()
        self.own.changed.connect(self._on_own_changed)
        self.tabs.chosen.connect(self.show_view)
        self.tabs.save_wanted.connect(self.save)
        self.tabs.menu_wanted.connect(self._open_menu)
        self.counts.told.connect(self._on_counted)
        self._right = Right(page, context, Permission.KEEP_OWN, self.tabs.plus)
        install(
            page,
            [
                Command(tr("Save this view"), "Ctrl+Shift+S", self.save, "save"),
                Command(tr("Menu of this view"), "", self.tabs.open_menu, "ellipsis-vertical"),
            ],
            is_inside=True,
        )

    def views(self) -> list[View]:
        """All, in the order of their tabs."""
        return [*self._given, *(_view(saved) for saved in self.own.kept.views)]

    def set_active(self, active: bool) -> None:
        """Of a list that nobody sees nothing is read or counted."""
        self.own.set_active(active)
        self.counts.set_active(active)

    def set_query(self, query: ListQuery[Any]) -> None:
        """The same list with other columns; own views may ask by them."""
        self._query = self.counts.query = query
        self.own.read()

    def show_view(self, key: str) -> None:
        """Marks a view's tab and asks for it; days with a name are those of today."""
        view = next((each for each in self.views() if each.key == key), None)
        if view is not None:
            self.tabs.set_current(key)
            self.asked.emit(self._request(view))

    def _request(self, view: View) -> Request:
        request = view.asked(self._now())
        return replace(request, filters=self._days.fresh(request.filters))

    def count(self, rows: int) -> None:
        """The list shows so many rows: the other views are counted, too."""
        now, found = self._now(), {}
        for view in self.views():
            request = self._request(view)
            if (request.filters, request.search) == (now.filters, now.search):
                self.tabs.set_count(view.key, number(rows))
            else:
                found[view.key] = request
        self.counts.want(found)

    def save(self) -> None:
        """Asks for a name for what is shown."""
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        request = self._now()

        def done(name: str) -> None:
            self._wanted = self.own.add(self._context.ids.new(), name, request)

        title, keeps = tr("Save this view"), told(self._query, request)
        ViewName(self._page, title, keeps, self._names(), done).open()

    def rename(self, key: str) -> None:
        view = self._saved(key)
        names = [name for name in self._names() if name != view.title]
        ViewName(
            self._page, tr("Rename “{name}”", name=view.title), (), names,
            lambda name: self.own.rename(key, name), view.title,
        ).open()  # fmt: skip

    def update(self, key: str) -> None:
        """The view shows from now on what the list shows now."""
        before = self._saved(key)
        self.own.update(key, self._now())
        self._tell(tr("“{name}” now shows this", name=before.title), before)

    def delete(self, key: str) -> None:
        before = self._saved(key)
        self.own.delete(key)
        self._tell(tr("View “{name}” deleted", name=before.title), before)

    def _tell(self, words: str, before: SavedView) -> None:
        self._context.notify(words, "ok", tr("Undo"), lambda: self.own.restore(before))

    def _saved(self, key: str) -> SavedView:
        return next(view for view in self.own.kept.views if view.key == key)

    def _names(self) -> list[str]:
        return [view.title for view in self.views()]

    def _open_menu(self, key: str, at: QPoint) -> None:
        menu = QMenu(self.tabs)
        place = [view.key for view in self.own.kept.views].index(key)
        entries = (
            (tr("Rename…"), "pencil", lambda: self.rename(key), True),
            (tr("Update to what is shown"), "save", lambda: self.update(key), True),
            (tr("Move left"), "arrow-left", lambda: self.own.move(key, -1), place > 0),
            (
                tr("Move right"), "arrow-right", lambda: self.own.move(key, 1),
                place + 1 < len(self.own.kept.views),
            ),
            (tr("Delete"), "trash-2", lambda: self.delete(key), True),
        )  # fmt: skip
        for words, icon, run, is_possible in entries:
            action = menu.addAction(current_theme().icon(icon), words)
            action.setEnabled(is_possible and not self._right.reason)
            action.triggered.connect(lambda _on=False, run=run: run())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _on_own_changed(self) -> None:
        """A view that was just saved is the one that is shown; of a deleted one the rows stay."""
        self._show_tabs()
        if self._wanted in {view.key for view in self.views()}:
            self.tabs.set_current(self._wanted)
            self._wanted = ""
        self.counts.want({view.key: self._request(view) for view in self.views() if view.is_own})

    def _show_tabs(self) -> None:
        self.tabs.set_views(self.views())

    def _on_counted(self, found: dict[str, int]) -> None:
        for key, rows in found.items():
            self.tabs.set_count(key, number(rows))


def _view(saved: SavedView) -> View:
    asked = saved.request
    return View(
        saved.key, saved.title, asked.filters, asked.search, asked.sort, asked.descending, True
    )
