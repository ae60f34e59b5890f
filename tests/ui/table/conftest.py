"""A filled database behind real reading threads, and a way to wait until a list has settled."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.db.engine import Database
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.shop import ShopInfo
from desktop.queries.list_query import ListQuery
from desktop.settings import Settings
from desktop.ui.context import Context, Place
from desktop.ui.table.model import ListModel
from desktop.ui.table.pace import Pace
from desktop.ui.table.words import Words
from desktop.ui.work import Work
from tests.benchmarks.fill import Places, fill
from tests.queries.samples import THINGS

NOW = datetime(2025, 11, 14, 10, 24, tzinfo=UTC)
AT_ONCE = Pace(quiet=0, least=0)
NEVER = Pace(quiet=1e6, longest=1e6)


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def places(database: Database) -> Places:
    """150 products and 700 movements."""
    return fill(database, 150, 700)


@pytest.fixture
def work(database: Database, places: Places, qtbot: QtBot) -> Iterator[Work]:
    opened = Work(database)
    yield opened
    opened.close()


@pytest.fixture
def words() -> Words:
    shop = ShopInfo(
        UUID(int=1), UUID(int=2), "M1", "Test", "Floor", "EUR", "UTC", True, (Decimal(20),), 0
    )
    return Words(shop, Noon())


Settle = Callable[[ListModel], None]


@pytest.fixture
def settle(qtbot: QtBot) -> Settle:
    """Waits until a model reads nothing and has nothing left to read."""

    def wait(model: ListModel) -> None:
        def is_quiet() -> bool:
            lanes = (model.feed.lane, model.windows.lane)
            is_there = model.is_whole or model.state == "error"
            return is_there and not any(lane.is_busy for lane in lanes)

        qtbot.waitUntil(is_quiet, timeout=10_000)

    return wait


def _nothing(*arguments: object, **named: object) -> None:
    """What a list never asks for."""


@pytest.fixture
def context(work: Work, places: Places, tmp_path: Path) -> Context:
    """What a page is handed, at a clock that stands still."""
    shop = ShopInfo(
        places.store, places.location, "M1", "Test", "Floor", "EUR", "UTC", True, (Decimal(20),), 0
    )
    actor = Actor(places.user, places.writer, places.store, places.location)
    return Context(
        work=work,
        clock=Noon(),
        ids=Ids(Noon()),
        shop=shop,
        settings=Settings(tmp_path),
        place=Place(True, "test", "0001"),
        by=actor,
        user_name="Mara",
        role="manager",
        go=_nothing,
        notify=_nothing,
        save_settings=_nothing,
    )


Make = Callable[..., ListModel]


@pytest.fixture
def make(work: Work, words: Words, engine_name: str) -> Iterator[Make]:
    """Makes models; on SQLite Qt's own tester watches, who looks at each cell after each change.

    What it asks of a model has nothing to do with where the rows come from.
    """
    made: list[Any] = []

    def new(query: ListQuery[Any] = THINGS, pace: Pace = NEVER) -> ListModel:
        model = ListModel(work, query, words, pace=pace)
        made.append(model)
        if engine_name == "sqlite":
            mode = QAbstractItemModelTester.FailureReportingMode.Warning
            made.append(QAbstractItemModelTester(model, mode))
        return model

    yield new
    for thing in reversed(made):
        thing.deleteLater()
