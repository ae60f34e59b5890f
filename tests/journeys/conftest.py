"""A desk per test: the real window on a real shop, on each engine."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.jobs.opening import Shop
from tests.journeys.desk import Desk
from tests.stage import theme_of


@pytest.fixture
def open_desk(qtbot: QtBot, qapp: QApplication, shop: Shop) -> Iterator[Callable[..., Desk]]:
    """Opens the window on the shop as it is by then; English numbers."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    opened: list[Desk] = []

    def make(first: str = "scan") -> Desk:
        opened.append(Desk(qtbot, qapp, theme_of(qapp), shop, first))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()
    QLocale.setDefault(before)


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    """A clerk at the window, Sell in force, nothing scanned yet."""
    return open_desk()
