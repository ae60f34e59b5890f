"""What the process of an import takes in memory: goods that are new, and the same that all change.

Each product comes with its stock and its vendor's price. The figure is the most of any such process
so far, so that it never falls.
"""

import csv
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.progress import Silent
from desktop.jobs.importing import Choices, Desk
from desktop.jobs.importing.aside import imported_aside
from tests.benchmarks.figures import Figure
from tests.benchmarks.importing import HEADER, STOCKED
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

MOST_MB = 500.0


def run(options: Options) -> Iterator[Figure]:
    """As many products as in the other benchmarks; the file must be larger than a megabyte."""
    for engine in options.engines:
        with shop_on(engine) as shop, tempfile.TemporaryDirectory() as place:
            desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
            path = Path(place) / "goods.csv"
            for number, what in enumerate(("new", "changed")):
                _write(path, options.products, number)
                done = imported_aside(desk, path, Choices(), Silent()).imported
                assert done is not None and done.created + done.changed == options.products, done
                most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
                name = f"{engine}: import of {options.products} {what} products"
                yield Figure(name, most, "MB", MOST_MB)


def _write(path: Path, count: int, more: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*HEADER, *STOCKED))
        for n in range(count):
            head = (f"N-{n:06d}", f"New product {n}", f"N{n:09d}")
            prices = (f"{4 + more}.{n % 90:02d}", f"{2 + more}.00", "5")
            place = (f"Category {n % 20}", "piece", n % 40 + 1 + more, f"Vendor {n % 20}")
            writer.writerow((*head, *prices, *place))
