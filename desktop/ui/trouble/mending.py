"""The guided way from "something is wrong": over an open shop, or where none could be opened."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QTimeZone
from PySide6.QtWidgets import QWidget

from desktop.domain.clock import Clock, SystemClock
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.text import tr
from desktop.ui.trouble.restoring import may_restore, open_restore, told_restored

if TYPE_CHECKING:
    from desktop.ui.context import Context
    from desktop.ui.dialogs.mend import MendDialog

Go = Callable[[Aside], None]


def ask_mend(parent: QWidget, context: "Context", is_after: bool = False) -> None:
    """Opens the dialog for the shop that is open; ``is_after`` validates at once."""
    from desktop.jobs.verify import verify_reading
    from desktop.ui.dialogs.mend import MendDialog, Sick

    if not may_restore(context):
        return
    settings, aside = context.settings, context.aside
    sick = Sick(settings, context.shop.zone, context.clock, verify_reading,
                may_restore=aside is not None, may_tend=context.pulse is not None)  # fmt: skip
    dialog = MendDialog(parent, sick)
    dialog.care_wanted.connect(partial(_care, dialog, context))
    if aside is not None:
        restore = partial(_restore, parent, context.shop.name, context.clock, settings, aside)
        dialog.restore_wanted.connect(restore)
    _open(dialog)
    if is_after:
        dialog.validate()


def mend_instead(
    window: QWidget, settings: Settings, aside: Go, again: Callable[[], object]
) -> None:
    """The same where the shop could not be opened: whoever sees this page may."""
    from desktop.jobs.verify import verify_reading
    from desktop.ui.dialogs.mend import MendDialog, Sick

    clock = SystemClock()
    dialog = MendDialog(window, Sick(settings, _zone(), clock, verify_reading, is_open=False))
    dialog.again_wanted.connect(again)
    dialog.restore_wanted.connect(partial(_restore, window, "", clock, settings, aside))
    _open(dialog)


def _zone() -> str:
    return bytes(QTimeZone.systemTimeZoneId().data()).decode()


def _open(dialog: "MendDialog") -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _restore(
    parent: QWidget, name: str, clock: Clock, settings: Settings, aside: Go, path: Path | None
) -> None:
    """The restore dialog, once this one has gone; what it restores is validated by itself."""
    from desktop.jobs.backup.looking import name_of
    from desktop.ui.dialogs.restore import Ground

    zone = _zone()
    ground = Ground(settings, name_of(settings), name, zone, clock)

    def go(work: Aside) -> None:
        aside(replace(work, then=_restored))

    QTimer.singleShot(0, lambda: open_restore(parent, ground, go, path))


def _restored(context: "Context", done: Any) -> None:
    told_restored(context, done)
    context.go("database", deed="mended")


def _care(dialog: "MendDialog", context: "Context", kind: str) -> None:
    """Mends the shop from its own rows, a job like any other; then it is validated."""
    from desktop.jobs import tending, verify
    from desktop.ui.jobs import Outcome

    if context.pulse is None:
        return
    database = context.pulse.database

    def rebuild_levels(progress: Any) -> Outcome:
        actor = context.actor()
        done = verify.rebuild(database, context.clock, context.ids, actor, progress)
        return Outcome(done, done.summary)

    def mend_indexes(progress: Any) -> Outcome:
        tending.reindex(database, progress)
        done = tending.mend_indexes(database, progress)
        return Outcome(done, done.summary)

    titles = {
        "rebuild_levels": (tr("Levels added up anew"), rebuild_levels),
        "mend_indexes": (tr("Indexes built anew"), mend_indexes),
    }
    title, run = titles[kind]
    job = context.jobs.start(kind, title, run)
    job.progressed.connect(dialog.course.tell)
    job.stopped.connect(dialog.validate)
    job.done.connect(dialog.validate)
    job.failed.connect(dialog.refuse)
