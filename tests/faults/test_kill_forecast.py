"""A forecast killed at any of its steps: the run before stands whole, or this one does."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL, make_url

from desktop.db.lease import lease
from desktop.jobs.forecasting.worker import order_of
from desktop.jobs.opening import Shop
from desktop.queries.forecasts import last_run
from desktop.schema import Alert, Forecast
from tests.faults.dying import WORKER, Nursery
from tests.faults.piped import PROJECT, environment, program, where
from tests.faults.points import Part, chosen
from tests.faults.power import is_alive, wait
from tests.faults.test_kill import others_are_gone
from tests.jobs.forecasting import DAY, NOON, Past

LAST = 25  # points, which write; most of them only read
State = tuple[list[Any], UUID | None, set[Any]]  # rows, the run of the habits, what is warned of


class Runs:
    """Forecasts of a shop in which now the one, now the other product runs out."""

    def __init__(self, nursery: Nursery, shop: Shop, place: Path) -> None:
        self._nursery, self._place = nursery, place
        self.past = Past(shop)
        self.goods = [self.past.product(name) for name in ("Tea", "Mug")]
        for product in self.goods:
            self.past.sold(product, dict.fromkeys(range(1, 40), 2.0), stock=500)
        self.past.clock.at = NOON - DAY / 2
        self.run_id = UUID(int=0)

    def turn(self, number: int) -> UUID:
        """Now this one runs out, and the other one no longer does."""
        few, many = self.goods[number % 2], self.goods[1 - number % 2]
        self.past.clock.pass_by(60)
        self.past.till.stock("count", few, 5)
        self.past.till.stock("count", many, 500)
        return few

    def run(self, at: int) -> bool:
        """Whether it was killed there; with 0 it must have ended well."""
        settings, self.run_id = self.past.shop.settings, self.past.shop.ids.new()
        order = order_of(self.run_id, self.past.actor, NOON, None)
        place = {"url": settings.url, "data_dir": str(settings.data_dir)}
        said = self._place / "said"
        words = (WORKER, json.dumps({**place, **order}))
        code = self._nursery.run(at, self._place / "points", said, *words)
        if code == -signal.SIGKILL:
            while not others_are_gone(self.past.shop.database):
                pass
            return True
        assert code == 0 and '"result"' in said.read_text(), said.read_text()
        return False

    def points(self) -> int:
        assert not self.run(0)
        return int((self._place / "points").read_text())


def state(past: Past) -> State:
    with past.shop.database.read() as session:
        rows = session.execute(select(*Forecast.__table__.c).order_by(Forecast.product)).all()
        habits = last_run(session, past.actor.store)
        standing = (Alert.type == "depletion", Alert.status != "resolved")
        warned = set(session.scalars(select(Alert.product).where(*standing)))
    return list(rows), None if habits is None else habits.run, warned


@pytest.mark.timeout(3600)
def test_a_forecast_killed_anywhere_leaves_the_run_before_or_is_whole(
    nursery: Nursery, shop: Shop, tmp_path: Path, wanted: Part
) -> None:
    """Rows, habits, alerts: alerts come after the rows, and are those of one run or the other."""
    runs = Runs(nursery, shop, tmp_path)
    runs.turn(0)
    points = runs.points()
    seen = set()
    for number, at in enumerate(chosen(points, wanted, LAST, 2, 4), 1):
        few, before = runs.turn(number), state(runs.past)
        assert runs.run(at)
        rows, habits, warned = state(runs.past)
        is_new = {row.run for row in rows} == {runs.run_id}
        if is_new:
            assert habits == runs.run_id and len(rows) == 2
            assert warned in (before[2], {few})
        else:
            assert (rows, habits, warned) == before, f"half a run after {at} of {points}"
        seen.add((is_new, warned == {few}))
    assert wanted != (1, 1) or {(False, False), (True, False), (True, True)} <= seen
    few = runs.turn(0)
    assert not runs.run(0)
    assert state(runs.past)[1:] == (runs.run_id, {few})


def test_a_program_killed_while_its_worker_forecasts_keeps_nobody_waiting(shop: Shop) -> None:
    """The worker has nobody to tell any more and ends by itself; what is there is of one run."""
    past = Past(shop)
    tea = past.product()
    past.sold(tea, dict.fromkeys(range(1, 20), 2.0), stock=20)
    first = past.run().run
    words = program("forecast", "run", *where(shop.settings))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    asking = subprocess.Popen(words, cwd=PROJECT, env=environment(), **quiet)  # type: ignore[call-overload]
    while not (workers := children(asking.pid)):
        assert asking.poll() is None
    asking.kill()
    asking.wait()
    wait(lambda: not any(is_alive(worker) for worker in workers))
    rows, habits, _ = state(past)
    assert {row.run for row in rows} == {habits}
    assert past.run().run not in (first, habits)
    url, name = make_url(shop.settings.url), f"forecast:{shop.actor.store}"
    wait(lambda: is_free(url, name))


def children(process: int) -> list[int]:
    try:
        return [
            int(each)
            for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()
        ]
    except OSError:
        return []


def is_free(url: URL, name: str) -> bool:
    with lease(url, name) as is_ours:
        return is_ours
