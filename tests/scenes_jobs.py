"""Scenes of long work: the sign in the status bar, the drawer with all that can be in it."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands.jobs import NoteJob, note_job
from desktop.domain.errors import UserError
from desktop.ui.dialogs.log import LogDialog
from desktop.ui.frame.jobs_drawer import JobsDrawer
from desktop.ui.jobs import JobProgress
from desktop.ui.log_source import of_shop
from tests.acting import Play, dialogs
from tests.stage import NOW, Stage

KINDS = (
    ("backup", "Backup of the shop", "done", "386 120 rows, 39.1 MB"),
    ("drill", "Restore drill", "failed", ""),
    ("export", "Products as Excel", "done", "1 284 rows"),
    ("optimize", "Optimize the database", "cancelled", ""),
)


def some(on: Stage) -> None:
    """Jobs of earlier days, as rows."""
    for number, (kind, title, status, words) in enumerate(KINDS):
        error = "The backup of 2 Nov could not be read: it ends early." * (status == "failed")
        key = on.shop.ids.new()
        note = NoteJob(
            key, on.shop.actor, NOW, kind, title, status, 12 * number, 12, words, error, NOW,
            {"folder": "/media/usb/onhand"},
        )  # fmt: skip
        on.shop.database.run(note_job, note)


def at_work(on: Stage) -> None:
    """One that runs, one that waits, one that failed."""
    gate = threading.Event()

    def fails(_: JobProgress) -> None:
        raise UserError("The disk is full.", "Make room, then try again.", code="disk_full")

    def runs(progress: JobProgress) -> None:
        while not gate.wait(0.02):
            progress.report(247_310, 386_120, "Copying rows: stock_move")

    jobs = on.context.jobs
    failed = jobs.start("export", "Movements as CSV", fails)
    on.until(lambda: not failed.is_running)
    job = jobs.start("backup", "Backup of the shop", runs)
    waiting = jobs.start("drill", "Restore drill", runs)
    on.until(lambda: job.last.done > 0)

    def let_go() -> None:
        waiting.stop()
        job.stop()
        for drawer in on.window.findChildren(JobsDrawer):
            for card in drawer.cards.cards:
                if not card.job.is_running:
                    card.settled.emit()
            drawer.put_away()
        gate.set()

    on.held.append(let_go)


def open_drawer(on: Stage) -> None:
    """As its key does."""
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(QApplication.focusWidget() or on.window, Qt.Key.Key_J, modifiers)


def drawer(on: Stage) -> None:
    """The drawer over the dashboard."""
    on.window.open_page("dashboard")
    some(on)
    at_work(on)
    on.settle(300)
    open_drawer(on)
    on.settle(600)


def details(on: Stage) -> None:
    """One that failed, told whole."""
    some(on)
    on.window.open_page("dashboard")
    open_drawer(on)
    on.settle(500)
    place = on.window.findChildren(JobsDrawer)[0]
    on.held.append(place.put_away)
    rows = range(place.list.model.rowCount())
    found = next(r for n in rows if (r := place.list.model.row(n)) and r.status == "failed")
    place.list.table.opened.emit(found)
    on.until(lambda: bool(dialogs()))
    on.settle(300)


def leaving(on: Stage) -> None:
    """The window is asked to close meanwhile."""
    on.window.open_page("dashboard")
    at_work(on)
    on.window.close()
    on.until(lambda: bool(dialogs()))
    on.settle(200)


LOG = """2026-11-14 08:02:11,120 INFO onhand.app opened shop.onhand, schema 0002
2026-11-14 09:12:40,300 WARNING onhand.slow 1.31 s: SELECT product.id FROM product
2026-11-14 09:58:03,801 ERROR onhand.work unexpected failure in export
Traceback (most recent call last):
  File "desktop/ui/work.py", line 161, in _run
    result = call()
OSError: [Errno 28] No space left on device
2026-11-14 10:01:55,010 WARNING onhand.db The server did not answer. Trying once more.
2026-11-14 10:20:00,000 INFO onhand.backup 386120 rows, read back and right
"""


def log(on: Stage) -> None:
    """The log with the line that failed."""
    on.window.open_page("dashboard")
    folder = on.context.settings.data_dir / "log"
    folder.mkdir(exist_ok=True)
    (folder / "onhand.log").write_text(LOG)
    dialog = LogDialog(on.window, of_shop(on.context))
    dialog.open()
    on.settle(400)
    dialog.lines.setCurrentIndex(dialog.lines.model().index(2, 0))
    on.settle(100)


JOBS: tuple[tuple[str, str, Play], ...] = (
    ("jobs-drawer", "demo", drawer),
    ("jobs-details", "demo", details),
    ("jobs-log", "demo", log),
    ("jobs-leaving", "demo", leaving),
)
