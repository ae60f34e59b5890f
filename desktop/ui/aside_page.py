"""Work on a shop that is closed meanwhile: one page with its steps instead of the window's pages.

A window is closed, a new one does the work before it opens the shop; ``then`` hears of it there.
"""

import logging
import threading
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled
from desktop.ui.aside import Aside
from desktop.ui.errors import fault
from desktop.ui.text import number, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label

WIDTH = 520
JOIN_S = 10.0
_log = logging.getLogger("onhand.aside")


class Doing(QObject):
    """One Aside being done: the Progress of its thread; ``ended`` comes when the thread has."""

    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, aside: Aside, parent: QObject) -> None:
        super().__init__(parent)
        self.aside = aside
        self._stop = threading.Event()
        self.is_ended = False
        self._outcome: Any = None
        self._error: UserError | None = None
        self._thread = threading.Thread(target=self._run, name="aside", daemon=True)

    def start(self) -> None:
        """Begins; comes back at once."""
        self._thread.start()

    def stop(self) -> None:
        """At its next report; nothing is changed then."""
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
        self.progressed.emit(done, total, message)

    def tell(self, context: Any) -> None:
        """How it went, to those who asked for it; the shop is open again."""
        error, hear = self._error, self.aside.failed
        if error is not None and hear is not None:
            hear(context, error)
        elif error is not None:
            context.notify(f"{error.message} {error.hint}".strip(), "bad")
        elif not self._stop.is_set():
            self.aside.then(context, self._outcome)

    def _run(self) -> None:
        try:
            self._outcome = self.aside.run(self)
        except Cancelled:
            self._stop.set()
        except UserError as error:
            self._error = error
        except Exception:
            _log.exception("unexpected failure in %s", self.aside.title)
            self._error = fault()
        self.is_ended = True
        self.ended.emit()


class AsidePage(QWidget):
    """What is being done, how far it is, and the way to stop it, in the middle of the window."""

    def __init__(self, doing: Doing) -> None:
        super().__init__()
        self._title = Label(doing.aside.title, "title")
        self._step = Label("", "body", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(WIDTH)
        self._bar.setAccessibleName(doing.aside.title)
        self.first = self._stop = Button(tr("Stop"), icon="x", on_click=self._on_stop)
        self._stop.setVisible(doing.aside.is_cancellable)
        self._doing = doing
        grid = QGridLayout(self)
        parts = (self._title, self._bar, self._step, self._stop)
        for row, part in enumerate(parts, start=1):
            grid.addWidget(part, row, 1, Qt.AlignmentFlag.AlignHCenter)
        for row, column in ((0, 0), (len(parts) + 1, 2)):
            grid.setRowStretch(row, 1)
            grid.setColumnStretch(column, 1)
        doing.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)

    def _on_progress(self, done: int, total: int, message: str) -> None:
        self._bar.setRange(0, 100 if total else 0)
        self._bar.setValue(100 * done // total if total else 0)
        share = tr("{done} of {total}", done=number(done), total=number(total)) if total else ""
        self._step.setText(" · ".join(part for part in (message, share) if part))

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._step.setText(tr("Stopping …"))
        self._doing.stop()
