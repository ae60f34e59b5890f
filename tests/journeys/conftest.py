"""A desk per test: the real window on a real shop, on each engine."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.jobs.opening import Shop
from desktop.ui.theme import Theme
from tests.journeys.desk import Desk


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, shop: Shop) -> Iterator[Desk]:
    """A clerk at the window, Sell in force, nothing scanned yet; English numbers."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    theme = qapp.findChild(Theme) or Theme(qapp, "light")
    made = Desk(qtbot, qapp, theme, shop)
    yield made
    made.close()
    QLocale.setDefault(before)
