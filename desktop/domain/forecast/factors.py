"""Weekday, promotion, event and time of year: what multiplies the level of demand.

Back-fitting of ratios (Hastie and Tibshirani, Generalized Additive Models, 1990): each kind of
factor is found anew from what the others leave, three times around.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from desktop.domain.forecast.around import moving_sum
from desktop.domain.forecast.course import COURSE
from desktop.domain.forecast.history import History, Known
from desktop.domain.forecast.periods import WEEKS, Floats, Whole, weekdays, weeks
from desktop.domain.forecast.pooling import PRIOR, TINY, leaning, pooled, weight

PASSES = 3
KINDS = ("weekday", "promo", "event", "season")
_YEARS = 1.9  # history that the time of year needs
_MEMORY = 14.0  # periods that the shop's dispersion counts for in a series'


@dataclass(frozen=True, eq=False)
class Factors:
    """n series. ``weekday``: n × 7, ``promo``: n, ``event``: n × k, ``season``: by week,
    ``course``: by the how-manieth day of a promotion it is, times ``promo``.
    """

    weekday: Floats
    promo: Floats
    event: Floats
    season: Floats
    course: Floats

    @staticmethod
    def none(series: int, events: int) -> "Factors":
        """Everything multiplies by one."""
        return Factors(
            np.ones((series, 7)),
            np.ones(series),
            np.ones((series, events)),
            np.ones(WEEKS),
            np.ones(COURSE),
        )

    def over(self, known: "History | Known", without: str = "") -> Floats:
        """n × periods: what the level is multiplied with, 0 on closed days."""
        return self.times(np.where(known.closed, 0.0, 1.0), known, _others(without))

    def times(self, found: Floats, known: "History | Known", kinds: Sequence[str]) -> Floats:
        """n × periods: ``found``, which is changed, multiplied with factors of these kinds."""
        for kind in kinds:
            _TIMES[kind](self, found, known)
        return found

    def by_weekday(self, found: Floats, known: "History | Known") -> None:
        if known.has_weekdays and (self.weekday != 1).any():
            found *= np.take(self.weekday, weekdays(known.dates), 1)

    def by_promo(self, found: Floats, known: "History | Known") -> None:
        on = known.offered
        values = found[on.row, on.at] * self.promo[on.row]
        if known.has_weekdays and (self.course != 1).any():
            values *= self.course[on.day]
        found[on.row, on.at] = values

    def by_event(self, found: Floats, known: "History | Known") -> None:
        for number, column in enumerate(known.events.T):
            found[:, column] *= self.event[:, number : number + 1]

    def by_season(self, found: Floats, known: "History | Known") -> None:
        if (self.season != 1).any():
            found *= self.season[weeks(known.dates)]


def _others(kind: str) -> list[str]:
    return [other for other in KINDS if other != kind]


_TIMES: dict[str, Callable[[Factors, Floats, "History | Known"], None]] = {
    "weekday": Factors.by_weekday,
    "promo": Factors.by_promo,
    "event": Factors.by_event,
    "season": Factors.by_season,
}


@dataclass(frozen=True, eq=False)
class Habits:
    """``own``: the factors of each series; ``shared``: of each category, then of the shop.

    ``spread``: n, variance over mean of one period's demand; ``usual``: what it leans on.
    """

    own: Factors
    shared: Factors
    spread: Floats
    usual: float
    is_given: bool

    def prior(self, history: History, kind: str, sums: tuple[Floats, Floats],
              caution: float = 0.0) -> Floats:  # fmt: skip
        """(groups + 1) × …: what series lean on, given or pooled from actual and expected."""
        if self.is_given:
            return np.asarray(getattr(self.shared, kind))
        return pooled(*sums, history.groups, len(history.group_names), caution)

    def found(self, kind: str, own: Floats, shared: Floats) -> "Habits":
        """With these instead."""
        return replace(
            self,
            own=replace(self.own, **{kind: own}),
            shared=replace(self.shared, **{kind: shared}),
        )


def local_level(history: History, multiplied: Floats, half: int) -> Floats:
    """n × T: demand per unit of the factors, around each period."""
    is_usual = half == history.rhythm.window
    sold = history.sold_around if is_usual else moving_sum(history.sold, half)
    found = moving_sum(multiplied, half)
    np.maximum(found, TINY, out=found)
    return np.divide(sold, found, out=found)


def expected(history: History, factors: Factors, without: str = "") -> Floats:
    """n × T: what the local level and the factors say, one kind of them left out."""
    rest = factors.times(history.seen.copy(), history.behind, _others(without))
    whole = factors.times(rest.copy(), history.behind, [without]) if without else rest
    found = local_level(history, whole, history.rhythm.window)
    found *= rest
    return found


def dispersion(history: History, factors: Factors, given: float | None) -> tuple[Floats, float]:
    """n: variance over mean of one period's demand, leaning on the usual one; and that."""
    mean = expected(history, factors)
    missed = history.sold - mean
    missed *= missed
    own = missed.sum(1) / np.maximum(mean.sum(1), TINY)
    known = history.seen.sum(1)
    usual = (float(np.median(own)) if len(own) else 1.0) if given is None else given
    leans = (own * known + usual * _MEMORY) / (known + _MEMORY)
    return np.maximum(leans, history.least), usual


