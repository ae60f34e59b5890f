"""Events: a month beside the list, for holidays, promotions, seasons and what else is special."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Filter
from desktop.queries.event_list import EVENTS, EventRow
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.pages.events.card import MonthCard
from desktop.ui.pages.events.deeds import Deeds
from desktop.ui.pages.events.laid import month_after, of_day
from desktop.ui.rights import Right
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.status_page import Action, State

VIEWS = (
    View("month", "Month", (Filter("month", "is", True),)),
    View("coming", "Coming", (Filter("coming", "is", True),)),
    View("all", "All"),
)
GAP = 16


class EventsPage(QWidget):
    """The list's first view is of the month shown; a chosen day leads to its event there."""

    keys = (
        ("← → ↑ ↓", "Choose a day, or a row of the list"),
        ("Page Up", "The month before"),
        ("Page Down", "The month after"),
        ("Home", "Today"),
        ("Enter", "Open the event of the day, or make one"),
        ("N", "New event on the day"),
        ("F", "In the list: counts in forecasts, or not"),
        ("Del", "Delete the chosen events"),
        ("Ctrl I", "Import events from a file"),
        ("Ctrl Z", "Undo the last change"),
        *LIST_KEYS,
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.card = MonthCard(context)
        self.month = self.card.month
        self.deeds = Deeds(self, context, self.month.go_to)
        new = Button(tr("New event"), "primary", "plus", self._on_new)
        self._right = Right(self, context, Permission.EDIT_EVENT, new)
        self.list = ListPage(context, EVENTS, views=VIEWS, empty=self._empty(), given=self._given())
        self.list.add_action(new)
        self.deeds.edits = Edits(self, context, self.deeds.take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.card, 11)
        row.addWidget(self.list, 10)
        self.first = self.month
        self._connect()

    def _connect(self) -> None:
        place = self.list.table
        self.card.more.clicked.connect(lambda: self.deeds.open_menu(self.card.more))
        self.card.turned.connect(self._on_turned)
        self.month.moved.connect(self._on_moved)
        self.month.opened.connect(self._on_day_opened)
        self.month.chosen.connect(lambda event: self._show_row(event.id))
        place.opened.connect(self.deeds.edit_row)
        place.current_changed.connect(self._on_row)
        self._right.changed.connect(lambda: self.list.states.set_empty(self._empty()))
        new = Command(tr("New event"), "N", self._on_new, "plus")
        delete = Command(tr("Delete the event"), "Del", self._on_delete, "trash-2")
        switch = Command(tr("Counts in forecasts, or not"), "F", self._on_switch, "trending-up")
        install(self.month, [new, *self._of_list()], is_inside=True)
        install(place, [new, delete, switch], is_inside=True)
        install(self, [Command(tr("New event"), "Ctrl+N", self._on_new, "plus")])

    def _of_list(self) -> list[Command]:
        """What the list beside the calendar does by a key, from the calendar, too."""
        sharing, edit = self.list.sharing, self.list.filters.edit
        return [
            Command(tr("Export events"), "Ctrl+E", sharing.export, "download"),
            Command(tr("Print events"), "Ctrl+P", sharing.print, "printer"),
            Command(tr("Filter"), "/", edit.setFocus, "list-filter", "Ctrl+F"),
        ]

    def open_with(self, day: date | None = None, event: UUID | None = None, deed: str = "") -> None:
        """A day, an event's form, or a deed: ``new``, ``holidays``, ``import``."""
        if day is not None:
            self.month.go_to(day)
        if event is not None:
            self.deeds.edit(event)
        if deed == "new":
            self._on_new()
        elif deed:
            self.deeds.start(deed)

    def refresh(self) -> None:
        """Reads calendar and list again."""
        self.card.read()
        self.list.reload()

    @property
    def is_at_rest(self) -> bool:
        """Whether the month's events are there."""
        return self.card.is_at_rest

    def _given(self) -> tuple[tuple[str, object], ...]:
        first = self.month.day.replace(day=1)
        last = month_after(first, 1).replace(day=1)
        return (
            ("today", self.card.today),
            ("month_first", first),
            ("month_last", last.fromordinal(last.toordinal() - 1)),
        )

    def _empty(self) -> State:
        sentence = tr("Holidays and promotions make forecasts better. They will stand here.")
        new = Action(tr("New event"), self._on_new, "plus", "primary")
        fill = Action(tr("Holidays …"), lambda: self.deeds.start("holidays"), "sun")
        actions = [] if self._right.reason else [new, fill]
        return State("calendar", tr("No events here"), sentence, actions=actions)

    # The calendar and the list tell each other.

    def _on_turned(self) -> None:
        self.list.ask(replace(self.list.request, given=self._given()))

    def _on_moved(self, day: date) -> None:
        """The day's first event becomes the current row, where the list shows it."""
        found = of_day(self.month.events, day)
        if found:
            self._show_row(found[0].id)

    def _show_row(self, event: UUID) -> None:
        model = self.list.model
        rows = (number for number in range(model.rowCount()) if model.row(number) is not None)
        for number in rows:
            row = model.row(number)
            if row is not None and row.id == event:
                self.list.table.go_to(number)
                return

    def _on_row(self, row: EventRow | None) -> None:
        self.month.mark(row.id if row else None)

    def _on_day_opened(self, day: date) -> None:
        """One event: it; several: the list, to choose; none: a new one."""
        found = of_day(self.month.events, day)
        if len(found) == 1:
            self.deeds.edit(found[0].id)
        elif found:
            self.list.show_view("month")
            self.list.table.setFocus()
            QTimer.singleShot(0, self, lambda: self._show_row(found[0].id))
        else:
            self._on_new()

    def _on_new(self) -> None:
        self.deeds.new(self.month.day)

    def _on_delete(self) -> None:
        self.deeds.delete(self._chosen())

    def _on_switch(self) -> None:
        self.deeds.switch(self._chosen())

    def _chosen(self) -> list[EventRow]:
        table = self.list.table
        found = (self.list.model.row(number) for number in table.place.rows())
        return [row for row in found if row is not None]
