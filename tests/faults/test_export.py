"""Exports where the disk does not go along: said with a way out, the old file as it was."""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.db.keys import Cancel
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Cancelled, Progress, Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.movements import MOVEMENTS
from desktop.queries.shop import shop_info
from desktop.ui.paper.lists import Heading, pdf_pages
from tests.faults.test_disk import fill_up
from tests.stage import make_shop

ROWS = 4500
FORMATS = ("csv", "xlsx", "pdf")
OLD = b"what was there before"
every_format = pytest.mark.parametrize("kind", FORMATS)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose list of movements takes several parts to read."""
    made = make_shop(tmp_path_factory.mktemp("big"), 30, ROWS)
    yield made
    made.database.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of eight megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place))
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def mount(*words: str) -> None:
    program = shutil.which("mount")
    if program is None or subprocess.run([program, *words], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root can mount")


@contextmanager
def no_file_grows(beyond: int) -> Iterator[None]:
    """No file of this program may become larger, as under a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


def run(shop: Shop, path: Path, progress: Progress | None = None) -> int:
    """All movements into a file."""
    heads = heads_of(MOVEMENTS.columns, MOVEMENTS.columns)
    order = Order(MOVEMENTS, Chosen(Request(), 0), heads, path)
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
    pages = pdf_pages(Heading("Movements", "", "today", info))
    opened = lambda: shop.database.read(3600)  # noqa: E731
    return export(opened, order, Cancel(), progress or Silent(), pages).rows


def refused(shop: Shop, path: Path) -> Unavailable:
    """Why it could not be written; what was there before is as it was, and nothing lies beside."""
    path.write_bytes(OLD)
    beside = sorted(path.parent.iterdir())
    with pytest.raises(Unavailable) as told:
        run(shop, path)
    assert path.read_bytes() == OLD
    assert sorted(path.parent.iterdir()) == beside
    assert told.value.hint.startswith("Nothing was changed. ")
    return told.value


@every_format
def test_on_a_full_disk(qapp: QApplication, big: Shop, disk: Path, kind: str) -> None:
    path = disk / f"out.{kind}"
    path.write_bytes(OLD)
    fill_up(disk / "ballast")
    with (disk / "ballast").open("rb+") as ballast:  # room for the old file and a folder
        ballast.truncate(os.path.getsize(disk / "ballast") - 40_960)
    error = refused(big, path)
    assert error.code == "disk_full"
    assert "Make room" in error.hint
    (disk / "ballast").unlink()
    assert run(big, path) >= ROWS
    assert path.stat().st_size > 40_960


@every_format
def test_where_files_may_not_grow(qapp: QApplication, big: Shop, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with no_file_grows(40_960):
        error = refused(big, place / f"out.{kind}")
    assert error.code == "disk_full"


@every_format
def test_in_a_folder_that_is_read_only(
    qapp: QApplication, big: Shop, disk: Path, kind: str
) -> None:
    path = disk / f"out.{kind}"
    path.write_bytes(OLD)
    mount("-o", "remount,ro", str(disk))
    with pytest.raises(Unavailable) as told:
        run(big, path)
    assert (told.value.code, path.read_bytes()) == ("read_only", OLD)
    assert "Choose another folder." in told.value.hint


@every_format
def test_over_a_file_that_is_held(qapp: QApplication, big: Shop, tmp_path: Path, kind: str) -> None:
    """A file that something is mounted on cannot be exchanged, as an open one on Windows."""
    place = tmp_path / "place"
    place.mkdir()
    path = place / f"out.{kind}"
    path.write_bytes(OLD)
    mount("--bind", str(path), str(path))
    try:
        error = refused(big, path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
    assert error.code == "held"
    assert "Close it in other programs" in error.hint


@every_format
def test_a_file_that_another_program_reads_is_replaced_whole(
    qapp: QApplication, big: Shop, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"out.{kind}"
    path.write_bytes(OLD)
    with path.open("rb") as reader:
        run(big, path)
        assert reader.read() == OLD
    assert path.stat().st_size > len(OLD)


class Patient:
    """Stops when some of it is written."""

    def __init__(self) -> None:
        self.told: list[int] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.told.append(done)
        if 0 < done < total or (done and not total and len(self.told) == 2):
            raise Cancelled


@every_format
def test_stopped_in_the_middle_the_old_file_stays(
    qapp: QApplication, big: Shop, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    path = place / f"out.{kind}"
    path.write_bytes(OLD)
    patient = Patient()
    with pytest.raises(Cancelled):
        run(big, path, patient)
    assert max(patient.told) > 0
    assert [(p.name, p.read_bytes()) for p in place.iterdir()] == [(path.name, OLD)]
