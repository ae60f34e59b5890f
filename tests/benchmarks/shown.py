"""Scan to shown: from the terminating key to the painted band, real keys in the real window."""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options

SCANS = 300
CODE = "4006381333931"


def run(options: Options) -> list[Figure]:
    """95 of 100 scans on a SQLite shop of 300 products are shown within the goal."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop.ui.theme import Theme
    from desktop.ui.widgets.scan_band import ScanBand
    from tests.stage import make_shop, stage

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    times: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        shop = make_shop(Path(place), products=300, movements=3000)
        with stage(app, Theme(app, "light"), shop) as on:
            on.window.open_page("scan")
            on.settle(500)
            loop = QEventLoop()
            for band in on.window.findChildren(ScanBand):
                band.shown.connect(loop.quit)
            for _ in range(SCANS):
                for character in CODE:
                    QTest.keyClick(on.window, Qt.Key(ord(character)))
                began = time.perf_counter()
                QTest.keyClick(on.window, Qt.Key.Key_Return)
                loop.exec()
                times.append((time.perf_counter() - began) * 1000)
        shop.database.close()
    ranked = sorted(times)
    return [
        Figure("scan to shown, p50", statistics.median(ranked), "ms", 20),
        Figure("scan to shown, p95", ranked[int(len(ranked) * 0.95)], "ms", 20),
    ]
