"""A filled database behind real reading threads, and a way to wait until a list has settled."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop.db.engine import Database
from desktop.domain.shop import ShopInfo
from desktop.ui.table.model import ListModel
from desktop.ui.table.pace import Pace
from desktop.ui.table.words import Words
from desktop.ui.work import Work
from tests.benchmarks.fill import Places, fill

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
