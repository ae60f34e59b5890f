"""Demand = level × weekday × promotion × event × time of year, and how far it strays.

A multiplicative model with a mean and a law of dispersion, as generalised linear models of demand
have (McCullagh and Nelder, Generalized Linear Models, 1989); the parts name their own sources.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from desktop.domain.forecast import level as levels
from desktop.domain.forecast import spread as spreads
from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.backtest import Score, again, score
from desktop.domain.forecast.drift import drift
from desktop.domain.forecast.factors import Factors, Habits, fitted
from desktop.domain.forecast.history import History
from desktop.domain.forecast.parameters import Parameters, shown_events
from desktop.domain.forecast.periods import DAY, Flags, Floats, Whole
from desktop.domain.forecast.pooling import TINY, leaning
from desktop.domain.forecast.pools import MODEL, Choice, Pools

_SALES = 4  # periods with demand below which a series tells little


@dataclass(frozen=True, eq=False)
class Fit:
    """n series, h periods ahead, m memories, k lengths of sums.

    ``level``: n, units of a usual period on which the shop is open; ``mean``: n × h, units;
    ``dispersion``: n × k, variance over mean (in units) of demand summed over ``lengths`` periods;
    ``shares``: n × m, weights of the memories; ``growth``: n, demand of the last quarter of a year
    over that of the one before; ``has_season``: n, whether the shop's time of year is used.
    """

    history: History
    habits: Habits
    pools: Pools
    level: Floats
    shares: Floats
    mean: Floats
    lengths: Whole
    dispersion: Floats
    growth: Floats
    score: Score
    has_season: Flags

    @property
    def volume(self) -> Floats:
        """n: how many independent buyers the sums that are judged are of."""
        length = min(self.history.rhythm.judged, self.history.ahead)
        at = _nearest(self.lengths, length)
        return np.asarray(self.level * length / np.maximum(self.dispersion[:, at], TINY))

    def merged(self, other: "Fit", rows: Flags) -> "Fit":
        """What the other says of these series, else what this one does."""

        def of(one: Floats, two: Floats) -> Floats:
            return np.where(rows.reshape(-1, *[1] * (one.ndim - 1)), two, one)

        mine, its = self.habits.own, other.habits.own
        own = Factors(
            of(mine.weekday, its.weekday), of(mine.promo, its.promo), of(mine.event, its.event),
            mine.season, mine.course,
        )  # fmt: skip
        return replace(
            self,
            habits=replace(self.habits, own=own),
            level=of(self.level, other.level),
            shares=of(self.shares, other.shares),
            mean=of(self.mean, other.mean),
            dispersion=of(self.dispersion, other.dispersion),
            has_season=self.has_season & other.has_season | self.has_season & ~rows,
        )

    @cached_property
    def known(self) -> Floats:
        """n: periods that tell something."""
        return np.asarray(self.history.seen.sum(1))

    @cached_property
    def sales(self) -> Whole:
        """n: periods with demand."""
        return np.asarray((self.history.sold > 0).sum(1))

    @cached_property
    def evidence(self) -> Floats:
        """n: so many equal sales tell as much (Kish, Survey Sampling, 1965, on unequal weights)."""
        sold = self.history.sold
        return np.asarray(sold.sum(1) ** 2 / np.maximum((sold**2).sum(1), TINY))

    @cached_property
    def running(self) -> Whole:
        """n: for how many open days a promotion has been on when the history ends."""
        days, last = self.history.offered, self.history.past - 1
        found = np.zeros(self.history.series, np.int64)
        on = days.at == last
        found[days.row[on]] = days.day[on] + 1
        return found

    @cached_property
    def trust(self) -> Floats:
        """n: 1 for a series with history enough, 0 for one without demand."""
        known = np.minimum(self.known / self.history.rhythm.least, 1)
        return np.asarray(known * np.minimum(self.sales / _SALES, 1))

    @cached_property
    def opened(self) -> Floats:
        """n: the share of periods on which the shop is open, of late and ahead."""
        first = max(0, self.history.past - 2 * self.history.rhythm.newest)
        return np.asarray(1 - self.history.closed[:, first:].mean(1))

    @property
    def rate(self) -> Floats:
        """n: units of a usual period, closed ones counted in: a day of the calendar."""
        return np.asarray(self.level * self.opened)

    @property
    def distribution(self) -> Distribution:
        """Of all series over the periods ahead that the history names."""
        history = self.history
        return Distribution(
            history.dates[history.past :], self.mean, self.lengths, self.dispersion,
            self.pools.choice.recalibration, history.is_counted, self.trust,
            self.evidence,
        )  # fmt: skip

    def parameters(self, number: int) -> Parameters:
        """Of one series."""
        history, own = self.history, self.habits.own
        recent = slice(max(0, history.past - history.rhythm.year), history.past)
        on = history.promo[number, recent] & (history.seen[number, recent] > 0)
        return Parameters(
            rhythm=history.rhythm,
            until=history.dates[history.past - 1].astype("datetime64[D]").item(),
            level=float(self.level[number]),
            shares=self.shares[number],
            weekday=own.weekday[number] if history.rhythm is DAY else np.ones(7),
            promo=float(own.promo[number]),
            events=shown_events(history.event_names, own.event[number]),
            course=own.course if (own.course != 1).any() else np.zeros(0),
            running=int(self.running[number]),
            season=own.season if self.has_season[number] else np.zeros(0),
            lengths=self.lengths,
            dispersion=self.dispersion[number],
            recalibration=self.pools.choice.recalibration,
            opened=float(self.opened[number]),
            is_counted=bool(history.is_counted[number]),
            trust=float(self.trust[number]),
            evidence=float(self.evidence[number]),
            known=int(self.known[number]),
            sales=int(self.sales[number]),
            promo_days=int(on.sum()),
            growth=float(self.growth[number]),
            error=float(self.score.error[number]),
            covered=float(self.score.covered[number]),
        )


def fitted_to(history: History, choice: Choice = MODEL, pools: Pools | None = None) -> Fit:
    """The model of these series with the chosen factors, whatever may do better for some."""
    lengths = spreads.lengths(history)
    given = None if pools is None else pools.of(history, lengths)
    habits = fitted(history, choice.kinds, None if given is None else (given.factors, given.spread))
    over = habits.own.over(history)
    past = over[:, : history.past] * history.seen
    sums = levels.totals(history, past)
    usual = given.level if given else levels.usual_levels(history, sums)
    found = levels.levels(history, past, levels.tests_of(history), usual[history.groups])
    losses = given.losses if given else None
    shares, losses = levels.mixture(history, found, sums, habits.spread, losses)
    spread = spreads.dispersions(
        history, found, shares, sums, habits.spread, given.ratios if given else None
    )
    newest, judged = (
        _nearest(lengths, length) for length in (history.rhythm.newest, history.rhythm.judged)
    )
    tested = {
        at: again(history, found, shares, sums, spread.own[:, at], int(lengths[at]))
        for at in {0, judged, newest}
    }
    grown = given.drift if given else drift(history, tested[newest])
    level = (found.now * shares).sum(1) * grown
    return Fit(
        history, habits,
        Pools(
            history.group_names, history.event_names, habits.shared, usual, habits.usual, losses,
            lengths, spread.ratios, grown, choice,
        ),
        level, shares, level[:, None] * over[:, history.past :], lengths, spread.own,
        _growth(history, sums, habits.spread),
        score(history, tested[judged], tested[0]),
        np.full(history.series, bool((habits.own.season != 1).any())),
    )  # fmt: skip


def _nearest(lengths: Whole, wanted: int) -> int:
    return int(np.argmin(np.abs(lengths - wanted)))


def _growth(history: History, sums: levels.Sums, spread: Floats) -> Floats:
    """n: demand of the last quarter of a year over that of the one before, leaning on none."""
    quarter = history.rhythm.year // 4
    if history.past < 2 * quarter:
        return np.ones(history.series)
    sold, factors = sums.of(np.array([history.past - 2 * quarter, history.past - quarter]), quarter)
    expected = factors[1] * sold[0] / np.maximum(factors[0], 1)
    return leaning(sold[1], expected, np.ones(history.series), spread)
