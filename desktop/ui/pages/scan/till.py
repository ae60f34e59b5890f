"""The state behind the Scan page: mode, baskets, and the one queue for all its commands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.domain.lot import LotGiven
from desktop.domain.permissions import Actor
from desktop.queries.tickets import Booking, Ticket, TicketLine, recent_bookings, ticket
from desktop.ui.context import Context
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.basket import Basket, Line
from desktop.ui.pages.scan.history import History
from desktop.ui.pages.scan.modes import BOOKING
from desktop.ui.pages.scan.ordered import Ordered
from desktop.ui.pages.scan.outbox import Outbox, Task


class Till(QObject):
    """``happened`` carries one of ``events``: after the commit, where something was booked.

    ``order``: the purchase order that the delivery is received against. ``ended``: the lists whose
    document is completed, or about to be, and in which nothing was scanned since. ``lots``: as they
    were named for a product (second) in a delivery (first).
    """

    happened = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.history = History()
        self.baskets = {mode: Basket(context.shop.decimals) for mode in BOOKING}
        self.mode = "sell"
        self.list_mode = "sell"
        self.order: Ordered | None = None
        self.ended: set[str] = set()
        self.lots: dict[tuple[UUID, UUID], LotGiven] = {}
        self.outbox = Outbox(context.work, self)
        self.outbox.held.connect(self.say_held)
        self.outbox.slow.connect(self._on_slow)
        self._is_seeded = False
        self.remember()

    @property
    def basket(self) -> Basket:
        """That of the list beside the card; looking something up leaves it as it is."""
        return self.baskets[self.list_mode]

    @property
    def is_held(self) -> bool:
        """Whether bookings wait because the data was out of reach."""
        return self.outbox.is_held

    def set_mode(self, mode: str) -> None:
        """What the next scan does."""
        self.mode = mode
        if mode in BOOKING:
            self.list_mode = mode

    def remember(self) -> None:
        """Reads once what was booked before the program was started, so that it can be undone."""

        def seed(bookings: list[Booking]) -> None:
            if not self._is_seeded:
                self._is_seeded = True
                self.history.seed(bookings)

        context = self.context
        if not self._is_seeded:
            context.work.read(
                self, recent_bookings, context.actor(), then=seed, failed=lambda _error: None
            )

    def signed(self) -> tuple[UUID, Actor, datetime]:
        """What every command begins with: a fresh id, who acts, and now."""
        context = self.context
        return context.signed()

    def book(
        self,
        function: Callable[..., Any],
        make: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
        is_next: bool = False,
    ) -> None:
        """A command, made when its turn has come; None from ``make``: there is nothing to do.

        With ``is_next`` before those that wait, as the rest of what was just answered.
        """

        def made() -> tuple[Any, ...] | None:
            command = make()
            return None if command is None else (command,)

        self._put(Task(function, made, then, failed or self.refused), is_next)

    def ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None],
        failed: Callable[[UserError], None] | None = None,
        is_next: bool = False,
    ) -> None:
        """A read in its turn among the commands, or with ``is_next`` before those that wait."""
        task = Task(function, lambda: args, then, failed or self.refused, is_booking=False)
        self._put(task, is_next)

    def _put(self, task: Task, is_next: bool) -> None:
        if is_next:
            self.outbox.add_next(task)
        else:
            self.outbox.add(task)

    def refuse(self, message: str, hint: str) -> None:
        """Says why something is not done."""
        self.refused(UserError(message, hint))

    def refused(self, error: UserError) -> None:
        """Passes on why something was not done."""
        self.happened.emit(events.Refused(error, self.mode))

    def reload(self, mode: str, failed: Callable[[UserError], None] | None = None) -> None:
        """Reads the list of a mode anew, before anything else is booked."""
        basket = self.baskets[mode]
        document = basket.shown
        if document is None:
            return

        def show(found: Ticket | None) -> None:
            basket.load(document, [line_of(line) for line in found.lines] if found else [])
            self.happened.emit(events.Reloaded(mode))

        self.ask(ticket, document, then=show, failed=failed, is_next=True)

    def try_again(self) -> None:
        """Sends what could not be booked, the very same commands in their order."""
        self.outbox.go_on()

    def leave_out(self) -> None:
        """Gives up what could not be booked."""
        count = self.outbox.leave_out()
        if count:
            self.happened.emit(events.LeftOut(count, self.mode))

    def say_held(self) -> None:
        """Says that bookings wait, and why."""
        if self.outbox.held_by is not None:
            held = events.Held(self.outbox.held_by, self.mode, self.outbox.waiting)
            self.happened.emit(held)

    def _on_slow(self) -> None:
        self.happened.emit(events.Waiting(self.mode, self.outbox.waiting))


def line_of(line: TicketLine) -> Line:
    """A line read from the database as the list shows it."""
    return Line(
        line.id,
        line.product,
        line.sku,
        line.name,
        line.category,
        line.unit,
        line.decimals,
        line.code or line.sku,
        line.quantity,
        line.price,
        line.tax_rate,
        line.on_hand,
        line.in_store,
        line.reorder_point,
    )
