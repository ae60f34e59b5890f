"""Feeds: saved sources above, and below them the history of how they were read."""

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Filter
from desktop.queries.feed_runs import FEED_RUNS
from desktop.queries.feeds import FEEDS, FeedRow
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.pages.feeds.deeds import Deeds
from desktop.ui.rights import Right
from desktop.ui.table.model import EMPTY
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import Action, State

GAP = 16
NEWS = ("done", "failed", "undone", "waiting", "answered")
VIEWS = (
    View("all", "History"),
    View("news", "With news", (Filter("status", "in", NEWS),)),
    View("waiting", "Waiting", (Filter("status", "in", ("waiting",)),)),
    View("failed", "Failed", (Filter("status", "in", ("failed",)),)),
)


class FeedsPage(QWidget):
    """Enter on a feed changes how it is read; on a reading it shows what that changed."""

    keys = (
        ("↑ ↓", "Choose a feed, or a reading"),
        ("R", "Read the chosen feed now"),
        ("Enter", "Change the feed; see what a reading changed"),
        ("Ctrl N", "New feed"),
        ("Del", "Remove the feed; what it brought stays"),
        ("Ctrl Z", "Undo the last change"),
        *LIST_KEYS,
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.deeds = Deeds(self, context)
        new = Button(tr("New feed"), "primary", "plus", self.deeds.new)
        read = Button(tr("Read now"), icon="refresh-cw", on_click=self._on_read)
        self._right = Right(self, context, Permission.IMPORT, new, read)
        self.list = ListPage(context, FEEDS, views=(View("all", "Feeds"),), empty=self._empty())
        self.list.add_action(read)
        self.list.add_action(new)
        self.history = ListPage(context, FEED_RUNS, views=VIEWS, empty=_unread())
        self.deeds.edits = Edits(self, context, self.deeds.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.list, 4)
        column.addWidget(self.history, 5)
        self._new = new
        self._connect()

    @property
    def first(self) -> QWidget:
        """The rows; while there are none, what makes the first one."""
        return self._new if self.list.model.state == EMPTY else self.list.states

    def _connect(self) -> None:
        self.list.model.state_changed.connect(self._on_state)
        self.list.table.opened.connect(lambda row: self.deeds.edit(row.id))
        self.history.table.opened.connect(lambda row: self.deeds.show_run(row.id))
        self._right.changed.connect(lambda: self.list.states.set_empty(self._empty()))
        read = Command(tr("Read the feed now"), "R", self._on_read, "refresh-cw")
        gone = Command(tr("Remove the feed"), "Del", self._on_remove, "trash-2")
        install(self.list.table, [read, gone], is_inside=True)
        install(self, [Command(tr("New feed"), "Ctrl+N", self.deeds.new, "plus")])

    def _on_state(self, state: str) -> None:
        if state == EMPTY and self.list.states.hasFocus():
            self._new.setFocus()

    def open_with(self, new: bool = False, run: UUID | None = None) -> None:
        """Shows the lists, the form of a new feed, or what a reading changed."""
        if new:
            self.deeds.new()
        elif run is not None:
            self.deeds.show_run(run)

    def refresh(self) -> None:
        """Reads both lists again."""
        self.list.reload()
        self.history.reload()

    def _on_read(self) -> None:
        row = self._row()
        if row is not None:
            self.deeds.read(row.id, row.name)

    def _on_remove(self) -> None:
        row = self._row()
        if row is not None:
            self.deeds.remove(row.id, row.name)

    def _row(self) -> FeedRow | None:
        """The chosen feed; the only one where none is chosen."""
        rows = list(self.list.table.place.rows()) or [0] * (self.list.model.rowCount() == 1)
        return self.list.model.row(rows[0]) if rows else None

    def _empty(self) -> State:
        sentence = tr("A file, folder or address whose goods come in again and again.")
        new = Action(tr("New feed"), self.deeds.new, "plus", "primary")
        return State("refresh-cw", tr("No feeds yet"), sentence,
                     actions=[] if self._right.reason else [new])  # fmt: skip


def _unread() -> State:
    sentence = tr("Each reading will stand here, with what it changed.")
    return State("history", tr("Nothing was read yet"), sentence)
