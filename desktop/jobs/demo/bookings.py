"""The bookings of the demo shop: each writes its line and movement and moves the stock along."""

from collections.abc import Sequence

from desktop.domain.ledger import Kind
from desktop.jobs.demo.ledger import Book, Desk, Keys
from desktop.jobs.demo.purchasing import Orders, Policy
from desktop.jobs.demo.stock import FLOOR, PLACES, Stock


class Bookings:
    """Book, stock and orders together; every call is what one command would have done.

    All but ``open_stock`` write into the book's open document. What has no ``room`` is not booked.
    """

    def __init__(
        self,
        book: Book,
        stock: Stock,
        orders: Orders,
        policies: Sequence[Policy],
        keys: Keys,
        movements: int,
    ) -> None:
        self.book = book
        self.stock = stock
        self.orders = orders
        self.policies = policies
        self.floor_is_low: set[int] = set()
        self._keys = keys
        self._movements = movements

    @property
    def room(self) -> int:
        """How many movements may still be written."""
        return self._movements - self.book.moves

    def open_stock(
        self, desk: Desk, good: int, place: int, quantity: int, cost: int, at: int
    ) -> None:
        """What was there on the first day; of no document, as an import writes it."""
        if self.room < 1:
            return
        command = self._keys.new(at)
        self.book.move(desk, command, good, place, Kind.OPENING, at, quantity, cost=cost)
        self.stock.put(good, place, quantity, cost, at)
        self.stock.review(good, command, at)

    def sell(
        self, desk: Desk, good: int, quantity: int, price: int, is_promo: bool, at: int
    ) -> None:
        if self.room < 1:
            return
        command, line = self.book.line(good, at, quantity, price, is_promo=is_promo)
        self.book.move(desk, command, good, FLOOR, Kind.SALE, at, -quantity, line=line)
        self._take(good, FLOOR, quantity, command, at)

    def receive(self, desk: Desk, good: int, place: int, quantity: int, cost: int, at: int) -> None:
        if self.room < 1:
            return
        command, line = self.book.line(good, at, quantity, cost)
        self.book.move(desk, command, good, place, Kind.RECEIVE, at, quantity, cost=cost, line=line)
        self.stock.put(good, place, quantity, cost, at)
        self.stock.review(good, command, at)
        if place != FLOOR:
            self._look_at_floor(good)

    def waste(self, desk: Desk, good: int, quantity: int, reason: str, at: int) -> None:
        if self.room < 1:
            return
        command, line = self.book.line(good, at, quantity, 0)
        self.book.move(
            desk, command, good, FLOOR, Kind.WASTE, at, -quantity, line=line, reason=reason
        )
        self._take(good, FLOOR, quantity, command, at)

    def adjust(
        self, desk: Desk, good: int, place: int, quantity: int, reason: str, at: int
    ) -> None:
        """A signed correction."""
        if self.room < 1:
            return
        command, line = self.book.line(good, at, quantity, 0)
        self.book.move(
            desk, command, good, place, Kind.ADJUST, at, quantity, line=line, reason=reason
        )
        if quantity > 0:
            self.stock.put(good, place, quantity, None, at)
            self.stock.review(good, command, at)
        else:
            self._take(good, place, -quantity, command, at)

    def count(self, desk: Desk, good: int, found: int, price: int, at: int) -> None:
        """So much was found on the shop floor."""
        expected = self.stock.on_hand[PLACES * good + FLOOR]
        if self.room < 1:
            return
        command, line = self.book.line(good, at, 0, price, found=found, expected=expected)
        self.book.move(desk, command, good, FLOOR, Kind.COUNT, at, None, found=found, line=line)
        self.stock.count(good, FLOOR, found, at)
        self._look_at(good, command, at)

    def transfer(self, desk: Desk, good: int, source: int, quantity: int, at: int) -> None:
        """From ``source`` to the shop floor at its average cost: two movements of one command."""
        cost = self.stock.cost[PLACES * good + source]
        if self.room < 2:
            return
        command, line = self.book.line(good, at, quantity, 0)
        self.book.move(desk, command, good, source, Kind.TRANSFER, at, -quantity, line=line)
        self.book.move(
            desk, command + 1, good, FLOOR, Kind.TRANSFER, at, quantity, cost=cost, line=line
        )
        self.stock.take(good, source, quantity, at)
        self.stock.put(good, FLOOR, quantity, cost, at)
        self.stock.review(good, command, at)

    def _take(self, good: int, place: int, quantity: int, command: int, at: int) -> None:
        self.stock.take(good, place, quantity, at)
        self._look_at(good, command, at)

    def _look_at(self, good: int, command: int, at: int) -> None:
        rules = self.policies[good]
        if self.stock.total[good] <= rules.trigger:
            self.stock.review(good, command, at)
            self.orders.ask(good)
        if rules.reserve:
            self._look_at_floor(good)

    def _look_at_floor(self, good: int) -> None:
        rules = self.policies[good]
        key = PLACES * good
        if self.stock.on_hand[key] < rules.refill and self.stock.on_hand[key + rules.reserve]:
            self.floor_is_low.add(good)
