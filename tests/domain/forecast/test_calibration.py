"""What windows that were held back missed by is put right, as far as they agree."""

import json

import numpy as np
import pytest

from desktop.domain.forecast.calibration import NOMINAL, Outcomes, Recalibration, learnt
from desktop.domain.forecast.distribution import LEVELS
from desktop.domain.forecast.model import fit
from desktop.domain.forecast.pools import Choice
from tests.domain.forecast.shelves import history

VOLUME = np.array([3.0, 30.0, 400.0])


def outcomes(body: float, tail: float = 0.0, number: int = 6000, seed: int = 7) -> Outcomes:
    """They stray ``body`` times as far as was told, one in ten ``tail`` times."""
    rng = np.random.default_rng(seed)
    mean = np.linspace(300.0, 500.0, number)[rng.permutation(number)]
    wide = np.where(rng.random(number) < 0.1, tail or body, body)
    sold = mean + rng.normal(0, wide, number) * np.sqrt(mean)
    return Outcomes(sold, mean, mean, np.zeros(number, bool))


def test_a_band_that_was_wrong_both_times_is_made_wider_or_narrower() -> None:
    wide = learnt([outcomes(1.7), outcomes(1.6, seed=8)])
    narrow = learnt([outcomes(0.6), outcomes(0.7, seed=8)])
    assert (wide.body > 1.4).all() and (wide.tail > 1.4).all()
    assert (narrow.body < 0.8).all() and (narrow.tail < 0.8).all()


def test_tails_may_be_heavy_where_the_middle_is_not() -> None:
    found = learnt([outcomes(0.95, 3.0), outcomes(0.95, 3.0, seed=8)])
    assert (found.tail > found.body + 0.1).all()
    assert found.of(LEVELS, VOLUME)[:, 4] == pytest.approx(0.5)


def test_windows_that_differ_say_nothing_and_the_least_of_two_is_believed() -> None:
    differ = learnt([outcomes(1.7), outcomes(0.6, seed=8)])
    assert (differ.body == 1).all() and (differ.tail == 1).all()
    least = learnt([outcomes(2.0), outcomes(1.2, seed=8)])
    assert (least.body < 1.3).all() and (least.body > 1.05).all()


def test_a_band_that_was_right_or_that_few_tell_of_is_left() -> None:
    assert learnt([outcomes(1.0), outcomes(1.0, seed=8)]).body == pytest.approx(1, abs=0.06)
    assert learnt([outcomes(1.7), outcomes(1.7, number=20)]) is NOMINAL
    assert learnt([]) is NOMINAL


@pytest.mark.parametrize("body", [0.7, 1.0, 1.4])
@pytest.mark.parametrize("tail", [0.8, 1.0, 1.6])
def test_what_is_said_is_the_inverse_of_what_is_asked(body: float, tail: float) -> None:
    edges = np.array([10.0, 100.0])
    ends = body * tail
    told = Recalibration(edges, np.array([body, 1.0, body]), np.array([ends, 1.0, ends]))
    kept = Recalibration.from_json(json.loads(json.dumps(told.to_json())))
    asked = kept.of(LEVELS, VOLUME)
    assert (np.diff(asked, axis=1) > 0).all()
    for number, level in enumerate(LEVELS):
        assert told.said(asked[:, number], VOLUME) == pytest.approx(level, abs=2e-4)
    assert (asked[0, -1] > LEVELS[-1] + 1e-6) == (ends > 1)


def test_chance_and_quantile_of_a_recalibrated_fit_tell_the_same() -> None:
    """P(sum >= its 90 % quantile) is 10 %: what is asked and what is said belong together."""
    wide = Recalibration(np.zeros(0), np.array([1.2]), np.array([1.6]))
    kilograms = np.random.default_rng(4).gamma(3.0, 0.7, (3, 200))
    found = fit(history(kilograms), choice=Choice((), np.zeros(0), ("model",), wide))
    told = found.distribution
    high = told.quantiles(np.array([0.5, 0.9]))[:, 13]
    assert told.reaches(high[:, 1])[:, 13] == pytest.approx(0.1, abs=0.002)
    narrow = fit(history(kilograms), choice=Choice((), np.zeros(0), ("model",))).distribution
    assert (high[:, 1] > 1.03 * narrow.quantiles(np.array([0.9]))[:, 13, 0]).all()
    assert high[:, 0] == pytest.approx(narrow.quantiles(np.array([0.5]))[:, 13, 0], rel=0.001)
