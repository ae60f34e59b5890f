"""When stock will be used up, and how sure that is.

All is read off the distribution of summed demand: stock lasts through period k as long as the sum
through k stays below it.
"""

from dataclasses import dataclass

import numpy as np

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


def depletion(reached: Floats) -> Depletion:
    """``reached``: n × h, rising: P(used up through each period), as ``Fit.reaches`` tells it."""
    usual, earliest = _first(reached >= 0.5), _first(reached > EARLY)
    chance, rows, ahead = _from_zero(reached), np.arange(len(reached)), reached.shape[1]
    near = np.maximum(_LEAST_DAYS, np.rint(_SHARE * usual)).astype(np.int64)
    high = chance[rows, np.minimum(usual + near, ahead)]
    low = chance[rows, np.clip(usual - near - 1, 0, ahead)]
    return Depletion(usual, earliest, np.where(usual > BEYOND, high - low, 0.0))


def _first(is_so: np.ndarray) -> Whole:
    return np.where(is_so.any(1), is_so.argmax(1) + 1, BEYOND)


def _from_zero(reached: Floats) -> Floats:
    """Before the first period nothing has been used up."""
    return np.concatenate([np.zeros((len(reached), 1)), reached], 1)
