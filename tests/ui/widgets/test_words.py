"""Labels, buttons, tabs, keys, pills: that words are whole, named and reachable."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import SCALES, Theme
from desktop.ui.widgets.avatar import Avatar, initials
from desktop.ui.widgets.button import LOOKS, Button, IconButton
from desktop.ui.widgets.keycap import KeyCap, key_hints
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.painting import text_width
from desktop.ui.widgets.pill import TONES, Pill
from desktop.ui.widgets.tab_bar import TabBar


def test_a_narrow_label_is_shortened_and_its_tooltip_is_the_whole(
    theme: Theme, qtbot: QtBot
) -> None:
    label = ElideLabel("Meadow Dairy Cooperative of the North")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.is_elided()
    assert label.toolTip() == label.text()
    assert label.minimumSizeHint().width() < 30
    label.resize(800, 20)
    assert label.toolTip() == ""


def test_a_label_is_never_read_as_markup(theme: Theme, qtbot: QtBot) -> None:
    label = Label("<b>=cmd()</b>")
    qtbot.addWidget(label)
    assert label.sizeHint().width() >= text_width(theme.font("body"), "<b>=cmd()</b>")


def test_tone_and_role_change_on_the_spot(theme: Theme, qtbot: QtBot) -> None:
    label = Label("12.90")
    qtbot.addWidget(label)
    label.ensurePolished()
    small = label.sizeHint().height()
    label.set_tone("bad")
    label.set_role("hero")
    assert label.palette().color(label.foregroundRole()) == theme.color("bad.text")
    assert label.sizeHint().height() > small * 2


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("kind", [kind for kind in LOOKS if kind != "icon"])
def test_a_button_is_wide_enough_for_its_words(
    theme: Theme, qtbot: QtBot, kind: str, scale: int
) -> None:
    theme.set_scale(scale)
    button = Button("Complete sale", kind, "check", key="F12")
    qtbot.addWidget(button)
    words = text_width(theme.font("strong"), "Complete sale   F12")
    assert button.sizeHint().width() >= words - 20 * (kind == "chip")
    assert button.sizeHint().height() >= theme.px(28)


def test_a_click_leaves_the_focus_where_one_types(theme: Theme, qtbot: QtBot) -> None:
    clicks: list[str] = []
    button = Button("Undo", on_click=lambda: clicks.append("undo"))
    qtbot.addWidget(button)
    button.show()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicks == ["undo"]
    assert not button.hasFocus()
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_a_drawing_alone_has_a_name_and_a_tooltip(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton("bell", "Alerts", key="Ctrl 4")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Alerts"
    assert button.toolTip() == "Alerts (Ctrl 4)"
    assert button.sizeHint().width() >= 32


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", LOOKS)
def test_a_disabled_and_a_focused_button_look_different(
    theme: Theme, qtbot: QtBot, kind: str, mode: str
) -> None:
    theme.set_mode(mode)
    room = QWidget()
    qtbot.addWidget(room)
    row = QHBoxLayout(room)
    button = Button("Save", kind, "check")
    row.addWidget(button)
    room.show()
    calm = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    focused = button.grab().toImage()
    button.setEnabled(False)
    disabled = button.grab().toImage()
    assert calm != focused
    assert calm != disabled


def test_tabs_tell_which_was_clicked_and_show_counts(theme: Theme, qtbot: QtBot) -> None:
    tabs = TabBar([("all", "All"), ("low", "Low stock")])
    qtbot.addWidget(tabs)
    tabs.set_count("low", "7")
    second = next(b for b in tabs.findChildren(Button) if b.text() == "Low stock  7")
    with qtbot.waitSignal(tabs.chosen) as heard:
        QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert heard.args == ["low"]
    assert tabs.current() == "low"
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_current("all")
    assert tabs.current() == "all"


@pytest.mark.parametrize("tone", TONES)
def test_a_pill_is_named_by_its_words(theme: Theme, qtbot: QtBot, tone: str) -> None:
    pill = Pill("In stock", tone, "circle-check")
    qtbot.addWidget(pill)
    pill.resize(pill.sizeHint())
    assert pill.accessibleName() == "In stock"
    image = pill.grab().toImage()
    ground = theme.color(TONES[tone][0]).name()
    assert image.pixelColor(image.width() // 2, 2).name() == ground


def test_an_empty_pill_takes_no_room(theme: Theme, qtbot: QtBot) -> None:
    pill = Pill("")
    qtbot.addWidget(pill)
    assert pill.sizeHint().width() == 0


def test_keys_are_named_for_those_who_do_not_see_them(theme: Theme, qtbot: QtBot) -> None:
    line = key_hints([("Ctrl Z", "Undo last"), ("5 *", "Times five")])
    qtbot.addWidget(line)
    assert [cap.accessibleName() for cap in line.findChildren(KeyCap)] == ["Ctrl Z", "5 *"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ines Okafor", "IO"),
        ("Ana Maria de Souza", "AS"),
        ("Cher", "C"),
        ("", ""),
        ("  ", ""),
        ("(x) Öz", "Ö"),
    ],
)
def test_a_person_is_known_by_initials(theme: Theme, qtbot: QtBot, name: str, letters: str) -> None:
    avatar = Avatar(name)
    qtbot.addWidget(avatar)
    assert initials(name) == avatar.initials == letters
    assert avatar.accessibleName() == name
