"""Charts: a million points panned and painted, pyqtgraph as set for charts against QtCharts.

QtCharts comes with the extra ``bench``. Without it our own figure stands alone, and says so.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from statistics import median
from typing import Any

from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options

POINTS = 1_000_000
SHOWN = POINTS // 2
STEP = POINTS // 200
FRAMES = 40
MOST_MS = 33.0
GOAL = 1 / 30
SIZE = (1200, 600)
PEER = "QtCharts, the same points, window and steps"
MISSING = "QtCharts is not installed (extra bench)"
Pan = Callable[[int], None]


def run(options: Options) -> Iterator[Figure]:
    """Half of the points are in view at each step; every step is painted before the next."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    values = _walk()
    ours = _frames(_by_pyqtgraph(values), FRAMES)
    if find_spec("PySide6.QtCharts") is None:
        yield Figure("pan of a million points", ours, "ms", MOST_MS, peer_name=MISSING)
        return
    yield Figure("pan of a million points", ours, "ms", MOST_MS)
    peer = _frames(_by_qtcharts(values), options.rounds)
    yield Figure("the same", ours, "ms", GOAL, peer, PEER)


def _show(widget: Any) -> None:
    """Nothing is painted before the window is told that it is seen."""
    from PySide6.QtWidgets import QApplication

    widget.resize(*SIZE)
    widget.show()
    QApplication.processEvents()


def _walk() -> list[float]:
    dice, value, values = random.Random(7), 0.0, []
    for _ in range(POINTS):
        value += dice.gauss(0, 1)
        values.append(value)
    return values


def _frames(pan: Pan, count: int) -> float:
    """The median frame in milliseconds, after one that is not counted."""
    times = []
    for number in range(count + 1):
        began = time.perf_counter()
        pan(number * STEP % SHOWN)
        times.append((time.perf_counter() - began) * 1000)
    return median(times[1:])


def _by_pyqtgraph(values: list[float]) -> Pan:
    """Downsampled and clipped once the curve is in the plot, with a pen of one pixel."""
    import numpy as np
    import pyqtgraph as pg

    plot: Any = pg.PlotWidget()
    curve = plot.plot(np.arange(POINTS, dtype=float), np.array(values), pen=pg.mkPen(width=1))
    curve.setDownsampling(auto=True, method="peak")
    curve.setClipToView(True)
    plot.setYRange(min(values), max(values))
    _show(plot)

    def pan(first: int) -> None:
        plot.setXRange(first, first + SHOWN, padding=0)
        plot.viewport().repaint()

    return pan


def _by_qtcharts(values: list[float]) -> Pan:
    import numpy as np
    from PySide6.QtCharts import QChart, QChartView, QLineSeries

    series: Any = QLineSeries()
    chart = QChart()
    series.appendNp(np.arange(POINTS, dtype=float), np.array(values))
    chart.addSeries(series)
    chart.createDefaultAxes()
    chart.legend().hide()
    view = QChartView(chart)
    _show(view)
    across = chart.axes()[0]

    def pan(first: int) -> None:
        across.setRange(first, first + SHOWN)
        view.viewport().repaint()

    return pan
