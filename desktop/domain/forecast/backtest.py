"""Back-test: forecasts made again in the past, as if the days after were unknown, and what came.

A rolling origin (Tashman, Int. J. of Forecasting 16, 2000): levels are of each origin, factors
and spread are of the whole past. Errors are told over those of a naive forecast (Hyndman and
Koehler, Int. J. of Forecasting 22, 2006).
"""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.distribution import below
from desktop.domain.forecast.history import History
from desktop.domain.forecast.level import Levels, Sums, judged, totals
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.pooling import TINY


@dataclass(frozen=True, eq=False)
class Again:
    """All forecasts of sums of one length, from ``tests`` on: tests × n.

    ``is_worth``: of series old enough then.
    """

    length: int
    tests: Whole
    sold: Floats
    mean: Floats
    variance: Floats
    is_worth: Flags


@dataclass(frozen=True, eq=False)
class Score:
    """n series, NaN where there was no test. ``error``: of sums, over that of the last week
    repeated (or the last period, where a period is not a day); ``covered``: the share of periods
    inside the band that should hold 80 % of them.
    """

    error: Floats
    covered: Floats


def again(history: History, found: Levels, shares: Floats, sums: Sums, dispersion: Floats,
          length: int) -> Again:  # fmt: skip
    """``dispersion``: n, of sums of this length."""
    tests = found.tests[found.tests + length <= history.past]
    sold, factors = sums.of(tests, length)
    mean = (found.then[: len(tests)] * shares).sum(-1) * factors
    is_worth = (judged(history, tests) > 0) & (mean > 1e-6)
    return Again(length, tests, sold, mean, dispersion * mean, is_worth)


def score(history: History, sums: Again, single: Again) -> Score:
    """``single``: of sums of one period."""
    naive = np.abs(sums.sold - _repeated(history, sums))
    own = np.abs(sums.sold - sums.mean)
    worth = sums.is_worth
    error = (own * worth).sum(0) / np.maximum((naive * worth).sum(0), TINY)
    inside, known = _inside(history, single) * single.is_worth, single.is_worth.sum(0)
    return Score(
        np.where((naive * worth).sum(0) > 0, error, np.nan),
        np.where(known > 0, inside.sum(0) / np.maximum(known, 1), np.nan),
    )


def _repeated(history: History, sums: Again) -> Floats:
    """Tests × n: the rate of the last week before each test, over the open days after it."""
    back = 7 if history.has_weekdays else 1
    seen = totals(history, history.seen)
    sold, opened = seen.of(sums.tests - back, back)
    return np.asarray(sold / np.maximum(opened, 1) * seen.of(sums.tests, sums.length)[1])


def _inside(history: History, single: Again) -> Floats:
    """The 80 % band of pieces holds what its ends stand for."""
    counted = history.is_counted
    high = below(single.sold, single.mean, single.variance, counted)
    low = np.where(
        counted, below(single.sold - 1, single.mean, single.variance, counted), high
    )  # fmt: skip
    return ((high >= 0.1) & (low <= 0.9)).astype(float)
