"""The model against what is simpler, on days that it was not shown.

Twice the last weeks are held back and foretold. A kind of factor stays if the whole shop's error
on the days it is about is less with it; a simple rival takes over a class of volume where its loss
is less both times. What the bands missed by on these days is put right (see ``calibration``). The
rivals are the model without factors, and the plain mean of half a year with the spread of its own
sums, in two numbers the empirical distribution of lead time demand that forecasting is compared
with (Makridakis, Spiliotis and Assimakopoulos, Int. J. of Forecasting 38, 2022: most methods lose
to the simple ones).
"""

from dataclasses import dataclass, replace

import numpy as np

from desktop.domain.forecast.calibration import Outcomes, learnt, pinball
from desktop.domain.forecast.factors import Factors
from desktop.domain.forecast.fitting import Fit, fitted_to
from desktop.domain.forecast.history import History
from desktop.domain.forecast.level import totals
from desktop.domain.forecast.periods import Flags, Floats
from desktop.domain.forecast.pooling import TINY, weight
from desktop.domain.forecast.pools import MODEL, Choice, sample

RIVALS = ("model", "plain", "simple")
_SERIES = 500  # that are looked at
_MARGIN = 0.1  # of a rival: to change from what learns to what does not is a risk
# Error with it over error without it. Some weeks tell little of days that come once a year: they
# are only left out where they do harm. Of the time of year they tell nothing: it stays.
_MOST = {"weekday": 0.99, "promo": 0.99, "event": 1.1}
_ENOUGH, _CLASSES = 30, 3  # series of a class
_HELD = 2  # times
_LEAST = 1e-6  # units that a sum must be expected to have to say something
_LEANS = 12.0  # sums that the model's spread counts for in the simple one


@dataclass(frozen=True, eq=False)
class _Trial:
    """One time of holding back: errors by kind with and without it, losses of rivals by class;
    ``outcomes`` of the model.
    """

    errors: Floats
    losses: Floats
    outcomes: Outcomes


def chosen(history: History) -> Choice:
    """Of a shop, by some of its series."""
    history = history.of(sample(history.groups, _SERIES))
    held = min(history.ahead, history.rhythm.newest)
    cuts = [history.past - held * time for time in range(1, _HELD + 1)]
    if not history.series or cuts[-1] < history.rhythm.tested // 2 + held:
        return MODEL
    classes = min(_CLASSES, history.series // _ENOUGH)
    volume = fitted_to(history).volume
    edges = np.quantile(volume, np.arange(1, classes) / max(classes, 1))
    trials = [_trial(history, cut, held, edges) for cut in cuts]
    errors = np.sum([trial.errors for trial in trials], axis=0)
    kinds = tuple(
        kind for kind, (told, without) in zip(_MOST, errors, strict=True)
        if without == 0 or told < _MOST[kind] * without
    )  # fmt: skip
    recalibration = learnt([trial.outcomes for trial in trials])
    if not classes:
        return replace(MODEL, kinds=(*kinds, "season"), recalibration=recalibration)
    better = np.stack([trial.losses / np.maximum(trial.losses[:1], TINY) for trial in trials])
    worst = better.max(0)  # of both times
    worst[0] = 1 - _MARGIN
    winners = tuple(RIVALS[number] for number in worst.argmin(0))
    return Choice((*kinds, "season"), edges, winners, recalibration)


def _trial(history: History, cut: int, held: int, edges: Floats) -> _Trial:
    past = history.until(cut, held)
    found = fitted_to(past)
    days = slice(cut, cut + held)
    seen, sold = history.seen[:, days], history.sold[:, days]
    scale = weight(found.level, found.habits.spread)[:, None]
    errors = [_errors(past, found, kind, sold * scale, seen * scale) for kind in _MOST]
    part = np.searchsorted(edges, found.volume)
    losses = np.stack([_loss(rival(past, name, found), sold, seen) for name in RIVALS])
    by_class = [losses[:, part == number].sum(1) for number in range(len(edges) + 1)]
    return _Trial(np.array(errors), np.stack(by_class, 1), _outcomes(found, sold, seen))


def _errors(
    past: History, found: Fit, kind: str, sold: Floats, seen: Floats
) -> tuple[float, float]:
    """Of the shop's demand on the days that a kind of factor is about, with and without it."""
    over = found.habits.own.over(past, without=kind)[:, past.past :]
    without = found.level[:, None] * over
    about = np.abs(found.mean - without) > 0.01 * without
    told, other = (
        float(np.abs(((sold - mean * seen) * about).sum(0)).sum()) for mean in (found.mean, without)
    )
    return told, other


def _loss(found: Fit, sold: Floats, seen: Floats) -> Floats:
    """n: of the bands of sums over half and all of the days, of those with an answer."""
    bands, summed = found.distribution.quantiles(), np.cumsum(sold, 1)
    at = [summed.shape[1] // 2, summed.shape[1] - 1]
    return np.asarray(pinball(summed[:, at], bands[:, at]).mean(-1).sum(1) * _whole(found, seen))


def _whole(found: Fit, seen: Floats) -> Flags:
    """n: whether demand of the days that were held back is known."""
    opened = (~found.history.closed[:, found.history.past :]).sum(1)
    return np.asarray((seen.sum(1) > 0.9 * opened) & (opened > 0))


def _outcomes(found: Fit, sold: Floats, seen: Floats) -> Outcomes:
    """Of sums over a quarter, half and all of the days."""
    held, told = sold.shape[1], found.distribution
    at = np.unique([max(1, held // 4), max(1, held // 2), held]) - 1
    mean, variance = told.summed[:, at], told.variance[:, at]
    counted = np.broadcast_to(found.history.is_counted[:, None], mean.shape)
    some = _whole(found, seen)[:, None] & (mean > _LEAST)
    return Outcomes(np.cumsum(sold, 1)[:, at], mean, variance, counted).some(some)


def rival(history: History, name: str, found: Fit) -> Fit:
    """What it says of these series; ``found``: what the model does."""
    if name == "model":
        return found
    if name == "plain":
        return fitted_to(history, replace(MODEL, kinds=()))
    return _simple(history, found)


def _simple(history: History, found: Fit) -> Fit:
    rhythm = history.rhythm
    sums = totals(history, history.seen)
    first = max(0, history.past - rhythm.tested)
    level = sums.of(np.array([first]), history.past - first)
    usual = level[0][0] / np.maximum(level[1][0], 1)
    spread = [
        _spread(usual, *sums.of(np.arange(first, history.past - length + 1), int(length)),
                int(length), found.dispersion[:, number])
        for number, length in enumerate(found.lengths)
    ]  # fmt: skip
    memory = np.argmin(np.abs(np.log(np.array(rhythm.memories) / rhythm.tested)))
    opened = np.where(history.closed[:, history.past :], 0.0, 1.0)
    return replace(
        found,
        habits=replace(found.habits, own=Factors.none(history.series, history.events.shape[1])),
        level=usual,
        shares=np.eye(len(rhythm.memories))[memory][None].repeat(history.series, 0),
        mean=usual[:, None] * opened,
        dispersion=np.maximum(np.stack(spread, 1), history.least[:, None]),
        has_season=np.zeros(history.series, bool),
    )


def _spread(usual: Floats, sold: Floats, seen: Floats, length: int, model: Floats) -> Floats:
    """n: variance over mean of all sums of this length, leaning on the model's."""
    mean = usual * seen
    own = ((sold - mean) ** 2).sum(0) / np.maximum(mean.sum(0), TINY)
    known = seen.sum(0) / length / length
    return np.asarray((own * known + model * _LEANS) / (known + _LEANS))
