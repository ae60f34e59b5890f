"""Fixtures: a fresh migrated database per test on each engine, a shop in it, frozen clocks."""

import gc
import os
import shutil
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from desktop.commands.shop import CreateShop
from desktop.db import engine as db_engine
from desktop.db import migrate
from desktop.db.engine import Database
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import Settings, load
from tests import compiled, order, servers
from tests.kept import Kept

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", servers.roomy())
# Directories, and files whose many cases differ by list or field rather than by engine.
ALTERNATING = {"cli", "faults", "jobs", "journeys", "ui"}
ALSO_ALTERNATING = {
    *("test_plans.py", "test_every_list.py", "test_hostile_text.py", "test_permissions.py"),
    *("test_events.py", "test_purchases.py", "test_outlook.py", "test_goods.py", "test_extract.py"),
}
SHARED = Path(__file__).parents[2] / "shared"
# The fixture of the file and the name of the database, without a shop and with one.
TEMPLATES = (("template_file", "template_shop"), ("founded_file", "template_founded"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the heavy counts whole")
    parser.addoption("--part", default="1/1", help="of a whole run's points only, say, 2/5")


def pytest_sessionstart(session: pytest.Session) -> None:
    compiled.share()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded stays: from now on it is not looked through for garbage each time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files come first (order.py); of what runs whole windows or processes on both engines
    one is taken, by the case's name.

    Commands, queries, schema, migrations and the database layer are on both in every run; with
    ``--full`` everything is.
    """
    order.sort(items)
    if config.getoption("--full"):
        return
    twins: dict[str, list[pytest.Item]] = {}
    for item in items:
        folder = item.path.relative_to(config.rootpath).parts[1]
        is_on_one = folder in ALTERNATING or item.path.name in ALSO_ALTERNATING
        if is_on_one and item.get_closest_marker("both_engines") is None:
            twins.setdefault(_apart_from_engine(item), []).append(item)
    left = {
        twin[1 - zlib.crc32(name.encode()) % 2]
        for name, twin in twins.items()
        if len(twin) == len(engines())
    }
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]


def _apart_from_engine(item: pytest.Item) -> str:
    """The case's name without the engine among its parameters."""
    case: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    name, _, words = item.nodeid.partition("[")
    engine = str(case.get("engine_name", ""))
    if not engine:
        return item.nodeid
    kept = words.rstrip("]").split("-")
    kept.remove(engine)
    return f"{name}[{'-'.join(kept)}]"


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and queries are tested for what they do: a busy machine is no server that is gone.

    Their deadlines are tested in db, faults and ui, as they are.
    """
    if {"commands", "queries"} & set(request.path.relative_to(request.config.rootpath).parts):
        monkeypatch.setattr(db_engine, "ANSWER_S", db_engine.READ_S)


@pytest.fixture(scope="session")
def windowed() -> Iterator[int]:
    """Numbers the tests with windows."""
    return count(1)


@pytest.fixture(autouse=True)
def garbage(request: pytest.FixtureRequest, windowed: Iterator[int]) -> Iterator[None]:
    """Where a test has a window, no other thread deletes what is left of it (ui/garbage.py).

    Automatic collections hardly happen between such tests: some of them end with one.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()
    if next(windowed) % 10 == 0:
        gc.collect()


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether heavy counts run whole (``--full``) or sampled."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def part(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Which part of a whole run is wanted, of how many: one that takes hours is run in pieces."""
    number, _, of = str(request.config.getoption("--part")).partition("/")
    return int(number), int(of)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files; tests that need it are skipped with a reason without it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the folder with real files (shared/data) is not beside the project")
    return SHARED / "data"


class Servers:
    """PostgreSQL servers, started when first asked for, each with a migrated template and a shop.

    Databases are copied and dropped in a thread beside the tests, so that one is always ready.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._beside = ThreadPoolExecutor(1)
        self._ready: dict[tuple[str, str], Future[str]] = {}
        self._urls: dict[str, str] = {}
        self._admins: dict[str, Engine] = {}
        self._number = 0

    def url(self, kind: str) -> str:
        """The URL pattern of a server, ``{name}`` for the database."""
        if kind not in self._urls:
            binaries = servers.wheel_binaries() if kind == "postgres" else servers.debian_binaries()
            if binaries is None:
                pytest.skip("Debian's PostgreSQL is not installed here")
            self._start(kind, binaries)
        return self._urls[kind]

    def _start(self, kind: str, binaries: Path) -> None:
        url = self._stack.enter_context(servers.running(binaries))
        admin = create_engine(url.format(name="postgres"), isolation_level="AUTOCOMMIT")
        self._stack.callback(admin.dispose)
        self._urls[kind], self._admins[kind] = url, admin
        self.admin(kind, "CREATE DATABASE template_shop")
        template = _settings(Path("/"), url.format(name="template_shop"))
        _migrated(template)
        self.admin(kind, "CREATE DATABASE template_founded TEMPLATE template_shop")
        opening.create(_settings(Path("/"), url.format(name="template_founded")), _answers())

    def admin(self, kind: str, statement: str) -> None:
        """One statement on the server's own database, outside a transaction."""
        with self._admins[kind].connect() as connection:
            connection.execute(text(statement))

    def empty(self, kind: str, template: str = "template0") -> str:
        """The URL of a fresh database; the next one is begun."""
        self.url(kind)
        asked = (kind, template)
        ready = self._ready.pop(asked, None) or self._beside.submit(self._copy, *asked)
        url = ready.result()
        self._ready[asked] = self._beside.submit(self._copy, *asked)
        return url

    def _copy(self, kind: str, template: str) -> str:
        self._number += 1
        name = f"test_{self._number}"
        self.admin(kind, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self._urls[kind].format(name=name)

    def drop(self, kind: str, url: str) -> None:
        """Removes a test's database: left, they would fill the memory that they are kept in."""
        name = make_url(url).database
        self._beside.submit(self.admin, kind, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def names(self, kind: str) -> set[str]:
        """The databases on a server."""
        with self._admins[kind].connect() as connection:
            return set(connection.scalars(text("SELECT datname FROM pg_database")))

    def close(self) -> None:
        self._beside.shutdown(cancel_futures=True)
        self._stack.close()


@pytest.fixture(scope="session")
def postgres_servers() -> Iterator[Servers]:
    running = Servers()
    yield running
    running.close()


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    place = tmp_path_factory.mktemp("template")
    _migrated(_settings(place))
    return place / "shop.onhand"


@pytest.fixture(scope="session")
def founded_file(template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a shop in it."""
    place = tmp_path_factory.mktemp("founded")
    shutil.copy(template_file, place / "shop.onhand")
    opening.create(_settings(place), _answers())
    return place / "shop.onhand"


def _migrated(chosen: Settings) -> None:
    database = Database(chosen)
    migrate.create(database)
    database.close()


def _answers() -> CreateShop:
    clock = SystemClock()
    return CreateShop(Ids(clock).new(), clock.now(), name="Test shop")


def _settings(place: Path, url: str = "") -> Settings:
    return load(place, environment={"DATABASE_URL": url} if url else {})


def engines() -> list[str]:
    """SQLite, the wheel's PostgreSQL, and Debian's in full runs."""
    return ["sqlite", "postgres"]


@pytest.fixture(params=engines())
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine a data test runs on; asking for it makes a test run on both."""
    return str(request.param)


@pytest.fixture
def empty_settings(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """Settings for a place where no database is yet."""
    if engine_name == "sqlite":
        yield _settings(tmp_path / "data")
        return
    running: Servers = request.getfixturevalue("postgres_servers")
    url = running.empty(engine_name)
    yield _settings(tmp_path / "data", url)
    running.drop(engine_name, url)


def _copied(
    request: pytest.FixtureRequest, engine: str, place: Path, has_shop: bool
) -> Iterator[Settings]:
    """Settings for a copy of a template, with a shop in it or without."""
    file, name = TEMPLATES[has_shop]
    if engine == "sqlite":
        place.mkdir()
        shutil.copy(request.getfixturevalue(file), place / "shop.onhand")
        yield _settings(place)
        return
    running: Servers = request.getfixturevalue("postgres_servers")
    running.url(engine)
    url = running.empty(engine, name)
    yield _settings(place, url)
    running.drop(engine, url)


@pytest.fixture
def database_settings(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """Settings for a migrated database without a shop."""
    yield from _copied(request, engine_name, tmp_path / "data", False)


@pytest.fixture
def shop_settings(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """Settings for a shop called "Test shop", in which nobody has worked yet."""
    yield from _copied(request, engine_name, tmp_path / "data", True)


@pytest.fixture
def database(database_settings: Settings) -> Iterator[Database]:
    """A migrated database without a shop."""
    opened = Database(database_settings)
    yield opened
    opened.close()


@pytest.fixture
def shop(shop_settings: Settings) -> Iterator[Shop]:
    """An open shop called "Test shop" (EUR, UTC, prices with 20 % tax), acting as its admin."""
    opened = opening.open_shop(shop_settings, "till", SystemClock())
    yield opened
    opened.database.close()


@pytest.fixture(scope="module")
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """Databases that are filled once for all tests of a file that only read them."""

    def copies(engine: str, has_shop: bool) -> Iterator[Settings]:
        yield from _copied(request, engine, tmp_path_factory.mktemp("kept") / "data", has_shop)

    with ExitStack() as stack:
        yield Kept(copies, stack)
