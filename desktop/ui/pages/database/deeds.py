"""What can be done from the cards of the database room: one line for each button."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.pages.database.frame import CardDeed
from desktop.ui.trouble.upgrading import open_schema


def _change_connection(_: QWidget, context: Context) -> None:
    if context.choose_place is not None:
        context.choose_place()


def _back_up(owner: QWidget, context: Context) -> None:
    from desktop.ui.dialogs.backup import BackupDialog

    BackupDialog(owner, context).open()


def _open_health(_: QWidget, context: Context) -> None:
    context.go("health")


def _restore(page: QWidget, context: Context) -> None:
    from desktop.ui.trouble.restoring import ask_restore

    ask_restore(page.window(), context)


def _undo_restore(page: QWidget, context: Context) -> None:
    from desktop.ui.trouble.restoring import ask_undo

    ask_undo(page.window(), context)


def _move(page: QWidget, context: Context) -> None:
    from desktop.ui.moving_shop import ask_move
    from desktop.ui.trouble.restoring import may_restore

    if may_restore(context):
        ask_move(page.window(), context)


def _mend(page: QWidget, context: Context) -> None:
    from desktop.ui.trouble.mending import ask_mend

    ask_mend(page.window(), context)


def _mended(page: QWidget, context: Context) -> None:
    from desktop.ui.trouble.mending import ask_mend

    ask_mend(page.window(), context, is_after=True)


CONNECTION: tuple[CardDeed, ...] = (
    CardDeed("Change connection", "plug", _change_connection, permission=None),
    CardDeed("Health check", "shield-check", _open_health, permission=None),
)
SCHEMA: tuple[CardDeed, ...] = (
    CardDeed("Schema…", "git-branch", open_schema),
    CardDeed("Copy to another database…", "server", _move),
)
BACK_UP = CardDeed("Back up now", "hard-drive-download", _back_up, kind="primary")
BACKUPS: tuple[CardDeed, ...] = (
    CardDeed("Something is wrong…", "shield-alert", _mend),
    CardDeed("Restore…", "archive-restore", _restore),
    BACK_UP,
)
# What the page can be opened for, by the word in the palette's arguments.
OPENED: dict[str, Callable[[QWidget, Context], None]] = {
    "schema": open_schema,
    "restore": _restore,
    "undo": _undo_restore,
    "move": _move,
    "mend": _mend,
    "mended": _mended,
}
