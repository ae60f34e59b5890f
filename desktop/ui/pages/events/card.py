"""The month as a card: its name, the ways to other months, and the events read for it."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.queries.events import EventSpan, events_between
from desktop.ui.context import Context
from desktop.ui.pages.events.month import Month, title_of
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.label import ElideLabel

TABLES = frozenset({"*", "event", "event_scope"})


class MonthCard(Card):
    """Reads what stands on the days shown, and again when it changed."""

    turned = Signal()  # another month is shown

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self._asked: tuple[date, date] | None = None
        self.month = Month(self.today())
        self._title = ElideLabel("", "subtitle")
        self.more = IconButton("ellipsis", tr("Import and holidays"))
        head = QHBoxLayout()
        head.setContentsMargins(16, 9, 12, 9)
        head.setSpacing(4)
        head.addWidget(self._title, 1)
        head.addWidget(Button(tr("Today"), "ghost", on_click=self._on_today))
        head.addWidget(IconButton("chevron-left", tr("The month before"), self._on_before))
        head.addWidget(IconButton("chevron-right", tr("The month after"), self._on_after))
        head.addWidget(self.more)
        self.add(head)
        self.add(line())
        self.add(self.month, 1)
        self.month.turned.connect(self._on_turned)
        context.work.changed.connect(self._on_changed)
        self.read()

    def today(self) -> date:
        """The shop's day."""
        return self._context.shop.day_of(self._context.clock.now())

    @property
    def is_at_rest(self) -> bool:
        """Whether the month's events are there."""
        return self._asked is None

    def read(self) -> None:
        """Asks what stands on the days shown; the newest question is the one that is answered."""
        self._title.setText(title_of(self.month.day))
        days = self.month.days
        self._asked = asked = (days[0], days[-1])
        self._context.work.read(
            self, events_between, self._context.shop.store, *asked,
            then=partial(self._on_read, asked),
            failed=lambda error: self._context.notify(str(error), "bad"),
        )  # fmt: skip

    def _on_read(self, asked: tuple[date, date], events: list[EventSpan]) -> None:
        if asked == self._asked:
            self._asked = None
            self.month.show_events(events)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and tables & TABLES:
            self.read()

    def _on_turned(self) -> None:
        self.read()
        self.turned.emit()

    def _on_before(self) -> None:
        self.month.turn(-1)

    def _on_after(self) -> None:
        self.month.turn(1)

    def _on_today(self) -> None:
        self.month.go_to(self.today())
