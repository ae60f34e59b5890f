"""A workstation whose clock is wrong is told so when it opens the shop of a server."""

import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.app import Program
from desktop.domain.clock import SystemClock
from desktop.jobs.opening import Shop
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme
from desktop.ui.widgets.toast import Toast


@pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)
@pytest.mark.parametrize(("seconds", "told"), [(0, 0), (-60, 1)])
def test_a_clock_that_is_wrong_is_said_once(
    shop: Shop, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, seconds: int, told: int
) -> None:
    for module in (sys, threading):  # put back after the test
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    window = MainWindow(theme, SystemClock())
    qtbot.addWidget(window)
    program = Program(window, shop.settings, False)
    program.clock = SystemClock(lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    program.begin()
    qtbot.waitUntil(lambda: program.context is not None)
    words = [toast.text for toast in window.findChildren(Toast)]
    program.end()
    if program.context is not None:
        delete(program.context.scanner)  # it would hold the keys of the tests after this one
    assert ["clock is wrong" in text for text in words] == [True] * told
