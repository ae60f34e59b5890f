"""Probability levels that would have held in the back-test, by how much a product sells.

A pooled conformal correction (Gneiting, Balabdaoui and Raftery, JRSS B 69, 2007, on probability
integral transforms). It is kept only where it lowers the loss on tests later than those it was
learnt on.
"""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.distribution import LEVELS, below, quantiles
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.plain import Json, floats, plain

CLASSES = (0.2, 0.4, 0.6, 0.8)
_ENOUGH, _FEW, _MANY, _JUDGED = 500, 30, 40_000, 3_000
_HELD = 400.0  # tests that the nominal levels count for
_OLDER = 0.6
_NOMINAL = np.concatenate([[0.0], LEVELS, [1.0]])


def _ends(row: Floats) -> Floats:
    return np.concatenate([[0.0], row, [1.0]])


@dataclass(frozen=True, eq=False)
class Tested:
    """Sums of one length that were forecast and then came: one entry a test and series."""

    sold: Floats
    mean: Floats
    variance: Floats
    at: Whole
    is_counted: Flags

    def some(self, chosen: Whole | Flags) -> "Tested":
        """A part of them."""
        return Tested(
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
    """``levels``: classes × q, asked instead of the nominal ones; ``edges`` part by volume."""

    edges: Floats
    levels: Floats

    @property
    def is_nominal(self) -> bool:
        """Whether it corrects nothing."""
        return not len(self.edges) and bool((self.levels == LEVELS).all())

    def of(self, levels: Floats, volume: Floats) -> Floats:
        """… × q: the levels to ask for, so that these are kept."""
        rows = np.stack([np.interp(levels, _NOMINAL, _ends(row)) for row in self.levels])
        return np.asarray(rows[np.searchsorted(self.edges, volume)])

    def said(self, level: Floats, volume: Floats) -> Floats:
        """The other way: what is to be said for a level that the distribution tells."""
        part, said = np.searchsorted(self.edges, volume), level.copy()
        for number, row in enumerate(self.levels):
            here = part == number
            said[here] = np.interp(level[here], _ends(row), _NOMINAL)
        return said

    def to_json(self) -> Json:
        """What JSON can hold."""
        return {"edges": plain(self.edges), "levels": plain(self.levels)}

    @staticmethod
    def from_json(told: Json) -> "Corrected":
        """As it was."""
        return Corrected(floats(told["edges"]), floats(told["levels"]))


NOMINAL = Corrected(np.zeros(0), LEVELS[None])


def sampled(tested: Tested) -> Tested:
    """At most as many as are needed, always the same ones."""
    if len(tested.mean) <= _MANY:
        return tested
    return tested.some(np.random.default_rng(0).choice(len(tested.mean), _MANY, replace=False))


def learnt(tested: Tested) -> Corrected:
    """The levels for sums of this length, nominal where the correction does not help."""
    if not len(tested.mean):
        return NOMINAL
    tested = sampled(tested)
    reached = _reached(tested)
    volume = tested.volume
    edges = np.quantile(volume, CLASSES) if len(volume) > _ENOUGH else np.zeros(0)
    part = np.searchsorted(edges, volume)
    is_old = tested.at <= np.quantile(tested.at, _OLDER)
    later = np.flatnonzero(~is_old)
    if len(later) <= _FEW or is_old.sum() <= _FEW:
        return NOMINAL
    if len(later) > _JUDGED:
        later = np.random.default_rng(1).choice(later, _JUDGED, replace=False)
    older = Corrected(edges, _by_class(reached[is_old], part[is_old], len(edges) + 1))
    judge = tested.some(later)
    if _loss(older, judge) >= _loss(NOMINAL, judge):
        return NOMINAL
    return Corrected(edges, _by_class(reached, part, len(edges) + 1))


def _reached(tested: Tested) -> Floats:
    """The level at which each outcome lay; pieces are spread over their step, by a fixed chance."""
    high = below(tested.sold, tested.mean, tested.variance, tested.is_counted)
    low = below(tested.sold - 1, tested.mean, tested.variance, tested.is_counted)
    low = np.where(tested.is_counted, low, high)
    return np.asarray(low + np.random.default_rng(0).random(len(high)) * (high - low))


def _by_class(reached: Floats, part: Whole, classes: int) -> Floats:
    rows = [_levels(reached[part == number]) for number in range(classes)]
    return np.clip(np.stack(rows), 0.002, 0.998)


def _levels(reached: Floats) -> Floats:
    if len(reached) < _FEW:
        return LEVELS
    share = len(reached) / (len(reached) + _HELD)
    return np.asarray(share * np.quantile(reached, LEVELS) + (1 - share) * LEVELS)


def _loss(levels: Corrected, tested: Tested) -> float:
    """Pinball loss of all levels, each outcome in its own deviations."""
    asked = levels.of(LEVELS, tested.volume)
    found = quantiles(asked, tested.mean, tested.variance, tested.is_counted)
    return float((pinball(tested.sold, found) / np.sqrt(tested.variance)[:, None]).mean())


def pinball(sold: Floats, found: Floats) -> Floats:
    """… × q: the loss of each quantile (Koenker and Bassett, Econometrica 46, 1978)."""
    error = sold[..., None] - found
    return np.asarray(np.maximum(LEVELS * error, (LEVELS - 1) * error))
