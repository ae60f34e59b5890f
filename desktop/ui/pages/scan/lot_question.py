"""Which lot came in: asked once for each product of a delivery, and never in the way of a scan."""

from collections import deque
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.lot import LotGiven
from desktop.ui.dialogs.name_lot import NameLot
from desktop.ui.pages.scan import events, screens
from desktop.ui.pages.scan.display import Display
from desktop.ui.pages.scan.scans import Scans
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr


class LotQuestion(QObject):
    """The dialog is open while something waits. Another scan books what waits without a lot."""

    def __init__(self, page: QWidget, till: Till, scans: Scans, display: Display) -> None:
        super().__init__(page)
        self._page, self._till, self._scans, self._display = page, till, scans, display
        self._waiting: deque[events.LotAsked] = deque()
        self._dialog: NameLot | None = None

    @property
    def is_asking(self) -> bool:
        """Whether goods wait for their lot."""
        return bool(self._waiting)

    def ask(self, event: events.LotAsked) -> None:
        """In its turn: the next one is asked when this one is answered."""
        self._waiting.append(event)
        if self._dialog is None:
            self._show()
        elif event.error.product == self._waiting[0].error.product:
            self._dialog.add_amount(event.error.quantity)

    def takes(self, code: str) -> bool:
        """Whether a code is one more of what waits: it waits, too."""
        return any(event.scan.code == code for event in self._waiting)

    def skip(self) -> None:
        """Something else is done: what waits is booked without a lot, in order."""
        waiting = list(self._waiting)
        self._waiting.clear()
        self._close()
        for event in waiting:
            self._scans.book(replace(event.scan, lot=LotGiven()))

    def another(self) -> None:
        """The next goods are not of the lots that were named."""
        self._till.lots.clear()
        words = tr("The next scan of goods with lots asks for theirs.")
        self._till.context.notify(words, "info")

    def _show(self) -> None:
        event = self._waiting[0]
        context = self._till.context
        dialog = NameLot(self._page, context, event.error, self._on_named, self._on_other)
        dialog.rejected.connect(self._on_left_out)
        dialog.finished.connect(self._page.window().activateWindow)  # the next key is the till's
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _on_named(self, lot: LotGiven) -> None:
        """For all that waits of the product; then the next one is asked."""
        self._dialog = None
        first = self._waiting[0]
        self._till.lots[first.scan.document, first.error.product] = lot
        rest = list(self._waiting)
        self._waiting.clear()
        for event in rest:
            self._scans.ask_lot(event.scan, event.error)

    def _on_other(self, code: str) -> None:
        """A label of other goods: a scan like any other."""
        self.skip()
        self._scans.scan(code)

    def _on_left_out(self) -> None:
        if self._dialog is None:
            return
        self._dialog = None
        gone = self._waiting[0].error
        others = [event for event in self._waiting if event.error.product != gone.product]
        self._waiting = deque(others)
        self._display.show_screen(screens.not_received(gone.name))
        if self._waiting:
            self._show()

    def _close(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.reject()
