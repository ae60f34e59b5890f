"""Feels the database's pulse off the GUI thread, past Work's readers: they may all be waiting."""

import threading

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.jobs.health.pulse import Health, Pulse

SIGN_MS = 1000


class HealthWatch(QObject):
    """``told`` brings each answer, three seconds after ``look`` at the latest.

    ``waiting`` comes when a second has passed without one.
    """

    told = Signal(object)  # Health
    waiting = Signal()

    def __init__(self, pulse: Pulse, parent: QObject) -> None:
        super().__init__(parent)
        self._pulse = pulse
        self.is_looking = False
        self._sign = QTimer(self)
        self._sign.setSingleShot(True)
        self._sign.setInterval(SIGN_MS)
        self._sign.timeout.connect(self.waiting)
        self.told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """Asks, unless an answer is still awaited."""
        if self.is_looking:
            return
        self.is_looking = True
        self._sign.start()
        threading.Thread(target=self._ask, name="health", daemon=True).start()

    def _ask(self) -> None:
        found = self._pulse.health()
        if shiboken6.isValid(self):
            self.told.emit(found)

    def _on_told(self, _: Health) -> None:
        self.is_looking = False
        self._sign.stop()
