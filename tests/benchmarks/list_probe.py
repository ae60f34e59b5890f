"""Measures one list in a process of its own: ours, or Qt's QSqlQueryModel lazy or fetched whole.

``python -m tests.benchmarks.list_probe WAY URL ROUNDS`` prints one JSON object: milliseconds to the
first painted rows (``first``), to the right scrollbar (``whole``), the longest stall of the event
loop on the way (``stall``), p95 of a jump (``jump``), and MB that the rows took (``memory``).
"""

import gc
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtSql import QSqlDatabase, QSqlQuery, QSqlQueryModel
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView
from sqlalchemy import make_url

from desktop.db.engine import Database
from desktop.domain.clock import SystemClock
from desktop.domain.shop import ShopInfo
from desktop.queries.columns import Request
from desktop.settings import Settings
from desktop.ui.table.model import ListModel
from desktop.ui.table.view import TableView
from desktop.ui.table.words import Words
from desktop.ui.theme import Theme
from desktop.ui.work import Work
from tests.queries.samples import ENTRIES

SQL = (
    "SELECT m.id, m.occurred_at, m.kind, p.sku, p.name, m.qty, m.set_qty, m.seq"
    " FROM stock_move m JOIN product p ON p.id = m.product"
    " ORDER BY m.occurred_at DESC, m.id DESC"
)
SHOP = ShopInfo(
    UUID(int=1), UUID(int=2), "M1", "Bench", "Floor", "EUR", "UTC", True, (Decimal(20),), 0
)
JUMPS = 100
TIMEOUT_MS = 600_000


def memory() -> float:
    """Resident MB of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait_for(signal: Any, is_done: Callable[[], bool]) -> None:
    """Runs the event loop, as the program does, until something is so after a signal."""
    if is_done():
        return
    loop = QEventLoop()
    connection = signal.connect(lambda *_: loop.quit() if is_done() else None)
    QTimer.singleShot(TIMEOUT_MS, loop.quit)
    loop.exec()
    signal.disconnect(connection)
    if not is_done():
        raise TimeoutError


class Heart:
    """A 1 ms timer: the longest time between two beats is the longest stall."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now

    def stop(self) -> float:
        self._beat()
        self._timer.stop()
        return self.worst * 1000


def milliseconds(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def ours(url: str, rounds: int) -> dict[str, float]:
    """The program's own table, reading threads and all; the first round is not counted."""
    work = Work(Database(Settings(data_dir=Path("/tmp"), database=url)))
    tries = [loaded(work) for _ in range(rounds + 1)]
    jumps = [jump(tries[-1].view, tries[-1].model) for _ in range(JUMPS)]
    return timings([found.first for found in tries], [found.whole for found in tries]) | {
        "stall": statistics.median(found.stall for found in tries[1:]),
        "memory": tries[0].memory,
        "jump": statistics.quantiles(jumps, n=20)[-1],
    }


@dataclass
class Loaded:
    """One list with all its keys, and what that took."""

    model: ListModel
    view: TableView
    first: float
    whole: float
    stall: float
    memory: float


def loaded(work: Work) -> Loaded:
    before = memory()
    words = Words(SHOP, SystemClock())
    model = ListModel(work, ENTRIES, words)
    view = TableView(model, words)
    show(view)
    heart, begun = Heart(), time.perf_counter()
    model.ask(Request())
    wait_for(model.counted, lambda: model.rowCount() > 0)
    view.viewport().repaint()
    first = milliseconds(begun)
    wait_for(model.counted, lambda: model.is_whole)
    view.viewport().repaint()
    return Loaded(model, view, first, milliseconds(begun), heart.stop(), memory() - before)


def jump(view: TableView, model: ListModel) -> float:
    """From a move of the scrollbar to painted rows."""
    bar = view.verticalScrollBar()
    begun = time.perf_counter()
    bar.setValue(random.randrange(bar.maximum()))
    first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
    shown = range(first, last + 1)
    wait_for(model.dataChanged, lambda: all(model.row(row) is not None for row in shown))
    view.viewport().repaint()
    return milliseconds(begun)


def theirs(url: str, rounds: int, is_whole: bool) -> dict[str, float]:
    """QSqlQueryModel as it comes, or with all rows fetched."""
    connect(url)
    firsts, wholes = [], []
    used = 0.0
    for number in range(rounds + 1):
        before = memory()
        model = QSqlQueryModel()
        view: Any = QTableView()
        view.setModel(model)
        show(view)
        begun = time.perf_counter()
        query = QSqlQuery(QSqlDatabase.database())
        query.exec(SQL)
        model.setQuery(query)
        QApplication.processEvents()
        view.viewport().repaint()
        firsts.append(milliseconds(begun))
        while is_whole and model.canFetchMore():
            model.fetchMore()
        wholes.append(milliseconds(begun))
        used = memory() - before if number == 0 else used
        model.clear()
        view.deleteLater()
        settle()
    return timings(firsts, wholes) | {"memory": used}


def connect(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        database = QSqlDatabase.addDatabase("QSQLITE")
        database.setDatabaseName(parsed.database or "")
    else:
        database = QSqlDatabase.addDatabase("QPSQL")
        database.setHostName(str(parsed.query.get("host", parsed.host or "")))
        database.setUserName(parsed.username or "")
        database.setDatabaseName(parsed.database or "")
    if not database.open():
        raise RuntimeError(database.lastError().text())


def timings(firsts: list[float], wholes: list[float]) -> dict[str, float]:
    """Medians, without the first round."""
    return {"first": statistics.median(firsts[1:]), "whole": statistics.median(wholes[1:])}


def show(view: QTableView) -> None:
    rows = view.verticalHeader()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(46)
    view.resize(900, 640)
    view.show()
    QApplication.processEvents()


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def main() -> None:
    way, url, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    app = QApplication([])
    Theme(app, "light")
    found = ours(url, rounds) if way == "ours" else theirs(url, rounds, way == "whole")
    print(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)  # a million cached rows need not be taken apart


if __name__ == "__main__":
    main()
