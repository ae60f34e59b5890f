"""One long job and how far it is: told by its thread, shown by the window, stopped by a person."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled
from desktop.queries.lists import Cancel
from desktop.ui.work import Work

TOLD_EVERY_S = 0.1


class LongJob(QObject):
    """A Progress for the job's function; its signals come on the GUI thread.

    Exactly one of ``done``, ``failed`` and ``stopped`` comes at the end.
    """

    progressed = Signal(int, int)  # done so far, and how many there will be, 0 where not known
    done = Signal(object)
    failed = Signal(object)  # UserError
    stopped = Signal()
    _told = Signal(int, int)

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._told_at = 0.0
        self.cancel = Cancel()
        self.is_running = False
        self._told.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    def start(self, function: Callable[..., Any], *args: Any) -> None:
        """Runs ``function(*args)`` in a thread of its own; it calls ``report`` now and then."""
        self.is_running = True
        self._work.job(
            self, function, *args, stop=self.cancel.set, then=self._on_done, failed=self._on_failed
        )

    def stop(self) -> None:
        """As soon as it looks up; ``stopped`` tells when it did."""
        self.cancel.set()

    def report(self, done: int, total: int, message: str = "") -> None:
        """Called by the job, in its thread."""
        if self.cancel.is_set:
            raise Cancelled
        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            self._told.emit(done, total)

    def _on_done(self, result: Any) -> None:
        self.is_running = False
        if result is None:
            self.stopped.emit()
        else:
            self.done.emit(result)

    def _on_failed(self, error: UserError) -> None:
        self.is_running = False
        self.failed.emit(error)
