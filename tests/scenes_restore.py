"""Scenes of a restore: what would be gone, a refused file, the work with the shop closed."""

from datetime import timedelta

from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup import FOLDER
from desktop.jobs.backup.file import back_up
from desktop.ui.aside import Aside
from desktop.ui.aside_page import AsidePage, refusal
from desktop.ui.dialogs.move_shop import MoveShopDialog
from desktop.ui.dialogs.restore import Ground, RestoreDialog
from desktop.ui.doing import Doing
from tests.acting import Play, codes, scan
from tests.stage import NOW, Stage


def opened(on: Stage) -> RestoreDialog:
    """Over the page of the database, a day's backups in the list."""
    on.window.open_page("database")
    folder = on.shop.settings.data_dir / FOLDER
    if not folder.is_dir():
        for hours in (31, 7):
            back_up(on.shop.database, folder, NOW - timedelta(hours=hours))
    ground = Ground(on.shop.settings, "shop.onhand", "Main Street Store", "UTC", on.context.clock)
    dialog = RestoreDialog(on.window, ground)
    dialog.open()
    return dialog


def restore(on: Stage) -> None:
    """The newest backup, read to its end; the name half typed."""
    dialog = opened(on)
    on.until(lambda: dialog._found is not None)
    dialog._name.setText("Main")
    on.settle(100)


def restore_lost(on: Stage) -> None:
    """Scans that are newer than it."""
    on.window.open_page("scan")
    on.settle(100)
    for code in codes(on)[:3]:
        scan(on, code)
    dialog = opened(on)
    on.until(lambda: dialog._found is not None)
    dialog._on_newer()
    on.settle(100)


def restore_refused(on: Stage) -> None:
    """A file that is none of ours."""
    dialog = opened(on)
    on.until(lambda: dialog._found is not None)
    path = on.shop.settings.data_dir / "holiday.zip"
    path.write_bytes(b"PK\x03\x04 not an archive")
    dialog.choice.choose(path)
    on.until(lambda: "damaged" in dialog._loss.text())
    on.settle(100)


def aside(on: Stage) -> None:
    """Half done, with the shop closed."""
    steps = ("Backing up the present state", "Reading the backup", "Building the shop",
             "Checking every row", "Putting it in place")  # fmt: skip

    def run(_progress: Progress) -> None: ...

    doing = Doing(
        Aside("Restoring the shop", run, lambda *_: None, steps=tuple((s,) for s in steps)),
        on.window,
    )
    page = AsidePage(doing)
    on.window.show_instead(page)
    doing.progressed.emit(0, 100, steps[1])
    doing.progressed.emit(247_310, 386_120, steps[2])
    on.settle(200)


def refused(on: Stage) -> None:
    """It was not done, and why."""
    error = UserError(
        "The restored file cannot be written: No space left on device.",
        "The shop is as it was. Make room on the disk and try again.",
    )
    on.window.open_page("database")
    refusal(on.window, "Restoring the shop", error)
    on.settle(200)


def moved(on: Stage) -> None:
    """Copied to a second file, each table compared."""
    on.window.open_page("database")
    there = on.shop.settings.data_dir / f"there-{on.key_ms}.onhand"
    there.unlink(missing_ok=True)
    dialog = MoveShopDialog(on.window, on.context, f"sqlite:///{there}", "inventory")
    dialog.open()
    on.until(lambda: dialog._copied is not None, 30)
    there.unlink()
    on.settle(100)


RESTORE: tuple[tuple[str, str, Play], ...] = (
    ("dialog-restore", "demo", restore),
    ("dialog-restore-lost", "demo", restore_lost),
    ("dialog-restore-refused", "demo", restore_refused),
    ("dialog-move-shop", "demo", moved),
    ("aside-restore", "demo", aside),
    ("aside-refused", "demo", refused),
)
