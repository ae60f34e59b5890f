"""Small histories for tests of the forecast: days of demand, as people would write them down."""

from typing import Any

import numpy as np

from desktop.domain.forecast.history import History

MONDAY = np.datetime64("2026-01-05")


def history(units: Any, ahead: int = 28, step: int = 1, **known: Any) -> History:
    """``units``: series × past periods. What is not told is none: promotions, events, closed."""
    sold = np.atleast_2d(np.asarray(units, float))
    series, past = sold.shape
    dates = MONDAY + np.arange(past + ahead) * step
    flags = np.zeros((series, past + ahead), bool)
    return History(
        sold,
        known.get("promo", flags),
        known.get("closed", flags),
        known.get("events", np.zeros((past + ahead, 0), bool)),
        dates,
        known.get("groups", np.zeros(series, int)),
        known.get("names", ()),
        known.get("categories", ()),
    )


def poisson(series: int, past: int, mean: float, seed: int = 1) -> Any:
    """Independent demand of every day."""
    return np.random.default_rng(seed).poisson(mean, (series, past)).astype(float)
