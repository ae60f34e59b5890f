"""Backup and restore against their peers: a plain copy with fsync, and reading an archive."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy.engine import URL, make_url

from desktop.db.file_backup import back_up_file, copy_moment, one_moment
from desktop.domain.progress import Silent
from desktop.jobs.backup.archive import prove, write_archive
from desktop.jobs.backup.restore import restore
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

AT = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)
MOST = 1.5
MOST_CHECKED = 20.0  # integrity_check looks every row up in every index


def run(options: Options) -> list[Figure]:
    """The file backup against its peer; the archive's times are told without a goal of the desk."""
    figures = []
    for engine in options.engines:
        with (
            shop_on(engine, options.products, options.movements) as shop,
            tempfile.TemporaryDirectory() as place,
        ):
            folder = Path(place)
            if shop.database.path is not None:
                figures += _file(shop.database.path, folder, options)
            figures += _archive(engine, shop.database.url, folder)
    return figures


def _file(shop: Path, folder: Path, options: Options) -> list[Figure]:
    ours, copied, verified = [], [], []
    for number in range(options.rounds):
        copied.append(timed(lambda: copy_and_sync(shop, folder / "copy")))
        at = AT.replace(minute=number)
        target = folder / f"{number}.onhand"
        ours.append(timed(lambda: written(shop, target)))  # noqa: B023
        verified.append(timed(lambda: back_up_file(shop, folder / "b", at)))  # noqa: B023
        shutil.rmtree(folder / "b")
    peer, name = median(copied), "copy + fsync"
    return [
        Figure("SQLite backup, written", median(ours), "s", MOST, peer, name),
        Figure("SQLite backup, with every check", median(verified), "s", MOST_CHECKED, peer, name),
    ]


def written(shop: Path, target: Path) -> None:
    """The copy as a backup takes it, before its checks."""
    with one_moment(shop) as reader:
        copy_moment(reader, target, Silent())


def copy_and_sync(source: Path, target: Path) -> None:
    """What a person without a program would do."""
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _archive(engine: str, url: URL, folder: Path) -> list[Figure]:
    made = []
    write = timed(lambda: made.append(write_archive(url, folder / "a", AT)))
    read = timed(lambda: prove(made[0].path))
    place = make_url(f"sqlite:///{folder / 'restored.onhand'}")
    back = timed(lambda: restore(place, made[0].path, AT, uuid.uuid4()))
    return [
        Figure(f"archive of {engine}, written and proven", write, "s", 4.0, read, "proven alone"),
        Figure(f"archive of {engine}, restored into a file", back, "s", 4.0, read, "proven alone"),
    ]


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = perf_counter()
    work()
    return perf_counter() - began
