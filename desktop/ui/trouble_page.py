"""Where the shop could not be opened: why, what is safe, and the ways on."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.settings import Settings
from desktop.ui.moving import Moving
from desktop.ui.text import tr
from desktop.ui.widgets.status_page import Action, State, failed

# What is at the place is no shop any more: a backup can take it.
LOST = {"damaged", "file_gone", "empty_file", "foreign_file"}


def trouble(
    error: UserError,
    window: QWidget,
    settings: Settings,
    moving: Moving,
    again: Callable[[], object],
    log: Callable[[], object],
) -> State:
    """Another place always, mostly the guided way; a backup where nothing is left."""

    def restore() -> None:
        from desktop.ui.restoring import restore_instead

        restore_instead(window, settings, moving.go)

    def find_out() -> None:
        from desktop.ui.mending import mend_instead

        mend_instead(window, settings, moving.go, again)

    def upgrade() -> None:
        from desktop.ui.upgrading import upgrade_instead

        upgrade_instead(window, settings, SystemClock().now, again)

    state = failed(tr("The shop could not be opened"), error, again)
    state.actions.insert(1, Action(tr("Choose another place"), moving.ask, "plug"))
    if error.code in LOST:
        state.actions[0] = Action(tr("Restore a backup"), restore, "archive-restore")
    if error.code != "needs_migration":
        state.actions.insert(1, Action(tr("Find out what is wrong"), find_out, "search"))
    else:
        state.actions[-1] = Action(tr("Upgrade…"), upgrade, "arrow-up", "primary")
    return replace(state, more=Action(tr("Show the log"), log, "file-text"))
