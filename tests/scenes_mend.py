"""Scenes of the guided way: before it, a rehearsal, only levels, a broken chain, sound again."""

from dataclasses import replace
from datetime import timedelta

from desktop.domain.errors import UserError
from desktop.jobs.backup import FOLDER
from desktop.jobs.backup.file import back_up
from desktop.jobs.backup.wrong import Books
from desktop.jobs.verify import Problem, Verified, verify_reading
from desktop.ui.dialogs.mend import MendDialog, Sick
from desktop.ui.moving import Here, Moving
from desktop.ui.trouble.page import trouble
from tests.acting import Play
from tests.stage import NOW, Stage

LEVEL = Problem("level", "TEA-0012, Shop floor", "14 on hand, the ledger adds up to 12.")
CHAIN = Problem("chain", "M1 till", "Movement 41 was changed after it was written.")


def books(*problems: Problem) -> Books:
    """The real look, with something in it that the demo shop has not."""

    def look(reading, progress) -> Verified:  # type: ignore[no-untyped-def]
        found = verify_reading(reading, progress)
        return replace(found, problems=list(problems))

    return look


def opened(on: Stage, *problems: Problem) -> MendDialog:
    """Over the page of the database, two backups in the folder."""
    on.window.open_page("database")
    folder = on.shop.settings.data_dir / FOLDER
    if not folder.is_dir():
        for hours in (31, 7):
            back_up(on.shop.database, folder, NOW - timedelta(hours=hours))
    sick = Sick(on.shop.settings, "UTC", on.context.clock, books(*problems), may_tend=True)
    dialog = MendDialog(on.window, sick)
    dialog.open()
    on.settle(200)
    return dialog


def before(on: Stage) -> None:
    """Nothing was asked for yet."""
    opened(on)


def rehearsed(on: Stage) -> None:
    """All of the way on trial."""
    dialog = opened(on)
    dialog.rehearse()
    on.until(lambda: dialog.is_at_rest, 30)
    on.settle(100)


def looked(*problems: Problem) -> Play:
    """What was found, and the way out."""

    def play(on: Stage) -> None:
        dialog = opened(on, *problems)
        dialog.look()
        on.until(lambda: dialog.is_at_rest, 30)
        on.settle(100)

    return play


def sound_again(on: Stage) -> None:
    """After a restore."""
    dialog = opened(on)
    dialog.validate()
    on.until(lambda: dialog.is_at_rest, 30)
    on.settle(100)


def not_opened(on: Stage) -> None:
    """The start that leads to it."""
    place = on.shop.settings
    error = UserError(
        f"The shop's file {place.data_dir / 'shop.onhand'} is damaged.",
        "It was left as it is. Restore the newest backup.",
        code="damaged",
    )
    moving = Moving(on.window, lambda: Here(place, None, False, False))
    on.window.show_instead(trouble(error, on.window, place, moving, lambda: None, lambda: None))
    on.settle(200)


MEND: tuple[tuple[str, str, Play], ...] = (
    ("dialog-mend", "demo", before),
    ("dialog-mend-rehearsed", "demo", rehearsed),
    ("dialog-mend-sound", "demo", looked()),
    ("dialog-mend-levels", "demo", looked(LEVEL)),
    ("dialog-mend-restore", "demo", looked(CHAIN, LEVEL)),
    ("dialog-mend-again", "demo", sound_again),
    ("not-opened-damaged", "demo", not_opened),
)
