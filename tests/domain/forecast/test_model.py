"""What must hold of every forecast, and what it must see in demand that is plain to see."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from desktop.domain.forecast.depletion import BEYOND, depletion
from desktop.domain.forecast.model import fit
from tests.domain.forecast.shelves import MONDAY, history, poisson

ODD = {
    "nothing ever": np.zeros((1, 200)),
    "no history": np.full((1, 200), np.nan),
    "one day": np.array([[3.0]]),
    "one sale ever": np.eye(1, 200, 150),
    "a thousand on one day": np.where(np.arange(200) == 180, 1000.0, poisson(1, 200, 0.2)),
    "gaps of months": np.where(np.arange(400) % 120 < 5, 4.0, 0.0)[None],
    "kilograms": poisson(1, 200, 3) * 0.333,
    "only returns": -poisson(1, 200, 1),
    "begun yesterday": np.where(np.arange(200) < 199, np.nan, 2.0)[None],
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("step", [1, 7, 30])
def test_odd_demand_gives_a_sensible_forecast(name: str, step: int) -> None:
    found = fit(history(ODD[name], ahead=8, step=step))
    bands = found.distribution.quantiles()
    assert np.isfinite(found.mean).all() and (found.mean >= 0).all()
    assert np.isfinite(bands).all() and (bands >= 0).all()
    assert (np.diff(bands, axis=-1) >= 0).all()
    dates = depletion(found.distribution.reaches(np.array([5.0])))
    assert dates.usual[0] == BEYOND or dates.usual[0] >= dates.earliest[0] >= 1
    assert 0 <= dates.confidence[0] <= 1


@settings(max_examples=15, deadline=None)
@given(some.integers(1, 6), some.integers(60, 300), some.floats(0.05, 30), some.integers(0, 99))
def test_bands_are_ordered_and_never_negative(n: int, past: int, mean: float, seed: int) -> None:
    bands = fit(history(poisson(n, past, mean, seed))).distribution.quantiles()
    assert (bands >= 0).all()
    assert (np.diff(bands, axis=-1) >= 0).all()


def test_the_same_history_gives_the_same_forecast() -> None:
    demand = poisson(20, 300, 1.5)
    first, again = fit(history(demand)), fit(history(demand.copy()))
    assert (first.distribution.quantiles() == again.distribution.quantiles()).all()


@pytest.mark.parametrize("factor", [0.001, 7.3])
def test_demand_in_another_unit_gives_the_forecast_in_that_unit(factor: float) -> None:
    kilograms = poisson(12, 300, 4) * 0.217  # no whole numbers, in either unit
    found, other = fit(history(kilograms)), fit(history(kilograms * factor))
    assert other.level == pytest.approx(found.level * factor, rel=0.02)
    assert other.distribution.quantiles()[:, 6] == pytest.approx(
        found.distribution.quantiles()[:, 6] * factor, rel=0.06
    )


def test_constant_demand_gives_the_exact_day() -> None:
    found = fit(history(np.full((1, 200), 4.0)))
    dates = depletion(found.distribution.reaches(np.array([40.0])))
    assert dates.usual[0] == 10
    assert dates.confidence[0] > 0.8


def test_a_weekday_a_promotion_and_an_event_are_seen() -> None:
    past, ahead, days = 364, 28, np.arange(392)
    usual = np.where(days % 7 == 5, 30.0, 10.0)
    promo = (days // 14 % 5 == 2)[None].repeat(8, 0)
    events = np.zeros((past + ahead, 1), bool)
    events[[40, 100, 160, 220, 280, 340, 370], 0] = True
    mean = usual * np.where(promo, 2.0, 1.0) * np.where(events[:, 0], 1.5, 1.0)
    sold = np.random.default_rng(3).poisson(mean[:, :past]).astype(float)
    found = fit(history(sold, ahead, promo=promo, events=events))
    assert found.mean.sum(1) == pytest.approx(mean[:, past:].sum(1), rel=0.08)
    saturday = found.habits.own.weekday[:, 5] / found.habits.own.weekday[:, 1]
    assert saturday == pytest.approx(3, rel=0.15)
    assert found.habits.own.promo == pytest.approx(2, rel=0.15)
    assert found.habits.own.event[:, 0] == pytest.approx(1.5, rel=0.25)


def test_closed_days_are_no_demand_and_no_forecast() -> None:
    closed = (np.arange(228) % 7 == 6)[None]
    sold = np.where(closed[:, :200], 0.0, 7.0)
    found = fit(history(sold, closed=closed))
    assert (found.mean[closed[:, 200:]] == 0).all()
    assert found.mean[~closed[:, 200:]] == pytest.approx(7, rel=0.02)


def test_days_without_stock_are_not_days_without_demand() -> None:
    demand = poisson(30, 364, 5)
    gone = np.random.default_rng(5).random(demand.shape) < 0.3
    masked = fit(history(np.where(gone, np.nan, demand)))
    unmasked = fit(history(np.where(gone, 0.0, demand)))
    truth = fit(history(demand)).level
    assert np.abs(masked.level - truth).mean() < 0.5 * np.abs(unmasked.level - truth).mean()


def test_a_new_product_begins_at_the_level_of_its_category() -> None:
    sold = poisson(20, 200, 6)
    sold[0, :199] = np.nan
    sold[0, 199] = 0
    level = fit(history(sold)).level
    assert 1 < level[0] < 6


def test_a_category_has_habits_of_its_own() -> None:
    days = np.arange(364)
    early = np.where(days % 7 == 0, 20.0, 4.0)[None].repeat(30, 0)
    late = np.where(days % 7 == 4, 20.0, 4.0)[None].repeat(30, 0)
    sold = np.random.default_rng(2).poisson(np.concatenate([early, late])).astype(float)
    sold[0, :340], sold[30, :340] = np.nan, np.nan  # two that are new
    groups = np.repeat([0, 1], 30)
    factors = fit(history(sold, groups=groups)).habits.own.weekday
    assert factors[0, 0] > 1.5 > factors[0, 4]
    assert factors[30, 4] > 1.5 > factors[30, 0]


def test_dates_begin_with_a_monday() -> None:
    from desktop.domain.forecast.periods import weekdays

    assert weekdays(MONDAY + np.arange(7)).tolist() == list(range(7))
