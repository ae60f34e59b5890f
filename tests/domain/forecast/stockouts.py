"""A shop that runs out: what was wanted, what was sold, and on which days nothing was there."""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.history import History
from desktop.domain.forecast.model import fit
from desktop.domain.forecast.periods import Floats
from desktop.domain.forecast.pools import MODEL
from tests.domain.forecast.shelves import history

PAST, AHEAD, PERIOD, LEAD = 280, 28, 14, 5


@dataclass(frozen=True, eq=False)
class Shelves:
    """n × days. ``wanted`` and ``sold``; ``is_out``: the balance was 0 all day."""

    mean: Floats
    wanted: Floats
    sold: Floats
    is_out: np.ndarray


def shelves(series: int = 60, seed: int = 3) -> Shelves:
    """Ordered every two weeks for less than they bring; what is not there is not sold."""
    rng = np.random.default_rng(seed)
    week = np.where(np.arange(PAST + AHEAD) % 7 == 5, 1.8, 0.87)
    mean = rng.uniform(0.7, 9, series)[:, None] * week
    wanted = rng.poisson(mean).astype(float)
    stock, sold, out = np.zeros(series), np.zeros_like(wanted), np.zeros(wanted.shape, bool)
    for day in range(PAST):
        if day % PERIOD == LEAD:
            stock += np.rint(rng.uniform(0.5, 1.1, series) * mean[:, :PERIOD].sum(1))
        out[:, day] = stock <= 0
        sold[:, day] = np.minimum(wanted[:, day], stock)
        stock -= sold[:, day]
    return Shelves(mean, wanted[:, :PAST], sold[:, :PAST], out[:, :PAST])


def lost(told: Shelves) -> dict[str, float]:
    """The error of sums over four weeks, over that of what is expected of them, by what is seen:
    all that was wanted, the sales with and without the days on which nothing was there.
    """
    seen = {
        "wanted": told.wanted,
        "masked": np.where(told.is_out, np.nan, told.sold),
        "unmasked": told.sold,
    }
    truth = told.mean[:, PAST:].sum(1)
    return {
        name: float(np.abs(_sum(history(units, AHEAD)) - truth).sum() / truth.sum())
        for name, units in seen.items()
    }


def _sum(told: History) -> Floats:
    return np.asarray(fit(told, choice=MODEL).mean.sum(1))
