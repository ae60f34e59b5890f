"""What can be done from the cards of the database room: one line for each button."""

from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.pages.database.frame import CardDeed


def _change_connection(_: QWidget, context: Context) -> None:
    if context.choose_place is not None:
        context.choose_place()


def _back_up(owner: QWidget, context: Context) -> None:
    from desktop.ui.dialogs.backup import BackupDialog

    BackupDialog(owner, context).open()


def _open_health(_: QWidget, context: Context) -> None:
    context.go("health")


CONNECTION: tuple[CardDeed, ...] = (
    CardDeed("Change connection", "plug", _change_connection, permission=None),
    CardDeed("Health check", "shield-check", _open_health, permission=None),
)
SCHEMA: tuple[CardDeed, ...] = ()
BACK_UP = CardDeed("Back up now", "hard-drive-download", _back_up, kind="primary")
BACKUPS: tuple[CardDeed, ...] = (BACK_UP,)
