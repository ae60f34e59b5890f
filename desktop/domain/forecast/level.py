"""The level of demand: exponentially forgetting ratios of several memories, mixed by back-test.

With one memory it is simple exponential smoothing (Brown, 1959), on closed and stocked-out days
without either numerator or denominator; with a long one the plain mean; with sales far apart it
forgets as the method of Teunter, Syntetos and Babai (2011) does.
"""

from dataclasses import dataclass

import numpy as np

from desktop.domain.forecast.history import History
from desktop.domain.forecast.periods import Floats, Rhythm, Whole
from desktop.domain.forecast.pooling import TINY, by_group

_SHARPNESS = 4.0  # how fast a memory loses weight with its loss
_POOLED = 6.0  # tests that the usual loss of a memory counts for
LENT = 2.0  # periods that the category's level counts for at the start


@dataclass(frozen=True, eq=False)
class Levels:
    """Of n series and m memories. ``now``: n × m; ``then``: tests × n × m, before each test."""

    now: Floats
    then: Floats
    tests: Whole


@dataclass(frozen=True, eq=False)
class Sums:
    """Running totals, to tell any stretch of the past: demand and factors, n × (T + 1)."""

    sold: Floats
    factors: Floats

    def of(self, starts: Whole, length: int) -> tuple[Floats, Floats]:
        """Demand and factors of the periods after each start: both starts × n."""
        ends = starts + length
        return (
            (self.sold[:, ends] - self.sold[:, starts]).T,
            (self.factors[:, ends] - self.factors[:, starts]).T,
        )


def totals(history: History, factors: Floats) -> Sums:
    """``factors``: n × T, 0 where demand is not known."""
    start = np.zeros((history.series, 1))
    return Sums(
        np.concatenate([start, np.cumsum(history.sold, 1)], 1),
        np.concatenate([start, np.cumsum(factors, 1)], 1),
    )


def tests_of(history: History) -> Whole:
    """The periods before which a forecast is made again; long sums judge only the older ones."""
    rhythm, past = history.rhythm, history.past
    oldest = past - min(history.ahead, rhythm.newest) - rhythm.tested
    found = np.arange(oldest, past, rhythm.stride)
    return found[found > max(10, past // 4)]


def levels(history: History, factors: Floats, tests: Whole, usual: Floats) -> Levels:
    """Runs once through the past with all memories side by side.

    ``factors``: n × T; ``usual``: n, the level that a new series begins at, NaN where none is.
    """
    keep, anchor = 1 - 1 / np.array(history.rhythm.memories), history.rhythm.anchor
    sold, sums = np.zeros((2, history.series, len(keep)))
    mean_of = totals(history, factors)
    then = np.zeros((len(tests), history.series, len(keep)))
    number = 0
    for at in range(history.past):
        if number < len(tests) and tests[number] == at:
            then[number] = _leaning(sold, sums, _mean(mean_of, at), anchor)
            number += 1
        sold *= keep
        sold += history.sold[:, at, None]
        sums *= keep
        sums += factors[:, at, None]
    return Levels(_leaning(sold, sums, _started(history, mean_of, usual), anchor), then, tests)


def _leaning(sold: Floats, factors: Floats, mean: Floats, anchor: float) -> Floats:
    return (sold + anchor * mean[:, None]) / (factors + anchor)


def _mean(sums: Sums, at: int) -> Floats:
    return np.asarray(sums.sold[:, at] / np.maximum(sums.factors[:, at], TINY))


def _started(history: History, sums: Sums, usual: Floats) -> Floats:
    """The long-run mean; a new product's begins at the usual one of its category."""
    own, known = _mean(sums, -1), sums.factors[:, -1]
    lent = LENT * newness(history, sums) * np.isfinite(usual)
    whole = own * known + np.nan_to_num(usual) * lent
    return np.asarray(whole / np.maximum(known + lent, TINY))


def newness(history: History, sums: Sums) -> Floats:
    """n: 1 for a series of which nothing is known, 0 for one that needs no other's level."""
    return np.clip(1 - sums.factors[:, -1] / history.rhythm.least, 0, 1)


def usual_levels(history: History, sums: Sums) -> Floats:
    """Groups and shop: the level of their older products, NaN where there are none."""
    is_old = (newness(history, sums) == 0).astype(float)
    number = len(history.group_names)
    count = by_group(is_old, history.groups, number)
    whole = by_group(_mean(sums, -1) * is_old, history.groups, number)
    count, whole = np.append(count, count.sum()), np.append(whole, whole.sum())
    return np.where(count > 0, whole / np.maximum(count, 1), np.nan)


def judged(history: History, tests: Whole) -> Floats:
    """What each test weighs for each series, tests × n."""
    rhythm = history.rhythm
    is_grown = tests[:, None] - history.begun[None] >= rhythm.least
    age = (history.past - tests) / rhythm.half_life
    return np.asarray(0.5 ** age[:, None] * is_grown)


def mixture(
    history: History, found: Levels, sums: Sums, spread: Floats, given: Floats | None
) -> tuple[Floats, Floats]:
    """n × m: the weight of each memory, by its squared error in the back-test.

    The other: m, the usual loss of each memory in this shop, that a series leans on.
    """
    memories = len(history.rhythm.memories)
    length = min(history.rhythm.judged, history.ahead)
    tests = found.tests[found.tests + length <= history.past]
    worth, then = judged(history, tests), found.then[: len(tests)]
    sold, factors = sums.of(tests, length)
    error = ((sold[..., None] - then * factors[..., None]) ** 2 * worth[..., None]).sum(0)
    usual = (spread * _mean(sums, -1) * (factors * worth).sum(0))[:, None]
    loss = error / np.maximum(usual, TINY)
    known = worth.sum(0)[:, None]
    if given is None:
        given = np.median(loss[known[:, 0] > 0], 0) if (known > 0).any() else np.ones(memories)
    score = (loss * known + given * _POOLED) / (known + _POOLED)
    shares = np.exp(-_SHARPNESS * (score / np.maximum(score.min(1, keepdims=True), TINY) - 1))
    return shares / shares.sum(1, keepdims=True), given


def memory_of(rhythm: Rhythm, shares: Floats) -> Floats:
    """n: the usual memory of a mixture, in periods, for people."""
    return np.asarray(np.exp(shares @ np.log(np.array(rhythm.memories))))
