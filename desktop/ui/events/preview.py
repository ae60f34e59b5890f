"""What would come into the calendar: event, day, and whether it is new, changed or there."""

from collections.abc import Sequence

from desktop.commands.many_events import NewEvent
from desktop.ui.events.words import span_words
from desktop.ui.text import calendar_day, number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.fact_table import FactTable
from desktop.ui.widgets.scrolled import Scrolled

TALL, MOST = 240, 400


class EventPreview(Scrolled):
    """The first hundreds of them; ``said`` sums all up."""

    def __init__(self, changes: bool = True) -> None:
        self._changes = changes
        self.table = FactTable((tr("Event"), tr("Day"), ""))
        super().__init__(self.table, tr("What would come into the calendar"))
        self.setFixedHeight(current_theme().px(TALL))
        self.said = ""

    def show_events(self, events: Sequence[NewEvent], states: Sequence[str]) -> None:
        """Other events, each with "new", "changed" or "same"."""
        words = {
            "new": tr("new"),
            "changed": tr("changed") if self._changes else tr("there already"),
            "same": tr("there already"),
        }
        pairs = list(zip(events, states, strict=True))[:MOST]
        self.table.show_rows([(e.name, _day(e), words[state]) for e, state in pairs])
        new, changed = states.count("new"), states.count("changed") * self._changes
        counts = {
            tr("new"): new,
            tr("changed"): changed,
            tr("there already"): len(events) - new - changed,
        }
        self.said = ", ".join(f"{number(n)} {word}" for word, n in counts.items() if n)


def _day(event: NewEvent) -> str:
    if event.end_date is not None:
        return span_words(event.event_date, event.end_date)
    return calendar_day(event.event_date, "ddd d MMM yyyy")
