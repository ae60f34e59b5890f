"""Another place for the data, or work on a closed shop: the next window begins with it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop.settings import DATABASE_FILE, Settings

if TYPE_CHECKING:
    from desktop.jobs.connecting import Choice
    from desktop.ui.aside import Aside
    from desktop.ui.dialogs.connect import ConnectDialog
    from desktop.ui.places import Known


@dataclass(frozen=True)
class Here:
    """How things are before the move; ``opened`` is the file of an open shop."""

    settings: Settings
    opened: Path | None
    is_demo: bool
    keeps_password: bool


def known_from(now: Settings) -> list["Known"]:
    """The places to go to from here, the last used first."""
    from desktop.jobs import connecting

    return [(place, connecting.choice_of(place, now)) for place in connecting.others(now)]


class Moving(QObject):
    """``wanted`` is what comes once the window is closed, None where nothing does."""

    def __init__(self, window: QWidget, here: Callable[[], Here]) -> None:
        super().__init__(window)
        self._window = window
        self._here = here
        self.wanted: Choice | Aside | None = None

    def ask(self, wants_server: bool = False) -> None:
        """Opens the dialog; what it gives was tried."""
        dialog = self._dialog(wants_server)
        dialog.chosen.connect(self.go, Qt.ConnectionType.QueuedConnection)
        dialog.open()

    def ask_where_to(self, then: "Callable[[Choice], None]", wants_server: bool) -> None:
        """The same for a place that the shop is to be copied to."""
        dialog = self._dialog(wants_server, is_target=True)
        dialog.chosen.connect(lambda choice: QTimer.singleShot(0, lambda: then(choice)))
        dialog.open()

    def _dialog(self, wants_server: bool, is_target: bool = False) -> "ConnectDialog":
        from desktop.jobs import connecting
        from desktop.ui.dialogs.connect import ConnectDialog, Now

        here = self._here()
        now = Now(
            connecting.chosen(here.settings),
            here.settings.data_dir / DATABASE_FILE,
            here.opened,
            connecting.overridden_by(here.settings),
            here.is_demo,
            here.keeps_password,
            known=tuple(known_from(here.settings)),
            is_target=is_target,
        )
        dialog = ConnectDialog(self._window, now, wants_server)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def go(self, wanted: "Choice | Aside") -> None:
        """Closes the window, which waits for what is not booked yet."""
        from desktop.ui.frame.leaving import Leaving

        self.wanted = wanted
        leaving = self._window.findChild(Leaving)
        if leaving is not None:
            leaving.stayed.connect(self._stay)
        self._window.close()

    def _stay(self) -> None:
        self.wanted = None
