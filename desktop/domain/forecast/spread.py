"""How far demand summed over k periods strays from its mean, measured on sums, not on days.

Days are not independent: a product that sells badly today does so tomorrow. So the variance of a
sum is taken from back-tested sums of that length, as variance over mean, and leans on the shop's
(compare Trapero, Cardós and Kourentzes, Int. J. of Forecasting 35, 2019, on lead time demand).
"""

import numpy as np

from desktop.domain.forecast.history import History
from desktop.domain.forecast.level import Levels, Sums, judged
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.pooling import TINY

_POOLED = 12.0  # independent sums that the shop's dispersion counts for


def lengths(history: History) -> Whole:
    """The lengths of sums that are measured; the others lie between."""
    return np.unique([k for k in (*history.rhythm.sums, history.ahead) if k <= history.ahead])


def dispersions(
    history: History, found: Levels, shares: Floats, sums: Sums, spread: Floats
) -> Floats:
    """n × lengths: variance over mean of demand summed over so many periods."""
    worth = judged(history, found.tests)[0] > 0
    level = (found.then * shares).sum(-1)
    columns = [
        _dispersion(history, found.tests, level, worth, sums, spread, int(length))
        for length in lengths(history)
    ]
    return np.maximum(np.stack(columns, 1), history.least[:, None])


def _dispersion(
    history: History, tests: Whole, level: Floats, worth: Flags, sums: Sums, spread: Floats,
    length: int,
) -> Floats:  # fmt: skip
    fits = tests + length <= history.past
    if not fits.any():
        return spread
    sold, factors = sums.of(tests[fits], length)
    mean = level[fits] * factors
    counts = (worth[fits] & (mean > 0)).astype(float)
    own = ((sold - mean) ** 2 * counts).sum(0) / np.maximum((mean * counts).sum(0), TINY)
    stride = history.rhythm.stride
    known = counts.sum(0) * stride / max(length, stride)  # sums that overlap say less
    usual = np.median((own / spread)[known > 1]) if (known > 1).any() else 1.0
    return np.asarray((own * known + usual * spread * _POOLED) / (known + _POOLED))


def between(at: Floats, measured: Whole, dispersion: Floats) -> Floats:
    """n × at: the dispersion of sums of other lengths, straight in the logarithm of the length."""
    if len(measured) == 1:
        return np.repeat(dispersion, len(at), 1)
    where, known = np.log(at), np.log(measured)
    left = np.clip(np.searchsorted(known, where) - 1, 0, len(known) - 2)
    share = np.clip((where - known[left]) / (known[left + 1] - known[left]), 0, 1)
    return np.asarray(dispersion[:, left] * (1 - share) + dispersion[:, left + 1] * share)
