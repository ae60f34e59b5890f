"""The Scan page of a program that may only look at the shop: it only looks up."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.ui.actions import Command
from desktop.ui.pages.scan.modes import LOOKUP
from desktop.ui.widgets.scan_mode_bar import ScanModeBar


def only_look(
    why: str, modes: ScanModeBar, commands: Sequence[Command], *others: QWidget
) -> list[Command]:
    """Shuts the other modes and hides what would book; the keys that are left."""
    modes.let_only(LOOKUP.key, why)
    for each in others:
        each.hide()
    return [each for each in commands if each.key == LOOKUP.shortcut]
