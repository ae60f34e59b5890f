"""A trial of a place in a thread of its own; the answer of an older one is dropped."""

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.errors import UserError
from desktop.jobs import connecting
from desktop.jobs.connecting import Choice, Step
from desktop.ui.text import tr

_log = logging.getLogger("onhand.connect")


class Trial(QObject):
    """``told`` brings the steps of the newest trial, on the GUI thread."""

    told = Signal(object)  # Step or Place
    _came = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number = 0
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    def forget(self) -> None:
        """What is on its way is of no interest any more."""
        self._number += 1

    def begin(self, choice: Choice, opened: Path | None, creates: bool = False) -> None:
        """Tries a place; an older trial ends by itself within its deadlines.

        ``creates``: the server's database, which is missing, is made first.
        """
        self._number += 1
        number = self._number

        def run() -> None:
            try:
                for told in connecting.probe(choice, opened, creates):
                    self._came.emit(number, told)
            except RuntimeError:
                pass  # the dialog is gone
            except Exception as error:
                # Its words may hold what was typed, a password too.
                _log.error("a trial failed: %s", type(error).__name__)
                self._came.emit(number, Step("shop", _fault()))

        threading.Thread(target=run, name="trial", daemon=True).start()

    def _on_came(self, number: int, told: object) -> None:
        if number == self._number:
            self.told.emit(told)


def _fault() -> UserError:
    return UserError(
        tr("Something went wrong in the program."),
        tr("Nothing was changed. Test again, or choose another place."),
        code="fault",
    )
