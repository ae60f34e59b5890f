"""Labels: five hundred with names, prices and codes, as PDF and as ZPL, and the window's stall."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from threading import Thread

from desktop.domain.label_fields import LabelWords, label_words
from desktop.domain.progress import Silent
from desktop.jobs.labels.sending import write_zpl
from desktop.jobs.labels.templates import builtin
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.labels import GERMAN, TEA, TODAY

COUNT = 500
GOAL_S, GOAL_MS = 5.0, 50.0


def run(options: Options) -> Iterator[Figure]:
    """Each label another; the stall is that of a loop of events beside the painting thread."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from desktop.ui.labels.pdf import save_labels
    from desktop.ui.theme import Theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.findChild(Theme) or Theme(app, "light")
    labels = [_label(number) for number in range(COUNT)]
    with tempfile.TemporaryDirectory() as place:
        for template in (builtin()[0], next(one for one in builtin() if one.paper.is_sheet)):

            def pdf(template: object = template) -> None:
                save_labels(Path(place) / "l.pdf", template, labels, 1, Silent())  # type: ignore[arg-type]

            seconds = [_timed(pdf) for _ in range(options.rounds)]
            yield Figure(f"{COUNT} labels to PDF, {template.key}", median(seconds), "s", GOAL_S)
        path = Path(place) / "l.zpl"
        seconds = [
            _timed(lambda: write_zpl(path, builtin()[0], labels, 203, Silent()))
            for _ in range(options.rounds)
        ]
        yield Figure(f"{COUNT} labels to ZPL", median(seconds), "s", GOAL_S)
        stalls = [_stall(pdf) for _ in range(options.rounds)]
        yield Figure("longest stall beside it", median(stalls), "ms", GOAL_MS)


def _label(number: int) -> LabelWords:
    facts = replace(TEA, name=f"{TEA.name} {number}", sku=f"TEA-{number:04}", code="")
    return label_words(facts, GERMAN, TODAY)


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _stall(call: Callable[[], object]) -> float:
    """The longest time between two ticks of this thread while another paints, in ms."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, timer, last, longest = QEventLoop(), QTimer(), time.perf_counter(), 0.0
    thread = Thread(target=call)

    def tick() -> None:
        nonlocal last, longest
        now = time.perf_counter()
        last, longest = now, max(longest, now - last)
        if not thread.is_alive():
            loop.quit()

    timer.timeout.connect(tick)
    timer.start(1)
    thread.start()
    loop.exec()
    return longest * 1_000
