"""Scenes beyond the plain pages: states, panels, dialogs, filled in and refused."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog

from desktop.ui.pages.first_start import FirstStart
from tests.stage import Stage

Play = Callable[[Stage], None]


def leave(on: Stage) -> None:
    """Closes what a scene opened."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    on.settle(50)


def keys(on: Stage) -> None:
    """The list of keys."""
    on.window.open_page("scan")
    on.window.help()
    on.settle(200)


def first_start(on: Stage) -> None:
    """The first questions."""
    on.window.show_instead(FirstStart("/home/shop/onhand"))
    on.settle(200)


SCENES: tuple[tuple[str, str, Play], ...] = (
    ("dialog-keys", "demo", keys),
    ("first-start", "empty", first_start),
)
