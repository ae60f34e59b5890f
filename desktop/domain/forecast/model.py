"""Demand = level × weekday × promotion × event × time of year, and how far it strays.

``fit`` takes all series of a shop at once, so that slow sellers borrow its habits; the answer
tells the distribution of demand summed over any number of periods ahead.
"""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast import level as levels
from desktop.domain.forecast import spread as spreads
from desktop.domain.forecast.calibration import NOMINAL, Corrected, Tested, corrected
from desktop.domain.forecast.distribution import LEVELS, TINY, below, quantiles
from desktop.domain.forecast.factors import KINDS, Factors, fitted
from desktop.domain.forecast.history import History
from desktop.domain.forecast.periods import Floats, Whole

LOOKS_BACK = 760  # periods; what is older says nothing of today


@dataclass(frozen=True, eq=False)
class Fit:
    """n series, h periods ahead, m memories.

    ``level``: demand of a usual period; ``mean``: n × h; ``dispersion``: n × ``lengths``, variance
    over mean of sums; ``shares``: n × m; ``known``: periods with demand to learn from, n.
    """

    history: History
    factors: Factors
    level: Floats
    shares: Floats
    spread: Floats
    mean: Floats
    lengths: Whole
    dispersion: Floats
    corrected: tuple[Corrected, ...]
    known: Floats

    @property
    def summed(self) -> Floats:
        """n × h: the mean of demand from tomorrow through each period."""
        return np.cumsum(self.mean, 1)

    @property
    def variance(self) -> Floats:
        """n × h: of these sums."""
        at = np.arange(1, self.mean.shape[1] + 1)
        return spreads.between(at, self.lengths, self.dispersion) * self.summed

    def quantiles(self) -> Floats:
        """n × h × q: of demand summed from tomorrow through each period, in units."""
        summed, variance = self.summed, np.maximum(self.variance, TINY)
        found = np.zeros((*summed.shape, len(LEVELS)))
        for ahead in range(summed.shape[1]):
            mean, wide = summed[:, ahead], variance[:, ahead]
            asked = self._corrected(ahead + 1).of(mean**2 / wide)
            found[:, ahead] = quantiles(asked, mean, wide, self.history.is_counted)
        return np.sort(found, -1)

    def period_quantiles(self) -> Floats:
        """n × h × q: of each single period's demand."""
        variance = np.maximum(self.dispersion[:, :1] * self.mean, TINY)
        found = np.zeros((*self.mean.shape, len(LEVELS)))
        for ahead in range(self.mean.shape[1]):
            mean, wide = self.mean[:, ahead], variance[:, ahead]
            asked = self._corrected(1).of(mean**2 / wide)
            found[:, ahead] = quantiles(asked, mean, wide, self.history.is_counted)
        return np.sort(found, -1)

    def reaches(self, stock: Floats) -> Floats:
        """n × h: P(demand summed through each period >= stock), rising."""
        is_counted = self.history.is_counted
        summed, variance = self.summed, np.maximum(self.variance, TINY)
        most = np.ceil(stock) - 1 if is_counted else stock
        found = np.ones_like(summed)
        for ahead in range(summed.shape[1]):
            mean, wide = summed[:, ahead], variance[:, ahead]
            told = below(most, mean, wide, is_counted)
            found[:, ahead] -= self._corrected(ahead + 1).said(told, mean**2 / wide)
        found[stock <= 0] = 1.0
        return np.asarray(np.maximum.accumulate(found, 1))

    def _corrected(self, length: int) -> Corrected:
        nearest = int(np.argmin(np.abs(np.log(self.lengths) - np.log(length))))
        return self.corrected[nearest]


def fit(history: History, kinds: tuple[str, ...] = KINDS, is_calibrated: bool = True) -> Fit:
    """The model of these series; ``kinds`` of factors that are used."""
    history = history.last(LOOKS_BACK)
    factors, spread = fitted(history, kinds)
    over = factors.over(history)
    past = over[:, : history.past] * history.seen
    sums = levels.totals(history, past)
    found = levels.levels(history, past, levels.tests_of(history))
    shares = levels.mixture(history, found, sums, spread)
    level = (found.now * shares).sum(1)
    dispersion = spreads.dispersions(history, found, shares, sums, spread)
    lengths = spreads.lengths(history)
    tested = [
        _tested(history, found, shares, sums, dispersion[:, number], int(length))
        for number, length in enumerate(lengths)
    ]
    correct = tuple(
        corrected(one, history.is_counted) if is_calibrated else NOMINAL for one in tested
    )
    return Fit(
        history, factors, level, shares, spread, level[:, None] * over[:, history.past :], lengths,
        dispersion, correct, past.sum(1),
    )  # fmt: skip


def _tested(
    history: History, found: levels.Levels, shares: Floats, sums: levels.Sums, dispersion: Floats,
    length: int,
) -> Tested:  # fmt: skip
    """All back-tested sums of one length, with what was forecast for them."""
    fits = found.tests + length <= history.past
    tests = found.tests[fits]
    sold, factors = sums.of(tests, length)
    mean = (found.then[fits] * shares).sum(-1) * factors
    is_grown = levels.judged(history, tests)[0] > 0
    chosen = is_grown & (mean > 1e-6)
    wide = np.broadcast_to(dispersion, mean.shape) * mean
    at = np.broadcast_to(tests[:, None], mean.shape)
    return Tested(sold[chosen], mean[chosen], wide[chosen], at[chosen])
