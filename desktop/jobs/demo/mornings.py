"""What the demo shop does before it opens: deliveries, refilling, writing off, counting."""

from collections.abc import Callable, Iterable, Sequence
from random import Random

from desktop.jobs.demo.bookings import Bookings
from desktop.jobs.demo.calendar import MINUTE_US, Calendar
from desktop.jobs.demo.catalogue import QUANTITY, Catalogue
from desktop.jobs.demo.ledger import Desk
from desktop.jobs.demo.purchasing import NOBODY
from desktop.jobs.demo.stock import BACK, FLOOR, PLACES, WAREHOUSE

PAPER_US = 3 * MINUTE_US
COUNT_DAYS = (1, 3)
ADJUST_DAY = 15
DELISTED = "taken out of the range"
REASONS = ((1, "found in the back room"), (-1, "damaged on the shelf"), (-1, "given as a sample"))


class Mornings:
    """The office desk's work; ``at`` runs on from one booking to the next, never back."""

    def __init__(
        self, catalogue: Catalogue, bookings: Bookings, calendar: Calendar,
        desk: Desk, vendors: Sequence[bytes], rng: Random,
    ) -> None:  # fmt: skip
        self.at = 0
        self._goods = catalogue.goods
        self._do = bookings
        self._calendar = calendar
        self.desk = desk
        self._vendors = vendors
        self._rng = rng
        self._step = 0
        self._next_counted = 0
        self._fresh = [number for number, good in enumerate(self._goods) if good.keeps]

    def begin(self, day: int) -> None:
        """Goes to the day's morning."""
        self.at = max(self.at + 1, self._calendar.morning(day))
        self._do.book.business_date = self._calendar.date(day).isoformat()

    def open_shop(self, goods: Iterable[int], quantities: Sequence[int]) -> None:
        """The stock on the evening before the first day."""
        self.at = self._calendar.morning(0) - 10 * 60 * MINUTE_US
        chosen = list(goods)
        self._pace(len(chosen) * 2, 60 * MINUTE_US)
        for good in chosen:
            cost = self._goods[good].cost
            ends = self._goods[good].ends
            if ends and ends[WAREHOUSE]:
                self._do.open_stock(self.desk, good, WAREHOUSE, ends[WAREHOUSE], cost, self._tick())
            self._do.open_stock(self.desk, good, FLOOR, quantities[good], cost, self._tick())

    def receive(
        self,
        arriving: dict[int, list[int]],
        room: int,
        limit: Callable[[int, int, int], int] | None = None,
        days_left: int = 0,
    ) -> None:
        """Deliveries by vendor, filled up to each product's target; at most ``room`` lines."""
        for vendor, goods in sorted(arriving.items()):
            wanted = []
            for good in goods:
                quantity = self.missing(good)
                if limit is not None:
                    quantity = limit(good, quantity, days_left)
                if quantity > 0:
                    wanted.append((good, quantity))
            room -= self.deliver(vendor, wanted[:room])

    def missing(self, good: int) -> int:
        """How much fills a product up to its target, in whole packs."""
        rules = self._do.policies[good]
        lacking = rules.target - self._do.stock.total[good]
        return -(-lacking // rules.pack) * rules.pack

    def deliver(
        self, vendor: int, wanted: Sequence[tuple[int, int]], place: int | None = None
    ) -> int:
        """One receipt; goods with a reserve go there, or all to ``place``. Returns the lines."""
        key = None if vendor == NOBODY else self._vendors[vendor]
        self._open("receipt", BACK if place is None else place, len(wanted), vendor=key)
        for good, quantity in wanted:
            to = self._do.policies[good].reserve if place is None else place
            self._do.receive(self.desk, good, to, quantity, self._goods[good].cost, self._tick())
        self._do.book.close(self._tick())
        return len(wanted)

    def refill(self, room: int, skip: frozenset[int]) -> None:
        """From the reserves to the shop floor, one document for each place."""
        low = sorted(self._do.floor_is_low - skip)
        self._do.floor_is_low.clear()
        for source in (BACK, WAREHOUSE):
            goods = [good for good in low if self._do.policies[good].reserve == source]
            goods = goods[: room // 2]
            room -= 2 * len(goods)
            self._open("transfer", source, len(goods), to_place=FLOOR)
            for good in goods:
                rules = self._do.policies[good]
                key = PLACES * good
                on_hand = self._do.stock.on_hand
                quantity = min(on_hand[key + source], rules.cap - on_hand[key])
                if quantity > 0:
                    self._do.transfer(self.desk, good, source, quantity, self._tick())
            self._do.book.close(self._tick())

    def write_off(self, goods_to_check: int) -> None:
        """A look at some fresh goods; a few of them are past their day."""
        if not self._fresh:
            return
        self._open("waste", FLOOR, goods_to_check)
        for good in self._rng.sample(self._fresh, min(goods_to_check, len(self._fresh))):
            step = QUANTITY if self._goods[good].unit == "piece" else QUANTITY // 8
            quantity = step * self._rng.randint(1, 3)
            if self._do.stock.on_hand[PLACES * good] >= 4 * quantity:
                self._do.waste(self.desk, good, quantity, "expired", self._tick())
        self._do.book.close(self._tick())

    def count(self, number: int, skip: frozenset[int], is_exact: bool = False) -> int:
        """Counts the next ``number`` products of the round; a little is missing now and then."""
        counted = 0
        self._open("count", FLOOR, number)
        for _ in range(len(self._goods)):
            if counted == number:
                break
            good = self._next_counted
            self._next_counted = (good + 1) % len(self._goods)
            if good in skip or not self._do.stock.moved_at[PLACES * good]:
                continue
            expected = self._do.stock.on_hand[PLACES * good]
            found = expected if is_exact else self._found(good, expected)
            self._do.count(self.desk, good, found, self._goods[good].price, self._tick())
            counted += 1
        self._do.book.close(self._tick())
        return counted

    def _found(self, good: int, expected: int) -> int:
        chance = self._rng.random()
        step = QUANTITY if self._goods[good].unit == "piece" else 120
        if chance < 0.2:
            return max(0, expected - step * self._rng.choice((1, 1, 1, 2)))
        return expected + step if chance > 0.96 else expected

    def adjust(self) -> None:
        """A few corrections by hand."""
        self._open("adjustment", FLOOR, len(REASONS))
        for sign, reason in REASONS:
            good = self._rng.randrange(len(self._goods))
            if self._do.stock.on_hand[PLACES * good] > 3 * QUANTITY:
                self._do.adjust(self.desk, good, FLOOR, sign * QUANTITY, reason, self._tick())
        self._do.book.close(self._tick())

    def delist(self, good: int) -> None:
        """A product leaves the range, and what is left of it the books."""
        stock = self._do.stock
        self._do.orders.never_again(good)
        stock.is_listed[good] = False
        self._open("adjustment", FLOOR, PLACES)
        for place in range(PLACES):
            rest = stock.on_hand[PLACES * good + place]
            if rest:
                self._do.adjust(self.desk, good, place, -rest, DELISTED, self._tick())
        stock.review(good, 0, self._tick())
        self._do.book.close(self._tick())

    def move_out(self, good: int, source: int, quantity: int) -> None:
        """A transfer of one product to the shop floor."""
        self._open("transfer", source, 1, to_place=FLOOR)
        self._do.transfer(self.desk, good, source, quantity, self._tick())
        self._do.book.close(self._tick())

    def set_level(self, desk: Desk, good: int, found: int) -> None:
        """A count of one product."""
        self._do.book.open(desk, "count", self._tick(), FLOOR)
        self._do.count(desk, good, found, self._goods[good].price, self._tick())
        self._do.book.close(self._tick())

    def _open(
        self, kind: str, place: int, lines: int,
        vendor: bytes | None = None, to_place: int | None = None,
    ) -> None:  # fmt: skip
        self._pace(lines, PAPER_US)
        self._do.book.open(self.desk, kind, self._tick(), place, vendor, to_place)

    def _pace(self, lines: int, at_most: int) -> None:
        self._step = max(1, min(3_000_000, at_most // (lines + 3)))

    def _tick(self) -> int:
        self.at += self._step
        return self.at
