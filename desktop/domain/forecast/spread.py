"""How far demand summed over k periods strays from its mean, measured on sums, not on days.

Days are not independent: a product that sells badly today does so tomorrow. So the variance of a
sum is taken from back-tested sums of that length, as variance over mean, and leans on the shop's
(compare Trapero, Cardós and Kourentzes, Int. J. of Forecasting 35, 2019, on lead time demand).
"""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.history import History
from desktop.domain.forecast.level import LENT, Levels, Sums, judged, newness
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.pooling import TINY

_POOLED = 12.0  # independent sums that the shop's dispersion counts for


@dataclass(frozen=True, eq=False)
class Spread:
    """``own``: n × lengths, variance over mean of demand summed over so many periods; ``ratios``:
    lengths, how many times that of one period it usually is in this shop.
    """

    own: Floats
    ratios: Floats


def lengths(history: History) -> Whole:
    """The lengths of sums that are measured; the others lie between."""
    return np.unique([k for k in (*history.rhythm.sums, history.ahead) if k <= history.ahead])


def dispersions(
    history: History, found: Levels, shares: Floats, sums: Sums, spread: Floats,
    given: Floats | None,
) -> Spread:  # fmt: skip
    """``spread``: n, of one period; ``given``: the ratios of another part of the shop."""
    worth = judged(history, found.tests) > 0
    level = (found.then * shares).sum(-1)
    known_at_all, new = sums.factors[:, -1], newness(history, sums)
    columns, ratios = [], []
    for number, length in enumerate(lengths(history)):
        own, known = _own(history, found.tests, level, worth, sums, int(length))
        usual = _usual(own / spread, known) if given is None else float(given[number])
        leans = (own * known + usual * spread * _POOLED) / (known + _POOLED)
        # Of a new series the level itself is not known: a gamma, of as many periods as it is from.
        columns.append(leans + new * spread * length / (known_at_all + LENT))
        ratios.append(usual)
    return Spread(np.maximum(np.stack(columns, 1), history.least[:, None]), np.array(ratios))


def _own(
    history: History, tests: Whole, level: Floats, worth: Flags, sums: Sums, length: int
) -> tuple[Floats, Floats]:
    """n: its own dispersion, and the number of independent sums it is from."""
    fits = tests + length <= history.past
    sold, factors = sums.of(tests[fits], length)
    mean = level[fits] * factors
    counts = (worth[fits] & (mean > 0)).astype(float)
    own = ((sold - mean) ** 2 * counts).sum(0) / np.maximum((mean * counts).sum(0), TINY)
    stride = history.rhythm.stride
    return own, counts.sum(0) * stride / max(length, stride)  # sums that overlap say less


def _usual(ratio: Floats, known: Floats) -> float:
    return float(np.median(ratio[known > 1])) if (known > 1).any() else 1.0


def between(at: Whole, measured: Whole, dispersion: Floats) -> Floats:
    """… × at: the dispersion of sums of other lengths, straight in the logarithm of the length."""
    if len(measured) == 1:
        return np.repeat(dispersion, len(at), -1)
    where, known = np.log(at), np.log(measured)
    left = np.clip(np.searchsorted(known, where) - 1, 0, len(known) - 2)
    share = np.clip((where - known[left]) / (known[left + 1] - known[left]), 0, 1)
    return np.asarray(dispersion[..., left] * (1 - share) + dispersion[..., left + 1] * share)
