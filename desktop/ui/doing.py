"""Work in a thread of its own beside the shop's: where none is open, or before one is chosen."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.errors import UserError
from desktop.domain.job import CANCELLED, DONE, FAILED
from desktop.domain.progress import Cancelled, Progress
from desktop.ui.aside import Aside
from desktop.ui.errors import fault

JOIN_S = 10.0
TOLD_EVERY_S = 0.1
_log = logging.getLogger("onhand.aside")


class Doing(QObject):
    """One Aside being done: the Progress of its thread; ``ended`` comes when the thread has."""

    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, aside: Aside, parent: QObject) -> None:
        super().__init__(parent)
        self.aside = aside
        self._stop = threading.Event()
        self._message = ""
        self._told_at = 0.0
        self._begun_at = self._ended_at = 0.0
        self.is_ended = self.is_stopped = False  # stopped: it was not done
        self._outcome: Any = None
        self._error: UserError | None = None
        self._thread = threading.Thread(target=self._run, name="aside", daemon=True)

    def start(self) -> None:
        """Begins; comes back at once."""
        self._begun_at = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        """At its next report; nothing is changed then. After its last one it is done."""
        self._stop.set()

    def close(self) -> None:
        """The window goes: stopped, and waited for as long as a person would."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join(JOIN_S)

    def report(self, done: int, total: int, message: str = "") -> None:
        """Called by the work, in its thread."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if message == self._message and now - self._told_at < TOLD_EVERY_S:
            return
        self._message, self._told_at = message, now
        with suppress(RuntimeError):  # who asked is gone
            self.progressed.emit(done, total, message)

    def tell(self, context: Any, refused: Callable[[UserError], None]) -> None:
        """How it went, to those who asked for it; ``refused`` where they have no words for it."""
        error, hear = self._error, self.aside.failed
        if error is not None and hear is not None:
            hear(context, error)
        elif error is not None:
            refused(error)
        elif not self.is_stopped and (context is not None or not self._stop.is_set()):
            self.aside.then(context, self._outcome)
        if self.aside.kind:
            self._write_down(context)

    def _write_down(self, context: Any) -> None:
        """A row of ``job`` in the shop that is open again."""
        took = timedelta(seconds=self._ended_at - self._begun_at)
        began = context.clock.now() - took
        context.jobs.tell_of(self.aside.kind, self.aside.title, began, *self._how())

    def _how(self) -> tuple[str, str]:
        if self._error is not None:
            return FAILED, self._error.message
        if self.is_stopped:
            return CANCELLED, ""
        return DONE, self.aside.told(self._outcome)

    def _run(self) -> None:
        try:
            self._outcome = self.aside.run(self)
        except Cancelled:
            self.is_stopped = True
        except UserError as error:
            self._error = error
            _log.warning("%s: %s", self.aside.title or "aside", error.line)
        except Exception:
            _log.exception("unexpected failure in %s (fault)", self.aside.title)
            self._error = fault()
        self._ended_at = time.monotonic()
        self.is_ended = True
        with suppress(RuntimeError):
            self.ended.emit()


def beside(
    owner: QObject,
    run: Callable[[Progress], Any],
    then: Callable[[Any], None],
    failed: Callable[[UserError], None],
    told: Callable[[int, int, str], None] | None = None,
) -> Doing:
    """Does something in a thread of its own; the answers come on the GUI thread."""
    aside = Aside("", run, lambda _, found: then(found), lambda _, error: failed(error))
    doing = Doing(aside, owner)
    doing.ended.connect(lambda: doing.tell(None, failed), Qt.ConnectionType.QueuedConnection)
    if told is not None:
        doing.progressed.connect(told, Qt.ConnectionType.QueuedConnection)
    doing.start()
    return doing
