"""What the back-test missed by is put right, by class of volume, where that helps later too."""

import numpy as np
import pytest

from desktop.domain.forecast.calibration import NOMINAL, Corrected, Outcomes, learnt
from desktop.domain.forecast.distribution import LEVELS


def outcomes(wide: float) -> Outcomes:
    """They stray so many times as far as was told."""
    rng = np.random.default_rng(7)
    mean = np.linspace(300.0, 500.0, 4000)[rng.permutation(4000)]
    sold = mean + rng.normal(0, wide, 4000) * np.sqrt(mean)
    return Outcomes(sold, mean, mean, np.arange(4000), np.zeros(4000, bool))


def test_a_band_that_was_wrong_is_made_wider_or_narrower() -> None:
    assert (learnt(outcomes(1.7)).widths > 1.35).all()
    assert (learnt(outcomes(0.6)).widths < 0.8).all()


def test_a_band_that_was_right_is_left() -> None:
    assert learnt(outcomes(1.0)).widths == pytest.approx(1, abs=0.08)
    assert learnt(outcomes(1.0).some(np.arange(5))) is NOMINAL


def test_what_is_said_is_the_inverse_of_what_is_asked() -> None:
    wide = Corrected(np.array([10.0]), np.array([1.4, 0.8]))
    volume = np.array([3.0, 30.0])
    asked = wide.of(LEVELS, volume)
    assert asked[0, 0] < LEVELS[0] < asked[1, 0]
    for number, level in enumerate(LEVELS):
        assert wide.said(asked[:, number], volume) == pytest.approx(level)
