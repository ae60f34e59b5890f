"""A job is seen in the status bar, looked at in the drawer, stopped there, and asked about."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desktop.domain.errors import UserError
from desktop.ui.dialogs.job import JobDialog
from desktop.ui.frame.jobs_drawer import JobsDrawer
from desktop.ui.frame.leaving_jobs import LeavingJobs
from desktop.ui.jobs import JobProgress, Outcome
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.pill import PillButton
from tests.journeys.conftest import desk, open_desk
from tests.journeys.desk import CTRL, Desk

__all__ = ["desk", "open_desk"]
Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Gate:
    """Work that is half done until the test opens it, or stops it."""

    def __init__(self) -> None:
        self.opened = threading.Event()

    def __call__(self, progress: JobProgress) -> Any:
        while not self.opened.wait(0.02):
            progress.report(45, 100, "Copying")
        progress.report(100, 100, "Copying")
        return Outcome("file", "386 120 rows, 39.1 MB")


def sign(desk: Desk) -> PillButton:
    return next(p for p in desk.window.findChildren(PillButton) if p._what == "Jobs")


def drawer(desk: Desk) -> JobsDrawer:
    desk.press(Key.Key_J, CTRL | SHIFT)
    desk.bot.waitUntil(lambda: desk.window.findChild(JobsDrawer) is not None)
    found = desk.window.findChild(JobsDrawer)
    assert found is not None
    desk.bot.waitUntil(found.isVisible)
    return found


def says(place: QWidget, words: str) -> bool:
    return any(words in label.text() for label in place.findChildren(QLabel) if label.isVisible())


def click(place: QWidget, words: str) -> None:
    shown = [b for b in place.findChildren(QAbstractButton) if b.isVisible()]
    QTest.mouseClick(next(b for b in shown if b.text() == words), Qt.MouseButton.LeftButton)


def question(desk: Desk) -> Dialog:
    def open_ones() -> list[Dialog]:
        return [d for d in desk.window.findChildren(Dialog) if d.isVisible()]

    desk.bot.waitUntil(lambda: bool(open_ones()))
    return open_ones()[0]


def listed(found: JobsDrawer) -> list[tuple[str, str]]:
    rows = [found.list.model.row(n) for n in range(found.list.model.rowCount())]
    return [(row.kind, row.status) for row in rows if row is not None]


def test_a_running_job_is_seen_stopped_and_kept_in_the_list(desk: Desk) -> None:
    """Issue 4, "Jobs drawer": every job with progress, cancel and result."""
    assert not sign(desk).isVisible()
    job = desk.context.jobs.start("backup", "Backup of the shop", Gate())
    desk.bot.waitUntil(lambda: sign(desk).text == "1 job runs · 45 %")
    found = drawer(desk)
    desk.bot.waitUntil(lambda: says(found, "Copying"))
    assert says(found, "Backup of the shop")
    desk.bot.waitUntil(lambda: ("backup", "running") in listed(found))
    for _ in range(30):  # by keys alone: Stop stands before the list
        if QApplication.focusWidget() is found.cards.cards[0].button:
            break
        desk.press(Key.Key_Backtab, SHIFT)
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: job.status == "cancelled")
    desk.bot.waitUntil(lambda: ("backup", "cancelled") in listed(found))
    assert found.cards.cards == []
    assert not sign(desk).isVisible()
    desk.press(Key.Key_Escape)
    assert not found.isVisible()


def test_what_came_of_a_job_is_told_whole_by_enter(desk: Desk) -> None:
    gate = Gate()
    gate.opened.set()
    with desk.bot.waitSignal(desk.context.jobs.start("backup", "The shop", gate, folder="A:").done):
        pass
    found = drawer(desk)
    desk.bot.waitUntil(lambda: ("backup", "done") in listed(found))
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: isinstance(question(desk), JobDialog))
    dialog = question(desk)
    desk.bot.waitUntil(lambda: says(dialog, "386 120 rows, 39.1 MB"))
    click(dialog, "Copy")
    told = QGuiApplication.clipboard().text()
    assert told.splitlines()[:3] == ["Backup", "The shop", "Status: Done"]
    assert "Folder: A:" in told
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: not dialog.isVisible())


def test_a_failure_is_told_until_it_was_seen(desk: Desk) -> None:
    def run(_: JobProgress) -> None:
        raise UserError("The disk is full.", "Make room and try again.")

    desk.context.jobs.start("backup", "Backup of the shop", run)
    desk.bot.waitUntil(lambda: sign(desk).text == "1 job failed")
    assert sign(desk).tone == "bad"
    QTest.mouseClick(sign(desk), Qt.MouseButton.LeftButton)
    found = desk.window.findChild(JobsDrawer)
    assert found is not None
    assert says(found, "The disk is full. Make room and try again.")
    click(found, "Seen")
    assert found.cards.cards == []
    assert not sign(desk).isVisible()


def test_a_failure_that_a_dialog_shows_is_not_told_twice(desk: Desk) -> None:
    def run(_: JobProgress) -> None:
        raise UserError("The disk is full.", "Make room and try again.")

    looked_at, left = Dialog(desk.window, "Backup"), Dialog(desk.window, "Copy")
    looked_at.show()
    for dialog in (looked_at, left):
        job = desk.context.jobs.start("backup", "Backup of the shop", run)
        job.failed.connect(lambda _, job=job, dialog=dialog: job.seen_at(dialog))
        desk.bot.waitUntil(lambda job=job: job.status == "failed")  # type: ignore[misc]
        assert sign(desk).text == ("" if dialog is looked_at else "1 job failed")
    assert sign(desk).isVisible()
    looked_at.close()


def test_a_scan_is_booked_while_the_drawer_is_open(desk: Desk) -> None:
    code = desk.has("Tea", "2.50", on_hand=3)
    found = drawer(desk)
    desk.scan(code)
    desk.bot.waitUntil(lambda: len(desk.rows) == 1)
    assert found.isVisible()


def closing(desk: Desk, answer: str) -> Gate:
    """The window is asked to close while a job runs, and this is answered."""
    gate = Gate()
    desk.context.jobs.start("backup", "Backup of the shop", gate)
    desk.bot.waitUntil(lambda: sign(desk).isVisible())
    desk.window.close()
    dialog = question(desk)
    assert desk.window.isVisible()
    assert says(dialog, "Backup of the shop")
    click(dialog, answer)
    return gate


def gone(desk: Desk) -> None:
    desk.bot.waitUntil(lambda: not desk.window.isVisible())


def test_the_window_closes_when_the_job_was_stopped(desk: Desk) -> None:
    closing(desk, "Stop and close")
    gone(desk)
    assert desk.context.jobs.recent[0].status == "cancelled"


def test_the_window_closes_by_itself_when_the_job_is_done(desk: Desk) -> None:
    gate = closing(desk, "Close when done")
    assert desk.window.isVisible()
    gate.opened.set()
    gone(desk)
    assert desk.context.jobs.recent[0].status == "done"


def test_who_stays_goes_on_and_so_does_the_job(desk: Desk) -> None:
    gate = closing(desk, "Stay")
    assert desk.window.isVisible()
    job = desk.context.jobs.running[0]
    with desk.bot.waitSignal(job.done):
        gate.opened.set()
    assert desk.window.isVisible()


def test_the_question_goes_away_with_its_reason(desk: Desk) -> None:
    gate = Gate()
    desk.context.jobs.start("migrate", "Migration", gate, is_cancellable=False)
    desk.bot.waitUntil(lambda: sign(desk).isVisible())
    desk.window.close()
    dialog = question(desk)
    assert says(dialog, "cannot be stopped half way")
    gate.opened.set()
    gone(desk)
    leaving: Callable[[], bool] = desk.window.findChildren(LeavingJobs)[0].may_go
    assert leaving()
