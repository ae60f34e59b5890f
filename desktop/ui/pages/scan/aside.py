"""Beside the sale at hand: what is laid aside and taken up again, and goods that come back."""

import re
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.holding import HoldDocument, OpenPaper, hold_document
from desktop.domain.errors import UserError
from desktop.queries.tickets import Ticket, ticket
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.papers import Papers
from desktop.ui.pages.scan.receipts import Receipts
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr

# What a ticket's number looks like; its barcode says the same.
TICKET = re.compile(r"[A-Z0-9]+-[A-Z0-9]+-S-[0-9]{6,}", re.IGNORECASE)


class Aside(QObject):
    """``laid_aside``: the list is empty now; ``resumed``: the clerk goes on with a held one."""

    laid_aside = Signal()
    resumed = Signal()

    def __init__(self, page: QWidget, till: Till, papers: Papers, receipts: Receipts) -> None:
        super().__init__(page)
        self._page = page
        self._till = till
        self._papers = papers
        self._receipts = receipts

    def hold(self) -> None:
        """F8: lays aside what is in the list; with an empty list, offers what lies there."""
        till = self._till
        mode, basket = till.list_mode, till.basket
        document, basket.document = basket.document, None
        if document is None:
            self._pick()
            return

        def failed(error: UserError) -> None:
            basket.document = basket.document or document
            till.refused(error)

        def then(paper: OpenPaper) -> None:
            if basket.shown == document:
                basket.clear()
            till.happened.emit(events.Reloaded(mode))
            self.laid_aside.emit()
            words = tr("{number} is on hold. F8 brings it back.", number=paper.number)
            till.context.notify(words, "ok")

        command = HoldDocument(*till.signed(), document)
        till.book(hold_document, lambda: command, then, failed)

    def resume(self, document: UUID) -> None:
        """The next scans go on with this one; what is in the list now stays open in turn."""

        def then(found: Ticket | None) -> None:
            if found is not None and found.status == "open":
                self._papers.resume(found)
                self.resumed.emit()

        self._till.ask(ticket, document, then=then)

    def take_back(self, code: str = "") -> None:
        """F9: goods come back; ``code`` is their ticket's number, scanned or typed."""
        from desktop.ui.dialogs.return_goods import ReturnDialog

        def done(document: UUID) -> None:
            self._receipts.sold(document, with_ticket=False)

        ReturnDialog(self._page, self._till.context, None, done, code).open()

    def is_ticket(self, code: str) -> bool:
        """Whether a code is a ticket's number; its return is begun then."""
        if TICKET.fullmatch(code.strip()) is None:
            return False
        self.take_back(code.strip())
        return True

    def _pick(self) -> None:
        from desktop.ui.dialogs.held import HeldDialog

        here = {basket.document for basket in self._till.baskets.values() if basket.document}
        HeldDialog(self._page, self._till.context, self.resume, frozenset(here)).open()
