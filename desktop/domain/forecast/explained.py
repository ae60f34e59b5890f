"""Why a forecast is what it is, as data for sentences."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from desktop.domain.forecast.parameters import Parameters
from desktop.domain.forecast.periods import DAY

Name = TypeVar("Name")
_NOTICED = 0.02  # a weekday or event that changes less is not worth a sentence


@dataclass(frozen=True)
class Explained:
    """Percents are whole numbers: +31 is 31 % more than usual.

    ``rate``: units of a usual period, closed ones counted in; ``memory``: how many periods back it
    looks; ``weekdays``: (0 for Monday, percent), only those that differ, the most different first;
    ``promo``: percent, with the number of past promotion days it is from; ``events``: by name;
    ``growth``: of the last quarter over the one before; ``better``: percent better than the last
    week repeated, in the back-test; ``covered``: percent of periods inside the 80 % band. None
    where there is nothing to tell it from. ``is_enough``: no more than a guess where it is not.
    """

    period: str
    rate: float
    memory: int
    weekdays: tuple[tuple[int, int], ...]
    promo: int
    promo_days: int
    events: tuple[tuple[str, int], ...]
    growth: int
    better: int | None
    covered: int | None
    known: int
    sales: int
    is_enough: bool


def explained(parameters: Parameters) -> Explained:
    """The reasons of this forecast."""
    weekdays = enumerate(parameters.weekday.tolist() if parameters.rhythm is DAY else ())
    return Explained(
        period=parameters.rhythm.name,
        rate=parameters.rate,
        memory=round(parameters.memory),
        weekdays=_noticed(weekdays),
        promo=_percent(parameters.promo),
        promo_days=parameters.promo_days,
        events=_noticed(parameters.events.items()),
        growth=_percent(parameters.growth),
        better=_known(1 - parameters.error),
        covered=_known(parameters.covered),
        known=parameters.known,
        sales=parameters.sales,
        is_enough=parameters.is_enough,
    )


def _noticed(factors: Iterable[tuple[Name, float]]) -> tuple[tuple[Name, int], ...]:
    found = [(name, factor) for name, factor in factors if abs(factor - 1) >= _NOTICED]
    found.sort(key=lambda one: -abs(math.log(max(one[1], 1e-3))))
    return tuple((name, _percent(factor)) for name, factor in found)


def _percent(factor: float) -> int:
    return round(100 * (factor - 1))


def _known(share: float) -> int | None:
    return round(100 * share) if math.isfinite(share) else None
