"""Palette: each step of typing, from the question to what was found and to the painted list."""

import os
import random
import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from typing import Any

from desktop.jobs.opening import Shop
from desktop.queries.names import Names
from desktop.queries.palette import Catalogue, catalogue, look_for
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

MOST_MS = 50.0
MOST_MB = 30.0
STEPS = 150
SLIPS = ("swap", "drop", "double", "wrong")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def run(options: Options) -> Iterator[Figure]:
    """95 of 100 steps are answered within the goal, on a demo shop of the asked size."""
    for engine in options.engines:
        with shop_on(engine, options.products, 2 * options.products) as shop:
            dice = random.Random(7)
            names, first = _read(shop)
            texts = _texts(shop, dice)
            for kind, asked in texts.items():
                times = [_ask(shop, names, text) for text in asked]
                yield _figure(f"{engine}: {kind}", times)
            times = [_ask(shop, None, text) for text in texts["beginnings"]]
            yield _figure(f"{engine}: beginnings, before the names are there", times)
            yield Figure(f"{engine}: names read, in the background", first, "ms", 3000)
            mixed = [text for asked in texts.values() for text in asked[: STEPS // 3]]
            yield _figure(f"{engine}: key to painted list", _painted(shop, mixed))
            if shop.database.is_sqlite:
                yield Figure("names in memory", _size(shop), "MB", MOST_MB)
    yield _figure("misspelt among as many different words", _strange(options.products))


def _figure(name: str, times: list[float]) -> Figure:
    return Figure(f"{name}, p95", sorted(times)[int(len(times) * 0.95)], "ms", MOST_MS)


def _read(shop: Shop) -> tuple[Catalogue, float]:
    began = time.perf_counter()
    with shop.database.read() as session:
        names = catalogue(session)
    return names, (time.perf_counter() - began) * 1000


def _ask(shop: Shop, names: Catalogue | None, text: str) -> float:
    began = time.perf_counter()
    with shop.database.read() as session:
        look_for(session, names, text, shop.actor.store)
    return (time.perf_counter() - began) * 1000


def _texts(shop: Shop, dice: random.Random) -> dict[str, list[str]]:
    """What people type for names that are there: beginnings, words, words with a slip."""
    from desktop.queries.products import PRODUCTS
    from tests.trade import rows_of

    names = [row.name for row in rows_of(shop, PRODUCTS)]
    chosen = [[word for word in dice.choice(names).split() if len(word) > 3] for _ in range(STEPS)]
    words = [each or ["milk"] for each in chosen]
    return {
        "beginnings": [each[0][: dice.randint(1, 5)] for each in words],
        "words": [" ".join(each[:2]) for each in words],
        "misspelt words": [" ".join(misspelt(word, dice) for word in each[:2]) for each in words],
    }


def misspelt(word: str, dice: random.Random) -> str:
    """The word with one slip in it."""
    at = dice.randrange(1, len(word) - 1)
    match dice.choice(SLIPS):
        case "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + dice.choice(LETTERS) + word[at + 1 :]


def _painted(shop: Shop, texts: Sequence[str]) -> list[float]:
    """From a change of the line to the list painted with what it found."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication, QLineEdit

    from desktop.ui.dialogs.palette.dialog import PaletteDialog
    from desktop.ui.dialogs.palette.view import FoundView
    from tests.stage import stage, theme_of

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    times: list[float] = []
    with stage(app, theme_of(app), shop) as on:
        on.window.search()
        on.settle(3000)
        dialog: Any = on.window.findChild(PaletteDialog)
        view, line = dialog.findChild(FoundView), dialog.findChild(QLineEdit)
        loop = QEventLoop()
        view.rows.modelReset.connect(loop.quit)
        for text in texts:
            began = time.perf_counter()
            line.setText(text)
            loop.exec()
            view.viewport().repaint()
            times.append((time.perf_counter() - began) * 1000)
        dialog.reject()
    return times


def _size(shop: Shop) -> float:
    """What the kept names take, in megabytes."""
    tracemalloc.start()
    names, _ = _read(shop)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / 1e6 if len(names.products) else 0.0


def _strange(count: int) -> list[float]:
    """The worst names there can be: no word twice."""
    dice = random.Random(7)
    words = ["".join(dice.choices(LETTERS, k=dice.randint(5, 11))) for _ in range(count)]
    names = Names(sorted((word, len(word)) for word in words))
    times = []
    for _ in range(STEPS):
        text = misspelt(dice.choice(words), dice)
        began = time.perf_counter()
        names.find(text, 6)
        times.append((time.perf_counter() - began) * 1000)
    return times
