"""What can be done with an order: sent, sent as a file, received, changed, ended.

Dialogs and the commands behind them are imported when they are first wanted.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.deeds.labels import label_document
from desktop.ui.edits import Edits
from desktop.ui.orders import undo_order
from desktop.ui.rights import Right
from desktop.ui.text import tr


class Deeds:
    """``card`` tells the order that is meant now; where there is none, nothing is done."""

    def __init__(
        self, owner: QWidget, context: Context, card: Callable[[], OrderCard | None], edits: Edits
    ) -> None:
        self._owner, self._context, self._card, self._edits = owner, context, card, edits
        self._right = Right(owner, context, Permission.ORDER)

    def _live(self, *states: str) -> OrderCard | None:
        """The order, where it is in one of these states and the person may change it."""
        card = self._card()
        if card is None:
            return None
        if card.status not in states:
            self._say_not(card)
            return None
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return None
        return card

    def send(self) -> None:
        """It went to the vendor."""
        card = self._live("draft")
        if card is None:
            return
        from desktop.commands.purchase_states import SendOrder, send_order

        context = self._context
        command = SendOrder(*context.signed(), card.id)
        words = tr("{number} is sent: its goods are on order.", number=card.number)
        context.work.write(
            self._owner, send_order, command,
            then=lambda _: undo_order(self._owner, context, command.id, words, self._edits),
            failed=self._refused,
        )  # fmt: skip

    def label(self) -> None:
        """Labels of its goods, as many as were received."""
        card = self._card()
        if card is not None:
            label_document(self._owner, self._context, card.id, card.number)

    def send_file(self) -> None:
        """Saves it as PDF and opens the mail program with the vendor's address."""
        card = self._card()
        if card is None:
            return
        from desktop.ui.pages.purchasing.sending import send_as_file

        send_as_file(self._owner, self._context, card)

    def receive(self) -> None:
        """Goes on with it on the Scan page."""
        card = self._card()
        if card is not None and card.status == "open":
            self._context.go("scan", order=card.id)
        elif card is not None:
            self._say_not(card)

    def add(self) -> None:
        """One more product."""
        card = self._live("draft", "open")
        if card is None:
            return
        from desktop.ui.dialogs.order_product import OrderProduct

        OrderProduct(self._owner.window(), self._context, card).open()

    def change(self) -> None:
        """Due date and note."""
        card = self._live("draft", "open")
        if card is None:
            return
        from desktop.ui.dialogs.order_form import OrderForm

        OrderForm(self._owner.window(), self._context, card).open()

    def end(self) -> None:
        """Closed where something came in, else void."""
        card = self._live("draft", "open")
        if card is None:
            return
        from desktop.ui.dialogs.end_order import EndOrder

        EndOrder(self._owner.window(), self._context, card, self._edits).open()

    def _say_not(self, card: OrderCard) -> None:
        """A key that cannot do it now says why."""
        words = {
            "draft": tr("{number} is a draft: mark it as sent first (S)."),
            "open": tr("{number} is sent already."),
            "posted": tr("{number} is closed."),
            "void": tr("{number} is void."),
        }
        self._context.notify(words[card.status].format(number=card.number), "info")

    def _refused(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")
