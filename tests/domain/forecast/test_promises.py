"""What the shop is promised of every forecast, in figures that can be done by hand."""

import json
import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pytest

from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.depletion import depletion
from desktop.domain.forecast.explained import explained
from desktop.domain.forecast.model import Fit, fit
from desktop.domain.forecast.parameters import Parameters, ahead
from desktop.domain.forecast.pools import Choice
from tests.domain.forecast.shelves import MONDAY, history, poisson

FIRST, TODAY = MONDAY + 200, date(2026, 7, 24)
NOTHING_KNOWN = {
    "nothing ever": np.zeros((1, 200)),
    "no history": np.full((1, 200), np.nan),
    "one day": np.where(np.arange(200) < 199, np.nan, 3.0)[None],
    "one sale ever": np.eye(1, 200, 150),
    "only returns": -poisson(1, 200, 1),
    "out of stock ever since it came": np.where(np.arange(200) < 3, 2.0, np.nan)[None],
}


def told(units: np.ndarray, days: int = 90) -> tuple[Parameters, Distribution]:
    parameters = Parameters.from_json(fit(history(units)).parameters(0).to_json())
    return parameters, ahead(parameters, FIRST + np.arange(days))


@pytest.mark.parametrize("name", NOTHING_KNOWN)
@pytest.mark.parametrize("stock", [-2.0, 0.0, 0.5, 7.0, 1e6])
def test_where_little_is_known_it_says_so(name: str, stock: float) -> None:
    parameters, distribution = told(NOTHING_KNOWN[name])
    answer = distribution.depletion(stock)
    assert not explained(parameters).is_enough
    assert np.isfinite(distribution.mean).all() and (distribution.mean >= 0).all()
    assert answer.usual is None or answer.usual >= TODAY
    assert answer.confidence <= 0.5
    assert answer.usual is not None or stock > 0


def test_gaps_of_months_and_a_thousand_at_once_are_neither_nothing_nor_usual() -> None:
    gaps = np.where(np.arange(200) % 90 < 5, 4.0, 0.0)[None]
    once = np.where(np.arange(200) == 180, 1000.0, poisson(1, 200, 0.2))
    for units, least, most in ((gaps, 1, 60), (once, 2, 400)):
        distribution = told(units, 28)[1]
        assert least < distribution.summed[-1] < most
        assert distribution.depletion(30.0).confidence < 0.6


def test_a_date_is_told_no_surer_than_the_sales_behind_it_allow() -> None:
    """Whatever the bands say: of four equal sales the level is right within a quarter in 38 %."""

    def sure(day: int, evidence: float) -> float:
        reached = (np.arange(1, 91) >= day).astype(float)[None]
        return float(depletion(reached, 1.0, np.array([evidence])).confidence[0])

    assert sure(20, np.inf) == 1
    assert [sure(20, n) for n in (4, 16, 100)] == pytest.approx([0.383, 0.683, 0.988], abs=1e-3)
    assert sure(2, 4) == pytest.approx(0.954, abs=1e-3)  # within two days
    equal = np.where(np.arange(301) % 2 == 0, 2.0, 0.0)[None]
    once = np.where(np.arange(301) == 200, 1000.0, equal)
    found = [told(units, 90)[0].evidence for units in (equal, once)]
    assert found == pytest.approx([151, 1.7], rel=0.01)


def test_checklist_A13_two_a_day_of_twenty_are_gone_on_the_tenth_day() -> None:
    parameters, distribution = told(np.full((1, 200), 2.0))
    answer = distribution.depletion(20.0)
    assert parameters.level == pytest.approx(2, rel=0.005)
    assert answer.usual == TODAY + timedelta(9)
    assert answer.confidence > 0.9
    assert answer.earliest is not None and answer.usual - answer.earliest <= timedelta(3)


def test_the_rate_is_by_the_calendar_the_level_by_open_days() -> None:
    closed = (np.arange(290) % 7 == 6)[None]
    found = fit(history(np.where(closed[:, :200], 0.0, 7.0), 90, closed=closed))
    told = json.loads(json.dumps(found.parameters(0).to_json()))
    kept = Parameters.from_json(told)
    assert kept.level == pytest.approx(7, rel=0.01)
    assert kept.rate == pytest.approx(6, rel=0.02) == found.rate[0]
    assert explained(kept).rate == kept.rate
    assert found.mean[0].mean() == pytest.approx(kept.rate, rel=0.02)  # what it sells, day by day
    del told["opened"], told["recalibration"]  # as they were kept before
    assert Parameters.from_json(told).rate == kept.level


@pytest.mark.parametrize("unit", [0.001, 0.2, 45.0])
def test_weighed_goods_have_the_same_day_in_every_unit(unit: float) -> None:
    kilograms = poisson(1, 200, 4) * 0.217
    answers = [told(kilograms * one)[1].depletion(12.0 * one) for one in (1.0, unit)]
    assert answers[0].usual == answers[1].usual
    assert answers[0].confidence == pytest.approx(answers[1].confidence, abs=0.02)


def with_holidays(kinds: tuple[str, ...]) -> tuple[Fit, float]:
    """A peak of three times the usual demand on a few days; the error of the next ones."""
    days = np.arange(392)
    peak = np.isin(days, [30, 95, 150, 215, 280, 340, 372, 380])[:, None]
    mean = 5 * np.where(peak[:, 0], 3.0, 1.0)
    sold = np.random.default_rng(6).poisson(mean[None, :364].repeat(12, 0)).astype(float)
    found = fit(
        history(sold, events=peak, names=("fair",)), choice=Choice(kinds, np.zeros(0), ("model",))
    )
    return found, float(np.abs(found.mean - mean[364:]).sum())


def test_checklist_B12_a_holidays_peak_is_foretold_better_with_events() -> None:
    (with_events, error), (without, other) = (
        with_holidays(kinds) for kinds in (("weekday", "event"), ("weekday",))
    )
    assert error < 0.5 * other
    assert explained(with_events.parameters(0)).events[0][0] == "fair"
    assert np.nanmean(with_events.score.error) < np.nanmean(without.score.error)


def test_the_forecast_brings_nothing_but_numpy_and_what_python_has() -> None:
    """Goal F11; its seconds are a figure of the benchmark ``forecasting``."""
    code = (
        "import sys, numpy; before = set(sys.modules);"
        "import desktop.domain.forecast.model, desktop.domain.forecast.explained;"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) - sys.stdlib_module_names == {"desktop", "numpy"}
