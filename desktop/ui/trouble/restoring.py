"""Restores of this window's shop: asked for, done while it is closed, undone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QTimeZone
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import Ids
from desktop.domain.permissions import GRANTS, NotAllowed, Permission, Role
from desktop.domain.progress import Progress
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.text import number, tr

if TYPE_CHECKING:
    from desktop.ui.context import Context
    from desktop.ui.dialogs.restore import Ground, Plan

_BESIDE = (("Building the shop",), ("Checking every row", "Checking the migrated rows"))
_REPLACING = (
    ("Backing up the present state",),
    ("Reading the backup",),
    *_BESIDE,
    ("Putting it in place",),
)
_UNDOING = (("Putting the shop from before back", "Reading the shop"), *_BESIDE)


def ask_restore(parent: QWidget, context: "Context", path: Path | None = None) -> None:
    """Opens the dialog for the shop that is open, with a backup chosen or the newest."""
    from desktop.jobs.backup.looking import name_of
    from desktop.ui.dialogs.restore import Ground

    if may_restore(context) and context.aside is not None:
        settings, shop = context.settings, context.shop
        ground = Ground(settings, name_of(settings), shop.name, shop.zone, context.clock)
        open_restore(parent, ground, context.aside, path)


def restore_instead(window: QWidget, settings: Settings, aside: Callable[[Aside], None]) -> None:
    """Opens the dialog where the shop could not be opened: whoever sees this page may."""
    from desktop.domain.clock import SystemClock
    from desktop.jobs.backup.looking import name_of
    from desktop.ui.dialogs.restore import Ground

    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    open_restore(window, Ground(settings, name_of(settings), "", zone, SystemClock()), aside)


def may_restore(context: "Context") -> bool:
    """Whether this person looks after the database; if not, it is said who does."""
    if Permission.RUN_DATABASE in GRANTS[Role(context.role)]:
        return True
    context.notify(str(NotAllowed(Permission.RUN_DATABASE)), "warn")
    return False


def open_restore(
    parent: QWidget, ground: "Ground", aside: Callable[[Aside], None], path: Path | None = None
) -> None:
    """The dialog where no shop may be open; what is agreed to is done with the shop closed."""
    from desktop.ui.dialogs.restore import RestoreDialog

    dialog = RestoreDialog(parent, ground, path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Not before the dialog has gone: the window closes.
    dialog.agreed.connect(lambda plan: QTimer.singleShot(0, lambda: aside(replacing(ground, plan))))
    dialog.open()


def replacing(ground: "Ground", plan: "Plan") -> Aside:
    """The work of a restore that was agreed to."""
    from desktop.jobs.backup.replacing import Replaced, replace_shop

    clock, settings = ground.clock, ground.settings

    def run(progress: Progress) -> Replaced:
        epoch = Ids(clock).new()
        return replace_shop(settings, plan.path, clock.now(), epoch, plan.keeps_present, progress)

    steps = _REPLACING if plan.keeps_present else _REPLACING[1:]
    title = tr("Restoring the shop")
    return Aside(
        title, run, told_restored, steps=steps, kind="restore",
        told=lambda done: tr("{n} rows, checked", n=number(done.restored.manifest.rows)),
    )  # fmt: skip


def told_restored(context: "Context", done: Any) -> None:
    """Says in the new window what was restored, and offers to undo it."""
    rows = number(done.restored.manifest.rows)
    words = tr("Restored and checked: {n} rows.", n=rows)
    if done.restored.kept:
        words = f"{words} {tr('The shop from before is kept.')}"
        context.notify(words, "ok", tr("Undo restore"), lambda: undo(context))
    else:
        context.notify(words, "ok")


def undo(context: "Context", name: str = "") -> None:
    """The shop from before the newest restore comes back, or the named one.

    What is in use now is kept in turn.
    """
    if context.aside is not None and may_restore(context):
        context.aside(_undoing(context, name))


def ask_undo(parent: QWidget, context: "Context") -> None:
    """Looks for what is kept, and asks; said where nothing is."""
    from desktop.jobs.backup.looking import kept

    if may_restore(context):
        found = partial(confirm_undo, parent, context)
        context.work.job(parent, kept, context.settings, then=found)


def confirm_undo(parent: QWidget, context: "Context", name: str) -> None:
    """Asks whether the shop of this name, a file or a schema, shall come back."""
    from desktop.ui.dialogs.confirm import Confirm

    if not name:
        context.notify(tr("There is no shop from before a restore."), "info")
        return
    words = tr(
        "The shop from before it takes its place again, from {name}. The present one is kept.",
        name=Path(name).name,
    )
    agreed = partial(QTimer.singleShot, 0, lambda: undo(context, name))
    Confirm(parent, tr("Undo the restore?"), words, tr("Undo restore"), agreed).open()


def _undoing(context: "Context", name: str) -> Aside:
    from desktop.jobs.backup.replacing import put_back

    clock, settings = context.clock, context.settings

    def run(progress: Progress) -> str:
        return put_back(settings, clock.now(), Ids(clock).new(), progress, name)

    return Aside(
        tr("Undoing the restore"), run, _undone, steps=_UNDOING, kind="undo_restore",
        told=lambda _kept: "",
    )  # fmt: skip


def _undone(context: "Context", kept: Any) -> None:
    words = tr("The shop from before the restore is back.")
    if kept:
        words = f"{words} {tr('The restored one is kept.')}"
        context.notify(words, "ok", tr("Undo this"), lambda: undo(context))
    else:
        context.notify(words, "ok")
