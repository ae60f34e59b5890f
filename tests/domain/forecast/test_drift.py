"""A shop that grows is followed; one whose forecasts are right is left alone."""

import numpy as np

from desktop.domain.forecast.model import fit
from tests.domain.forecast.shelves import history, poisson


def test_growth_that_no_level_follows_is_made_up_for() -> None:
    mean = 4 * 1.008 ** np.arange(364)  # doubles in a quarter
    sold = np.random.default_rng(4).poisson(mean[None, :336].repeat(12, 0)).astype(float)
    found = fit(history(sold))
    assert found.pools.drift > 1.05
    truth, told = mean[336:].sum(), found.mean.sum(1).mean()
    assert abs(told / truth - 1) < abs(told / found.pools.drift / truth - 1)


def test_a_steady_shop_does_not_drift() -> None:
    assert abs(fit(history(poisson(12, 336, 4))).pools.drift - 1) < 0.01
