"""Alerts: what needs someone, the gravest first; movements raise them and end them."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import NotAllowed, Permission
from desktop.queries.alerts import ALERTS, Tally, alert_tally, given_by
from desktop.queries.columns import Request
from desktop.ui.actions import Command, install
from desktop.ui.alerts.count import wait_ms
from desktop.ui.alerts.handling import Handling
from desktop.ui.alerts.words import AlertWords
from desktop.ui.context import Context
from desktop.ui.pages.alerts.deeds import Deeds
from desktop.ui.pages.alerts.head import Head
from desktop.ui.pages.alerts.panel import AlertPanel
from desktop.ui.pages.alerts.rows import AlertRows
from desktop.ui.rights import Right
from desktop.ui.table.beside import Beside
from desktop.ui.table.model import ListModel
from desktop.ui.table.sharing import KEYS, Sharing, told_by
from desktop.ui.table.states import States
from desktop.ui.text import tr
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.status_page import State

EMPTY = {
    "open": (
        "circle-check",
        "Nothing needs you",
        "Low and empty shelves will stand here by themselves.",
        "ok",
    ),
    "snoozed": ("clock", "Nothing is snoozed", "What you put aside with S waits here.", "neutral"),
    "done": ("bell", "Nothing is done yet", "What was acknowledged or is over stands here.",
             "neutral"),
}  # fmt: skip


class AlertsPage(QWidget):
    """The list with its head, and the chosen alert at the side."""

    keys = (
        ("↑ ↓", "Choose an alert"),
        ("Enter", "What its button says"),
        ("E", "Acknowledge what is chosen"),
        ("S", "Snooze what is chosen"),
        ("Space", "Choose one more"),
        ("Ctrl A", "Choose all"),
        ("/", "Filter"),
        *KEYS,
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._words = AlertWords(context.shop, context.clock)
        self.model = ListModel(context.work, ALERTS, self._words, self)
        self.table = AlertRows(self.model, self._words)
        self._handling = Handling(context, self)
        self.head = Head()
        self._right = Right(self, context, Permission.HANDLE_ALERTS, self.head.all)
        self._deeds = Deeds(context, self.table, self._handling, self._right)
        empty = _empty("open")
        self.states = States(self.table, self.model, empty, self._on_clear, self.refresh)
        self.panel = AlertPanel(context)
        self.sharing = Sharing(self, context, ALERTS, lambda: told_by(self.table, ALERTS))
        self.head.add_button(self.sharing.button(has_words=False))
        self._rights = Banner("warn", tr("Read only."), str(NotAllowed(Permission.HANDLE_ALERTS)))
        self._trouble = Banner("bad", tr("Not up to date."))
        self._trouble.add_action(tr("Try again"), self.refresh, "refresh-cw")
        self._trouble.hide()
        self._counting = 0
        self._place = 0  # the current row, to stay near it when it goes
        self._wake = QTimer(self)
        self._wake.setSingleShot(True)
        self._wake.timeout.connect(self.refresh)
        self.first = self.states
        self._put_together()
        self._connect()
        self._ask()

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is read any more."""
        lanes = (self.model.feed.lane, self.model.windows.lane)
        is_idle = not any(lane.is_busy for lane in lanes) and not self._counting
        return is_idle and self.model.state != "loading" and not self.panel.is_busy

    def open_with(self, view: str) -> None:
        """Shows a view by its key."""
        self.head.show_view(view)

    def refresh(self) -> None:
        """Reads the list again."""
        if self.model.rowCount() and self.model.error is None:
            self.model.feed.refresh()
        else:
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._words.shop = self._context.shop
        self.model.feed.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.feed.set_active(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the filter line back to the rows."""
        leaves = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down)
        if leaves and self.head.edit.hasFocus():
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        """The rows of the view and the chips, the gravest first; what is done, newest first."""
        head, context = self.head, self._context
        is_done = head.view == "done"
        self.table.is_grouped = not is_done
        self.model.own_filters = head.own_filters
        self.states.set_empty(_empty(head.view))
        head.show_for_view()
        given = given_by(context.shop.store, context.clock.now)
        sort = "changed_at" if is_done else "gravity"
        self.model.ask(Request(sort, True, head.filters, head.search, given))

    def _on_clear(self) -> None:
        self.head.show_view(self.head.view)

    def _on_counted(self, _rows: int, is_whole: bool) -> None:
        self._trouble.hide()
        if is_whole:
            self._count()

    def _count(self) -> None:
        context = self._context
        self._counting += 1
        context.work.read(
            self, alert_tally, context.shop.store, context.clock.now(),
            then=self._on_tally, failed=self._on_not_counted,
        )  # fmt: skip

    def _on_tally(self, tally: Tally) -> None:
        """Counts for tabs and chips; when a snooze ends, the list is read again."""
        self._counting -= 1
        self.head.show_tally(tally)
        self._wake.stop()
        if tally.wakes_at is not None:
            self._wake.start(wait_ms(self._context, tally))

    def _on_not_counted(self, _error: UserError) -> None:
        self._counting -= 1

    def _on_failed(self, error: UserError) -> None:
        """With rows on the screen they stay, and a line above says that they may be old."""
        if self.model.rowCount():
            self._trouble.say("bad", tr("Not up to date."), str(error))
            self._trouble.show()

    def _on_keys_change(self) -> None:
        """While rows go, Qt makes others current: the place is that of before; of a new list, 0."""
        is_new = self.model.feed.shown is None
        self._place = 0 if is_new else max(0, self.table.current_row)

    def _on_keys_changed(self) -> None:
        """Some row is always the current one: the one that took the place of what has gone."""
        rows = self.model.rowCount()
        if rows and not self.table.currentIndex().isValid() and not self.table.place.is_seeking:
            self.table.go_to(min(self._place, rows - 1))

    def _connect(self) -> None:
        model, table, panel, deeds = self.model, self.table, self.panel, self._deeds
        self.head.asked.connect(self._ask)
        self.head.all.clicked.connect(lambda _on=False: deeds.acknowledge_all())
        self.head.rules.clicked.connect(lambda _on=False: deeds.show_rules())
        model.counted.connect(self._on_counted)
        model.failed.connect(self._on_failed)
        model.keys_change.connect(self._on_keys_change)
        model.keys_changed.connect(self._on_keys_changed)
        table.place.counted.connect(self.head.show_chosen)
        panel.deed_wanted.connect(deeds.do)
        panel.snooze_wanted.connect(deeds.snooze_one)
        panel.movements_wanted.connect(deeds.show_movements)
        panel.assign_wanted.connect(deeds.ask_whose)
        self._handling.done.connect(model.feed.renew)
        self._right.changed.connect(self._show_rights)
        self._show_rights()
        commands = (
            Command(tr("Acknowledge"), "E", deeds.acknowledge),
            Command(tr("Snooze"), "S", deeds.snooze),
            Command(tr("Filter"), "/", self.head.edit.setFocus, also="Ctrl+F"),
        )
        install(self, commands)

    def _show_rights(self) -> None:
        """Who may only look is told so, and why."""
        self._rights.setVisible(bool(self._right.missing))  # of the data the frame tells
        is_read_only = self._context.work.reach.is_read_only
        self.table.let_handle(not self._right.reason, not is_read_only)

    def _put_together(self) -> None:
        card = Card(padding=0, spacing=0)
        for part in (self.head, self._rights, self._trouble, line()):
            card.add(part)
        card.add(self.states, 1)
        card.body.setContentsMargins(0, 0, 0, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Beside(card, self.table, self.panel, self.panel.show_alert, always=True))


def _empty(view: str) -> State:
    icon, title, sentence, tone = EMPTY[view]
    return State(icon, tr(title), tr(sentence), tone)
