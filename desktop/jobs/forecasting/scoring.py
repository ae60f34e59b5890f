"""Whether forecasts came true: each promises what a week will sell, and is held to it later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.periods import Floats
from desktop.queries.demand import Demand

WEEK = 7
BAND = np.array([0.1, 0.9])
Promise = Mapping[str, Any]


@dataclass
class Totals:
    """Of promises that are due: ``loss`` is how far they were off, in units; ``usual`` how far the
    week before, repeated, would have been; ``inside``: how many lay in their 80 % band.
    """

    number: int = 0
    inside: int = 0
    loss: float = 0.0
    usual: float = 0.0
    begun: str = field(default="")  # the day of the promises

    def add(self, promise: Promise, sold: float) -> None:
        """One more; small errors of floats lie inside."""
        self.number += 1
        self.inside += promise["low"] - 1e-6 <= sold <= promise["high"] + 1e-6
        self.loss += abs(promise["mean"] - sold)
        self.usual += abs(promise["before"] - sold)
        self.begun = max(self.begun, promise["day"])

    def to_json(self) -> dict[str, Any]:
        """Rounded, as it is kept with the run."""
        return {
            "number": self.number, "inside": self.inside, "loss": round(self.loss, 3),
            "usual": round(self.usual, 3), "day": self.begun,
        }  # fmt: skip


def promises(today: date, found: Distribution, demand: Demand) -> list[dict[str, Any]]:
    """What each series will sell in the week that begins today."""
    week = Distribution(
        found.days[:WEEK], found.mean[:, :WEEK], found.lengths, found.dispersion,
        found.recalibration, found.is_counted, found.trust,
        found.evidence,
    )  # fmt: skip
    mean, bands = week.summed[:, -1], week.quantiles(BAND)[:, -1]
    before = demand.sold[:, -WEEK:].sum(1)
    return [
        {"day": today.isoformat(), "mean": _short(m), "low": _short(low), "high": _short(high),
         "before": _short(sold)}
        for m, (low, high), sold in zip(mean, bands, before, strict=True)
    ]  # fmt: skip


def is_under_way(promise: Promise, today: date) -> bool:
    """Whether its week goes on; that of a clock that was ahead would never be over."""
    begun = date.fromisoformat(promise["day"])
    return begun <= today < begun + timedelta(days=WEEK)


def sold_since(promise: Promise, demand: Demand, number: int) -> float | None:
    """What its week sold; None where the product could not be bought on one of its days."""
    start = (date.fromisoformat(promise["day"]) - demand.days[0]).days
    week = slice(start, start + WEEK)
    if start < 0 or demand.is_out[number, week].any():
        return None
    sold: Floats = demand.sold[number, week]
    return float(sold.sum()) if len(sold) == WEEK else None


def _short(value: float) -> float:
    return round(float(value), 3)
