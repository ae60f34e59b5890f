"""Forecasts of a past stretch, each from what was known then: fitted anew every 13 weeks.

Between two fits the habits stay and the level walks on: at each look it is what the model's
memories make of the days until then (rolling origins: Tashman, Int. J. of Forecasting 16, 2000).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast import level as levels
from desktop.domain.forecast.fitting import Fit
from desktop.domain.forecast.history import History
from desktop.domain.forecast.model import fit
from desktop.domain.forecast.orderup import summed_quantiles
from desktop.domain.forecast.periods import Floats, Whole
from desktop.domain.forecast.pools import Pools

STEP = 91  # days between two fits
AHEAD = 90  # days that a fit tells
_NONE = 1e-6


@dataclass(frozen=True)
class Span:
    """Of ``days`` that are known the stretch begins on number ``start``; the last ``counted`` ones
    count, and one looks ``every`` so many days."""

    days: int
    counted: int
    start: int
    every: int

    @property
    def length(self) -> int:
        """Days of the stretch."""
        return self.days - self.start

    @property
    def warm(self) -> int:
        """Days of it before those that count."""
        return self.length - self.counted

    @property
    def origins(self) -> tuple[int, ...]:
        """The days before which is fitted."""
        return tuple(range(self.start, self.days, STEP))

    def looks(self, origin: int) -> Whole:
        """The days of the looks until the next fit."""
        every = np.arange(self.start, self.days, self.every)
        return every[(every >= origin) & (every < origin + STEP)]


@dataclass(frozen=True, eq=False)
class Wanted:
    """n each: days that an order is for, the chance that it lasts, days until it comes, and for how
    many what comes can be sold (0: it keeps)."""

    lengths: Whole
    percents: Floats
    lead: Whole
    life: Whole


@dataclass(frozen=True, eq=False)
class Walk:
    """n × looks: ``levels``, the quantile that is wanted, ``before``, what is expected to be sold
    until an order comes, ``most``, until it has expired (without end where it keeps);
    ``expected``: n × days of the stretch."""

    levels: Floats
    before: Floats
    most: Floats
    expected: Floats


def walk(
    span: Span, whole: History, known: Iterable[History], learnt: Sequence[Pools], wanted: Wanted
) -> Walk:
    """``whole``: all that happened; ``known``: what was known at each of the span's origins, and
    what was planned from there on."""
    parts = [
        _part(span, whole, plan, fit(fitted_of(plan), pools), wanted)
        for plan, pools in zip(known, learnt, strict=True)
    ]
    level, before, most, expected = (
        np.concatenate([getattr(part, name) for part in parts], 1)
        for name in ("levels", "before", "most", "expected")
    )
    return Walk(level, before, most, expected)


def fitted_of(plan: History) -> History:
    """What a fit is told of it."""
    return plan.until(plan.past, min(plan.ahead, AHEAD))


def _part(span: Span, whole: History, plan: History, found: Fit, wanted: Wanted) -> Walk:
    """From one fit to the next."""
    origin = plan.past
    end, looks = min(origin + STEP, span.days), span.looks(origin)
    tests = np.unique([origin, *looks])
    level = _levels(found, whole.until(end, 0), tests)
    over = found.habits.own.over(plan)[:, origin:]
    last = np.searchsorted(tests, np.arange(origin, end), "right") - 1
    expected = level[:, last] * over[:, : end - origin]
    at_looks = level[:, np.searchsorted(tests, looks)]
    first = looks - origin
    mean = at_looks * _summed(over, first, np.maximum(wanted.lengths, 1))
    up_to = summed_quantiles(found, mean, np.maximum(wanted.lengths, 1), wanted.percents)
    before, through = (
        at_looks * _summed(over, first, days) for days in (wanted.lead, wanted.lead + wanted.life)
    )
    most = np.where(wanted.life[:, None] > 0, through, np.inf)
    return Walk(up_to, before, most, expected)


def _levels(found: Fit, until: History, tests: Whole) -> Floats:
    """n × tests: the fit's level, moved as its memories move with what was sold since."""
    past = found.habits.own.over(until) * until.seen
    then = levels.levels(until, past, tests, np.full(until.series, np.nan)).then
    walked = (then * found.shares).sum(-1).T
    begun = walked[:, :1]
    moved = found.level[:, None] * walked / np.maximum(begun, _NONE)
    return np.asarray(np.where(begun > _NONE, moved, walked))


def _summed(over: Floats, first: Whole, lengths: Whole) -> Floats:
    """n × looks: factors over so many days from each look on; beyond what is known as before."""
    sums = np.concatenate([np.zeros((len(over), 1)), np.cumsum(over, 1)], 1)
    ends = np.minimum(first + lengths[:, None], over.shape[1])
    part = np.take_along_axis(sums, ends, 1) - sums[:, first]
    return np.asarray(part * lengths[:, None] / np.maximum(ends - first, 1))
