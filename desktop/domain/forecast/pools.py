"""What the series of a shop have in common, as a value: found by one fit, given to another.

So a shop is fitted in parts, and what changed today with the habits of last night. Habits are
found again by the names of categories and events, whatever their order.
"""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.calibration import NOMINAL, Recalibration
from desktop.domain.forecast.factors import KINDS, Factors
from desktop.domain.forecast.history import History
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.plain import Json, floats, plain, short
from desktop.domain.forecast.spread import between


@dataclass(frozen=True, eq=False)
class Choice:
    """``kinds`` of factors that are used; ``winners``: what tells the demand of each class of
    volume, which ``edges`` part; ``recalibration``: what its bands missed by.
    """

    kinds: tuple[str, ...]
    edges: Floats
    winners: tuple[str, ...]
    recalibration: Recalibration = NOMINAL

    def rows(self, name: str, volume: Floats) -> Flags:
        """n: the series that this one tells."""
        won = np.array([winner == name for winner in self.winners])
        return np.asarray(won[np.searchsorted(self.edges, volume)])

    def to_json(self) -> Json:
        """What JSON can hold."""
        return {
            "kinds": list(self.kinds),
            "edges": plain(self.edges),
            "winners": list(self.winners),
            "recalibration": self.recalibration.to_json(),
        }

    @staticmethod
    def from_json(told: Json) -> "Choice":
        """As it was."""
        return Choice(
            tuple(told["kinds"]), floats(told["edges"]), tuple(told["winners"]),
            Recalibration.from_json(told.get("recalibration")),
        )  # fmt: skip


MODEL = Choice(KINDS, np.zeros(0), ("model",))


@dataclass(frozen=True, eq=False)
class Pools:
    """``factors``: a row for each category and a last one for the shop, a column for each event;
    ``level``: the usual one of older products, by the same rows; ``spread``: the usual variance
    over mean of one period's demand, ``ratios``: how many times that it is for sums of ``lengths``
    periods; ``losses``: of each memory in the back-test; ``drift``: what all levels are multiplied
    with; ``choice``: what is used at all.
    """

    categories: tuple[str, ...]
    events: tuple[str, ...]
    factors: Factors
    level: Floats
    spread: float
    losses: Floats
    lengths: Whole
    ratios: Floats
    drift: float
    choice: Choice

    def of(self, history: History, lengths: Whole) -> "Pools":
        """In the order of this history; what it names anew is as the whole shop, or as nothing."""
        row = {name: number for number, name in enumerate(self.categories)}
        column = {name: number for number, name in enumerate(self.events)}
        rows = [row.get(name, len(row)) for name in history.group_names] + [len(row)]
        event = np.concatenate([self.factors.event, np.ones((len(row) + 1, 1))], 1)
        columns = [column.get(name, len(column)) for name in history.event_names]
        was = self.factors
        return Pools(
            history.group_names,
            history.event_names,
            Factors(
                was.weekday[rows],
                was.promo[rows],
                event[rows][:, columns],
                was.season,
                was.course,
            ),
            self.level[rows],
            self.spread,
            self.losses,
            lengths,
            between(lengths, self.lengths, self.ratios),
            self.drift,
            self.choice,
        )

    def to_json(self) -> Json:
        """What JSON can hold."""
        return {
            "categories": list(self.categories),
            "events": list(self.events),
            "weekday": plain(self.factors.weekday),
            "promo": plain(self.factors.promo),
            "event": plain(self.factors.event),
            "season": plain(self.factors.season),
            "course": plain(self.factors.course),
            "level": plain(self.level),
            "spread": short(self.spread),
            "losses": plain(self.losses),
            "lengths": self.lengths.tolist(),
            "ratios": plain(self.ratios),
            "drift": short(self.drift),
            "choice": self.choice.to_json(),
        }

    @staticmethod
    def from_json(told: Json) -> "Pools":
        """As they were, to five digits."""
        rows = len(told["categories"]) + 1
        factors = Factors(
            floats(told["weekday"]),
            floats(told["promo"]),
            floats(told["event"]).reshape(rows, len(told["events"])),
            floats(told["season"]),
            floats(told["course"]),
        )
        return Pools(
            tuple(told["categories"]),
            tuple(told["events"]),
            factors,
            floats(told["level"]),
            float(told["spread"]),
            floats(told["losses"]),
            np.array(told["lengths"], np.int64),
            floats(told["ratios"]),
            float(told["drift"]),
            Choice.from_json(told["choice"]),
        )


def sample(groups: Whole, most: int = 2000) -> Whole:
    """At most so many series to learn a large shop's habits from, of every category alike."""
    if len(groups) <= most:
        return np.arange(len(groups))
    shuffled = np.random.default_rng(0).permutation(len(groups))
    order = shuffled[np.argsort(groups[shuffled], kind="stable")]
    first = np.searchsorted(groups[order], groups[order])
    turn = np.arange(len(groups)) - first  # the how-manieth of its category
    return np.sort(order[np.argsort(turn, kind="stable")[:most]])
