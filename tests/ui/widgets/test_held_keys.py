"""What keys set off waits for silence: nothing for a code, everything for a person."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.scan_field import ScanField
from tests.ui.widgets.hand import EAN, NONE, Counted, Ctrl, Hand, Key, line, put

COMMANDS = {
    "Ctrl+Z": (Key.Key_Z, Ctrl),
    "Ctrl+K": (Key.Key_K, Ctrl),
    "F8": (Key.Key_F8, NONE),
    "F2": (Key.Key_F2, NONE),
    "E": (Key.Key_E, NONE),
    "/": (Key.Key_Slash, NONE),
    "Esc": (Key.Key_Escape, NONE),
    "Del": (Key.Key_Delete, NONE),
    "Return": (Key.Key_Return, NONE),
}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ("Return", "Del")])
@pytest.mark.parametrize("place", [0, 1, 5])
@pytest.mark.parametrize("focus", [QPushButton, QLineEdit, QListWidget])
def test_no_shortcut_is_set_off_by_a_codes_content(
    window: QWidget, hand: Hand, command: str, place: int, focus: type[QWidget]
) -> None:
    target = focus()
    put(window, target)
    counted = Counted(window, *COMMANDS)
    keys: list[tuple[str | Qt.Key, Qt.KeyboardModifier]] = [("Z", NONE)] * 6
    keys.insert(place, COMMANDS[command])
    for n, (key, modifier) in enumerate(keys):
        hand.press(target, key, 500 if n == 0 else 5, modifier)
    hand.press(target, "\r", 5)
    hand.filter.settle()
    text = {"E": "e", "/": "/"}.get(command, "")
    assert hand.scans == ["Z" * place + text + "Z" * (6 - place)]
    assert not any(counted.count.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_persons_shortcut_goes_off_once_after_a_moment(
    window: QWidget, hand: Hand, qtbot: QtBot, command: str
) -> None:
    button = QPushButton()
    put(window, button)
    counted = Counted(window, *COMMANDS)
    hand.press(button, COMMANDS[command][0], 500, COMMANDS[command][1])
    qtbot.waitUntil(lambda: counted.count[command] == 1, timeout=2000)
    hand.press(button, COMMANDS[command][0], 500, COMMANDS[command][1])
    hand.filter.settle()
    assert counted.count[command] == 2
    assert sum(counted.count.values()) == 2


def test_a_shortcut_and_the_keys_after_it_keep_their_order(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    action = QAction(window)
    action.setShortcut("F2")
    action.triggered.connect(lambda: editor.setText("F2:"))
    window.addAction(action)
    hand.press(editor, Key.Key_F2, 500)
    hand.press(editor, "a", 10)
    hand.press(editor, "b", 10)
    hand.press(editor, "c", 100)
    assert editor.text() == "F2:abc"


def test_a_shortcut_disabled_meanwhile_stays_quiet(window: QWidget, hand: Hand) -> None:
    button = QPushButton()
    put(window, button)
    counted = Counted(window, "F8")
    hand.press(button, Key.Key_F8, 500)
    window.actions()[0].setEnabled(False)
    hand.filter.settle()
    assert counted.count == {"F8": 0}


def test_space_presses_a_button_but_not_out_of_a_code(
    window: QWidget, hand: Hand, qtbot: QtBot
) -> None:
    button = QPushButton()
    put(window, button)
    with qtbot.assertNotEmitted(button.clicked):
        hand.scan("Code 128\r", button)
    assert hand.scans == ["Code 128"]
    with qtbot.waitSignal(button.clicked):
        hand.press(button, Key.Key_Space, 500)


def test_a_list_is_searched_by_a_person_and_not_by_a_code(window: QWidget, hand: Hand) -> None:
    rows = QListWidget()
    rows.addItems(["apple", "pear", "4 plums"])
    rows.setCurrentRow(0)
    put(window, rows)
    hand.scan(EAN + "\r", rows)
    assert (hand.scans, rows.currentRow()) == ([EAN], 0)
    hand.press(rows, "p", 500)
    hand.filter.settle()
    assert rows.currentRow() == 1


def test_typing_opens_an_editor_in_a_table_with_all_that_was_typed(
    window: QWidget, hand: Hand
) -> None:
    table = QTableWidget(1, 1)
    table.setItem(0, 0, QTableWidgetItem("old"))
    table.setEditTriggers(QTableWidget.EditTrigger.AnyKeyPressed)
    put(window, table)
    table.setCurrentCell(0, 0)
    hand.scan(EAN + "\r", table)
    assert table.findChild(QLineEdit) is None
    hand.press(table, "1", 500)
    hand.press(table, "2", 10)
    hand.filter.settle()
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "12"


def test_a_scan_goes_past_a_modal_dialog_and_not_into_it(
    window: QWidget, hand: Hand, qtbot: QtBot
) -> None:
    put(window, line())
    dialog = QDialog(window, modal=True)
    field = line("12,50")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
    buttons.accepted.connect(dialog.accept)
    column = QVBoxLayout(dialog)
    column.addWidget(field)
    column.addWidget(buttons)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    field.setFocus()
    hand.scan(EAN + "\r", field)
    hand.scan(EAN + "\t", buttons.buttons()[0])
    assert hand.scans == [EAN, EAN]
    assert dialog.isVisible()
    assert field.text() == "12,50"
    assert hand.lone == []
    hand.press(field, "\r", 500)
    assert not dialog.isVisible()


def test_a_dialog_opened_by_a_shortcut_takes_scans_as_well(
    window: QWidget, hand: Hand, qtbot: QtBot
) -> None:
    button = QPushButton()
    put(window, button)
    field = line()
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(field)

    def show() -> None:
        dialog.show()
        hand.scan(EAN + "\r", field)
        hand.type("ok", field)
        dialog.accept()

    action = QAction(window)
    action.setShortcut("F2")
    action.triggered.connect(show)
    window.addAction(action)
    hand.press(button, Key.Key_F2, 500)
    hand.filter.settle()
    assert (hand.scans, field.text()) == ([EAN], "ok")


def test_a_lone_digit_answers_after_silence(window: QWidget, hand: Hand, qtbot: QtBot) -> None:
    put(window, QPushButton())
    with qtbot.waitSignal(hand.filter.key, timeout=2000) as answered:
        hand.press(window, "2", 500)
    assert answered.args == ["2"]
    hand.filter.settle()
    assert hand.lone == ["2"]


def test_the_first_digit_of_a_code_answers_nothing(
    window: QWidget, hand: Hand, qtbot: QtBot
) -> None:
    button = QPushButton()
    put(window, button)
    hand.scan("1234567\r", button)
    with qtbot.assertNotEmitted(hand.filter.key, wait=150):
        hand.scan("2345678\r", button)
    assert hand.scans == ["1234567", "2345678"]


@pytest.mark.parametrize("text", ["12", "\x1d"])
def test_only_a_single_character_answers(window: QWidget, hand: Hand, text: str) -> None:
    button = QPushButton()
    put(window, button)
    hand.scan(text, button, gap=10)
    hand.filter.settle()
    assert hand.lone == []


def test_a_lone_digit_in_another_field_answers_nothing(window: QWidget, hand: Hand) -> None:
    price, scan = line(), ScanField()
    put(window, price, scan)
    hand.press(price, "1", 500)
    hand.filter.settle()
    assert hand.lone == []
    entry = scan.focusProxy()
    assert entry is not None
    hand.press(entry, "1", 500)
    hand.filter.settle()
    assert hand.lone == ["1"]


def test_the_second_figure_goes_into_the_cell_that_the_first_one_opens(
    window: QWidget, hand: Hand
) -> None:
    """Quick fingers: it comes before the first is known for a person's, and still at the table."""
    table = QTableWidget(1, 1)
    put(window, table)
    table.setCurrentCell(0, 0)
    for figure, after in (("6", 500), (",", 50)):
        hand.press(table, figure, after)
    hand.filter.settle()
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "6,"
