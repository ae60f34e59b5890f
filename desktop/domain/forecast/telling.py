"""What one series' parameters tell day by day, for a chart: the line behind, the fan ahead."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from desktop.domain import outlook
from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.events import Event, calendar
from desktop.domain.forecast.explained import explained
from desktop.domain.forecast.history import History
from desktop.domain.forecast.parameters import Parameters, line
from desktop.domain.forecast.periods import Days, Flags
from desktop.domain.outlook import AheadDay, Explained, Factor, PastDay

LEVELS = np.array(outlook.LEVELS)


def told_days(
    told: Distribution, days: Sequence[date], promo: Flags, closed: Flags, stock: float
) -> tuple[tuple[AheadDay, ...], float]:
    """The days ahead, the first of which ``stock`` was counted before; and the confidence."""
    single, summed = told.period_quantiles(LEVELS), told.quantiles(LEVELS)
    used_up = told.depletion(stock)
    found = tuple(
        AheadDay(*row)
        for row in zip(
            days, told.mean.tolist(), map(tuple, single.tolist()), map(tuple, summed.tolist()),
            used_up.chances, promo.tolist(), closed.tolist(), strict=True,
        )
    )  # fmt: skip
    return found, used_up.confidence


def fitted(parameters: Parameters, past: Sequence[PastDay], events: Sequence[Event]) -> list[float]:
    """What the model would have expected of days of the past, at the level around them."""
    if not past:
        return []
    dates = _dates([day.day for day in past])
    seen = calendar(dates, events)
    hidden = [day.is_closed or day.is_out for day in past]
    units = np.where(hidden, np.nan, [day.sold for day in past])
    promo = np.array([day.is_promo for day in past])
    closed = np.array([day.is_closed for day in past])
    groups = np.zeros(1, np.int64)
    history = History(units[None], promo[None], closed[None], seen.flags, dates, groups, seen.names)
    return [float(one) for one in line(parameters, history)]


def reasons(parameters: Parameters) -> Explained:
    """The factors as shares of one, those that matter."""
    why = explained(parameters)
    factors = [Factor("weekday", _ratio(percent), day) for day, percent in why.weekdays]
    if why.promo_days:
        factors.append(Factor("promotion", _ratio(why.promo), why.promo_days))
    factors += [Factor("event", _ratio(percent), 0, name) for name, percent in why.events]
    if why.growth:
        factors.append(Factor("growth", _ratio(why.growth)))
    better = None if why.better is None else why.better / 100
    held = None if why.covered is None else why.covered / 100
    return Explained(why.rate, why.memory, tuple(factors), better, held)


def _ratio(percent: int) -> float:
    return 1 + percent / 100


def _dates(days: Sequence[date]) -> Days:
    return np.array(days, "datetime64[D]")
