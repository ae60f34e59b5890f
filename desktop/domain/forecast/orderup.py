"""Order-up-to levels at many moments: quantiles of demand over each product's own days.

The S of an (R, S) policy covers the lead time and the review after it (Silver, Pyke and Thomas,
Inventory and Production Management in Supply Chains, 2017).
"""

import numpy as np

from desktop.domain.forecast.distribution import TINY, quantiles
from desktop.domain.forecast.fitting import Fit
from desktop.domain.forecast.periods import Floats, Whole
from desktop.domain.forecast.spread import between


def summed_quantiles(fit: Fit, mean: Floats, lengths: Whole, levels: Floats) -> Floats:
    """n × …: of demand summed over so many periods of which this is the mean, in units.

    ``mean``: n × …; ``lengths``: n; ``levels``: n, the chance that it is not exceeded.
    """
    flat = mean.reshape(len(mean), -1)
    found = np.zeros(flat.shape)
    counted = fit.history.is_counted
    for length, level in sorted(set(zip(lengths.tolist(), levels.tolist(), strict=True))):
        rows = np.flatnonzero((lengths == length) & (levels == level))
        spread = between(np.array([length]), fit.lengths, fit.dispersion[rows])
        variance = np.maximum(spread * flat[rows], TINY)
        put_right = fit.pools.choice.recalibration
        asked = put_right.of(np.array([level]), flat[rows] ** 2 / variance)
        found[rows] = quantiles(asked, flat[rows], variance, counted[rows, None])[..., 0]
    return found.reshape(mean.shape)
