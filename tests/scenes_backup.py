"""Scenes of the database room: backups of all kinds, and the dialog that makes one."""

from datetime import timedelta

from PySide6.QtCore import QPoint

from desktop.domain.errors import Unavailable
from desktop.domain.progress import Silent
from desktop.jobs.backup.drill import drill
from desktop.jobs.backup.listing import check
from desktop.jobs.backup.making import Order, Room, make
from desktop.jobs.backup.record import Event, remember
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.ui.dialogs.backup import BackupDialog
from desktop.ui.dialogs.backup.words import steps_of
from desktop.ui.pages.database import DatabasePage
from tests.acting import Play
from tests.stage import NOW, Stage

FULL = Unavailable(
    "There is no room for the backup: 3.1 MB are free, 7.9 MB are needed.",
    "The shop itself is as it was. Make room or choose another folder.",
    "no_room",
)


def backed_up(on: Stage) -> None:
    """Some backups of some days, each proven in another way, one that failed."""
    place = upkeep_of(on.context.settings)
    if not (place.folder / "history.jsonl").exists():
        for hours, why in ((61, "schedule"), (31, "exit"), (24, "by_hand"), (7, "schedule")):
            at = NOW - timedelta(hours=hours)
            made = make(place.url, Order("sqlite", place.folder, why), at).backup
            if hours == 24:
                check(made.path, NOW - timedelta(hours=9), Silent())
        drill(place.folder, NOW - timedelta(hours=6))
        at = NOW - timedelta(hours=49)
        failed = Event("failed", at.isoformat(), why="schedule", message=FULL.message)
        remember(place.folder, failed)
    on.window.open_page("database")
    page = on.window.findChildren(DatabasePage)[0]
    page.backups.refresh()  # it may have been open before
    on.until(lambda: page.is_at_rest and bool(page.backups.list.rows.rows))
    on.settle(300)


def menu(on: Stage) -> None:
    """What can be done with the one that was proven last."""
    backed_up(on)
    page = on.window.findChildren(DatabasePage)[0]
    shown = page.backups.list
    shown.setCurrentIndex(shown.rows.index(0))
    shown.menu_wanted.emit(shown.chosen(), shown.mapToGlobal(QPoint(700, 50)))
    on.settle(150)


def asked(on: Stage) -> BackupDialog:
    backed_up(on)
    dialog = BackupDialog(on.window, on.context)
    dialog.open()
    on.settle(400)
    return dialog


def ask(on: Stage) -> None:
    """Which format, and where."""
    asked(on)


def running(on: Stage) -> None:
    """In the middle of it."""
    dialog = asked(on)
    dialog._show_phase("run")
    dialog.retitle("Backing up the shop", "To Documents / Backups")
    steps = dialog._steps
    steps.show_lines(steps_of("portable", True, Room(18_200_000_000, 70_000_000)))
    steps.follow(40, 386_120, "Writing the backup", now=1.0)
    counts = "247,310 of 386,120 rows · 39.1 MB"
    steps.follow(247_310, 386_120, "Writing the backup", counts, now=11.0)
    dialog.place()
    on.settle(150)


def full(on: Stage) -> None:
    """There is no room."""
    running(on)
    dialog = next(d for d in on.window.findChildren(BackupDialog) if d.isVisible())
    dialog._on_failed(FULL)
    on.settle(150)


def done(on: Stage) -> None:
    """A real one, to its end."""
    dialog = asked(on)
    dialog._on_begin()
    on.until(lambda: dialog._made is not None, 30)
    on.settle(200)


BACKUP: tuple[tuple[str, str, Play], ...] = (
    ("database-backups", "demo", backed_up),
    ("database-menu", "demo", menu),
    ("dialog-backup", "demo", running),
    ("dialog-backup-choose", "demo", ask),
    ("dialog-backup-full", "demo", full),
    ("dialog-backup-done", "demo", done),
)
