"""Commands of a window: by key, in a menu, and as they stand on the cap."""

import sys

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.actions import Command, install, key_words
from desktop.ui.theme import Theme


def test_a_command_works_by_key_and_in_a_menu(theme: Theme, qtbot: QtBot) -> None:
    ran: list[str] = []
    room = QWidget()
    qtbot.addWidget(room)
    [action] = install(room, [Command("Undo", "Ctrl+Z", lambda: ran.append("undo"), "undo-2")])
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    QTest.keySequence(room, QKeySequence("Ctrl+Z"))
    action.trigger()
    assert ran == ["undo", "undo"]
    assert action.text() == "Undo"


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac writes ⌘Z")
@pytest.mark.parametrize(
    ("key", "words"), [("Ctrl+Z", "Ctrl Z"), ("F12", "F12"), ("+", "+"), ("Ctrl+,", "Ctrl ,")]
)
def test_a_key_is_written_as_it_stands_on_the_cap(qapp: QApplication, key: str, words: str) -> None:
    assert key_words(key) == words
