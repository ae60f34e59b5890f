"""All that tells the demand ahead of one series, as a value that is kept and read again.

The bands of a chart are computed from it when the chart opens, and when stock moves only the
distribution is read again; no history is needed for either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.calibration import NOMINAL, Recalibration
from desktop.domain.forecast.course import COURSE
from desktop.domain.forecast.events import Calendar
from desktop.domain.forecast.factors import Factors, expected
from desktop.domain.forecast.history import History, Known
from desktop.domain.forecast.level import memory_of
from desktop.domain.forecast.periods import DAY, RHYTHMS, WEEKS, Days, Flags, Floats, Rhythm, Whole
from desktop.domain.forecast.plain import Json, floats, plain, shared, short

_NO_EFFECT = 0.005  # an event that changes less is not kept
ENOUGH = 0.5  # of trust; below it there is not enough history


@dataclass(frozen=True, eq=False)
class Parameters:
    """m memories, k lengths of sums.

    ``until``: the last period of the history; ``known``: periods that could tell something, of
    which ``sales`` had demand and ``promo_days`` a promotion.
    ``level``: units of a usual period on which the shop is open, as it is on the share ``opened``;
    ``shares``: m, weights of the memories it is mixed from; ``growth``: demand of the last quarter
    of a year over that of the one before.
    ``weekday``: 7, from Monday; ``promo``, and ``course`` by the how-manieth day of a promotion, of
    which one has been ``running`` so many days; ``events``: by name; ``season``: by week of the
    year; all of them factors, ``course`` and ``season`` empty where there are none.
    ``dispersion``: k, variance over mean (in units) of demand summed over ``lengths`` periods;
    ``recalibration`` of the shop; ``is_counted``: sold in whole pieces; ``trust``: 0 to 1;
    ``evidence``: equal sales that tell as much of the level as those that there were.
    ``error`` and ``covered``: as in ``backtest.Score``.
    """

    rhythm: Rhythm
    until: date
    level: float
    shares: Floats
    weekday: Floats
    promo: float
    events: dict[str, float]
    season: Floats
    lengths: Whole
    dispersion: Floats
    is_counted: bool
    trust: float
    known: int
    sales: int
    promo_days: int
    growth: float
    error: float
    covered: float
    evidence: float
    course: Floats = field(default_factory=lambda: np.zeros(0))
    running: int = 0
    recalibration: Recalibration = NOMINAL
    opened: float = 1.0

    @property
    def rate(self) -> float:
        """Units of a usual period, closed ones counted in: a day of the calendar."""
        return self.level * self.opened

    @property
    def memory(self) -> float:
        """How far back the level looks, in periods."""
        return float(memory_of(self.rhythm, self.shares[None])[0])

    @property
    def is_enough(self) -> bool:
        """Whether there is enough history for more than a guess."""
        return self.trust >= ENOUGH

    def factors(self, names: Sequence[str]) -> Factors:
        """Of one series, with a column for each event of these names."""
        event = [self.events.get(name, 1.0) for name in names]
        season = self.season if len(self.season) else np.ones(WEEKS)
        course = self.course if len(self.course) else np.ones(COURSE)
        return Factors(
            self.weekday[None], np.array([self.promo]), np.array([event]), season, course
        )

    def to_json(self) -> Json:
        """What JSON can hold, about a kilobyte."""
        return {
            "rhythm": self.rhythm.name,
            "until": self.until.isoformat(),
            "is_counted": self.is_counted,
            "lengths": self.lengths.tolist(),
            "events": {name: short(one) for name, one in self.events.items()},
            "recalibration": self.recalibration.to_json(),
            "opened": short(self.opened),
            "evidence": short(self.evidence),
            **{name: plain(getattr(self, name)) for name in _OWN},
            **{name: shared(getattr(self, name)) for name in _SHARED},
            **{name: short(getattr(self, name)) for name in _NUMBERS},
            **{name: getattr(self, name) for name in _COUNTS},
        }

    @staticmethod
    def from_json(told: Json) -> "Parameters":
        """As they were, to five digits."""
        read: Json = {name: floats(told[name]) for name in _ARRAYS}
        read |= {name: _number(told[name]) for name in _NUMBERS}
        read |= {name: int(told[name]) for name in _COUNTS}
        return Parameters(
            rhythm=RHYTHMS[told["rhythm"]],
            until=date.fromisoformat(told["until"]),
            is_counted=bool(told["is_counted"]),
            lengths=np.array(told["lengths"], np.int64),
            events={name: float(one) for name, one in told["events"].items()},
            recalibration=Recalibration.from_json(told.get("recalibration")),
            opened=_number(told.get("opened", 1.0)),
            evidence=_number(told.get("evidence", told["sales"])),
            **read,
        )


_OWN, _SHARED = ("shares", "weekday", "dispersion"), ("season", "course")
_ARRAYS = (*_OWN, *_SHARED)
_NUMBERS = ("level", "promo", "trust", "growth", "error", "covered")
_COUNTS = ("known", "sales", "promo_days", "running")


def _number(told: float | None) -> float:
    return float("nan") if told is None else float(told)


def ahead(
    parameters: Parameters, days: Days, promo: Flags | None = None, closed: Flags | None = None,
    events: Calendar | None = None,
) -> Distribution:  # fmt: skip
    """Demand of these periods; ``promo``, ``closed``: one flag each, none where not told."""
    none = np.zeros(len(days), bool)
    told = events or Calendar(np.zeros((len(days), 0), bool), ())
    known = Known(
        (none if promo is None else promo)[None], (none if closed is None else closed)[None],
        told.flags, days, parameters.rhythm is DAY, parameters.running,
    )  # fmt: skip
    return Distribution(
        days,
        parameters.level * parameters.factors(told.names).over(known)[0],
        parameters.lengths,
        parameters.dispersion,
        parameters.recalibration,
        np.array(parameters.is_counted),
        np.array(parameters.trust),
        np.array(parameters.evidence),
    )


def line(parameters: Parameters, history: History) -> Floats:
    """T: what of each past period of one series would have been expected, 0 when closed."""
    return np.asarray(expected(history, parameters.factors(history.event_names))[0])


def shown_events(names: Sequence[str], factors: Floats) -> dict[str, float]:
    """Only those that do something."""
    pairs = zip(names, factors.tolist(), strict=True)
    return {name: one for name, one in pairs if abs(one - 1) > _NO_EFFECT}
