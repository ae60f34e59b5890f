"""Copying the shop to another place and going there: where to, the copy, then the next window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.moving import Moving

if TYPE_CHECKING:
    from desktop.jobs.connecting import Choice
    from desktop.ui.context import Context


def ask_move(window: QWidget, context: "Context") -> None:
    """Asks for the place, most likely on the other engine."""
    moving = window.findChild(Moving)
    if moving is None:
        return  # a window of its own, without the program around it
    moving.ask_where_to(
        lambda choice: _copy(window, context, moving, choice), context.place.is_sqlite
    )


def _copy(window: QWidget, context: "Context", moving: Moving, choice: "Choice") -> None:
    from desktop.jobs import connecting
    from desktop.settings import without_password
    from desktop.ui.dialogs.move_shop import MoveShopDialog

    there = connecting.url_of(choice, context.settings)
    dialog = MoveShopDialog(window, context, there, without_password(there))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.agreed.connect(lambda: QTimer.singleShot(0, lambda: moving.go(choice)))
    dialog.open()
