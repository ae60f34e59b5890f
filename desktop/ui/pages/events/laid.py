"""Where events stand in a month: weeks of days, and in each week bars that do not meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.queries.events import EventSpan

DAYS, WEEKS = 7, 6


@dataclass(frozen=True)
class Bar:
    """An event in one week: columns ``first`` to ``last`` of 0 to 6, in a lane from above.

    ``begins`` and ``ends``: not cut off at the week's edge.
    """

    event: EventSpan
    week: int
    first: int
    last: int
    lane: int
    begins: bool
    ends: bool


def first_day(month: date, week_begins: int) -> date:
    """The first day shown of a month; ``week_begins`` is 1 for Monday to 7 for Sunday."""
    first = month.replace(day=1)
    return first - timedelta(days=(first.isoweekday() - week_begins) % DAYS)


def days_of(month: date, week_begins: int) -> list[date]:
    """Six weeks of days."""
    first = first_day(month, week_begins)
    return [first + timedelta(days=number) for number in range(DAYS * WEEKS)]


def month_after(month: date, number: int) -> date:
    """The first of the month so many months later; the calendar ends in 1900 and 2199."""
    months = min(max(month.year * 12 + month.month - 1 + number, 1900 * 12), 2199 * 12 + 11)
    return date(months // 12, months % 12 + 1, 1)


def bars_of(events: Iterable[EventSpan], first: date) -> list[Bar]:
    """Longer events first, so that they keep one lane as far as they can."""
    taken: dict[tuple[int, int], set[int]] = {}
    bars: list[Bar] = []
    ordered = sorted(events, key=lambda e: (e.first, -(e.last - e.first).days, e.name))
    for event in ordered:
        from_day = max((event.first - first).days, 0)
        to_day = min((event.last - first).days, DAYS * WEEKS - 1)
        for week in range(from_day // DAYS, to_day // DAYS + 1):
            left = max(from_day - week * DAYS, 0)
            right = min(to_day - week * DAYS, DAYS - 1)
            lane = _free(taken, week, left, right)
            begins = (event.first - first).days == week * DAYS + left
            ends = (event.last - first).days == week * DAYS + right
            bars.append(Bar(event, week, left, right, lane, begins, ends))
    return bars


def _free(taken: dict[tuple[int, int], set[int]], week: int, left: int, right: int) -> int:
    lane = 0
    columns = [taken.setdefault((week, column), set()) for column in range(left, right + 1)]
    while any(lane in column for column in columns):
        lane += 1
    for column in columns:
        column.add(lane)
    return lane


def of_day(events: Sequence[EventSpan], day: date) -> list[EventSpan]:
    """The events that touch a day, in their order."""
    return [event for event in events if event.first <= day <= event.last]
