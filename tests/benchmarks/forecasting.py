"""A run over all products in its own process: seconds in all, and the longest stall of the window.

The goals are for CI's two cores: 10 s for ten thousand products, 60 s for fifty thousand.
"""

import threading
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QTimer

from desktop.domain.progress import Silent
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.forecasting.turns import Asked, forecast
from desktop.jobs.opening import Shop
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

SECONDS = {10_000: 10.0, 50_000: 60.0}
STALL_MS = 50.0


def run(options: Options) -> Iterator[Figure]:
    """On each engine: the whole run, the window meanwhile, and a look at nothing that moved."""
    most = next((s for n, s in SECONDS.items() if options.products <= n), SECONDS[50_000])
    for engine in options.engines:
        with shop_on(engine, options.products, options.movements) as shop:
            took, stall, products = beside_a_window(shop)
            name = f"{engine}: {products:,} products, {options.movements:,} movements"
            yield Figure(f"{name}, a run", took, "s", most)
            yield Figure(
                f"{engine}: longest stall of an event loop meanwhile", stall, "ms", STALL_MS
            )
            began = perf_counter()
            look(Desk(shop.database, shop.ids, shop.actor), shop.clock.now())
            took = (perf_counter() - began) * 1000
            yield Figure(f"{engine}: a look when nothing moved", took, "ms", 1000.0)


def beside_a_window(shop: Shop) -> tuple[float, float, int]:
    """Seconds of the run, milliseconds of the longest gap of a timer's ticks, products."""
    app = QCoreApplication.instance() or QCoreApplication([])
    gaps, told = [0.0], {"at": perf_counter()}
    done: dict[str, int] = {}

    def tick() -> None:
        now = perf_counter()
        gaps.append(now - told["at"])
        told["at"] = now

    def work() -> None:
        asked = Asked(shop.actor, shop.clock.now())
        found = forecast(shop.settings, shop.database.read, shop.ids, asked, Silent())
        done["products"] = int(found["products"])

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(tick)
    timer.start()
    working, began = threading.Thread(target=work), perf_counter()
    working.start()
    while working.is_alive():
        app.processEvents()
        working.join(0.001)
    return perf_counter() - began, max(gaps) * 1000, done["products"]
