"""How much wider or narrower the distributions should have been, by how much a product sells.

A pooled recalibration of probabilities (Gneiting, Balabdaoui and Raftery, JRSS B 69, 2007, on
probability integral transforms): one width for each class of volume and length of sums, as the
slope of what was reached over what was told, both as normal scores. It is kept only where it
lowers the loss on tests later than those it was learnt on. The middle is left where it is: what
demand did on the whole is another's matter (see ``drift``).
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from desktop.domain.forecast.distribution import LEVELS, below, quantiles
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.plain import Json, floats, plain

CLASSES = (0.2, 0.4, 0.6, 0.8)
_ENOUGH, _FEW, _MANY, _JUDGED = 500, 30, 12_000, 1_000
_HELD = 400.0  # tests that the nominal levels count for
_OLDER = 0.6
_NORMAL = NormalDist()
_SCORES = np.array([_NORMAL.inv_cdf(float(level)) for level in LEVELS])
_TABLE = np.concatenate([[0.0], LEVELS, [1.0]])


def _row(width: float) -> Floats:
    """The levels to ask for, so that those of the table are kept."""
    asked = [_NORMAL.cdf(float(width * score)) for score in _SCORES]
    return np.array([0.0, *np.clip(asked, 0.002, 0.998), 1.0])


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Sums of one length that were forecast and then came: one entry a test and series."""

    sold: Floats
    mean: Floats
    variance: Floats
    at: Whole
    is_counted: Flags

    def some(self, chosen: Whole | Flags) -> "Outcomes":
        """A part of them."""
        return Outcomes(
            self.sold[chosen],
            self.mean[chosen],
            self.variance[chosen],
            self.at[chosen],
            self.is_counted[chosen],
        )

    @property
    def volume(self) -> Floats:
        """Mean over dispersion: how many independent buyers a sum is of."""
        return np.asarray(self.mean**2 / np.maximum(self.variance, 1e-12))


@dataclass(frozen=True, eq=False)
class Corrected:
    """``widths``: one for each class, 1 where nothing is corrected; ``edges`` part by volume."""

    edges: Floats
    widths: Floats

    def width_at(self, volume: Floats) -> Floats:
        """For each volume."""
        return np.asarray(self.widths[np.searchsorted(self.edges, volume)])

    def of(self, levels: Floats, volume: Floats) -> Floats:
        """… × q: the levels to ask for, so that these are kept."""
        rows = np.stack([np.interp(levels, _TABLE, _row(width)) for width in self.widths])
        return np.asarray(rows[np.searchsorted(self.edges, volume)])

    def said(self, level: Floats, volume: Floats) -> Floats:
        """The other way: what is to be said for a level that the distribution tells."""
        part, said = np.searchsorted(self.edges, volume), level.copy()
        for number, width in enumerate(self.widths):
            here = part == number
            said[here] = np.interp(level[here], _row(width), _TABLE)
        return said

    def to_json(self) -> Json:
        """What JSON can hold."""
        return {"edges": plain(self.edges), "widths": plain(self.widths)}

    @staticmethod
    def from_json(told: Json) -> "Corrected":
        """As it was."""
        return Corrected(floats(told["edges"]), floats(told["widths"]))


NOMINAL = Corrected(np.zeros(0), np.ones(1))


def sampled(tested: Outcomes) -> Outcomes:
    """At most as many as are needed, always the same ones."""
    if len(tested.mean) <= _MANY:
        return tested
    return tested.some(np.random.default_rng(0).choice(len(tested.mean), _MANY, replace=False))


def learnt(tested: Outcomes) -> Corrected:
    """For sums of this length."""
    if len(tested.mean) <= 2 * _FEW:
        return NOMINAL
    tested = sampled(tested)
    reached, volume = _reached(tested), tested.volume
    edges = np.quantile(volume, CLASSES) if len(volume) > _ENOUGH else np.zeros(0)
    part = np.searchsorted(edges, volume)
    is_old = tested.at <= np.quantile(tested.at, _OLDER)
    widths = np.ones(len(edges) + 1)
    for number in range(len(widths)):
        here = part == number
        older, later = here & is_old, np.flatnonzero(here & ~is_old)
        if older.sum() > _FEW and len(later) > _FEW:
            judge = tested.some(np.random.default_rng(1).permutation(later)[:_JUDGED])
            if _loss(_width(reached[older]), judge) < _loss(1.0, judge):
                widths[number] = _width(reached[here])
    return Corrected(edges, widths)


def _reached(tested: Outcomes) -> Floats:
    """The level at which each outcome lay; pieces are spread over their step, by a fixed chance."""
    high = below(tested.sold, tested.mean, tested.variance, tested.is_counted)
    low = below(tested.sold - 1, tested.mean, tested.variance, tested.is_counted)
    low = np.where(tested.is_counted, low, high)
    return np.asarray(low + np.random.default_rng(0).random(len(high)) * (high - low))


def _width(reached: Floats) -> float:
    """The slope of the scores that were reached, leaning on 1."""
    scores = [_NORMAL.inv_cdf(float(q)) for q in np.clip(np.quantile(reached, LEVELS), 1e-3, 0.999)]
    slope = float(_SCORES @ np.array(scores) / (_SCORES @ _SCORES))
    return 1 + (slope - 1) * len(reached) / (len(reached) + _HELD)


def _loss(width: float, tested: Outcomes) -> float:
    """Pinball loss of all levels, each outcome in its own deviations."""
    asked = np.broadcast_to(_row(width)[1:-1], (len(tested.mean), len(LEVELS)))
    found = quantiles(asked, tested.mean, tested.variance, tested.is_counted)
    return float((pinball(tested.sold, found) / np.sqrt(tested.variance)[:, None]).mean())


def pinball(sold: Floats, found: Floats) -> Floats:
    """… × q: the loss of each quantile (Koenker and Bassett, Econometrica 46, 1978)."""
    error = sold[..., None] - found
    return np.asarray(np.maximum(LEVELS * error, (LEVELS - 1) * error))
