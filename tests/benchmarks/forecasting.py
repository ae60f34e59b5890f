"""A run over all products in its own process: seconds in all, and the longest stall of the window.

The goals are for CI's two cores: 10 s for ten thousand products, 60 s for fifty thousand, and three
times what the desk's reference takes to fit and foretell as many series. What each part of the run
took is printed above the table, with the CPU of its worker.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from itertools import pairwise
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from PySide6.QtCore import QCoreApplication, QTimer

from desktop.domain.progress import Silent
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.forecasting.facts import facts_of
from desktop.jobs.forecasting.fitting import Telling
from desktop.jobs.forecasting.turns import Asked, forecast
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from tests.benchmarks import predicted
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

SECONDS = {10_000: 10.0, 50_000: 60.0}
STALL_MS = 50.0
TIMES = 3.0
SERIES = 500  # that the reference is timed on
BEGUN = "the process and its reading"
MODEL = "desktop.domain.forecast.model, desktop.domain.forecast.explained"


def run(options: Options) -> Iterator[Figure]:
    """On each engine and of each size: the whole run, the window meanwhile, its parts."""
    if why := predicted.missing():
        print(f"The reference is left out. {why}")
    ours, its = imports()
    yield Figure("import of the model", ours * 1000, "ms", 1.5, its * 1000, "NumPy's own import")
    sizes = [size for size in SECONDS if size < options.products] + [options.products]
    for engine in options.engines:
        for size in sizes:
            with shop_on(engine, size, options.movements) as shop:
                name = f"{engine}: {size:,} products, {options.movements:,} movements"
                most = next((s for n, s in SECONDS.items() if size <= n), SECONDS[50_000])
                yield from _of_shop(name, shop, most)


def _of_shop(name: str, shop: Shop, most: float) -> Iterator[Figure]:
    stages, before = Stages(), _of_workers()
    took, stall, products = beside_a_window(shop, stages)
    print(f"{name}: {stages.told(took)}; the worker's CPU {_of_workers() - before:.1f} s")
    yield Figure(f"{name}, a run", took, "s", most)
    if not predicted.missing():
        its = reference_seconds(shop, products)
        yield Figure(f"{name}, all of it", took, "s", TIMES, its, "reference, fit and bands")
    yield Figure(f"{name}, longest stall of an event loop meanwhile", stall, "ms", STALL_MS)
    began = perf_counter()
    look(Desk(shop.database, shop.ids, shop.actor), shop.clock.now())
    took = (perf_counter() - began) * 1000
    yield Figure(f"{name}, a look when nothing moved", took, "ms", 1000.0)


def _of_workers() -> float:
    """Seconds of CPU of the processes that ended: what a busy machine does not lengthen."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imports() -> tuple[float, float]:
    """Seconds of CPU of loading the model with NumPy, and NumPy alone; medians of ten starts.

    Both from byte code, as from the second start on, also where the environment keeps none.
    """
    code = (
        "from time import process_time as now; a = now(); import numpy; b = now();"
        f"import {MODEL}; print(now() - a, b - a)"
    )
    env = {name: word for name, word in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with TemporaryDirectory() as kept:
        env["PYTHONPYCACHEPREFIX"] = kept
        start = partial(subprocess.check_output, [sys.executable, "-c", code], text=True, env=env)
        start()
        both = [[float(word) for word in start().split()] for _ in range(10)]
    return median(ours for ours, _ in both), median(its for _, its in both)


class Stages:
    """A progress that notes when each part of a run was first heard of."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self._at: dict[str, float] = {}

    def report(self, _done: int, _total: int, message: str = "") -> None:
        """Never stops the run."""
        self._at.setdefault(message or BEGUN, perf_counter() - self._began)

    def told(self, took: float) -> str:
        """Each part with its seconds; the process begins with the reading."""
        spans = pairwise([0.0, *list(self._at.values())[1:], took])
        parts = zip(self._at, spans, strict=True)
        return ", ".join(f"{name.lower()} {end - begin:.1f} s" for name, (begin, end) in parts)


def reference_seconds(shop: Shop, products: int) -> float:
    """What the reference takes for as many series of this shop, over the same days ahead."""
    with shop.database.read(3600.0) as session:
        info = shop_info(session, shop.actor)
        told = Telling(facts_of(session, info, shop.clock.now(), None, Silent()))
    history = told.history(told.rows[:SERIES])[0]
    known = (np.array(flags, float) for flags in (history.promo, history.closed, history.events))
    reference, pandas = predicted.tools().reference, import_module("pandas")
    dates = pandas.DatetimeIndex(history.dates)
    began = perf_counter()
    reference.fit_forecast(history.units, *known, dates, history.ahead, 7)
    return (perf_counter() - began) * products / history.series


def beside_a_window(shop: Shop, stages: Stages) -> tuple[float, float, int]:
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
        found = forecast(shop.settings, shop.database.read, shop.ids, asked, stages)
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
