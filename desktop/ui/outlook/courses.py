"""An outlook as what the fan chart draws: demand by day, or how the stock runs down."""

from datetime import date, timedelta
from math import nan
from typing import Any

from desktop.domain.outlook import BANDS, MIDDLE, AheadDay, Outlook, PastDay
from desktop.ui.charts.fan import FanCourse, Line, Span
from desktop.ui.outlook.words import ahead_words, past_words, short_day
from desktop.ui.text import calendar_day, plural, tr

DAY = timedelta(days=1)
BOX = (0.05, 0.25, 0.5, 0.75, 0.95)


def demand_course(told: Outlook, days: int) -> FanCourse:
    """Units sold a day; twice as many days before as ahead."""
    past, ahead = _shown(told, days)
    return FanCourse(
        **_frame(told, past, ahead),
        past=tuple(day.sold for day in past),
        looks=(*map(_look, past), *("closed" if day.is_closed else "" for day in ahead)),
        fitted=tuple(nan if day.expected is None else day.expected for day in past)
        if any(day.expected is not None for day in past) else (),
        middle=tuple(day.expected for day in ahead),
        bands=tuple(
            (tuple(day.sold[low] for day in ahead), tuple(day.sold[high] for day in ahead))
            for _, low, high in BANDS
        ),
    )  # fmt: skip


def stock_course(told: Outlook, days: int) -> FanCourse:
    """On hand at the end of each day, and when it is used up as a box plot."""
    past, ahead = _shown(told, days)
    return FanCourse(
        **_frame(told, past, ahead),
        past=tuple(day.on_hand for day in past),
        looks=tuple("out" if day.is_out else "" for day in past),
        is_bars=False,
        middle=tuple(told.left(day, MIDDLE) for day in ahead),
        bands=tuple(
            (_left(told, ahead, high), _left(told, ahead, low)) for _, low, high in BANDS
        ),
        box=_box(told, past, ahead),
        strip=_strip(told, past, ahead),
    )  # fmt: skip


def _shown(told: Outlook, days: int) -> tuple[tuple[PastDay, ...], tuple[AheadDay, ...]]:
    return told.past[-2 * days :], told.ahead[:days]


def _frame(told: Outlook, past: tuple[PastDay, ...], ahead: tuple[AheadDay, ...]) -> dict[str, Any]:
    """What both kinds have in common: days, words, events, and the lines of the dates."""
    every = [*(day.day for day in past), *(day.day for day in ahead)]
    spoken = [past_words(day) for day in past]
    return {
        "labels": tuple(calendar_day(day) for day in every),
        "spoken": (*spoken, *(ahead_words(told, day) for day in ahead)),
        "lines": _lines(told, every),
        "spans": _spans(told, every),
    }


def _left(told: Outlook, ahead: tuple[AheadDay, ...], level: int) -> tuple[float, ...]:
    return tuple(told.left(day, level) for day in ahead)


def _look(day: PastDay) -> str:
    """One look a day: what hides demand comes first."""
    if day.is_closed:
        return "closed"
    if day.is_out:
        return "out"
    return "promo" if day.is_promo else ""


def _lines(told: Outlook, every: list[date]) -> tuple[Line, ...]:
    """Today, the last day to order and the day it runs out, where they are in sight."""
    has_stock = told.on_hand > 0
    wanted = (
        (told.today, tr("Today"), "text.primary", False, -0.5),
        (told.order_by if has_stock else None, tr("Order by {day}"), "warn.text", True, 0.0),
        (told.usual if has_stock else None, tr("Runs out {day}"), "bad.text", True, 0.0),
    )
    return tuple(
        Line((day - every[0]).days + shift, words.format(day=short_day(day)), ink, is_dashed)
        for day, words, ink, is_dashed, shift in wanted
        if day is not None and every and told.today <= day <= every[-1]
    )


def _spans(told: Outlook, every: list[date]) -> tuple[Span, ...]:
    if not every:
        return ()
    begin, end = every[0], every[-1]
    return tuple(
        Span((max(each.first, begin) - begin).days, (min(each.last, end) - begin).days, each.name)
        for each in told.happenings
        if each.first <= end and each.last >= begin
    )


def _box(
    told: Outlook, past: tuple[PastDay, ...], ahead: tuple[AheadDay, ...]
) -> tuple[float, float, float, float, float] | None:
    """Where the chances to be out are passed; the right half may lie beyond what is shown."""
    if told.on_hand <= 0 or not ahead:
        return None
    found = [told.out_by(chance) for chance in BOX]
    if found[2] is None or found[2] > ahead[-1].day:
        return None
    first = past[0].day if past else ahead[0].day
    beyond = len(past) + len(ahead) - 0.5
    places = [beyond if day is None else min(beyond, (day - first).days) for day in found]
    return (places[0], places[1], places[2], places[3], places[4])


def _strip(
    told: Outlook, past: tuple[PastDay, ...], ahead: tuple[AheadDay, ...]
) -> tuple[float, float, str] | None:
    """How long an order of today takes."""
    if told.supply is None or not told.supply.lead_days or not ahead:
        return None
    begin = len(past) - 0.5
    end = min(begin + told.supply.lead_days, len(past) + len(ahead) - 0.5)
    words = plural("lead time {n} day", "lead time {n} days", told.supply.lead_days)
    return (begin, end, words)
