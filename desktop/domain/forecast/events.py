"""The calendar as columns: one for each event by name, and what lies beside public holidays.

Dummy variables with leads and lags (Hyndman and Athanasopoulos, Forecasting: Principles and
Practice, 2021, 7.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from desktop.domain.forecast.periods import DAY, Days, Flags, rhythm_of

# Before a holiday people buy ahead, after it less or more: each of these days is an event.
BESIDE = ((-1, "the day before a holiday"), (-2, "two days before a holiday"),
          (1, "the day after a holiday"))  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A day that differs from others; those of one name are expected to be alike."""

    day: date
    name: str
    is_holiday: bool = False


@dataclass(frozen=True, eq=False)
class Calendar:
    """``flags``: dates × names."""

    flags: Flags
    names: tuple[str, ...]


def calendar(dates: Days, events: Sequence[Event]) -> Calendar:
    """Columns over these dates, rising. Events may lie outside: their neighbours are seen.

    An event of a week or month belongs to the last period that began before it.
    """
    is_daily = rhythm_of(dates) is DAY
    marks = [(np.datetime64(one.day, "D"), one.name) for one in events]
    if is_daily:
        holidays = {np.datetime64(one.day, "D") for one in events if one.is_holiday}
        marks += [(day + shift, name) for shift, name in BESIDE for day in holidays]
    names = tuple(dict.fromkeys([*sorted({one.name for one in events}), *(n for _, n in marks)]))
    flags = np.zeros((len(dates), len(names)), bool)
    for day, name in marks:
        at = int(np.searchsorted(dates, day, "right")) - 1
        if at >= 0 and (not is_daily or dates[at] == day):
            flags[at, names.index(name)] |= at < len(dates) - 1 or day - dates[-1] < _step(dates)
    return Calendar(flags, names)


def _step(dates: Days) -> np.timedelta64:
    return dates[-1] - dates[-2] if len(dates) > 1 else np.timedelta64(1, "D")
