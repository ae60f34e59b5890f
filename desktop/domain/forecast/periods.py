"""Days, weeks and months: what of the model depends on how long one period is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]
WEEKS = 54  # weeks of a year by (day of year - 1) // 7, and one more, so that none lies outside


@dataclass(frozen=True)
class Rhythm:
    """All lengths are in periods.

    ``window``: half of what a local mean looks at; ``memories``: of the levels that are tried;
    ``tested``: how far back forecasts are made again, every ``stride``, the ``newest`` so long
    ago; ``least``: what a series must have had before; ``half_life``: of a test's weight;
    ``judged``: the length of the sums by which memories are compared; ``anchor``: what the
    long-run mean counts for in each; ``sums``: those whose spread is measured; ``smooth``: the
    weights of neighbouring weeks in the course of the year.
    """

    name: str
    year: int
    window: int
    memories: tuple[int, ...]
    tested: int
    stride: int
    newest: int
    least: int
    half_life: int
    judged: int
    anchor: float
    sums: tuple[int, ...]
    smooth: tuple[float, ...] = ()


DAY = Rhythm(
    "day", 365, 28, (7, 14, 28, 56, 112, 365), 182, 5, 28, 28, 91, 14, 2.0,
    (1, 2, 4, 7, 14, 21, 28, 56, 112),
    (1, 2, 3, 2, 1),
)  # fmt: skip
WEEK = Rhythm("week", 52, 6, (2, 4, 8, 16, 52), 26, 1, 8, 6, 26, 4, 0.5, (1, 2, 4), (1, 2, 1))
MONTH = Rhythm("month", 12, 6, (2, 4, 8, 16, 48), 12, 1, 4, 6, 26, 4, 0.5, (1, 2, 4))


RHYTHMS = {one.name: one for one in (DAY, WEEK, MONTH)}


def rhythm_of(dates: Days) -> Rhythm:
    """By the usual distance of neighbouring dates."""
    step = np.median(np.diff(dates[:60]).astype(int)) if len(dates) > 1 else 1
    return DAY if step <= 1 else WEEK if step <= 7 else MONTH


def weekdays(dates: Days) -> Whole:
    """0 for Monday. 1970-01-01 was a Thursday."""
    return np.asarray((dates.astype("datetime64[D]").astype(np.int64) + 3) % 7)


def weeks(dates: Days) -> Whole:
    """The week of the year, 0 to 52."""
    years = dates.astype("datetime64[Y]").astype("datetime64[D]")
    return np.asarray(
        np.minimum((dates.astype("datetime64[D]") - years).astype(np.int64) // 7, WEEKS - 2)
    )
