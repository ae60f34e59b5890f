"""What a closed page leaves is deleted by the GUI thread, whichever thread allocates meanwhile."""

import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import garbage
from desktop.ui.garbage import Collector


class Page(QWidget):
    """A widget in a cycle, as every widget with a bound method in a slot is."""

    def __init__(self, deleted: list[str]) -> None:
        super().__init__()
        self.me = self
        self.label = QLabel("x", self)
        weakref.finalize(self, lambda: deleted.append(threading.current_thread().name))


def allocate() -> None:
    """Enough for Python to collect several times over."""
    kept = []
    for number in range(200_000):
        kept.append([number])


def test_another_thread_deletes_no_widget(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "LOOK_MS", 20)
    monkeypatch.setattr(garbage, "WHOLE_EVERY", 2)
    parent = QWidget()
    qtbot.addWidget(parent)
    gc.collect()
    Collector(parent)
    deleted: list[str] = []
    Page(deleted)
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert not deleted
    qtbot.waitUntil(lambda: deleted == [threading.current_thread().name])
