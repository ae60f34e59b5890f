"""What is shown instead of content, over it, and in front of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import UserError
from desktop.ui.theme import Theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.dialog import Dialog, Scrim
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.flash import Flash
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_page import (
    Action,
    State,
    StatusPage,
    failed,
    no_match,
    read_only,
)
from desktop.ui.widgets.toast import MOST, Toasts


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> QWidget:
    """A plain window of 1000 × 700."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    return window


def nothing() -> None:
    """A way on that leads nowhere."""


def test_a_state_offers_four_ways_on_at_most(theme: Theme, qtbot: QtBot) -> None:
    """Where the data cannot be opened: details, another place, what is wrong, try again."""
    actions = [Action(f"Way {n}", nothing) for n in range(5)]
    page = StatusPage(State("package-open", "No products yet", "Add one.", actions=actions))
    qtbot.addWidget(page)
    assert [button.text() for button in page.findChildren(Button)] == [
        "Way 0",
        "Way 1",
        "Way 2",
        "Way 3",
    ]
    assert page.accessibleName() == "No products yet. Add one."


def test_no_match_quotes_the_filter_and_clears_it(theme: Theme, qtbot: QtBot) -> None:
    cleared: list[bool] = []
    page = StatusPage(no_match("decaf 2 kg", lambda: cleared.append(True)))
    qtbot.addWidget(page)
    assert "“decaf 2 kg”" in page.accessibleName()
    QTest.mouseClick(page.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert cleared == [True]


def test_an_error_names_cause_safety_and_code_and_can_be_copied(theme: Theme, qtbot: QtBot) -> None:
    error = UserError("The server closed the connection.", "Nothing was lost.", code="57P01")
    page = StatusPage(failed("Products could not be read", error, nothing))
    qtbot.addWidget(page)
    for words in (error.message, error.hint, "57P01"):
        assert words in page.accessibleName()
    QTest.mouseClick(page.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert "57P01" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("code", "title"), [("read_only", "Read only"), ("disk_full", "Disk full")]
)
def test_what_cannot_be_written_is_told_in_amber_with_what_is_safe(code: str, title: str) -> None:
    state = read_only(UserError("The disk is full.", "Make room on the disk.", code=code))
    assert (state.title, state.tone) == (title, "warn")
    said = "The disk is full. Make room on the disk. What was booked is safe."
    assert state.sentence == f"{said} You can look, not change."


def test_a_state_that_is_replaced_leaves_no_button_behind(theme: Theme, qtbot: QtBot) -> None:
    page = StatusPage(no_match("x", nothing))
    qtbot.addWidget(page)
    page.show()
    page.show_state(read_only(UserError("The database is newer.")))
    qtbot.waitUntil(lambda: page.findChildren(Button) == [])


def painted(widget: QWidget, theme: Theme, token: str) -> bool:
    """Whether a colour stands anywhere on the widget."""
    image = widget.grab().toImage()
    wanted = theme.color(token)
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    )


def test_a_skeleton_waits_a_moment_and_begins_anew_when_hidden(theme: Theme, qtbot: QtBot) -> None:
    skeleton = Skeleton(rows=3, delay_ms=20)
    qtbot.addWidget(skeleton)
    skeleton.resize(400, 200)
    skeleton.show()
    assert not painted(skeleton, theme, "bg.hover")
    qtbot.waitUntil(lambda: painted(skeleton, theme, "bg.hover"))
    skeleton.hide()
    assert not painted(skeleton, theme, "bg.hover")


def test_a_skeleton_without_delay_is_there_at_once(theme: Theme, qtbot: QtBot) -> None:
    skeleton = Skeleton(rows=3, delay_ms=0)
    qtbot.addWidget(skeleton)
    skeleton.resize(400, 200)
    assert painted(skeleton, theme, "bg.hover")
    assert skeleton.accessibleName()


def test_a_banner_says_its_state_and_acts(theme: Theme, qtbot: QtBot) -> None:
    tried: list[bool] = []
    banner = Banner("warn", "Offline.", "The server is away.")
    qtbot.addWidget(banner)
    button = banner.add_action("Retry now", lambda: tried.append(True))
    assert banner.accessibleName() == "Offline. The server is away."
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tried == [True]


@pytest.mark.parametrize("tone", ["ok", "warn", "bad", "info", "neutral"])
def test_a_notice_is_whole_and_inside_the_window(window: QWidget, tone: str) -> None:
    toasts = Toasts(window)
    toasts.notify("12 products imported", tone, "Undo", nothing)
    assert window.rect().contains(toasts.geometry())
    toast = toasts.toasts()[0]
    assert toast.height() >= toast.sizeHint().height() >= 40


def test_the_action_of_a_notice_runs_once_and_closes_it(window: QWidget, qtbot: QtBot) -> None:
    undone: list[bool] = []
    toasts = Toasts(window)
    toasts.notify("Deleted", "ok", "Undo", lambda: undone.append(True))
    action = next(b for b in toasts.findChildren(Button) if b.text() == "Undo")
    QTest.mouseClick(action, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert toasts.toasts() == []
    assert toasts.isHidden()


def test_the_oldest_notice_leaves_when_there_are_too_many(window: QWidget) -> None:
    toasts = Toasts(window)
    for n in range(MOST + 2):
        toasts.notify(f"Notice {n}")
    assert [toast.text for toast in toasts.toasts()] == ["Notice 2", "Notice 3", "Notice 4"]


def test_a_dialog_dims_the_window_and_takes_the_focus(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Where is your data?", "You can change this later.", "database")
    edit = LineEdit(placeholder="Server")
    dialog.body.addWidget(edit)
    dialog.open()
    scrim = window.findChildren(Scrim)
    assert len(scrim) == 1
    assert scrim[0].geometry() == window.rect()
    qtbot.waitUntil(edit.hasFocus)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChildren(Scrim) == [])
    assert dialog.result() == Dialog.DialogCode.Rejected


def test_a_dialog_grows_by_an_error_below_a_field(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Why?")
    field = Field("Why?", LineEdit())
    dialog.body.addWidget(field)
    dialog.open()
    before = dialog.height()
    field.set_error("Say why. The books keep it.")
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert dialog.height() == dialog.sizeHint().height(), "nothing lies over another"
    dialog.close()


def test_enter_presses_the_primary_button(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Connect")
    pressed: list[bool] = []
    edit = LineEdit()
    dialog.body.addWidget(edit)
    dialog.add_cancel()
    dialog.add_button(Button("Connect", "primary", on_click=lambda: pressed.append(True)))
    dialog.open()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert pressed == [True]
    dialog.close()


def test_the_cross_of_a_dialog_has_a_name(window: QWidget) -> None:
    dialog = Dialog(window, "Connect")
    assert [b.accessibleName() for b in dialog.findChildren(IconButton)] == ["Close"]


def test_a_flash_covers_the_window_shortly_and_not_too_often(window: QWidget, qtbot: QtBot) -> None:
    flash = Flash(window)
    flash.fire("bad")
    assert flash.isVisible()
    assert flash.geometry() == window.rect()
    qtbot.waitUntil(flash.isHidden)
    flash.fire("ok")
    assert flash.isHidden()
