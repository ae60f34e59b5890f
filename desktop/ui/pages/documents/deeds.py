"""What can be done with a document: printed again, returned, voided, gone on with.

Dialogs and the commands behind them are imported when they are first wanted.
"""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.queries.document import DocumentCard
from desktop.queries.tickets import Ticket, ticket
from desktop.ui.context import Context


def show_ticket(page: QWidget, context: Context, document: UUID) -> None:
    """The ticket as it was, to be saved or printed."""
    from desktop.ui.dialogs.ticket import TicketDialog

    def show(found: Ticket | None) -> None:
        if found is not None:
            TicketDialog(page, context, found).open()

    context.work.read(page, ticket, document, then=show)


def return_goods(
    page: QWidget,
    context: Context,
    card: DocumentCard | None,
    done: Callable[[UUID], object],
) -> None:
    """Goods of a sale come back; without one, its ticket is asked for."""
    from desktop.ui.dialogs.return_goods import ReturnDialog

    ReturnDialog(page, context, card, done).open()


def void(page: QWidget, context: Context, card: DocumentCard) -> None:
    """Asks for the reason first."""
    from desktop.ui.dialogs.void_document import VoidDialog

    VoidDialog(page, context, card.id, card.number, card.status == "open").open()


def resume(page: QWidget, context: Context, document: UUID) -> None:
    """Goes on with it on the Scan page, unless another till has it in hand."""
    from desktop.commands.holding import OpenPaper, ResumeDocument, resume_document

    def done(paper: OpenPaper) -> None:
        context.go("scan", resume=paper.document)

    def failed(error: UserError) -> None:
        context.notify(str(error), "bad")

    command = ResumeDocument(*context.signed(), document)
    context.work.write(page, resume_document, command, then=done, failed=failed)
