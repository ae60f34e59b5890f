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
# The shop is whole, of an older schema: the upgrade is the way on.
OLDER = {"needs_migration", "taken_back"}


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
        from desktop.ui.trouble.restoring import restore_instead

        restore_instead(window, settings, moving.go)

    def find_out() -> None:
        from desktop.ui.trouble.mending import mend_instead

        mend_instead(window, settings, moving.go, again)

    show_log = Action(tr("Show the log"), log, "file-text")
    if error.code in OLDER:
        return replace(_older(error, window, settings, moving, again), more=show_log)
    state = failed(tr("The shop could not be opened"), error, again)
    state.actions.insert(1, Action(tr("Choose another place"), moving.ask, "plug"))
    if error.code in LOST:
        state.actions[0] = Action(tr("Restore a backup"), restore, "archive-restore")
    state.actions.insert(1, Action(tr("Find out what is wrong"), find_out, "search"))
    return replace(state, more=show_log)


def moved(error: UserError, go: Callable[[], object], stay: Callable[[], object]) -> State:
    """The shop is worked with elsewhere: there, or here all the same."""
    actions = [
        Action(tr("Work here all the same"), stay, "store"),
        Action(tr("Go there"), go, "plug", "primary"),
    ]
    words = f"{error.message} {error.hint}"
    return State("truck", tr("The shop is not here any more"), words, "warn", actions)


def _older(
    error: UserError,
    window: QWidget,
    settings: Settings,
    moving: Moving,
    again: Callable[[], object],
) -> State:
    """Nothing is broken: the shop waits for its upgrade."""

    def upgrade() -> None:
        from desktop.ui.trouble.upgrading import upgrade_instead

        upgrade_instead(window, settings, SystemClock().now, again)

    actions = [
        Action(tr("Try again"), again, "refresh-cw"),
        Action(tr("Choose another place"), moving.ask, "plug"),
        Action(tr("Upgrade…"), upgrade, "arrow-up", "primary"),
    ]
    words = f"{error.message} {error.hint}".strip()
    return State("arrow-up", tr("This shop waits for an upgrade"), words, "warn", actions)
