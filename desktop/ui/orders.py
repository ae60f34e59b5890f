"""Purchase orders in words: why one is proposed; what was done is said with a way back."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.reorder import Said
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.text import plural, quantity, tr


def why(reason: Said) -> str:
    """A proposal's reason in the person's own words and figures."""
    facts = {
        key: quantity(fact) if isinstance(fact, Decimal) else fact
        for key, fact in reason.facts.items()
    }
    return tr(reason.words, **facts)


def undo_order(
    owner: QWidget, context: Context, target: UUID, words: str, edits: Edits | None = None
) -> None:
    """Says it, and offers to take the command ``target`` back, by ``edits`` with its key, too."""

    def back() -> None:
        take_back(owner, context, target)

    if edits is not None:
        edits.note_with(back, words, words)
    else:
        context.notify(words, "ok", tr("Undo"), back)


def take_back(owner: QWidget, context: Context, target: UUID) -> None:
    """Undoes a drafting, sending, closing or voiding."""
    from desktop.commands.purchase_states import UndoOrders, undo_orders
    from desktop.commands.purchases import Ordered

    def done(orders: tuple[Ordered, ...]) -> None:
        count = plural("{n} order is as before.", "{n} orders are as before.", len(orders))
        context.notify(count, "ok")

    def failed(error: UserError) -> None:
        context.notify(str(error), "bad")

    command = UndoOrders(*context.signed(), target)
    context.work.write(owner, undo_orders, command, then=done, failed=failed)
