"""The window while its database does not answer: it moves on, and says aloud what is not booked."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.jobs.opening import Shop
from tests import books, trade
from tests.faults.power import Power
from tests.journeys.desk import Desk
from tests.stage import theme_of

BEAT_MS = 10
STALL_S = 0.25
SIGN_S = 1.5
DECIDED_S = 11.0  # safety.md: a decision after 10 s; the rest is the way to the screen
MakeDesk = Callable[[Shop], Desk]


class Heart:
    """Beats in the GUI thread and keeps its longest pause."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def make_desk(qtbot: QtBot, qapp: QApplication) -> Iterator[MakeDesk]:
    """Opens the window on a shop; English numbers."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    opened: list[Desk] = []

    def make(shop: Shop) -> Desk:
        opened.append(Desk(qtbot, qapp, theme_of(qapp), shop))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()
    QLocale.setDefault(before)


def sold(desk: Desk) -> None:
    """One scan that is booked."""
    desk.scan("TEA")
    desk.bot.waitUntil(lambda: desk.band.words.startswith("Sold"))
    desk.ear.tokens.clear()


def refused_aloud(desk: Desk) -> float:
    """One scan while the database does not answer; the seconds until the red band.

    Before that, in silence, a sign after a second.
    """
    heart, began = Heart(), time.monotonic()
    desk.scan("TEA")
    desk.bot.waitUntil(lambda: desk.band.words == "Still waiting", timeout=int(SIGN_S * 1000))
    assert desk.band.fact == "1 waits, in order"
    assert desk.ear.tokens == []
    desk.bot.waitUntil(lambda: desk.band.words == "Not booked", timeout=int(DECIDED_S * 1000))
    seconds = time.monotonic() - began
    assert heart.longest < STALL_S
    assert len(desk.ear.tokens) == 1
    return seconds


def booked_after_all(desk: Desk, scans: int) -> None:
    """Enter sends the waiting scan again; in the books it is once."""
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: desk.band.words.startswith("Sold"))
    with desk.shop.database.read() as session:
        assert len(books.moves(session)) == scans
        assert books.faults(session) == []


def test_while_a_server_hangs_the_window_moves_and_the_scan_is_refused_aloud(
    far_shop: Shop, power: Power, make_desk: MakeDesk
) -> None:
    desk = make_desk(far_shop)
    sold(desk)
    power.freeze()
    assert refused_aloud(desk) < 4
    power.resume()
    booked_after_all(desk, 2)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_while_another_program_holds_the_file_the_window_moves_and_says_so(
    shop: Shop, make_desk: MakeDesk
) -> None:
    trade.add_product(shop, "TEA")
    desk = make_desk(shop)
    sold(desk)
    assert shop.database.path is not None
    with closing(sqlite3.connect(shop.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused_aloud(desk) > 2
        other.execute("ROLLBACK")
    booked_after_all(desk, 2)
