"""The key filter tells scans from typing wherever the focus is; the line takes what is typed."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.scanning import TEST_CODE, ScannerSettings, Verdict, measure
from desktop.ui.widgets.scan_field import ScanField
from tests.ui.widgets.hand import EAN, KEYS, NONE, Counted, Ctrl, Hand, Key, line, put


def test_what_a_person_types_is_there_at_once(window: QWidget, hand: Hand, qtbot: QtBot) -> None:
    editor = line()
    put(window, editor)
    for n, character in enumerate("5 * ok"):
        hand.press(editor, character, 36)
        assert editor.text() == "5 * ok"[: n + 1]
    with qtbot.waitSignal(editor.returnPressed):
        hand.press(editor, "\r", 36)
    assert hand.scans == []


def test_quick_fingers_without_enter_only_type(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    hand.scan("quick", editor, gap=3)
    hand.press(editor, "\r", 40)
    assert editor.text() == "quick"
    assert hand.scans == []


def test_two_quick_keys_and_enter_are_a_persons(window: QWidget, hand: Hand, qtbot: QtBot) -> None:
    editor = line()
    put(window, editor)
    with qtbot.waitSignal(editor.returnPressed):
        hand.scan("12\r", editor)
    assert (editor.text(), hand.scans) == ("12", [])


def test_quick_editing_keys_do_their_work_in_order(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    hand.press(editor, "a", 100)
    hand.press(editor, "b", 10)
    hand.press(editor, Key.Key_Backspace, 10)
    hand.press(editor, Key.Key_Home, 10)
    hand.press(editor, "c", 10)
    assert editor.text() == "ca"
    hand.scan(EAN + "\r", editor)
    assert (editor.text(), editor.cursorPosition()) == ("ca", 1)


def test_thirty_scans_a_second_all_arrive_in_order(window: QWidget, hand: Hand) -> None:
    editor = line("12")
    put(window, editor)
    codes = [f"{n:013}" for n in range(300)]
    for code in codes:
        hand.now -= 480
        hand.scan(code + "\r", editor, gap=1)
    assert hand.scans == codes
    assert editor.text() == "12"


@pytest.mark.parametrize("end", ["\r\r", "\r\t", "\t\r"])
def test_a_double_terminator_is_one_scan_and_no_enter(
    window: QWidget, hand: Hand, qtbot: QtBot, end: str
) -> None:
    editor, other = line(), line()
    put(window, editor, other)
    with qtbot.assertNotEmitted(editor.returnPressed):
        hand.scan(EAN + end, editor)
    assert hand.scans == [EAN]
    assert editor.hasFocus()


def test_a_line_feed_key_after_enter_is_swallowed(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    hand.scan(EAN + "\r", editor)
    hand.press(editor, Key.Key_J, 5, Ctrl)
    assert (hand.scans, editor.text()) == ([EAN], "")


def test_shift_between_the_characters_does_not_part_them(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    for n, character in enumerate("AB-C"):
        hand.press(editor, Key.Key_Shift, 500 if n == 0 else 10)
        hand.press(editor, character, 10)
    hand.press(editor, "\r", 10)
    assert (hand.scans, editor.text()) == (["AB-C"], "")


def test_a_held_key_is_no_scanner(window: QWidget, hand: Hand, qtbot: QtBot) -> None:
    editor = line()
    put(window, editor)
    hand.press(editor, "0", 500)
    for after in (250, 30, 30, 30, 30):
        hand.now += after
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_0, NONE, "0", True)
        QCoreApplication.sendEvent(editor, event)
    with qtbot.waitSignal(editor.returnPressed):
        hand.press(editor, "\r", 20)
    assert (editor.text(), hand.scans) == ("000000", [])


def test_a_digit_sent_twice_at_once_is_no_held_key(window: QWidget, hand: Hand) -> None:
    editor = line("x")
    put(window, editor)
    hand.press(editor, "1", 500)
    for _ in range(3):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_0, NONE, "0", True)
        QCoreApplication.sendEvent(editor, event)
    hand.press(editor, "\r", 5)
    assert (hand.scans, editor.text()) == (["1000"], "x")


def test_the_times_of_the_events_count_and_not_the_clock(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    turn = 2**32

    def send(text: str, start: int, gap: int) -> None:
        for n, character in enumerate(text):
            key = KEYS.get(character, Key.Key_unknown)
            event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, character)
            event.setTimestamp((start + n * gap) % turn or turn)
            hand.now += 1000
            QCoreApplication.sendEvent(editor, event)

    send("ABCDEF\r", turn - 30, 10)
    assert (hand.scans, editor.text()) == (["ABCDEF"], "")
    send("slow\r", 50_000, 100)
    assert (hand.scans, editor.text()) == (["ABCDEF"], "slow")


def test_a_scan_split_over_two_fields_leaves_both_as_they_were(window: QWidget, hand: Hand) -> None:
    first, second = line("one"), line("two", setSelection=(0, 3))
    put(window, first, second)
    second.setSelection(0, 3)
    hand.scan("40063", first)
    hand.press(second, "8", 5)
    for character in "1333931\r":
        hand.press(second, character, 5)
    assert hand.scans == [EAN]
    assert (first.text(), second.text(), second.selectedText()) == ("one", "two", "two")


def test_a_field_that_goes_during_a_scan_does_no_harm(
    window: QWidget, hand: Hand, qapp: QApplication
) -> None:
    first, second = line(), line()
    put(window, first, second)
    hand.scan("40063", first)
    first.deleteLater()
    qapp.sendPostedEvents(first, QEvent.Type.DeferredDelete)
    del first
    for character in "81333931\r":
        hand.press(second, character, 5)
    assert (hand.scans, second.text()) == ([EAN], "")


def test_keys_that_come_late_after_a_busy_moment_still_join(window: QWidget, hand: Hand) -> None:
    editor = line("x")
    put(window, editor)
    hand.scan("4", editor)
    hand.filter.settle()
    for character in "006381333931\r":
        hand.press(editor, character, 5)
    assert (hand.scans, editor.text()) == ([EAN], "x")


def test_other_thresholds_count_from_the_next_key(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    hand.filter.set_settings(ScannerSettings(gap_ms=90, min_length=2, prefix="~"))
    hand.scan("~42\r", editor, gap=80)
    assert (hand.scans, editor.text()) == (["42"], "")


@pytest.mark.parametrize("gap", [8, 60])
def test_a_test_scan_comes_with_its_times_and_goes_nowhere_else(
    window: QWidget, hand: Hand, qtbot: QtBot, gap: int
) -> None:
    editor = line("x")
    put(window, editor)
    hand.filter.begin_test()
    with qtbot.waitSignal(hand.filter.tested, timeout=2000):
        hand.scan(TEST_CODE + "\r\r", editor, gap=gap)
    measured = measure(hand.tests[0])
    assert measured.verdict is (Verdict.READY if gap == 8 else Verdict.SLOW)
    assert (editor.text(), hand.scans) == ("x", [])
    hand.scan(EAN + "\r", editor)
    assert hand.scans == [EAN]


def test_a_test_can_be_given_up(window: QWidget, hand: Hand) -> None:
    editor = line()
    put(window, editor)
    counted = Counted(window, "Esc")
    hand.filter.begin_test()
    hand.press(editor, Key.Key_Escape)
    assert counted.count["Esc"] == 1
    hand.filter.end_test()
    hand.scan(EAN + "\r", editor)
    assert (hand.scans, hand.tests) == ([EAN], [])


@pytest.fixture
def field(window: QWidget) -> ScanField:
    made = ScanField("Ready. Scan, or type a code")
    put(window, made)
    return made


def entry(field: ScanField) -> QLineEdit:
    proxy = field.focusProxy()
    assert isinstance(proxy, QLineEdit)
    return proxy


def test_a_typed_line_comes_with_enter_and_empties_the_field(
    field: ScanField, hand: Hand, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(field.entered) as entered:
        hand.type("5*COF-1001\r", entry(field))
    assert entered.args == ["5*COF-1001"]
    assert field.text() == ""
    with qtbot.assertNotEmitted(field.entered):
        hand.type(" \r", entry(field))


def test_a_quantity_typed_before_a_scan_stays_for_the_page_to_take(
    field: ScanField, hand: Hand
) -> None:
    hand.type("5*", entry(field))
    hand.scan(EAN + "\r", entry(field))
    assert (hand.scans, field.text()) == ([EAN], "5*")
    assert field.take() == "5*"
    assert field.text() == ""


def test_the_field_takes_the_focus_back_from_a_button(
    field: ScanField, window: QWidget, qtbot: QtBot
) -> None:
    button = QPushButton()
    put(window, button, field)
    entry(field).setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(entry(field).hasFocus)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitCallback() as turned:
        QTimer.singleShot(0, turned)
    assert button.hasFocus()


def test_the_field_leaves_the_focus_to_another_field(
    field: ScanField, window: QWidget, qtbot: QtBot
) -> None:
    other = line()
    put(window, other, field)
    entry(field).setFocus()
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    with qtbot.waitCallback() as turned:
        QTimer.singleShot(0, turned)
    assert other.hasFocus()


def test_a_field_that_is_shown_has_the_focus(field: ScanField, window: QWidget) -> None:
    button = QPushButton()
    put(window, button)
    field.hide()
    button.setFocus()
    field.show()
    assert entry(field).hasFocus()


@pytest.mark.parametrize(
    ("command", "key", "modifier"),
    [
        ("Ctrl+Z", Key.Key_Z, Ctrl),
        ("Del", Key.Key_Delete, NONE),
        ("+", Key.Key_Plus, NONE),
        ("-", Key.Key_Minus, NONE),
    ],
)
def test_an_empty_field_leaves_the_pages_keys_to_the_page(
    field: ScanField, window: QWidget, hand: Hand, command: str, key: Qt.Key, modifier: object
) -> None:
    counted = Counted(window, command)
    hand.press(entry(field), key, 500, modifier)
    hand.filter.settle()
    assert counted.count == {command: 1}
    hand.type("12", entry(field))
    hand.press(entry(field), key, 500, modifier)
    hand.filter.settle()
    assert counted.count == {command: 1}


def test_a_code_that_begins_with_plus_is_not_the_pages_plus(
    field: ScanField, window: QWidget, hand: Hand
) -> None:
    counted = Counted(window, "+")
    hand.scan("+A99912\r", entry(field))
    assert hand.scans == ["+A99912"]
    assert (counted.count, field.text()) == ({"+": 0}, "")


def test_the_field_is_painted_and_named_in_both_states(
    field: ScanField, window: QWidget, qtbot: QtBot
) -> None:
    assert entry(field).accessibleName() == "Ready. Scan, or type a code"
    with_focus = field.grab().toImage()
    other = line()
    put(window, other)
    without = field.grab().toImage()
    assert with_focus.size() == without.size()
    assert with_focus != without
    assert field.minimumSizeHint().width() < 300
