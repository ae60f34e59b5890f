"""Asks a silent server again: one that hung and goes on lets nobody know by itself."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.domain.errors import UserError
from desktop.ui.reach import can_read

EVERY_MS = 2000


class Again(QObject):
    """While the data of ``work`` is out of reach, one small question at a time."""

    def __init__(self, work: Any) -> None:
        super().__init__(work)
        self._work = work
        self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._ask)
        work.reachable.connect(self._on_reach)

    def _on_reach(self, trouble: UserError | None) -> None:
        if can_read(trouble):
            self._timer.stop()
        else:
            self._timer.start()

    def _ask(self) -> None:
        if not self._is_asking and not self._work.is_closed:
            self._is_asking = True
            self._work.read(self, _connected, then=self._answered, failed=self._answered)

    def _answered(self, _: object) -> None:
        self._is_asking = False


def _connected(session: Any) -> None:
    session.connection()  # the pool asks the server before it hands one out
