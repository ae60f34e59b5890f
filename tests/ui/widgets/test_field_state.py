"""A scan typed into a field leaves it as it was: content, cursor, selection, undo history."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QIntValidator, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
    QWidget,
)

from tests.ui.widgets.hand import EAN, Hand, line, put


def shouting() -> QLineEdit:
    """A field that rewrites what is typed, and so loses its history."""
    made = line("ABC")
    made.textEdited.connect(lambda text: made.setText(text.upper()))
    return made


def look(editor: QLineEdit) -> tuple[object, ...]:
    return (
        editor.text(),
        editor.cursorPosition(),
        editor.selectionStart(),
        editor.selectionLength(),
        editor.isModified(),
    )


LINES: dict[str, Callable[[], QLineEdit]] = {
    "empty": line,
    "text with the cursor at its end": lambda: line("12,50"),
    "cursor within": lambda: line("12,50", setCursorPosition=2),
    "all selected": lambda: line("12,50", setSelection=(0, 5)),
    "selected backwards": lambda: line("12,50", setSelection=(4, -3)),
    "emoji before the cursor": lambda: line("☕🍎x", setCursorPosition=4),
    "emoji selected": lambda: line("a🍎☕x", setSelection=(1, 3)),
    "password": lambda: line("geheim", setEchoMode=QLineEdit.EchoMode.Password),
    "at most five": lambda: line("123", setMaxLength=5),
    "full": lambda: line("12345", setMaxLength=5),
    "numbers to 999": lambda: line("12", setValidator=QIntValidator(0, 999)),
    "mask": lambda: line("12", setInputMask="99-99-99", setCursorPosition=2),
    "read only": lambda: line("12", setReadOnly=True),
    "rewritten as typed": shouting,
}


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("code", [EAN, "A-1 b*c/☕", "0104006381333931\x1d10A"])
def test_a_scan_into_a_field_leaves_it_as_it_was(
    window: QWidget, hand: Hand, kind: str, code: str
) -> None:
    editor = LINES[kind]()
    put(window, editor)
    before = look(editor)
    for n in range(3):
        hand.scan(code + "\r", editor)
        assert hand.scans == [code] * (n + 1)
        assert look(editor) == before
    if kind not in ("mask", "rewritten as typed"):
        assert not editor.isUndoAvailable()


def test_typing_after_a_scan_replaces_the_selection_that_was_there(
    window: QWidget, hand: Hand
) -> None:
    editor = line("12,50", setSelection=(0, 5))
    put(window, editor)
    editor.setSelection(0, 5)
    hand.scan(EAN + "\r", editor)
    hand.type("7", editor)
    assert editor.text() == "7"


@pytest.mark.parametrize("pause", [36, 500])
def test_undo_after_a_scan_goes_where_it_would_have_gone_without(
    window: QWidget, hand: Hand, pause: int
) -> None:
    editor = line()
    put(window, editor)
    hand.type("abc", editor)
    editor.setCursorPosition(0)
    hand.type("xy", editor)
    hand.now += pause - 500
    hand.scan(EAN + "\r", editor)
    assert editor.text() == "xyabc"
    editor.undo()
    assert editor.text() == "abc"
    editor.undo()
    assert editor.text() == ""
    assert not editor.isUndoAvailable()
    editor.redo()
    editor.redo()
    assert editor.text() == "xyabc"


def test_no_undo_brings_a_code_back(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    hand.type("abc", editor)
    hand.scan(EAN + "\r", editor)
    hand.type("d", editor)
    seen = {editor.text()}
    while editor.isUndoAvailable():
        editor.undo()
        seen.add(editor.text())
    while editor.isRedoAvailable():
        editor.redo()
        seen.add(editor.text())
    assert editor.text() == "abcd"
    assert not any(set(EAN) & set(text) for text in seen)


SPINS: dict[str, Callable[[], QSpinBox | QDoubleSpinBox | QDateEdit]] = {
    "whole": lambda: QSpinBox(maximum=99999, value=7),
    "decimals": lambda: QDoubleSpinBox(value=1.5),
    "date": QDateEdit,
}


@pytest.mark.parametrize("kind", SPINS)
def test_a_scan_leaves_a_number_or_date_as_it_was(window: QWidget, hand: Hand, kind: str) -> None:
    spin = SPINS[kind]()
    put(window, spin)
    before = (spin.text(), spin.property("value"))
    hand.scan(EAN + "\r")
    assert hand.scans == [EAN]
    assert (spin.text(), spin.property("value")) == before


@pytest.mark.parametrize("is_editable", [True, False])
def test_a_scan_leaves_a_choice_as_it_was(window: QWidget, hand: Hand, is_editable: bool) -> None:
    choice = QComboBox(editable=is_editable)
    choice.addItems(["apple", "4 pears", "6 plums"])
    put(window, choice)
    hand.scan(EAN + "\r")
    assert hand.scans == [EAN]
    assert (choice.currentIndex(), choice.currentText()) == (0, "apple")


@pytest.mark.parametrize("make", [QPlainTextEdit, QTextEdit])
@pytest.mark.parametrize("selection", [(0, 0), (4, 4), (5, 2), (0, 9)])
def test_a_scan_leaves_a_text_of_several_lines_as_it_was(
    window: QWidget,
    hand: Hand,
    make: type[QPlainTextEdit | QTextEdit],
    selection: tuple[int, int],
) -> None:
    page = make()
    page.setPlainText("🍎 one\ntwo")
    put(window, page)
    cursor = page.textCursor()
    cursor.setPosition(selection[0])
    cursor.setPosition(selection[1], QTextCursor.MoveMode.KeepAnchor)
    page.setTextCursor(cursor)
    hand.scan(EAN + "\r", page)
    hand.scan("A 1\t", page)
    assert hand.scans == [EAN, "A 1"]
    assert page.toPlainText() == "🍎 one\ntwo"
    assert (page.textCursor().anchor(), page.textCursor().position()) == selection
    assert not page.document().isModified()


def test_text_typed_right_before_a_scan_stays_in_several_lines(window: QWidget, hand: Hand) -> None:
    page = QPlainTextEdit()
    put(window, page)
    hand.type("abc", page)
    hand.now -= 460
    hand.scan(EAN + "\r", page)
    assert (page.toPlainText(), page.textCursor().position()) == ("abc", 3)
    page.undo()
    assert page.toPlainText() == ""
