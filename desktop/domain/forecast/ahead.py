"""Demand ahead as a distribution: of each period, and summed from the first one through each.

All that stock is asked about is read off the summed one: see ``depletion``. The first axes, if
any, are those of the series.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from desktop.domain.forecast import spread
from desktop.domain.forecast.calibration import Corrected
from desktop.domain.forecast.depletion import Told, told
from desktop.domain.forecast.distribution import LEVELS, TINY, below, quantiles
from desktop.domain.forecast.periods import Days, Flags, Floats, Whole


@dataclass(frozen=True, eq=False)
class Distribution:
    """``days``: h; ``mean``: … × h, demand of each period; ``dispersion``: … × ``lengths``,
    variance over mean of sums, ``corrected`` for each length; ``is_counted``: …, whole pieces;
    ``trust``: …, 1 where there was history enough, down to 0 where there was none.
    """

    days: Days
    mean: Floats
    lengths: Whole
    dispersion: Floats
    corrected: tuple[Corrected, ...]
    is_counted: Flags
    trust: Floats

    @property
    def summed(self) -> Floats:
        """… × h: the mean of demand from the first period through each."""
        return np.cumsum(self.mean, -1)

    @property
    def variance(self) -> Floats:
        """… × h: of these sums."""
        at = np.arange(1, self.mean.shape[-1] + 1)
        return spread.between(at, self.lengths, self.dispersion) * self.summed

    def quantiles(self, levels: Floats = LEVELS) -> Floats:
        """… × h × q: of demand from the first period through each, in units."""
        at = np.arange(1, self.mean.shape[-1] + 1)
        return self._quantiles(levels, at, self.summed, self.variance)

    def period_quantiles(self, levels: Floats = LEVELS) -> Floats:
        """… × h × q: of each single period's demand."""
        at = np.ones(self.mean.shape[-1], int)
        return self._quantiles(levels, at, self.mean, self.dispersion[..., :1] * self.mean)

    def reaches(self, stock: Floats | float) -> Floats:
        """… × h: P(demand from the first period through each >= stock), rising."""
        held = np.asarray(stock, float)[..., None]
        counted = self.is_counted[..., None]
        summed, variance = self.summed, np.maximum(self.variance, TINY)
        most = np.where(counted, np.ceil(held) - 1, held)
        found = below(most, summed, variance, counted)
        for periods, correct in self._by_length(np.arange(1, summed.shape[-1] + 1)):
            volume = summed[..., periods] ** 2 / variance[..., periods]
            found[..., periods] = correct.said(found[..., periods], volume)
        found = np.where(held > 0, 1 - found, 1.0)
        return np.asarray(np.maximum.accumulate(np.where(np.isfinite(held), found, held < 0), -1))

    def depletion(self, stock: float) -> Told:
        """Of one series: when so much will be used up."""
        days: list[date] = self.days.astype("datetime64[D]").tolist()
        return told(self.reaches(stock), days, float(self.trust))

    def _quantiles(self, levels: Floats, at: Whole, mean: Floats, variance: Floats) -> Floats:
        variance = np.maximum(variance, TINY)
        asked = np.zeros((*mean.shape, len(levels)))
        for periods, correct in self._by_length(at):
            volume = mean[..., periods] ** 2 / variance[..., periods]
            asked[..., periods, :] = correct.of(levels, volume)
        return np.sort(quantiles(asked, mean, variance, self.is_counted[..., None]), -1)

    def _by_length(self, at: Whole) -> list[tuple[Whole, Corrected]]:
        """Which of the periods are corrected as sums of each measured length."""
        apart = np.abs(np.log(self.lengths)[:, None] - np.log(at))
        nearest = apart.argmin(0)
        return [
            (np.flatnonzero(nearest == number), self.corrected[number])
            for number in np.unique(nearest)
        ]
