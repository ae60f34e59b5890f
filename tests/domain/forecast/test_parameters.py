"""What is kept of a fit tells the same as the fit, and what one part learns serves another."""

import json
from typing import Any

import numpy as np
import pytest

from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.calibration import NOMINAL
from desktop.domain.forecast.events import Calendar
from desktop.domain.forecast.explained import explained
from desktop.domain.forecast.history import History
from desktop.domain.forecast.model import Fit, fit
from desktop.domain.forecast.parameters import Parameters, ahead, line
from desktop.domain.forecast.pools import Pools, sample
from tests.domain.forecast.shelves import MONDAY, history, poisson

PAST, AHEAD = 400, 60
DAYS = np.arange(PAST + AHEAD)
PROMO = DAYS // 14 % 5 == 2
FAIR = np.isin(DAYS, [40, 100, 160, 220, 280, 340, 370, 410])


def shop(series: int = 24, seed: int = 3) -> History:
    """Two categories, Saturdays, promotions and a fair; the second one sells by weight."""
    usual = np.where(DAYS % 7 == 5, 3.0, 1.0) * np.where(PROMO, 2.0, 1.0) * np.where(FAIR, 1.6, 1)
    mean = usual[None, :PAST] * np.linspace(0.3, 9, series)[:, None]
    sold = (
        np.random.default_rng(seed).poisson(mean)
        * np.where(np.arange(series) % 2, 0.21, 1)[:, None]
    )
    closed = (DAYS % 7 == 6)[None].repeat(series, 0)
    return history(
        np.where(closed[:, :PAST], 0, sold), AHEAD, promo=PROMO[None].repeat(series, 0),
        closed=closed, events=FAIR[:, None], names=("fair",), groups=np.arange(series) % 2,
        categories=("tea", "rice"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(shop())


def told(parameters: Parameters, days: Any = None) -> Distribution:
    events = Calendar(FAIR[PAST:, None], ("fair",))
    days = shop(1).dates[PAST:] if days is None else days
    return ahead(parameters, days, PROMO[PAST:], DAYS[PAST:] % 7 == 6, events)


@pytest.mark.parametrize("number", [0, 5, 20, 23])
def test_parameters_from_json_tell_what_the_fit_told(found: Fit, number: int) -> None:
    text = json.dumps(found.parameters(number).to_json(), separators=(",", ":"))
    assert len(text) < 1100
    again, whole = told(Parameters.from_json(json.loads(text))), found.distribution
    assert again.mean == pytest.approx(whole.mean[number], rel=1e-3)
    assert again.period_quantiles() == pytest.approx(
        whole.period_quantiles()[number], rel=0.02, abs=1
    )
    assert again.reaches(30.0) == pytest.approx(whole.reaches(np.full(24, 30.0))[number], abs=0.02)


def test_a_shop_in_parts_is_as_the_shop_at_once(found: Fit) -> None:
    pools = Pools.from_json(json.loads(json.dumps(found.pools.to_json())))
    rows = np.arange(7, 12)
    part = fit(shop().of(rows), pools)
    assert part.mean == pytest.approx(found.mean[rows], rel=0.01)
    assert part.dispersion == pytest.approx(found.dispersion[rows], rel=0.02)
    assert part.pools.to_json()["weekday"] == pools.to_json()["weekday"]


def test_habits_of_an_older_program_put_nothing_right(found: Fit) -> None:
    told = json.loads(json.dumps(found.pools.to_json()))
    del told["choice"]["recalibration"]
    told["corrected"] = [{"edges": [], "widths": [1.2]}]
    assert Pools.from_json(told).choice.recalibration is NOMINAL


def test_habits_are_found_by_name_in_another_order(found: Fit) -> None:
    told = history(
        poisson(2, 100, 2), AHEAD, groups=np.array([0, 1]), categories=("bread", "rice"),
        events=np.zeros((100 + AHEAD, 2), bool), names=("sale", "fair"),
    )  # fmt: skip
    pools = fit(told, found.pools).pools
    was = found.pools.factors
    assert (pools.factors.weekday == was.weekday[[2, 1, 2]]).all()  # bread is as the shop
    assert pools.factors.event[:, 0].tolist() == [1, 1, 1]
    assert (pools.factors.event[:, 1] == was.event[[2, 1, 2], 0]).all()


@pytest.mark.parametrize(
    ("stock", "first"), [(0.0, True), (-4.0, True), (-np.inf, True), (np.inf, False), (1e9, False)]
)
def test_any_stock_has_an_answer(found: Fit, stock: float, first: bool) -> None:
    answer = told(found.parameters(20)).depletion(stock)
    day = shop(1).dates[PAST].item() if first else None
    assert answer.usual == answer.earliest == day
    assert answer.within(7) == pytest.approx(1.0 if first else 0.0, abs=1e-6)
    assert answer.within(0) == 0.0


def test_a_stock_for_some_weeks_has_a_day_and_a_chance(found: Fit) -> None:
    answer = told(found.parameters(20)).depletion(150.0)
    assert answer.usual is not None and answer.earliest is not None
    assert MONDAY + PAST < np.datetime64(answer.earliest) < np.datetime64(answer.usual)
    assert 0.3 < answer.confidence <= 1
    assert answer.within(1) <= answer.within(7) <= answer.within(600)


def test_the_reasons_are_told_in_numbers(found: Fit) -> None:
    reasons = explained(found.parameters(22))
    assert reasons.weekdays[0][0] == 5 and 80 < reasons.weekdays[0][1] < 180
    assert 60 < reasons.promo < 140 and reasons.promo_days > 50
    assert reasons.events[0][0] == "fair" and 30 < reasons.events[0][1] < 90
    assert reasons.better is not None and reasons.better > 10
    assert reasons.covered is not None and 65 < reasons.covered < 95
    assert abs(reasons.growth) < 15 and reasons.is_enough


def test_the_line_runs_through_what_was_sold(found: Fit) -> None:
    one = shop().of(np.array([22]))
    expected = line(found.parameters(22), one)
    assert expected.sum() == pytest.approx(one.sold.sum(), rel=0.03)
    assert (expected[DAYS[:PAST] % 7 == 6] == 0).all()
    assert np.corrcoef(expected, one.sold[0])[0, 1] > 0.8


def test_a_new_series_says_that_it_is_little() -> None:
    sold = poisson(10, 200, 3)
    sold[0, :197] = np.nan
    found = fit(history(sold))
    new, old = found.parameters(0), found.parameters(1)
    assert not explained(new).is_enough and explained(old).is_enough
    days = MONDAY + 200 + np.arange(28)
    assert (
        ahead(new, days).depletion(9.0).confidence
        < 0.3
        < ahead(old, days).depletion(9.0).confidence
    )


def test_a_sample_has_series_of_every_category() -> None:
    groups = np.array([0] * 500 + [1] * 40 + [2] * 3)
    rows = sample(groups, 90)
    assert len(np.unique(rows)) == 90
    assert np.bincount(groups[rows]).tolist() == [47, 40, 3]
    assert (sample(groups, 1000) == np.arange(543)).all()


def test_a_promotion_wears_off_and_goes_on_where_it_was() -> None:
    days = np.arange(PAST + AHEAD)
    since = days % 20  # ten days each: five strong ones, five weak ones; one runs at the end
    mean = 5 * np.where(since < 5, 3.0, np.where(since < 10, 1.6, 1.0))
    sold = np.random.default_rng(8).poisson(mean[None, :403].repeat(20, 0)).astype(float)
    found = fit(history(sold, 40, promo=(since < 10)[None, :443].repeat(20, 0)))
    kept = Parameters.from_json(found.parameters(3).to_json())
    assert kept.running == 3
    again = ahead(kept, found.history.dates[403:], since[403:443] < 10)
    assert again.mean == pytest.approx(found.mean[3], rel=1e-3)
    strong, weak = again.mean[:2].mean(), again.mean[5:7].mean()
    assert strong / weak == pytest.approx(3 / 1.6, rel=0.2)


def test_a_shop_without_products_has_an_empty_forecast(found: Fit) -> None:
    for pools in (None, found.pools):
        assert fit(history(np.zeros((0, 200))), pools).distribution.quantiles().shape == (0, 28, 9)
