"""Random courses of events: whatever happens in whatever order, the list ends up right."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from desktop.db.engine import Database
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.model import ListModel
from desktop.ui.work import Work
from tests.benchmarks.fill import SPAN, START, Places
from tests.queries.samples import ENTRIES, THINGS
from tests.ui.table.conftest import AT_ONCE, Make, Settle
from tests.ui.table.watch import Mirror, in_database, names
from tests.ui.table.writes import LATE, add, remove, rename, sell, told

REQUESTS = (Request(), Request("name", True), Request(search="milk"), Request(search="zzz"))


class Course:
    """Makes things happen to a model and its database, by dice."""

    def __init__(
        self, model: ListModel, database: Database, places: Places, work: Work, seed: int
    ) -> None:
        self._dice = random.Random(seed)
        self._model = model
        self._database = database
        self._places = places
        self._work = work
        self._number = 700

    def step(self) -> bool:
        """One event, and some turns of the event loop; whether to wait for quiet after it."""
        events = [self._write, self._write, self._look, self._look, self._ask, self._renew]
        event: Callable[[], None] = self._dice.choice(events)
        event()
        for _ in range(self._dice.randrange(4)):
            QCoreApplication.processEvents()
        return self._dice.random() < 0.3

    def _write(self) -> None:
        self._number += 1
        number, draw = self._number, self._dice.random()
        if draw < 0.2:
            told(self._database, add(f"NEW-{number}", f"milk {number}", self._places))
        elif draw < 0.3:
            told(self._database, remove(f"NEW-{number - 3}"))
        elif draw < 0.6:
            sku = f"SKU-{self._dice.randrange(150):05}"
            told(self._database, rename(sku, f"{self._dice.choice('abcxyz')} milk {number}"))
        else:
            is_late = self._dice.random() < 0.7
            at = LATE if is_late else START + SPAN * self._dice.random()
            at += timedelta(seconds=number)
            told(self._database, sell(number, self._places, occurred_at=at))
        self._work.changed.emit(frozenset({"product", "stock_move"}))

    def _look(self) -> None:
        first = self._dice.randrange(max(1, self._model.rowCount()))
        self._model.look_at(first, first + 30)

    def _ask(self) -> None:
        self._model.ask(self._dice.choice(REQUESTS))

    def _renew(self) -> None:
        self._model.feed.renew()


@pytest.mark.parametrize("seed", range(4))
def test_any_course_of_events_ends_with_what_the_database_has(
    make: Make,
    settle: Settle,
    database: Database,
    places: Places,
    work: Work,
    qtlog: Any,
    seed: int,
) -> None:
    """Qt's own tester and a mirror watch every step."""
    query: ListQuery[Any] = (THINGS, ENTRIES)[seed % 2]
    model = make(query, AT_ONCE)
    mirror = Mirror(model)
    model.ask(Request())
    course = Course(model, database, places, work, seed)
    for _ in range(40):
        if course.step():
            settle(model)
    settle(model)
    model.feed.renew()
    settle(model)
    work.changed.emit(frozenset({"*"}))
    settle(model)
    assert mirror.keys == [model.key(row) for row in range(model.rowCount())]
    assert names(model, settle) == in_database(database, query, model.feed.request)
    assert [record.message for record in qtlog.records if "FAIL" in record.message] == []
