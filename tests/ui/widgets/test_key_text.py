"""What a key press may be of a code, and characters given by their number."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.scanning import MUTE
from desktop.ui.widgets.key_text import key_text
from tests.ui.widgets.hand import NONE, Alt, Ctrl, Hand, Key, line, put

KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.mark.parametrize(
    ("key", "modifier", "typed", "text"),
    [
        (Key.Key_4, NONE, "4", "4"),
        (Key.Key_4, KEYPAD, "4", "4"),
        (Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A", "A"),
        (Key.Key_Space, NONE, " ", " "),
        (Key.Key_Q, Ctrl | Alt, "@", "@"),
        (0, NONE, "☕", "☕"),
        (Key.Key_Return, NONE, "\r", "\r"),
        (Key.Key_Enter, KEYPAD, "", "\r"),
        (Key.Key_Tab, NONE, "", "\t"),
        (Key.Key_BracketRight, Ctrl, "\x1d", "\x1d"),
        (Key.Key_BracketRight, Ctrl, "", "\x1d"),
        (Key.Key_BracketRight, Qt.KeyboardModifier.MetaModifier, "\x1d", "\x1d"),
        (Key.Key_Z, Ctrl, "", "\x1a"),
        (Key.Key_Escape, NONE, "\x1b", "\x1b"),
        (Key.Key_F8, NONE, "", MUTE),
        (Key.Key_1, Ctrl, "1", MUTE),
        (Key.Key_F, Alt, "f", MUTE),
        (Key.Key_Backspace, NONE, "\x08", ""),
        (Key.Key_Delete, NONE, "\x7f", ""),
        (Key.Key_Left, NONE, "", ""),
        (Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier, "", None),
        (Key.Key_Control, Ctrl, "", None),
        (Key.Key_Alt, Alt, "", None),
        (Key.Key_CapsLock, NONE, "", None),
    ],
)
def test_a_key_is_a_character_a_control_character_or_a_persons(
    key: Qt.Key, modifier: Qt.KeyboardModifier, typed: str, text: str | None
) -> None:
    assert key_text(QKeyEvent(QEvent.Type.KeyPress, key, modifier, typed)) == text


def alt(hand: Hand, widget: QWidget, number: str) -> None:
    """A character by its number, as scanners send it to Windows."""
    send(widget, QEvent.Type.KeyPress, Key.Key_Alt, Alt)
    for digit in number:
        hand.now += 2
        send(widget, QEvent.Type.KeyPress, Key(ord(digit)), Alt | KEYPAD, digit)
        send(widget, QEvent.Type.KeyRelease, Key(ord(digit)), Alt | KEYPAD, digit)
    send(widget, QEvent.Type.KeyRelease, Key.Key_Alt, NONE)


def send(
    widget: QWidget,
    kind: QEvent.Type,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    text: str = "",
) -> None:
    """One event; QTest would press and let go of Alt with each digit."""
    QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, modifier, text))


def composed(widget: QWidget, text: str) -> None:
    """The character that Windows makes of the number."""
    QCoreApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, text))


@pytest.mark.parametrize("is_windows", [True, False])
def test_a_separator_sent_as_alt_0029_is_one_separator(
    window: QWidget, hand: Hand, is_windows: bool
) -> None:
    editor = line("x")
    put(window, editor)
    hand.scan("0104006381333931", editor)
    alt(hand, editor, "0029")
    if is_windows:
        composed(editor, "\x1d")
    for character in "10A\r":
        hand.press(editor, character, 5)
    assert (hand.scans, editor.text()) == (["0104006381333931\x1d10A"], "x")


@pytest.mark.parametrize("is_windows", [True, False])
def test_a_code_sent_wholly_by_numbers_is_one_scan(
    window: QWidget, hand: Hand, is_windows: bool
) -> None:
    editor = line()
    put(window, editor)
    for character in "AAB\r":
        alt(hand, editor, f"0{ord(character):03}")
        if is_windows:
            composed(editor, character)
    assert (hand.scans, editor.text()) == (["AAB"], "")


def test_a_person_may_type_a_character_by_its_number(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    alt(hand, editor, "0233")
    assert editor.text() == "é"
