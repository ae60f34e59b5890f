"""The documents of the till: completed with one key, and found open at start."""

from collections.abc import Callable

from desktop.commands.documents import Completed, CompleteDocument, complete_document
from desktop.domain.errors import UserError
from desktop.queries.tickets import Ticket, open_documents
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.modes import MODES
from desktop.ui.pages.scan.till import Till, line_of
from desktop.ui.text import tr


class Papers:
    """Completing, and going on with what was left open."""

    def __init__(self, till: Till) -> None:
        self._till = till
        till.happened.connect(self._on_happened)

    def complete(self, with_ticket: bool = False) -> None:
        """Freezes the document of the list; the next scan begins a new one.

        ``with_ticket``: its ticket is wanted too, and only if it is this time that it is completed.
        """
        till = self._till
        mode, basket = till.list_mode, till.basket
        document, basket.document = basket.document, None
        if document is None:
            self._nothing_open(mode)
            return
        till.ended.add(mode)

        def failed(error: UserError) -> None:
            till.ended.discard(mode)
            basket.document = basket.document or document
            till.refused(error)

        def then(completed: Completed) -> None:
            gross = basket.gross(till.context.shop.prices_include_tax)
            done = events.DocumentDone(
                completed, mode, basket.pieces, gross, len(basket), with_ticket
            )
            basket.clear()
            till.happened.emit(done)

        command = CompleteDocument(*till.signed(), document)
        till.book(complete_document, lambda: command, then, failed)

    def _nothing_open(self, mode: str) -> None:
        """The key pressed once too often does no harm, and says none was done."""
        till = self._till
        if mode in till.ended:
            done = tr(MODES[mode].completed)
            words = tr("{done}: the next scan begins a new one.", done=done)
            till.context.notify(words, "info")
        else:
            till.refuse(tr("There is nothing to complete yet."), tr("Scan something first."))

    def find_open(self, show: Callable[[list[Ticket]], None]) -> None:
        """What this workstation began and did not complete, without what is in the lists now."""
        till = self._till

        def then(found: list[Ticket]) -> None:
            here = {basket.document for basket in till.baskets.values()}
            show([left for left in found if left.document not in here])

        def ignored(_error: UserError) -> None:
            """The status bar says it; asked again when the data is back."""

        till.context.work.read(
            till, open_documents, till.context.actor(), then=then, failed=ignored
        )

    def resume(self, left: Ticket) -> None:
        """The next scans go on with it; what is in its list now stays open in turn."""
        till = self._till
        till.set_mode(left.mode)
        till.basket.document = left.document
        till.order = None
        till.basket.load(left.document, [line_of(line) for line in left.lines])
        till.happened.emit(events.Reloaded(left.mode))

    def complete_open(self, left: Ticket, then: Callable[[Completed], None]) -> None:
        """Freezes it as it is."""
        till = self._till
        command = CompleteDocument(*till.signed(), left.document)
        till.book(complete_document, lambda: command, then)

    def _on_happened(self, event: object) -> None:
        """What is taken back is not ended any more."""
        if isinstance(event, events.TakenBack):
            self._till.ended.discard(event.mode)
