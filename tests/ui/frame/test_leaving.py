"""Closing the window: what was asked for is booked first, or left out knowingly."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select

from desktop.schema import StockLevel, StockMove
from desktop.ui.frame.leaving import SIGN_MS
from desktop.ui.widgets.dialog import Dialog
from tests.journeys.conftest import desk, open_desk
from tests.journeys.desk import CTRL, Desk

__all__ = ["desk", "open_desk"]
Key = Qt.Key
Close = Callable[[Desk], object]
every_way = pytest.mark.parametrize(
    "close",
    [lambda desk: desk.window.close(), lambda desk: desk.press(Key.Key_Q, CTRL)],
    ids=["cross", "ctrl-q"],
)


def sales(desk: Desk) -> int:
    return len(desk.ask(select(StockMove.id).where(StockMove.kind == "sale")))


def gone(desk: Desk) -> None:
    desk.bot.waitUntil(lambda: not desk.window.isVisible())


def held(desk: Desk, scans: int = 3) -> None:
    """So many bookings that could not be made."""
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.allow_writing(False)
    for _ in range(scans):
        desk.scan(code)
    waits = "1 waits, in order" if scans == 1 else f"{scans} wait, in order"
    desk.bot.waitUntil(lambda: desk.band.fact == waits)
    desk.sees("Not booked")


def question(desk: Desk) -> Dialog:
    """The one dialog that asks."""
    desk.bot.waitUntil(lambda: bool(dialogs(desk)))
    [found] = dialogs(desk)
    return found


def dialogs(desk: Desk) -> list[Dialog]:
    return [d for d in desk.window.findChildren(Dialog) if d.isVisible()]


def answer(dialog: Dialog, words: str) -> None:
    button = next(b for b in dialog.findChildren(QAbstractButton) if b.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@every_way
def test_what_is_under_way_is_booked_before_the_window_closes(desk: Desk, close: Close) -> None:
    code = desk.has("Thing", "1.00", on_hand=100)
    for _ in range(20):
        desk.scan(code)
    close(desk)
    assert desk.window.isVisible(), "the close waits, the window does not"
    gone(desk)
    assert sales(desk) == 20


def test_a_window_with_nothing_under_way_closes_at_once(desk: Desk) -> None:
    desk.scan(desk.has("Thing", "1.00", on_hand=10))
    desk.sees("Sold  −1")
    desk.bot.waitUntil(lambda: not desk.work.writes_waiting)
    assert desk.window.close()


def test_a_number_that_was_typed_and_not_ended_is_booked_too(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Key.Key_F4)
    desk.scan(code)
    desk.sees("Counted  1")
    desk.write("17")
    desk.window.close()
    gone(desk)
    assert desk.ask(select(StockLevel.on_hand)) == [(17,)]


def test_a_write_of_another_page_is_finished_and_told_when_it_takes_long(desk: Desk) -> None:
    owner, go_on, done = QObject(), Event(), list[object]()

    def slow(_session: object) -> str:
        go_on.wait(30)
        return "written"

    desk.work.write(owner, slow, then=done.append)
    desk.window.close()
    words = "Onhand closes when the last bookings are in."
    desk.bot.waitUntil(lambda: desk.notices == [words], timeout=SIGN_MS * 4)
    assert desk.window.isVisible()
    go_on.set()
    gone(desk)
    assert done == ["written"]


def test_what_is_refused_on_the_way_out_keeps_the_window_open(desk: Desk) -> None:
    desk.scan("5901234123457")
    desk.window.close()
    desk.sees("Unknown barcode")
    desk.bot.waitUntil(lambda: desk.notices == ["Onhand stays open: something was not booked."])
    assert desk.window.isVisible()
    assert desk.window.close()


@every_way
def test_held_bookings_are_asked_about_and_staying_keeps_them(desk: Desk, close: Close) -> None:
    held(desk)
    desk.window.open_page("products")
    close(desk)
    dialog = question(desk)
    assert dialog.windowTitle() == "3 bookings are not booked."
    desk.window.close()
    assert dialogs(desk) == [dialog]
    desk.bot.waitUntil(dialog.isActiveWindow)
    desk.press("\r")
    desk.bot.waitUntil(lambda: dialogs(desk) == [])
    assert desk.window.isVisible()
    assert desk.page.isVisible(), "staying leads to what is held"
    desk.sees("Not booked")
    desk.window.activateWindow()  # as a window manager does when a dialog is gone
    desk.bot.waitUntil(lambda: desk.field.focusProxy().hasFocus())
    desk.allow_writing(True)
    desk.press("\r")
    desk.bot.waitUntil(lambda: sales(desk) == 3)
    desk.window.close()
    gone(desk)


def test_left_out_they_are_left_out_knowingly(desk: Desk) -> None:
    held(desk, scans=1)
    desk.window.close()
    dialog = question(desk)
    assert dialog.windowTitle() == "1 booking is not booked."
    answer(dialog, "Leave them out")
    gone(desk)
    desk.allow_writing(True)
    assert sales(desk) == 0


def test_what_was_held_is_tried_once_more_where_the_data_is_back(desk: Desk) -> None:
    held(desk)
    desk.allow_writing(True)
    desk.bot.waitUntil(lambda: desk.work.reach.trouble is None or not desk.shop.database.is_sqlite)
    desk.work.reach.writable()
    desk.window.close()
    gone(desk)
    assert sales(desk) == 3


def test_a_scan_while_it_is_asked_means_staying(desk: Desk) -> None:
    held(desk, scans=1)
    desk.window.close()
    question(desk)
    desk.scan("5901234123457")
    desk.bot.waitUntil(lambda: dialogs(desk) == [])
    assert desk.window.isVisible()
    assert desk.page.outbox.waiting == 2
    desk.allow_writing(True)
