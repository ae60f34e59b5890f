"""Sales of the past by the hundred thousand, and back: the lock, the undo, what the window feels.

A thousand products; the lock is told in processor time, since that is what a till waits for on a
machine that does nothing else. The window's longest wait is that of a thread which asks for its
turn all the time, as its loop of events does, without the collecting of garbage.
"""

import gc
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from desktop.domain.progress import Silent
from desktop.jobs.importing import Choices, Desk, Report, import_file
from desktop.jobs.importing.aside import imported_aside
from desktop.jobs.opening import Shop
from desktop.jobs.undoing import undo
from tests.benchmarks.figures import Figure
from tests.benchmarks.importing import undo_of, write_file
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

LOCKED_S, UNDO, STALL_MS = 2.0, 1.0, 50.0
GOODS = 1_000


def run(options: Options) -> Iterator[Figure]:
    """As many sales as there are products in the other benchmarks."""
    for engine in options.engines:
        with shop_on(engine) as shop, tempfile.TemporaryDirectory() as place:
            yield from _of_sales(engine, shop, Path(place), options.products)
        with shop_on(engine) as shop, tempfile.TemporaryDirectory() as place:
            yield from _felt(engine, shop, Path(place), options.products)


def _of_sales(engine: str, shop: Shop, place: Path, count: int) -> Iterator[Figure]:
    _goods(shop, place)
    path, spans = _sales(shop, place, count), locks(shop)
    began = time.process_time()
    report = import_file(shop.database, shop.actor, shop.clock, shop.ids, path)
    ours = time.process_time() - began
    assert report.imported is not None and report.imported.sales == count, report.problems
    name = f"{engine}: {count} sales of the past"
    if shop.database.is_sqlite:  # a server locks rows, and those last
        yield Figure(f"{name}: the shop locked, CPU", max(spans), "s", LOCKED_S)
    spans.clear()
    began = time.process_time()
    undo(shop.database, undo_of(shop, report.imported.id), Silent())
    back = time.process_time() - began
    yield Figure(f"{name}: back, CPU", back, "s", UNDO, ours, "the import itself")
    if shop.database.is_sqlite:
        yield Figure(f"{name}: back: the shop locked, CPU", max(spans), "s", LOCKED_S)


def _felt(engine: str, shop: Shop, place: Path, count: int) -> Iterator[Figure]:
    desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
    path = place / "many.csv"
    write_file(path, count, is_stocked=True)
    gc.freeze()
    gc.disable()
    for what in ("goods", "sales"):
        if what == "sales":
            path = _sales(shop, place, count)
        done, longest = felt(lambda file: imported_aside(desk, file, Choices(), Silent()), path)
        assert isinstance(done, Report) and done.imported is not None, done
        name = f"{engine}: the window's longest wait while {count} {what} come in"
        yield Figure(name, longest, "ms", STALL_MS)
    gc.enable()
    gc.unfreeze()


def felt(work: Callable[[Path], Any], path: Path) -> tuple[Any, float]:
    """What the work answers, and for how many milliseconds it kept everybody else from running."""
    answers: list[Any] = []
    working = threading.Thread(target=lambda: answers.append(work(path)))
    working.start()
    turn, longest, last = threading.Event(), 0.0, time.perf_counter()
    while working.is_alive():
        turn.wait(0.002)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return answers[0] if answers else None, longest * 1000


def locks(shop: Shop) -> list[float]:
    """The processor time of each transaction of the shop's writer from now on."""
    began: list[float] = []
    spans: list[float] = [0.0]
    event.listen(shop.database.writer, "begin", lambda _: began.append(time.process_time()))

    def ended(_: Session) -> None:
        if began:
            spans.append(time.process_time() - began.pop())

    event.listen(Session, "after_commit", ended)
    return spans


def _goods(shop: Shop, place: Path) -> None:
    path = place / "goods.csv"
    write_file(path, GOODS, is_stocked=True)
    report = import_file(shop.database, shop.actor, shop.clock, shop.ids, path)
    assert report.imported is not None, report.problems


def _sales(shop: Shop, place: Path, count: int) -> Path:
    """One a day of each product, the newest of yesterday."""
    today, path = shop.clock.now().date(), place / "sales.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Date,SKU,Quantity sold,Price\n")
        for number in range(count):
            day = today - timedelta(days=1 + number // GOODS)
            file.write(f"{day},N-{number % GOODS:06d},{1 + number % 5},2.50\n")
    return path
