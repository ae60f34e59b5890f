"""What was done to purchase orders is said with a way back, wherever it was done."""

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.ui.context import Context
from desktop.ui.text import plural, tr


def undo_order(owner: QWidget, context: Context, target: UUID, words: str) -> None:
    """Says it, and offers to take the command ``target`` back."""
    context.notify(words, "ok", tr("Undo"), lambda: take_back(owner, context, target))


def take_back(owner: QWidget, context: Context, target: UUID) -> None:
    """Undoes a drafting, sending, closing or voiding."""
    from desktop.commands.purchase_states import UndoOrders, undo_orders
    from desktop.commands.purchases import Ordered

    def done(orders: tuple[Ordered, ...]) -> None:
        count = plural("{n} order is as before.", "{n} orders are as before.", len(orders))
        context.notify(count, "ok")

    def failed(error: UserError) -> None:
        context.notify(str(error), "bad")

    command = UndoOrders(context.ids.new(), context.actor(), context.clock.now(), target)
    context.work.write(owner, undo_orders, command, then=done, failed=failed)
