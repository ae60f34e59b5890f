"""Five scans a second beside a backup: the longest that a scan waits for its answer.

As in the window: the backup runs in a thread of the scans' own process, an archive is written by a
process of its own, and no thread of work collects garbage (ui/garbage.py), which would hold up
every other thread.
"""

import gc
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from desktop.db.file_backup import back_up_file
from desktop.jobs.backup.archive import write_archive
from desktop.jobs.backup.worker import packed_aside
from desktop.jobs.opening import Shop
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import Scan, ours_on, shop_on

MOST_MS = 100.0
EVERY_S = 0.2
QUIET = 25
AT = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)


def run(options: Options) -> Iterator[Figure]:
    """The goal is in milliseconds; what a scan takes anyway stands in the line before."""
    for engine in options.engines:
        with (
            shop_on(engine, options.products, options.movements) as shop,
            tempfile.TemporaryDirectory() as place,
        ):
            yield from worst(engine, shop, Path(place))
            gc.enable()
            gc.unfreeze()


def worst(engine: str, shop: Shop, place: Path) -> Iterator[Figure]:
    """The longest scan beside nothing, and beside each kind of backup of this shop."""
    scan = ours_on(shop)
    for number in range(50):  # statements compiled, pages read
        scan(number)
    gc.freeze()
    gc.disable()
    path, url = shop.database.path, shop.database.url
    kinds: dict[str, Callable[[], object]] = {
        "nothing": lambda: threading.Event().wait(QUIET * EVERY_S)
    }
    if path is not None:
        kinds["an SQLite backup"] = lambda: back_up_file(path, place / "f", AT)
    kinds["a portable archive"] = lambda: write_archive(url, place / "a", AT, None, packed_aside)
    for kind, work in kinds.items():
        waits = beside(scan, work)
        shutil.rmtree(place)
        place.mkdir()
        name = f"{engine}: longest of {len(waits)} scans beside {kind}"
        yield Figure(name, max(waits), "ms", MOST_MS)


def beside(scan: Scan, work: Callable[[], object]) -> list[float]:
    """Milliseconds of every scan that was due while the work went on in its thread.

    A scan that comes late because the one before took long has waited since it was due.
    """
    working = threading.Thread(target=work)
    working.start()
    waits: list[float] = []
    due = perf_counter()
    while working.is_alive():
        scan(len(waits))
        waits.append((perf_counter() - due) * 1000)
        due += EVERY_S
        working.join(max(0.0, due - perf_counter()))
    return waits
