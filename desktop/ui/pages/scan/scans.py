"""Scans and the numbers that belong to them: booked in order, looked up, or left unanswered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from desktop.commands.parents import WhichVariant
from desktop.commands.scanned_lots import Expired, WhichLot
from desktop.commands.scans import Booked, BookScan
from desktop.commands.stock import ChangeLine, StockBooked, change_line
from desktop.domain.errors import UnknownCode, UserError
from desktop.domain.ids import ZERO
from desktop.domain.measure import Part
from desktop.jobs.scans import book, look_up
from desktop.queries.product import Found, ProductCard, find_products, found_variants
from desktop.queries.tickets import Booking
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.basket import Line
from desktop.ui.pages.scan.modes import BOOKING
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr

AGAIN = timedelta(milliseconds=400)
HITS = 8


class Scans:
    """What a code does at the till, by the mode that is in force when it comes."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._counted: BookScan | None = None
        self._booked_count = ZERO  # the scan that a number may follow
        self._counted_first = ZERO  # and the booking it became
        self._previous: tuple[UUID, datetime] | None = None

    def scan(
        self,
        code: str,
        quantity: Decimal | None = None,
        parts: tuple[Part, ...] = (),
        is_typed: bool = False,
    ) -> None:
        """A code that was scanned or typed; its command and id are made here, once."""
        till = self._till
        document = ZERO
        if till.mode in BOOKING:
            basket = till.baskets[till.mode]
            document = basket.document = basket.document or till.context.ids.new()
        comes_in = till.mode == "receive"
        order = till.order.card.id if till.order is not None and comes_in else None
        scan = BookScan(
            *till.signed(), code, till.mode, document, quantity, order=order, parts=parts,
            asks_lot=comes_in,
        )  # fmt: skip
        self.book(scan, is_typed)

    def book(self, scan: BookScan, is_typed: bool = False, is_next: bool = False) -> None:
        """Books a scan, also one that had waited for an answer."""

        def failed(error: UserError) -> None:
            self._on_failed(scan, is_typed, error)

        if scan.mode == "lookup":
            self._look_up(scan, failed)
            return
        self._counted = scan if scan.mode == "count" else None
        self._till.book(
            book, lambda: scan, lambda booked: self._on_booked(scan, booked, is_typed), failed,
            is_next,
        )  # fmt: skip

    def ask_lot(self, scan: BookScan, error: WhichLot, is_next: bool = False) -> None:
        """Asks for the lot, unless it was said in this delivery before."""
        known = self._till.lots.get((scan.document, error.product))
        if known is None:
            self._till.happened.emit(events.LotAsked(scan, error))
        else:
            self.book(replace(scan, lot=known), is_next=is_next)

    def await_count(self, code: str) -> None:
        """The next number is that of this product. It is shown, and nothing is booked before."""
        till = self._till
        basket = till.baskets["count"]
        document = basket.document = basket.document or till.context.ids.new()
        scan = BookScan(*till.signed(), code, "count", document)
        self._counted, self._booked_count = scan, scan.id
        self._look_up(scan, till.refused)

    @property
    def awaits_number(self) -> bool:
        """Whether digits typed now are the number of the product counted last."""
        return self._till.mode == "count" and self._counted is not None

    def end_number(self) -> None:
        """Digits typed from now on are a code again."""
        self._counted = None

    def count_last(self, quantity: Decimal | None, parts: tuple[Part, ...] = ()) -> None:
        """The number found of the product scanned last in Count."""
        scan = self._counted
        if scan is None:
            return

        def make() -> BookScan | None:
            if self._booked_count == scan.id:
                head = self._till.signed()
                return BookScan(
                    *head, scan.code, scan.mode, scan.document, quantity, parts=parts,
                    accepts_expired=scan.accepts_expired,
                )  # fmt: skip
            self._till.refuse(
                tr("The number has no product: the code before it is not known."),
                tr("Scan the product, then type its number."),
            )
            return None

        self._till.book(book, make, lambda booked: self._on_numbered(scan, booked))

    def change(self, by: int) -> None:
        """Raises or lowers the line touched last."""
        till = self._till
        mode, basket = till.list_mode, till.basket

        def make() -> ChangeLine | None:
            line = basket.newest
            if mode != "count" and line is not None:
                return ChangeLine(*till.signed(), line.id, line.quantity + by)
            hint = tr("Scan something first.")
            if mode == "count":
                hint = tr("In a count, type the number that was found.")
            till.refuse(tr("There is no line to change."), hint)
            return None

        till.book(change_line, make, lambda changed: self._on_changed(mode, by, changed))

    def _look_up(self, scan: BookScan, failed: Callable[[UserError], None]) -> None:
        def show(found: ProductCard) -> None:
            self._till.happened.emit(events.LookedUp(found, scan.code, scan.at))

        location = scan.by.location
        self._till.ask(look_up, scan.code, location, then=show, failed=failed)

    def _on_booked(self, scan: BookScan, booked: Booked, is_typed: bool) -> None:
        till = self._till
        line = _line_of(booked)
        till.baskets[booked.mode].put(booked.document, line)
        if booked.of_order is not None and till.order is not None:
            till.order.take(booked.of_order, booked.product)
        till.history.add(_booking_of(booked))
        is_again = not is_typed and self._is_again(booked.product, scan.at)
        self._previous = (booked.product, scan.at)
        if booked.mode == "count":
            self._booked_count, self._counted_first = scan.id, booked.id
        till.happened.emit(events.Scanned(booked, line, is_again))
        for note in booked.notes:
            till.context.notify(note, "warn")

    def _on_numbered(self, scan: BookScan, booked: Booked) -> None:
        """The number is of one step with its scan: undone, both are."""
        till = self._till
        line = _line_of(booked)
        till.baskets[booked.mode].put(booked.document, line)
        till.history.add_to(self._counted_first, _booking_of(booked))
        self._previous = (booked.product, scan.at)
        till.happened.emit(events.Scanned(booked, line))

    def _is_again(self, product: UUID, at: datetime) -> bool:
        """The same product within 400 ms: perhaps one thing was scanned twice."""
        before = self._previous
        return before is not None and before[0] == product and at - before[1] < AGAIN

    def _on_failed(self, scan: BookScan, is_typed: bool, error: UserError) -> None:
        till = self._till
        if isinstance(error, UnknownCode):
            if is_typed:
                self._find(scan, error.link)
            else:
                till.happened.emit(events.Unknown(scan, error.link))
            return
        if isinstance(error, Expired):
            till.happened.emit(events.OutOfDate(scan, error))
            return
        if isinstance(error, WhichVariant):
            self._ask_which(scan, error)
            return
        if isinstance(error, WhichLot):
            self.ask_lot(scan, error, is_next=True)
            return
        if error.code == "closed":
            basket = till.baskets[scan.mode]
            basket.document = None if basket.document == scan.document else basket.document
        till.refused(error)

    def _ask_which(self, scan: BookScan, error: WhichVariant) -> None:
        """The variants to choose from; where none is sold, the reason."""

        def show(found: list[Found]) -> None:
            if found:
                several = events.Several(scan, tuple(found), error.name)
                self._till.happened.emit(several)
            else:
                self._till.refused(error)

        till = self._till
        till.ask(found_variants, error.product, scan.by.store, then=show, is_next=True)

    def _find(self, scan: BookScan, link: str) -> None:
        """A typed text that is no code may be a name."""

        def show(found: list[Found]) -> None:
            if found:
                self._till.happened.emit(events.Several(scan, tuple(found)))
            else:
                self._till.happened.emit(events.Unknown(scan, link))

        self._till.ask(find_products, scan.code, scan.by.store, HITS, then=show, is_next=True)

    def _on_changed(self, mode: str, by: int, changed: StockBooked) -> None:
        till = self._till
        basket = till.baskets[mode]
        line = next((line for line in basket.lines if line.product == changed.product), None)
        if line is None:
            return
        in_store = line.in_store + changed.on_hand - line.on_hand
        quantity = line.quantity + by
        line = replace(line, quantity=quantity, on_hand=changed.on_hand, in_store=in_store)
        basket.put(changed.document, line)
        if not line.quantity:
            basket.remove(line.id)
        till.history.add(Booking(changed.id, mode, changed.document, line.id))
        order = till.order if mode == "receive" else None
        of_order = order.shifted(line.product, Decimal(by)) if order else None
        till.happened.emit(events.LineChanged(mode, line, changed, of_order))


def _booking_of(booked: Booked) -> Booking:
    return Booking(booked.id, booked.mode, booked.document, booked.line)


def _line_of(booked: Booked) -> Line:
    return Line(
        booked.line,
        booked.product,
        booked.sku,
        booked.name,
        booked.category,
        booked.unit,
        booked.decimals,
        booked.code,
        booked.line_quantity,
        booked.line_price,
        booked.tax_rate,
        booked.on_hand,
        booked.in_store,
        booked.reorder_point,
    )
