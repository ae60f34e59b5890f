"""When stock will be used up, and how sure that is.

All is read off the distribution of summed demand: stock lasts through period k as long as the sum
through k stays below it, so that P(run out by k) = P(sum through k >= stock), the first passage of
a sum that never falls (Silver, Pyke and Thomas, Inventory and Production Management in Supply
Chains, 2017, on run-out time).

How sure a date is has a bound beside: a level that is known from n equal sales is right within a
share r with no more chance than 2 Φ(r √n) − 1, as the relative error of the rate of a compound
Poisson stream is √(Σ x²) / Σ x, which of n equal ones is 1 / √n (Daley and Vere-Jones, An
Introduction to the Theory of Point Processes, 2003). Bands leaning on the shop's other goods know
nothing of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from desktop.domain.forecast.distribution import normal_below
from desktop.domain.forecast.periods import Floats, Whole

EARLY = 0.05  # the risk that an "earliest" date leaves
_LEAST_DAYS, _SHARE = 2, 0.25  # how far from its date a depletion still counts as foretold
BEYOND = 0  # in place of a number of periods: not before the horizon


@dataclass(frozen=True, eq=False)
class Depletion:
    """n series. ``usual``, ``earliest``: in so many periods, 1 for the first one ahead, 0 beyond
    the horizon; ``confidence``: the chance that it happens about then, 0 where no date is told.
    """

    usual: Whole
    earliest: Whole
    confidence: Floats

    def chance(self, reached: Floats, periods: Whole) -> Floats:
        """n: that stock is used up within so many periods, at most the horizon's."""
        at = np.clip(periods, 0, reached.shape[1])
        return _from_zero(reached)[np.arange(len(reached)), at]


@dataclass(frozen=True)
class Told:
    """Of one series. The dates are those of the periods in which it happens, none beyond the
    horizon; ``chances``: P(used up through each period ahead).
    """

    usual: date | None
    earliest: date | None
    confidence: float
    chances: tuple[float, ...]

    def within(self, periods: int) -> float:
        """P(used up within so many periods)."""
        return self.chances[min(periods, len(self.chances)) - 1] if periods > 0 else 0.0


def told(
    reached: Floats, days: Sequence[date], trust: float = 1.0, evidence: float = np.inf
) -> Told:
    """``reached``: h, as ``Distribution.reaches`` tells it of one series."""
    found = depletion(reached[None], np.array([trust]), np.array([evidence]))
    usual, earliest = (
        days[int(at[0]) - 1] if at[0] != BEYOND else None for at in (found.usual, found.earliest)
    )
    return Told(usual, earliest, float(found.confidence[0]), tuple(reached.tolist()))


def depletion(
    reached: Floats, trust: Floats | float = 1.0, evidence: Floats | float = np.inf
) -> Depletion:
    """``reached``: n × h, rising: P(used up through each period); ``trust``: n, 0 to 1;
    ``evidence``: n, equal sales that tell as much of the level as those that there were.
    """
    usual, earliest = _first(reached >= 0.5), _first(reached > EARLY)
    chance, rows, ahead = _from_zero(reached), np.arange(len(reached)), reached.shape[1]
    near = np.maximum(_LEAST_DAYS, np.rint(_SHARE * usual)).astype(np.int64)
    high = chance[rows, np.minimum(usual + near, ahead)]
    low = chance[rows, np.clip(usual - near - 1, 0, ahead)]
    most = 2 * normal_below(near / np.maximum(usual, 1) * np.sqrt(evidence)) - 1
    sure = np.minimum((high - low) * trust, most)
    return Depletion(usual, earliest, np.where(usual > BEYOND, sure, 0.0))


def _first(is_so: np.ndarray) -> Whole:
    return np.where(is_so.any(1), is_so.argmax(1) + 1, BEYOND)


def _from_zero(reached: Floats) -> Floats:
    """Before the first period nothing has been used up."""
    return np.concatenate([np.zeros((len(reached), 1)), reached], 1)
