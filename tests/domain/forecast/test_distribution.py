"""The distributions against sums that can be done by hand, and against each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain.forecast.distribution import (
    LEVELS,
    below,
    gamma_below,
    gamma_quantile,
    log_gamma,
    quantiles,
)


def test_log_gamma_is_that_of_the_library() -> None:
    at = 10 ** np.linspace(-3, 5, 200)
    assert log_gamma(at) == pytest.approx([math.lgamma(a) for a in at], rel=1e-12, abs=1e-10)


@pytest.mark.parametrize("x", [0.0, 0.01, 0.5, 1.0, 3.0, 30.0])
def test_the_gamma_of_shape_one_is_exponential(x: float) -> None:
    assert gamma_below(np.array([1.0]), np.array([x]))[0] == pytest.approx(1 - math.exp(-x))


@given(some.floats(-1, 4), some.sampled_from(list(LEVELS)))
def test_a_gamma_quantile_is_the_inverse(power: float, level: float) -> None:
    shape = np.array([10.0**power])
    found = gamma_quantile(shape, np.array([level]))
    assert gamma_below(shape, found)[0] == pytest.approx(level, abs=1e-6)


@given(some.floats(0.05, 49), some.floats(1.05, 8), some.integers(0, 300))
def test_pieces_are_summed_up_exactly(mean: float, spread: float, most: int) -> None:
    variance = mean * spread
    size, chance = mean**2 / (variance - mean), mean / variance
    logs = [
        math.lgamma(n + size) - math.lgamma(size) - math.lgamma(n + 1)
        + size * math.log(chance) + n * math.log1p(-chance)
        for n in range(most + 1)
    ]  # fmt: skip
    found = below(np.array([float(most)]), np.array([mean]), np.array([variance]), np.array(True))
    assert found[0] == pytest.approx(math.fsum(math.exp(one) for one in logs), abs=1e-8)


@given(some.floats(1e-4, 1e5), some.floats(0.3, 30), some.booleans())
def test_quantiles_rise_and_are_never_negative(mean: float, spread: float, counted: bool) -> None:
    found = quantiles(LEVELS, np.array([mean]), np.array([mean * spread]), np.array(counted))[0]
    assert (found >= 0).all()
    assert (np.diff(found) >= 0).all()
    if counted:
        assert (found == np.rint(found)).all()


@given(some.floats(0.01, 400), some.floats(1.05, 10))
def test_a_quantile_of_pieces_is_the_least_that_reaches_its_level(mean: float, wide: float) -> None:
    means, variance = np.full(len(LEVELS), mean), np.full(len(LEVELS), mean * wide)
    found = quantiles(LEVELS, means[:1], variance[:1], np.array(True))[0]
    slack = 1e-9 if mean < 50 else 0.02  # fast sellers: rounded from the gamma
    assert (below(found, means, variance, np.array(True)) >= LEVELS - slack).all()
    less = below(found - 1, means, variance, np.array(True))
    assert (less[found > 0] <= (LEVELS + slack)[found > 0]).all()


def test_where_nothing_is_expected_nothing_is_sold() -> None:
    assert (quantiles(LEVELS, np.zeros(3), np.zeros(3), np.array(True)) == 0).all()
    assert below(np.array([0.0]), np.zeros(1), np.zeros(1), np.array(False))[0] == 1.0
