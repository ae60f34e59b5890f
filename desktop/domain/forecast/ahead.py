"""Demand ahead as a distribution: of each period, and summed from the first one through each.

All that stock is asked about is read off the summed one: see ``depletion``. The first axes, if
any, are those of the series.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from desktop.domain.forecast import spread
from desktop.domain.forecast.calibration import Recalibration
from desktop.domain.forecast.depletion import Told, told
from desktop.domain.forecast.distribution import LEVELS, TINY, below, quantiles
from desktop.domain.forecast.periods import Days, Flags, Floats, Whole


@dataclass(frozen=True, eq=False)
class Distribution:
    """``days``: h; ``mean``: … × h, demand of each period; ``dispersion``: … × ``lengths``,
    variance over mean of sums; ``recalibration`` of all of them; ``is_counted``: …, whole pieces;
    ``trust``: …, 1 where there was history enough, down to 0 where there was none; ``evidence``:
    …, equal sales that tell as much as what it is told from.
    """

    days: Days
    mean: Floats
    lengths: Whole
    dispersion: Floats
    recalibration: Recalibration
    is_counted: Flags
    trust: Floats
    evidence: Floats

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
        return self._quantiles(levels, self.summed, self.variance)

    def period_quantiles(self, levels: Floats = LEVELS) -> Floats:
        """… × h × q: of each single period's demand."""
        return self._quantiles(levels, self.mean, self.dispersion[..., :1] * self.mean)

    def reaches(self, stock: Floats | float) -> Floats:
        """… × h: P(demand from the first period through each >= stock), rising."""
        held = np.asarray(stock, float)[..., None]
        counted = self.is_counted[..., None]
        summed, variance = self.summed, np.maximum(self.variance, TINY)
        most = np.where(counted, np.ceil(held) - 1, held)
        found = below(most, summed, variance, counted)
        found = self.recalibration.said(found, summed**2 / variance)
        found = np.where(held > 0, 1 - found, 1.0)
        return np.asarray(np.maximum.accumulate(np.where(np.isfinite(held), found, held < 0), -1))

    def depletion(self, stock: float) -> Told:
        """Of one series: when so much will be used up."""
        days: list[date] = self.days.astype("datetime64[D]").tolist()
        return told(self.reaches(stock), days, float(self.trust), float(self.evidence))

    def _quantiles(self, levels: Floats, mean: Floats, variance: Floats) -> Floats:
        variance = np.maximum(variance, TINY)
        asked = self.recalibration.of(levels, mean**2 / variance)
        return np.sort(quantiles(asked, mean, variance, self.is_counted[..., None]), -1)


def together(each: Sequence[Distribution]) -> Iterator[tuple[list[int], Distribution]]:
    """Distributions of single series as few of many, with the numbers of what each is of.

    Asked together they take a tenth of the time.
    """
    alike: dict[tuple[bytes, ...], list[int]] = {}
    for number, one in enumerate(each):
        put_right = one.recalibration
        same = (one.days, one.lengths, put_right.edges, put_right.body, put_right.tail)
        alike.setdefault(tuple(part.tobytes() for part in same), []).append(number)
    for numbers in alike.values():
        some = [each[number] for number in numbers]
        yield (
            numbers,
            replace(
                some[0],
                mean=np.stack([one.mean for one in some]),
                dispersion=np.stack([one.dispersion for one in some]),
                is_counted=np.array([one.is_counted for one in some]),
                trust=np.array([one.trust for one in some]),
                evidence=np.array([one.evidence for one in some]),
            ),
        )
