"""The window keeps its forecasts fresh by itself: a run a day, and a look when stock moved."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.forecasts import KeepForecasts, keep_forecasts
from desktop.jobs.opening import Shop
from desktop.queries.forecasts import Told, forecast_of
from desktop.schema import Job
from desktop.ui.theme import Theme
from desktop.ui.watch.forecasts import Forecaster, forecast_now
from tests.stage import NOW, Stage, stage
from tests.tills import TestClock, Till, till
from tests.ui.pages.hand import ONE_ENGINE


@pytest.fixture
def on(qapp: QApplication, theme: Theme, english: QLocale, shop: Shop) -> Iterator[Stage]:
    with stage(qapp, theme, shop) as built:
        yield built


def sold(on: Stage) -> tuple[Till, str]:
    """Two a day, and ten are left."""
    desk = till(on.shop, TestClock(NOW - timedelta(days=41)))
    desk.product()
    code = desk.sent[-1][1].sku
    desk.scan(code, "receive", desk.ids.new(), 90)
    document = desk.ids.new()
    for ago in range(40, 0, -1):
        desk.clock.at = NOW - timedelta(days=ago)
        desk.scan(code, "sell", document, 2)
    desk.clock.at = NOW
    return desk, code


def told(on: Stage, desk: Till) -> Told | None:
    product = next(c.id for _, c in desk.sent if hasattr(c, "sku"))
    with on.shop.database.read() as session:
        return forecast_of(session, product, on.shop.actor.store)


def made_ahead(on: Stage) -> None:
    """A run by a clock that was years ahead: it is none of today."""
    later = NOW + timedelta(days=900)
    habits = {
        "run": on.shop.ids.new().hex, "made_at": later.isoformat(),
        "until": later.date().isoformat(), "pools": {},
    }  # fmt: skip
    kept = KeepForecasts(on.shop.ids.new(), on.shop.actor, NOW, on.shop.actor.store, None, habits)
    on.shop.database.run(keep_forecasts, kept)


@ONE_ENGINE
def test_a_day_has_one_run_and_a_movement_is_looked_at(on: Stage) -> None:
    desk, code = sold(on)
    made_ahead(on)
    keeper = Forecaster(on.context, on.window)
    keeper.check()
    jobs = on.context.jobs
    on.until(lambda: bool(jobs.recent) and not jobs.running, 60)
    (job,) = jobs.recent
    assert (job.kind, job.status, job.words) == ("forecast", "done", "1 product")
    first = told(on, desk)
    assert first is not None and first.on_hand == 10
    keeper.check()
    on.settle(200)
    assert len(jobs.recent) == 1
    on.until(lambda: payload(on) == {"number", "inside", "loss", "usual", "day"}, 10)
    desk.scan(code, "receive", desk.ids.new(), 60)
    keeper.look()
    on.until(lambda: (found := told(on, desk)) is not None and found.on_hand == 70, 10)
    again = told(on, desk)
    assert again is not None and again.run == first.run
    assert again.p_within_lead < first.p_within_lead
    desk.clock.at = NOW + timedelta(minutes=1)
    product = next(c.id for _, c in desk.sent if hasattr(c, "sku"))
    desk.stock("waste", product, 1, occurred_at=NOW - timedelta(days=9))
    keeper.check()  # a day behind is another: its goods are fitted anew, nothing else is
    on.until(lambda: len(jobs.recent) == 2 and not jobs.running, 60)
    refit = next(each for each in jobs.recent if each is not job)
    assert (refit.title, refit.words) == ("Forecast of what changed", "1 product")
    on.until(lambda: (found := told(on, desk)) is not None and found.run != first.run, 10)
    keeper.check()
    on.settle(200)
    assert len(jobs.recent) == 2


def payload(on: Stage) -> set[str]:
    """What the run left with its row."""
    with on.shop.database.read() as session:
        kept = session.scalar(select(Job.payload).where(Job.kind == "forecast"))
    return set((kept or {}).get("totals", ()))


@ONE_ENGINE
def test_a_run_that_is_asked_for_twice_is_one_and_can_be_stopped(on: Stage) -> None:
    sold(on)
    job = forecast_now(on.context)
    assert forecast_now(on.context) is job
    job.stop()
    on.until(lambda: not job.is_running, 30)
    assert job.status == "cancelled"
