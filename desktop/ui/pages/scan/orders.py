"""Receiving against a purchase order: chosen by a key, or by its number scanned from the paper."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.documents import Completed
from desktop.commands.receiving import ReceiveOrder, receive_order
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.lot import LotGiven
from desktop.domain.paper import ORDER_NUMBER
from desktop.queries.purchases import OrderCard, order_card, order_of_delivery, order_of_number
from desktop.queries.tickets import Booking
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.aside import Aside
from desktop.ui.pages.scan.ordered import NONE, Ordered
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr

MODE = "receive"


class Orders(QObject):
    """``begun``: what is scanned from now on counts for an order."""

    begun = Signal()

    def __init__(self, page: QWidget, till: Till, aside: Aside) -> None:
        super().__init__(page)
        self._aside = aside
        self._page = page
        self._till = till
        till.happened.connect(self._on_happened)

    def choose(self) -> None:
        """Ctrl+O: the orders that are waited for."""
        from desktop.ui.dialogs.open_orders import OpenOrders

        OpenOrders(self._page, self._till.context, self.begin).open()

    def is_paper(self, code: str) -> bool:
        """The number of a ticket begins a return, that of an order its delivery."""
        return self._aside.is_ticket(code) or self.is_order(code)

    def is_order(self, code: str) -> bool:
        """Whether a code is an order's number; it is received from now on then."""
        if ORDER_NUMBER.fullmatch(code.strip()) is None:
            return False

        def then(order: UUID | None) -> None:
            if order is None:
                words = tr("No order has the number {number}.", number=code.strip())
                self._till.refuse(words, tr("Look in Purchasing."))
            else:
                self.begin(order)

        self._till.ask(order_of_number, code, self._till.context.shop.store, then=then)
        return True

    def begin(self, order: UUID) -> None:
        """The next delivery is of this order; one without an order is booked first."""
        basket = self._till.baskets[MODE]
        is_other = self._till.order is None or self._till.order.card.id != order
        if len(basket) and basket.document is not None and is_other:
            words = tr("Another delivery is not booked yet.")
            self._till.refuse(words, tr("Book it first with F12, or lay it aside with F8."))
            return
        self.read(order)

    def go_on(self) -> None:
        """With a delivery that was taken up again, of the order that it is of."""
        document = self._till.baskets[MODE].document
        if self._till.mode != MODE or document is None:
            return

        def then(order: UUID | None) -> None:
            if order is not None:
                self.read(order)

        self._till.ask(order_of_delivery, document, then=then)

    def read(self, order: UUID, is_new: bool = True) -> None:
        """The order as it is now."""
        till = self._till
        today = till.context.shop.day_of(till.context.clock.now())
        till.ask(order_card, order, today, then=lambda card: self._show(card, is_new))

    def _show(self, card: OrderCard, is_new: bool) -> None:
        till = self._till
        if card.status != "open":
            words = tr("{number} is not waited for.", number=card.number)
            till.refuse(words, tr("Look at it in Purchasing, or receive without an order."))
            return
        basket = till.baskets[MODE]
        is_open = basket.shown is not None and basket.shown == basket.document
        here = {line.product: line.quantity for line in basket.lines if is_open}
        till.order = Ordered(card, here)
        till.happened.emit(events.Reloaded(MODE))
        if is_new:
            self.begun.emit()

    def receive_all(self) -> bool:
        """F12 before any scan: everything that is still to come, as ordered; whether it was so."""
        till, order = self._till, self._till.order
        if order is None or till.list_mode != MODE or till.basket.document is not None:
            return False
        kept = [line for line in order.rest if line.tracking == "lot"]
        if not kept:
            self._receive(order)
            return True
        from desktop.ui.dialogs.name_lots import NameLots

        def done(named: dict[UUID, LotGiven]) -> None:
            self._receive(order, tuple(named.items()))

        NameLots(self._page, till.context, kept, done).open()
        return True

    def _receive(self, order: Ordered, named: tuple[tuple[UUID, LotGiven], ...] = ()) -> None:
        """All that is to come of it, in one posted delivery."""
        till = self._till
        lines = len(order.rest)
        pieces = sum((line.rest for line in order.rest), NONE)

        def failed(error: UserError) -> None:
            till.ended.discard(MODE)
            till.order = till.order or order
            till.refused(error)

        def then(completed: Completed) -> None:
            booking = Booking(command.id, MODE, completed.document, ZERO)
            till.history.add(booking)
            done = events.DocumentDone(completed, MODE, pieces, completed.total, lines)
            till.happened.emit(done)

        document = till.context.ids.new()
        command = ReceiveOrder(*till.signed(), order.card.id, document, named)
        till.order = None  # the same key at once again receives nothing twice
        till.ended.add(MODE)
        till.book(receive_order, lambda: command, then, failed)

    def _on_happened(self, event: object) -> None:
        order = self._till.order
        if order is None:
            return
        if isinstance(event, events.DocumentDone) and event.mode == MODE:
            self._till.order = None
            words = order.left_words()
            if words:
                self._till.context.notify(words, "info")
        elif isinstance(event, events.TakenBack | events.LineChanged) and event.mode == MODE:
            self.read(order.card.id, is_new=False)
