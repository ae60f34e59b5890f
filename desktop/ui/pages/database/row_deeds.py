"""What can be done with one backup, in the order of its menu: one line for each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Permission
from desktop.jobs.backup.keeping import copy_to
from desktop.jobs.backup.listing import Listed, check, delete
from desktop.ui.context import Context
from desktop.ui.file_dialog import one_folder
from desktop.ui.text import tr

READABLE = (".onhand", ".zip")


@dataclass(frozen=True)
class RowDeed:
    """``fits``: of which backups it is offered at all; ``hindrance``: why not now, '' where it may.

    ``run`` gets the page, the context and the backup; the list reads itself again when a job ends.
    """

    text: str
    icon: str
    run: Callable[[QWidget, Context, Listed], object]
    fits: Callable[[Listed], bool]
    permission: Permission | None = Permission.RUN_DATABASE
    hindrance: Callable[[Listed], str] = lambda _: ""


def _is_there(row: Listed) -> bool:
    return row.path is not None


def _is_readable(row: Listed) -> bool:
    return row.path is not None and row.path.suffix in READABLE and row.how != "kept"


def _verify(_: QWidget, context: Context, row: Listed) -> None:
    path, at = row.path, context.clock.now()
    assert path is not None

    def found(_facts: object) -> None:
        context.notify(tr("{name} was read whole and is right.", name=path.name), "ok")

    title = tr("Checking a backup")
    job = context.jobs.start("backup_check", title, lambda told: check(path, at, told))
    job.done.connect(found)
    job.failed.connect(lambda error: context.notify(str(error), "bad"))


def _show(_: QWidget, __: Context, row: Listed) -> None:
    assert row.path is not None
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.path.parent)))


def _save_copy(owner: QWidget, context: Context, row: Listed) -> None:
    if chosen := one_folder(owner, tr("Save a copy to"), Path.home()):
        save_copy(context, row, chosen)


def save_copy(context: Context, row: Listed, folder: Path) -> None:
    """A copy in another folder, read back there."""
    path = row.path
    assert path is not None

    def saved(copied: Path) -> None:
        context.notify(tr("Saved as {path}.", path=copied), "ok")

    title = tr("Saving a copy of a backup")
    job = context.jobs.start("backup_copy", title, lambda told: copy_to(path, folder, told))
    job.done.connect(saved)
    job.failed.connect(lambda error: context.notify(str(error), "bad"))


def _delete(owner: QWidget, context: Context, row: Listed) -> None:
    from desktop.ui.dialogs.confirm import Confirm

    assert row.path is not None
    sentence = tr("{name} goes for good. Others stay.", name=row.path.name)
    agreed = partial(_deleted, context, row)
    Confirm(owner, tr("Delete this backup?"), sentence, tr("Delete"), agreed).open()


def _deleted(context: Context, row: Listed) -> None:
    job = context.jobs.start("backup_delete", tr("Deleting a backup"), lambda _: delete(row))
    job.done.connect(lambda _: context.notify(tr("The backup is deleted."), "ok"))
    job.failed.connect(lambda error: context.notify(str(error), "bad"))


def _why_it_stays(row: Listed) -> str:
    return tr("The last backup that was proven stays.") if row.is_last else ""


def _restore(owner: QWidget, context: Context, row: Listed) -> None:
    from desktop.ui.trouble.restoring import ask_restore

    ask_restore(owner.window(), context, row.path)


def _go_back(owner: QWidget, context: Context, row: Listed) -> None:
    from desktop.ui.trouble.restoring import confirm_undo

    confirm_undo(owner.window(), context, row.schema or str(row.path))


ROW_DEEDS: tuple[RowDeed, ...] = (
    RowDeed("Go back to it…", "undo-2", _go_back, lambda row: row.how == "kept"),
    RowDeed("Restore…", "archive-restore", _restore, _is_readable),
    RowDeed("Verify", "shield-check", _verify, _is_readable),
    RowDeed("Show in folder", "folder-open", _show, _is_there, permission=None),
    RowDeed("Save a copy to…", "copy", _save_copy, _is_readable),
    RowDeed("Delete", "trash-2", _delete, _is_there, hindrance=_why_it_stays),
)
