"""Sums over the periods around each one."""

import numpy as np

from desktop.domain.forecast.periods import Floats


def moving_sum(values: Floats, half: int) -> Floats:
    """Over so many periods to both sides, fewer at the ends."""
    past = values.shape[1]
    sums, found = np.cumsum(values, 1), np.empty(values.shape)
    whole = max(past - half, 0)  # so many have all periods that come after them
    found[:, :whole] = sums[:, past - whole :]
    found[:, whole:] = sums[:, -1:]
    found[:, half + 1 :] -= sums[:, : max(whole - 1, 0)]
    return found
