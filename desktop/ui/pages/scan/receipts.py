"""Tickets on paper: of the sale just completed, of the open one, or the last one again."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.queries.tickets import Ticket, last_ticket, ticket
from desktop.ui.context import Context
from desktop.ui.dialogs.ticket import TicketDialog, place_of
from desktop.ui.paper.ticket import save_pdf
from desktop.ui.text import tr


class Receipts(QObject):
    """``completed`` is the sale that P prints; a booking after it ends that."""

    def __init__(self, page: QWidget, context: Context) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self.completed: UUID | None = None

    @property
    def prompt(self) -> str:
        """What the line says while P works."""
        if self.completed is None:
            return ""
        return tr("P prints the ticket. Or scan the first item of the next sale")

    def sold(self, document: UUID, with_ticket: bool) -> None:
        """A sale was completed; its ticket waits for P, or was asked for already."""
        self.completed = document
        if with_ticket:
            self.print_completed()

    def print_completed(self) -> bool:
        """Writes the ticket of the sale just completed; whether there is one."""
        document, self.completed = self.completed, None
        if document is not None:
            self._context.work.read(self, ticket, document, then=self._save)
        return document is not None

    def show_last(self) -> None:
        """The last completed sale's ticket, to be printed again."""
        self._context.work.read(self, last_ticket, self._context.actor(), then=self._show)

    def _save(self, found: Ticket | None) -> None:
        if found is None:
            return
        place = place_of(self._context, found)

        def saved(_path: Path) -> None:
            words = tr("Ticket {number} is saved as PDF.", number=found.number)
            self._context.notify(words, "ok", tr("Show"), lambda: self._show(found))

        self._context.work.job(self, save_pdf, found, self._context.shop, place, then=saved)

    def _show(self, found: Ticket | None) -> None:
        if found is None:
            self._context.notify(tr("There is no completed sale yet."), "info")
            return
        TicketDialog(self._page, self._context, found).open()
