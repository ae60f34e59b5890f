"""A hand at the keyboard with its own scan filter, and an active window for it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from tests.ui.widgets.hand import Hand


@pytest.fixture
def hand(qapp: QApplication) -> Iterator[Hand]:
    made = Hand(qapp)
    yield made
    qapp.removeEventFilter(made.filter)
    made.filter.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """An active window with an empty column."""
    widget = QWidget()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget
