"""The dialog of the schema, opened from the database room or from a start that needs it."""

import getpass
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.settings import Settings
from desktop.ui.text import tr

if TYPE_CHECKING:
    from desktop.ui.context import Context
    from desktop.ui.dialogs.migrate import Going


def open_schema(owner: QWidget, context: "Context") -> None:
    """Over an open shop, which is closed before anything is done."""
    from desktop.jobs.backup.looking import CURRENT
    from desktop.ui.dialogs.migrate import Going

    if context.place.schema > CURRENT:
        words = tr("The shop has schema {now}, newer than this program's {head}: only the newer one"
                   " changes it. You can work on; update this program to change it here.",
                   now=context.place.schema, head=CURRENT)  # fmt: skip
        context.notify(words, "info")
        return
    user = context.user_name
    _open(owner, Going(context.settings, context.clock.now, user, aside=context.aside))


def upgrade_instead(
    window: QWidget, settings: Settings, now: Callable[[], datetime], after: Callable[[], object]
) -> None:
    """Where the start ended because the schema is older: no shop is open."""
    from desktop.ui.dialogs.migrate import Going

    _open(window, Going(settings, now, settings.user or _login(), after=after))


def _open(owner: QWidget, going: "Going") -> None:
    from desktop.ui.dialogs.migrate import MigrateDialog

    dialog = MigrateDialog(owner, going)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
