"""No room while backing up, restoring, migrating: refused, nothing half, and later it works."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop.db import migrate, version
from desktop.jobs import opening
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.record import HISTORY
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from desktop.settings import Settings, load
from tests.faults.piped import PATIENCE_S, environment, where
from tests.faults.test_disk import fill_up
from tests.keeping import AT, apart_from_notes, stocked
from tests.warm import Warm

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
KILO = 1024


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(warm_verbs: Warm) -> Run:
    """Runs a verb as its own process; the exit code and what it said."""

    def verb(settings: Settings, *words: object, size: int = 0) -> tuple[int, str]:
        asked = (size, *words, *where(settings))
        done = warm_verbs.start("tests.faults.piped:limited", *asked, env=environment())
        said = done.communicate(PATIENCE_S)[1].decode()
        assert "Traceback" not in said
        return done.wait(), said

    return verb


def assert_refused(told: tuple[int, str]) -> None:
    code, said = told
    assert code == 1
    assert said.startswith("onhand: ")
    assert "went wrong in the program" not in said
    assert said.count("\n") == 1


def content(settings: Settings) -> dict[str, str]:
    return apart_from_notes(make_url(settings.url))


def left(folder: Path) -> list[str]:
    """What is half, or only there while something is done."""
    found = [*folder.rglob("*.part*"), *folder.rglob("*.restored*"), *folder.rglob("*.restoring")]
    return [path.name for path in found]


@pytest.fixture
def closed(shop: Shop) -> Settings:
    stocked(shop, movements=300)
    shop.database.close()
    return shop.settings


@pytest.mark.parametrize("form", ["sqlite", "portable"])
@pytest.mark.parametrize("size", [1 * KILO, 40 * KILO])
def test_a_backup_that_may_not_grow_is_refused_and_leaves_nothing(
    closed: Settings, run: Run, form: str, size: int
) -> None:
    before = content(closed)
    assert_refused(run(closed, "db", "backup", "--format", form, size=size))
    assert content(closed) == before
    found = {path.name for path in (closed.data_dir / "backups").glob("*")}
    assert found <= {HISTORY}, "only that it failed is remembered"
    assert run(closed, "db", "backup", "--format", form)[0] == 0


@pytest.mark.parametrize("size", [1 * KILO, 100 * KILO, 400 * KILO])
def test_a_restore_that_may_not_grow_leaves_the_shop(
    closed: Settings, run: Run, size: int, tmp_path: Path
) -> None:
    made = write_archive(make_url(closed.url), tmp_path / "b", AT)
    before = content(closed)
    assert_refused(run(closed, "db", "restore", made.path, "--yes", size=size))
    assert content(closed) == before
    assert left(closed.data_dir) == []
    assert not list(closed.data_dir.glob("before-*"))
    assert run(closed, "db", "restore", made.path, "--yes")[0] == 0
    goes_on(closed)


def goes_on(settings: Settings) -> None:
    opened = opening.open_shop(settings, "till")
    assert verify(opened.database).is_whole
    opened.database.close()


def older(settings: Settings) -> None:
    with migrate.migration(make_url(settings.url)) as connection:
        version.downgrade(connection, version.known_revisions()[-2])


@pytest.mark.skipif(len(version.known_revisions()) < 2, reason="there is one schema only")
def test_a_migration_that_may_not_grow_leaves_the_old_schema(
    closed: Settings, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(closed)
    before = content(closed)
    monkeypatch.setenv("MIGRATION_BACKUP_BEFORE_UPGRADE", "0")  # so that it comes to migrating
    assert_refused(run(closed, "list", "products", size=16 * KILO))
    assert content(closed) == before
    assert run(closed, "db", "migrate")[0] == 0
    goes_on(closed)


@pytest.fixture
def small_disk(engine_name: str, tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for a shop and not for two."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root can make a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_on_a_full_disk_nothing_is_lost_and_it_works_when_there_is_room(
    shop: Shop, run: Run, small_disk: Path, tmp_path: Path
) -> None:
    stocked(shop, movements=300)
    shop.database.close()
    made = write_archive(shop.database.url, tmp_path / "b", AT)
    here = load(small_disk, environment={})
    assert run(here, "db", "restore", made.path, "--yes")[0] == 0
    goes_on(here)
    before, ballast = content(here), small_disk / "ballast"
    fill_up(ballast)
    assert_refused(run(here, "db", "restore", made.path, "--yes"))
    assert_refused(run(here, "db", "backup", "--format", "portable"))
    assert_refused(run(here, "db", "backup"))
    assert left(small_disk) == []
    ballast.unlink()
    assert content(here) == before
    assert run(here, "db", "backup", "--format", "portable")[0] == 0
    assert run(here, "db", "restore", made.path, "--yes")[0] == 0
    goes_on(here)


def test_a_migration_on_a_full_disk_leaves_the_old_schema_and_goes_on_when_there_is_room(
    closed: Settings, run: Run, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(closed)
    here = load(small_disk, environment={})
    shutil.copy(str(make_url(closed.url).database), str(make_url(here.url).database))
    before, ballast = content(here), small_disk / "ballast"
    fill_up(ballast)
    assert_refused(run(here, "db", "migrate"))
    monkeypatch.setenv("MIGRATION_BACKUP_BEFORE_UPGRADE", "0")  # so that it comes to migrating
    assert_refused(run(here, "list", "products"))
    ballast.unlink()
    assert content(here) == before
    assert run(here, "list", "products")[0] == 0
    goes_on(here)
