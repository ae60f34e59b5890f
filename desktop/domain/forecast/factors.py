"""Weekday, promotion, event and time of year: what multiplies the level of demand.

Back-fitting of ratios (Hastie and Tibshirani, Generalized Additive Models, 1990): each kind of
factor is found anew from what the others leave, three times around.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from desktop.domain.forecast.history import History
from desktop.domain.forecast.periods import WEEKS, Floats, Whole, weekdays, weeks
from desktop.domain.forecast.pooling import PRIOR, TINY, leaning, pooled, weight

PASSES = 3
KINDS = ("weekday", "promo", "event", "season")
_YEARS = 1.9  # history that the time of year needs
_MEMORY = 14.0  # periods that the shop's dispersion counts for in a series'


@dataclass(frozen=True, eq=False)
class Factors:
    """n series. ``weekday``: n × 7, ``promo``: n, ``event``: n × k, ``season``: by week."""

    weekday: Floats
    promo: Floats
    event: Floats
    season: Floats

    @staticmethod
    def none(series: int, events: int) -> "Factors":
        """Everything multiplies by one."""
        return Factors(
            np.ones((series, 7)), np.ones(series), np.ones((series, events)), np.ones(WEEKS)
        )

    def over(self, history: History, without: str = "") -> Floats:
        """n × (T + h): what the level is multiplied with, 0 on closed days."""
        found = np.where(history.closed, 0.0, 1.0)
        if history.has_weekdays and without != "weekday":
            found *= self.weekday[:, weekdays(history.dates)]
        if without != "promo":
            found *= np.where(history.promo, self.promo[:, None], 1.0)
        if without != "event":
            for number, column in enumerate(history.events.T):
                found[:, column] *= self.event[:, number : number + 1]
        if without != "season":
            found *= self.season[weeks(history.dates)]
        return found


def moving_sum(values: Floats, half: int) -> Floats:
    """Over so many periods to both sides, fewer at the ends."""
    past = values.shape[1]
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, 1)], 1)
    at = np.arange(past)
    return np.asarray(sums[:, np.minimum(at + half + 1, past)] - sums[:, np.maximum(at - half, 0)])


def local_level(history: History, multiplied: Floats, half: int) -> Floats:
    """n × T: demand per unit of the factors, around each period."""
    sold, seen = moving_sum(history.sold, half), moving_sum(multiplied, half)
    return np.asarray(sold / np.maximum(seen, TINY))


def expected(history: History, factors: Factors, without: str = "") -> Floats:
    """n × T: what the local level and the factors say, one kind of them left out."""
    whole = factors.over(history)[:, : history.past] * history.seen
    level = local_level(history, whole, history.rhythm.window)
    if not without:
        return np.asarray(level * whole)
    return np.asarray(level * factors.over(history, without)[:, : history.past] * history.seen)


def dispersion(history: History, factors: Factors) -> Floats:
    """n: variance over mean of one period's demand, leaning on the usual one."""
    mean = expected(history, factors)
    own = ((history.sold - mean) ** 2).sum(1) / np.maximum(mean.sum(1), TINY)
    known = history.seen.sum(1)
    usual = np.median(own) if len(own) else 1.0
    return np.asarray(
        np.maximum((own * known + usual * _MEMORY) / (known + _MEMORY), history.least)
    )


def fitted(history: History, kinds: tuple[str, ...] = KINDS) -> tuple[Factors, Floats]:
    """The factors of these kinds, and the dispersion of each series."""
    factors = Factors.none(history.series, history.events.shape[1])
    spread = np.ones(history.series)
    for turn in range(PASSES):
        spread = dispersion(history, factors)
        # The time of year is looked for in what is left when the other habits are known.
        for kind in kinds if turn else [kind for kind in kinds if kind != "season"]:
            factors = _FOUND[kind](history, factors, spread)
    return factors, spread


def _recent(history: History) -> Floats:
    """The last year counts; older habits do not."""
    return (np.arange(history.past) >= history.past - history.rhythm.year).astype(float)


def _weekday(history: History, factors: Factors, spread: Floats) -> Factors:
    if not history.has_weekdays:
        return factors
    recent = _recent(history)
    mean = expected(history, factors, "weekday") * recent
    days = weekdays(history.dates)[: history.past]
    one = np.equal.outer(days, np.arange(7)).astype(float)
    sold, mean, opened = (history.sold * recent) @ one, mean @ one, history.seen @ one
    scale = weight(mean.sum(1), spread)[:, None]
    prior = pooled(sold * scale, mean * scale, history.groups)[history.groups]
    found = leaning(sold, mean, prior, spread[:, None])
    usual = (found * opened).sum(1) / np.maximum(opened.sum(1), 1)
    return replace(
        factors, weekday=found / np.maximum(np.where(usual > 0, usual, 1), TINY)[:, None]
    )


def _promo(history: History, factors: Factors, spread: Floats) -> Factors:
    on = history.promo[:, : history.past] * _recent(history)
    if not on.any():
        return factors
    mean = (expected(history, factors, "promo") * on).sum(1)
    sold = (history.sold * on).sum(1)
    scale = weight(mean, spread)
    prior = pooled(sold * scale, mean * scale, history.groups)[history.groups]
    return replace(factors, promo=np.clip(leaning(sold, mean, prior, spread), 0.5, 15))


def _event(history: History, factors: Factors, spread: Floats) -> Factors:
    found, whole = factors.event.copy(), expected(history, factors)
    for number in range(history.events.shape[1]):
        on = history.events[: history.past, number]
        if not on.any():
            continue
        mean = whole[:, on].sum(1) / np.maximum(found[:, number], 1e-6)
        sold = history.sold[:, on].sum(1)
        scale = weight(mean, spread)
        # Seen once, it says little: what is pooled leans on "no effect" by 1 / times seen.
        prior = pooled(sold * scale, mean * scale, history.groups, 1.0, 1 / int(on.sum()))
        own = leaning(sold, mean, prior[history.groups], spread, 2 * PRIOR)
        found[:, number] = np.clip(own, 0.1, 6)
    return replace(factors, event=found)


def _season(history: History, factors: Factors, spread: Floats) -> Factors:
    """One course of the year for the whole shop, from days whose year lies in the history."""
    rhythm = history.rhythm
    if not rhythm.smooth or history.past < _YEARS * rhythm.year:
        return factors
    flat = factors.over(history, "season")[:, : history.past] * history.seen
    mean = local_level(history, flat, rhythm.year // 2) * flat
    scale = weight(mean.sum(1), spread)
    inside = slice(rhythm.year // 4, history.past - rhythm.year // 4)
    week = weeks(history.dates)[: history.past][inside]
    sold, mean = (
        _smoothed(np.bincount(week, (scale @ one)[inside], WEEKS), rhythm.smooth)
        for one in (history.sold, mean)
    )
    usual = 0.15 * mean.mean()
    course = np.where(mean > 0, (sold + usual) / np.maximum(mean + usual, TINY), 1.0)
    return replace(factors, season=np.clip(np.append(course, course[-1]), 0.4, 3))


def _smoothed(values: Floats | Whole, kernel: tuple[float, ...]) -> Floats:
    """The year is a ring of 53 weeks."""
    ring, pad = values[: WEEKS - 1], len(kernel) // 2
    return np.convolve(np.concatenate([ring[-pad:], ring, ring[:pad]]), kernel, "valid")


_FOUND: dict[str, Callable[[History, Factors, Floats], Factors]] = {
    "weekday": _weekday,
    "promo": _promo,
    "event": _event,
    "season": _season,
}
