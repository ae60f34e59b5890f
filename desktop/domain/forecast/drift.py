"""What the whole shop's forecasts have lately missed by: growth that no level follows in time.

The mean of the back-test's logarithmic errors, new ones more than old, drawn to nothing by James
and Stein's rule (4th Berkeley Symposium, 1961) as far as chance can tell it: no more is left of an
error that is within its own uncertainty, and a shop whose forecasts are right is left alone.
"""

import numpy as np

from desktop.domain.forecast.backtest import Again
from desktop.domain.forecast.history import History
from desktop.domain.forecast.pooling import TINY, weight

_CAUTION = 2.0  # times the error's variance that is taken off its square
_FEW = 8  # tests


def drift(history: History, tested: Again) -> float:
    """What every level is to be multiplied with."""
    scale = weight(tested.mean, tested.variance / np.maximum(tested.mean, TINY)) * tested.is_worth
    sold, mean = (scale * tested.sold).sum(1), (scale * tested.mean).sum(1)
    some = (sold > 0) & (mean > 0)
    if some.sum() < _FEW:
        return 1.0
    error = np.log(sold[some] / mean[some])
    age = (history.past - tested.tests[some]) / history.rhythm.half_life
    share = 0.5**age / (0.5**age).sum()
    usual = float(share @ error)
    # Tests that overlap are not independent of each other.
    independent = history.rhythm.stride / tested.length / float(share @ share)
    variance = float(share @ (error - usual) ** 2) / max(1.0, independent)
    kept = max(0.0, 1 - _CAUTION * variance / max(usual**2, TINY))
    return float(np.exp(kept * usual))
