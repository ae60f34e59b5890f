"""Recalibration: how much wider distributions should have been, by how much a product sells.

Probability integral transforms (PIT; Gneiting, Balabdaoui and Raftery, JRSS B 69, 2007) of the
outcomes of windows that were held back, as normal scores, are held against those of a distribution
that is right. In-sample there is little to learn: the spread was measured on the same days. Sums of
one window err together, as a shop has one weather: so only as much is put right as every window
asks for. The ends of a band of 80 % and those of one of 95 % have a width each, so that tails may
be heavy where the middle is not; the median stays where it is (see ``drift``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from desktop.domain.forecast.distribution import LEVELS, below, normal_below, normal_quantile
from desktop.domain.forecast.periods import Flags, Floats
from desktop.domain.forecast.plain import Json, floats, shared

CLASSES = (1 / 3, 2 / 3)
_FEW = 30  # outcomes of a class in a window, below which it says nothing
_HELD = 100.0  # outcomes that the distribution as it is counts for
BODY, TAIL = 1.2815515655446004, 1.959963984540054  # scores of 90 and of 97.5 %
_LEAST, _MOST = 0.5, 2.0  # widths that are believed
_LIGHTEST = 0.8  # of tails beside their body: with less, levels would change places
_GRID = np.linspace(-4.0, 4.0, 161)  # scores between which probabilities are taken as straight


@cache
def _row(body: float, tail: float) -> Floats:
    """The levels to ask for, so that those of the table are kept."""
    share = np.clip((_GRID**2 - BODY**2) / (TAIL**2 - BODY**2), 0, 1)
    asked = normal_below(_GRID * (body + (tail - body) * share))
    return np.concatenate([[0.0], asked, [1.0]])


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Sums of a window that were forecast and then came: one entry for each series and length.

    ``sold``, ``mean``: units; ``variance``: units²; ``is_counted``: of whole pieces.
    """

    sold: Floats
    mean: Floats
    variance: Floats
    is_counted: Flags

    def some(self, chosen: Flags) -> "Outcomes":
        """A part of them."""
        return Outcomes(
            self.sold[chosen], self.mean[chosen], self.variance[chosen], self.is_counted[chosen]
        )

    @property
    def volume(self) -> Floats:
        """Mean over dispersion: how many independent buyers a sum is of."""
        return np.asarray(self.mean**2 / np.maximum(self.variance, 1e-12))

    def transforms(self) -> Floats:
        """PIT of each outcome; pieces are spread over their step, by a fixed chance."""
        high = below(self.sold, self.mean, self.variance, self.is_counted)
        low = below(self.sold - 1, self.mean, self.variance, self.is_counted)
        low = np.where(self.is_counted, low, high)
        return np.asarray(low + np.random.default_rng(0).random(len(high)) * (high - low))


@dataclass(frozen=True, eq=False)
class Recalibration:
    """``body`` and ``tail``: classes, by how much the ends of the bands of 80 and of 95 % lie
    further out, 1 where nothing is put right; ``edges``: classes - 1, rising, part them by volume.
    """

    edges: Floats
    body: Floats
    tail: Floats

    def of(self, levels: Floats, volume: Floats) -> Floats:
        """… × q: the levels to ask for, so that these are kept."""
        if self._is_none:
            return np.broadcast_to(levels, (*np.shape(volume), len(levels)))
        rows = np.stack([np.interp(levels, _row(1, 1), row) for row in self._rows()])
        return np.asarray(rows[np.searchsorted(self.edges, volume)])

    def said(self, level: Floats, volume: Floats) -> Floats:
        """The other way: what is to be said for a level that the distribution tells."""
        if self._is_none:
            return level
        part, said = np.searchsorted(self.edges, volume), level.copy()
        for number, row in enumerate(self._rows()):
            here = part == number
            said[here] = np.interp(level[here], row, _row(1, 1))
        return said

    def to_json(self) -> Json:
        """What JSON can hold."""
        return {name: shared(getattr(self, name)) for name in ("edges", "body", "tail")}

    @staticmethod
    def from_json(told: Json | None) -> "Recalibration":
        """As it was; nothing is put right where nothing is told."""
        return Recalibration(**{name: floats(told[name]) for name in told}) if told else NOMINAL

    @property
    def _is_none(self) -> bool:
        return bool((self.body == 1).all() and (self.tail == 1).all())

    def _rows(self) -> list[Floats]:
        return [_row(*pair) for pair in zip(self.body.tolist(), self.tail.tolist(), strict=True)]


NOMINAL = Recalibration(np.zeros(0), np.ones(1), np.ones(1))


def learnt(windows: Sequence[Outcomes]) -> Recalibration:
    """From the outcomes of some windows, one entry each."""
    volumes = [window.volume for window in windows]
    if not windows or min(map(len, volumes)) < _FEW * (len(CLASSES) + 1):
        return NOMINAL
    edges = np.quantile(np.concatenate(volumes), CLASSES)
    widths = np.ones((len(CLASSES) + 1, 2))
    parts = [np.searchsorted(edges, volume) for volume in volumes]
    for number in range(len(widths)):
        asked = [w.some(part == number) for w, part in zip(windows, parts, strict=True)]
        widths[number] = _agreed([outcomes.transforms() for outcomes in asked])
    return Recalibration(edges, *widths.T)


def _agreed(windows: Sequence[Floats]) -> Floats:
    """The least of what the windows ask for, nothing where they differ in kind."""
    few = min(map(len, windows))
    if few < _FEW:
        return np.ones(2)
    more = np.stack([_widths(transforms) for transforms in windows]) - 1
    is_one_kind = (more > 0).all(0) | (more < 0).all(0)
    least = np.where(is_one_kind, more[np.abs(more).argmin(0), [0, 1]], 0.0)
    body, tail = np.clip(1 + least * few / (few + _HELD), _LEAST, _MOST)
    return np.array([body, max(tail, _LIGHTEST * body)])


def _widths(transforms: Floats) -> Floats:
    """Body and tail: score reached = (a + b × score²) × score, by least squares over LEVELS."""
    scores, reached = (
        normal_quantile(np.clip(level, 1e-3, 0.999))
        for level in (LEVELS, np.quantile(transforms, LEVELS))
    )
    a, b = np.linalg.lstsq(np.stack([scores, scores**3], 1), reached, rcond=None)[0]
    return np.array([a + b * BODY**2, a + b * TAIL**2])


def pinball(sold: Floats, found: Floats) -> Floats:
    """… × q: the loss of each quantile (Koenker and Bassett, Econometrica 46, 1978)."""
    error = sold[..., None] - found
    return np.asarray(np.maximum(LEVELS * error, (LEVELS - 1) * error))
