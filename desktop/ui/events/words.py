"""Events in words and shapes: type, days, and what a screen reader tells."""

from datetime import date

from desktop.queries.event_list import TYPES
from desktop.queries.events import EventSpan
from desktop.ui.text import calendar_day, tr


def look_of(kind: str) -> tuple[str, str]:
    """Tone and icon of a type; a shape beside each colour."""
    choice = next(choice for choice in TYPES if choice.value == kind)
    return choice.tone or "neutral", choice.icon


def type_words(kind: str) -> str:
    """The type as people call it."""
    return next((tr(choice.title) for choice in TYPES if choice.value == kind), kind)


def span_words(first: date, last: date | None) -> str:
    """``27 Nov 2026``, or ``27 – 29 Nov 2026``."""
    if last is None or last == first:
        return calendar_day(first, "d MMM yyyy")
    same_month = (first.year, first.month) == (last.year, last.month)
    pattern = "d" if same_month else "d MMM" if first.year == last.year else "d MMM yyyy"
    return f"{calendar_day(first, pattern)} – {calendar_day(last, 'd MMM yyyy')}"


def spoken(event: EventSpan) -> str:
    """All that a bar of the calendar shows."""
    words = tr(
        "{name}, {type}, {days}",
        name=event.name,
        type=type_words(event.type).lower(),
        days=span_words(event.first, event.last),
    )
    return words if event.is_in_prediction else f"{words}, {tr('not in forecasts')}"
