"""What does not help on days that were held back is not used."""

import json

import numpy as np
import pytest

from desktop.domain.forecast.model import fit
from desktop.domain.forecast.pools import Pools
from tests.domain.forecast.shelves import history, poisson

PAST, AHEAD = 364, 28
DAYS = np.arange(PAST + AHEAD)


def test_promotions_that_change_nothing_are_not_used() -> None:
    promo = np.random.default_rng(1).random((40, PAST + AHEAD)) < 0.2
    mean = np.where(DAYS % 7 == 5, 9.0, 3.0)[:PAST]
    sold = np.random.default_rng(2).poisson(mean[None].repeat(40, 0)).astype(float)
    found = fit(history(sold, AHEAD, promo=promo))
    assert "promo" not in found.pools.choice.kinds and "weekday" in found.pools.choice.kinds
    assert (found.habits.own.promo == 1).all()
    more = np.random.default_rng(3).poisson(np.where(promo[:, :PAST], 2.0, 0.0))
    assert "promo" in fit(history(sold + more, AHEAD, promo=promo)).pools.choice.kinds


def test_a_simple_rival_takes_over_where_the_model_is_misled() -> None:
    """Up and down every four weeks, each shelf at its own time: what was last says nothing."""
    starts = np.arange(36)[:, None]
    mean = np.where((DAYS[None, :PAST] + 7 * starts) // 28 % 2, 1.0, 9.0)
    told = history(np.random.default_rng(5).poisson(mean).astype(float))
    guarded = fit(told)
    assert guarded.pools.choice.winners == ("simple",)
    assert guarded.mean.sum(1) == pytest.approx(5.0 * AHEAD, rel=0.25)
    again = Pools.from_json(json.loads(json.dumps(guarded.pools.to_json())))
    assert (fit(told, again).mean == guarded.mean).all()


def test_the_model_tells_what_is_steady() -> None:
    assert fit(history(poisson(36, PAST, 2))).pools.choice.winners[0] == "model"
