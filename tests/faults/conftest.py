"""A PostgreSQL server of its own for tests that stop, kill and freeze it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import load
from tests import servers, trade
from tests.faults.dying import NEEDED, Nursery
from tests.faults.points import Part
from tests.faults.power import Power
from tests.warm import Warm


@pytest.fixture(scope="session")
def own_power() -> Iterator[Power]:
    """The server, started once for all tests that torment it."""
    server = servers.Server(servers.wheel_binaries())
    power = Power(server)
    power.on()
    yield power
    power.resume()
    power.off("immediate")
    server.remove()


@pytest.fixture
def power(own_power: Power) -> Iterator[Power]:
    """The server, running before and after each test."""
    yield own_power
    own_power.resume()
    own_power.on()


@pytest.fixture
def far_shop(power: Power, tmp_path: Path) -> Iterator[Shop]:
    """A shop on that server, with one product "TEA"."""
    url = power.new_database()
    chosen = load(tmp_path / "far", environment={"DATABASE_URL": url})
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Far shop")
    shop = opening.open_shop(opening.create(chosen, answers), "till")
    trade.add_product(shop, "TEA")
    yield shop
    shop.database.close()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The program loaded, for runs that are killed."""
    loaded = Nursery()
    yield loaded
    loaded.close()


@pytest.fixture
def wanted(full: bool, part: tuple[int, int]) -> Part:
    """Which of a run's points are tried: all, those of a part, or a sample."""
    return part if full else None


@pytest.fixture(scope="session")
def warm_verbs() -> Iterator[Warm]:
    """The program loaded, for verbs that run as processes of their own."""
    loaded = Warm("tests.faults.piped", "sqlalchemy.dialects.sqlite", *NEEDED)
    yield loaded
    loaded.close()
