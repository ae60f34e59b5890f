"""Closing the window: not before all that was asked for is booked, or knowingly left out."""

from collections.abc import Mapping
from typing import Protocol, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Unavailable, UserError
from desktop.ui.context import Context
from desktop.ui.frame.leaving_jobs import LeavingJobs
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label

LOOK_MS = 25
SIGN_MS = 1000


class Unbooked(Protocol):
    """A page's bookings on their way; desktop.ui.pages.scan.outbox.Outbox is one."""

    @property
    def waiting(self) -> int: ...
    @property
    def stuck_by(self) -> UserError | None: ...
    def go_on(self) -> None: ...
    def leave_out(self) -> int: ...


class PageAtWork(Protocol):
    """A page that has bookings on their way."""

    @property
    def outbox(self) -> Unbooked: ...
    def settle(self) -> None: ...


class Leaving(QObject):
    """Blocks nothing: the close is refused, and asked for again when all is booked.

    ``pages``: those opened by now, by their keys; of interest are those with an ``outbox``.
    """

    stayed = Signal()  # it was asked to close and does not

    def __init__(self, window: QWidget, context: Context, pages: Mapping[str, QWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._work = context.work
        self._pages = pages
        self._dialog: Dialog | None = None
        self._looks = 0
        self._is_refused = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._work.refused.connect(self._on_refused)
        self._jobs = LeavingJobs(window, context)
        self._jobs.stayed.connect(self.stayed)

    def may_go(self) -> bool:
        """Whether the window may close now; if not, it closes by itself as soon as it may."""
        if self._work.is_closed:
            return True
        if self._dialog is not None:
            self._dialog.activateWindow()
            return False
        if not self._jobs.may_go():
            return False
        if not self._timer.isActive():
            for page in self._at_work().values():
                page.settle()
        if not self._is_waiting():
            self._timer.stop()
            return True
        if not self._timer.isActive():
            self._begin()
        return False

    def _at_work(self) -> dict[str, PageAtWork]:
        pages = cast(Mapping[str, PageAtWork], self._pages)
        return {key: page for key, page in pages.items() if hasattr(page, "outbox")}

    def _begin(self) -> None:
        """What is held is tried once more, unless it is known that it would be in vain."""
        self._looks, self._is_refused = 0, False
        for page in self._at_work().values():
            if page.outbox.stuck_by is not None and self._work.reach.trouble is None:
                page.outbox.go_on()
        self._timer.start()

    def _is_waiting(self) -> bool:
        has_unbooked = any(page.outbox.waiting for page in self._at_work().values())
        return has_unbooked or self._work.writes_waiting > 0

    def _look(self) -> None:
        self._looks += 1
        stuck = [key for key, page in self._at_work().items() if page.outbox.stuck_by is not None]
        if stuck:
            self._timer.stop()
            self._ask(stuck[0])
        elif self._is_refused:
            self._timer.stop()
            self._context.notify(tr("Onhand stays open: something was not booked."), "warn")
            self.stayed.emit()
        elif not self._is_waiting():
            self._window.close()
        elif self._looks == SIGN_MS // LOOK_MS:
            self._context.notify(tr("Onhand closes when the last bookings are in."), "info")

    def _ask(self, key: str) -> None:
        """Whether to stay with what could not be booked, or to leave it out."""
        outbox = self._at_work()[key].outbox
        count, error = outbox.waiting, outbox.stuck_by
        title = plural("{n} booking is not booked.", "{n} bookings are not booked.", count)
        self._dialog = dialog = Dialog(self._window, title, icon="circle-alert", width=500)
        if error is not None:
            dialog.body.addWidget(Label(error.message, "medium", wrap=True))
        words = tr("Stay, and Enter on the Scan page tries again. Left out, they are gone.")
        if isinstance(error, Unavailable) and error.is_undecided:
            words += " " + tr("The first may have arrived: look in Movements.")
        dialog.body.addWidget(Label(words, "body", "secondary", wrap=True))
        dialog.add_button(Button(tr("Leave them out"), "default", "circle-minus", dialog.accept))
        stay = dialog.add_button(Button(tr("Stay"), "primary", on_click=dialog.reject))
        dialog.finished.connect(lambda result: self._on_answered(key, bool(result)))
        dialog.open()
        stay.setFocus()

    def _on_answered(self, key: str, is_left_out: bool) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        if is_left_out:
            self._at_work()[key].outbox.leave_out()
            self._window.close()
        else:
            self._context.go(key)
            self.stayed.emit()

    def _on_refused(self) -> None:
        self._is_refused = True