def fitted(
    history: History, kinds: tuple[str, ...] = KINDS, given: tuple[Factors, float] | None = None
) -> Habits:
    """The factors of these kinds; ``given``: the shared ones and the usual dispersion."""
    series, events = history.series, history.events.shape[1]
    own, shared = Factors.none(series, events), Factors.none(len(history.group_names) + 1, events)
    if given is not None:
        own, shared = replace(own, season=given[0].season, course=given[0].course), given[0]
    habits = Habits(own, shared, np.ones(series), 1.0, given is not None)
    for turn in range(PASSES):
        spread, usual = dispersion(history, habits.own, given and given[1])
        habits = replace(habits, spread=spread, usual=usual)
        # The time of year is looked for in what is left when the other habits are known.
        for kind in kinds if turn else [kind for kind in kinds if kind != "season"]:
            habits = _FOUND[kind](history, habits)
    return habits


def _recent(history: History) -> Floats:
    """The last year counts; older habits do not."""
    return (np.arange(history.past) >= history.past - history.rhythm.year).astype(float)


def _weekday(history: History, habits: Habits) -> Habits:
    if not history.has_weekdays:
        return habits
    recent = _recent(history)
    mean = expected(history, habits.own, "weekday") * recent
    days = weekdays(history.dates)[: history.past]
    one = np.equal.outer(days, np.arange(7)).astype(float)
    sold, mean, opened = (history.sold * recent) @ one, mean @ one, history.seen @ one
    scale = weight(mean.sum(1), habits.spread)[:, None]
    shared = habits.prior(history, "weekday", (sold * scale, mean * scale))
    found = leaning(sold, mean, shared[history.groups], habits.spread[:, None])
    usual = (found * opened).sum(1) / np.maximum(opened.sum(1), 1)
    own = found / np.maximum(np.where(usual > 0, usual, 1), TINY)[:, None]
    return habits.found("weekday", own, shared)


def _promo(history: History, habits: Habits) -> Habits:
    on = history.promo[:, : history.past] * _recent(history)
    if not on.any() and not habits.is_given:
        return habits
    mean = (expected(history, habits.own, "promo") * on).sum(1)
    sold = (history.sold * on).sum(1)
    scale = weight(mean, habits.spread)
    shared = habits.prior(history, "promo", (sold * scale, mean * scale))
    own = np.clip(leaning(sold, mean, shared[history.groups], habits.spread), 0.5, 15)
    return _course(history, habits.found("promo", own, shared), on)


def _course(history: History, habits: Habits, on: Floats) -> Habits:
    """How a promotion wears off, of the whole shop: on the whole it multiplies by one."""
    if habits.is_given or not history.has_weekdays:
        return habits
    flat = replace(habits.own, course=np.ones(COURSE))
    mean = expected(history, flat) * on
    scale, days = weight(mean.sum(1), habits.spread), history.behind.offered
    weighs = on[days.row, days.at] * scale[days.row]
    sold, mean = (
        np.bincount(days.day, one[days.row, days.at] * weighs, COURSE).astype(float)
        for one in (history.sold, mean)
    )
    usual = sold.sum() / np.maximum(mean.sum(), TINY)
    found = (sold + PRIOR * usual) / (mean + PRIOR)
    found = np.clip(found * mean.sum() / np.maximum((found * mean).sum(), TINY), 0.5, 2)
    return habits.found("course", found, found)


def _event(history: History, habits: Habits) -> Habits:
    whole, own, shared = expected(history, habits.own), habits.own.event, habits.shared.event
    own, shared = own.copy(), shared.copy()
    for number in range(history.events.shape[1]):
        on = history.events[: history.past, number]
        if not on.any() and not habits.is_given:
            continue
        mean = whole[:, on].sum(1) / np.maximum(own[:, number], 1e-6)
        sold = history.sold[:, on].sum(1)
        scale = weight(mean, habits.spread)
        # Seen once, it says little: what is pooled leans on "no effect" by 1 / times seen.
        if not habits.is_given:
            sums = (sold * scale, mean * scale)
            shared[:, number] = habits.prior(history, "event", sums, 1 / int(on.sum()))
        prior = shared[history.groups, number]
        own[:, number] = np.clip(leaning(sold, mean, prior, habits.spread, 2 * PRIOR), 0.1, 6)
    return habits.found("event", own, shared)


def _season(history: History, habits: Habits) -> Habits:
    """One course of the year for the whole shop, from days whose year lies in the history."""
    rhythm, factors = history.rhythm, habits.own
    if habits.is_given or not rhythm.smooth or history.past < _YEARS * rhythm.year:
        return habits
    flat = factors.over(history, "season")[:, : history.past] * history.seen
    mean = local_level(history, flat, rhythm.year // 2) * flat
    scale = weight(mean.sum(1), habits.spread)
    inside = slice(rhythm.year // 4, history.past - rhythm.year // 4)
    week = weeks(history.dates)[: history.past][inside]
    sold, mean = (
        _smoothed(np.bincount(week, (scale @ one)[inside], WEEKS), rhythm.smooth)
        for one in (history.sold, mean)
    )
    usual = 0.15 * mean.mean()
    course = np.where(mean > 0, (sold + usual) / np.maximum(mean + usual, TINY), 1.0)
    found = np.clip(np.append(course, course[-1]), 0.4, 3)
    return habits.found("season", found, found)


def _smoothed(values: Floats | Whole, kernel: tuple[float, ...]) -> Floats:
    """The year is a ring of 53 weeks."""
    ring, pad = values[: WEEKS - 1], len(kernel) // 2
    return np.convolve(np.concatenate([ring[-pad:], ring, ring[:pad]]), kernel, "valid")


_FOUND: dict[str, Callable[[History, Habits], Habits]] = {
    "weekday": _weekday,
    "promo": _promo,
    "event": _event,
    "season": _season,
}
