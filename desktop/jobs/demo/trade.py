"""Two years of trade, day by day: mornings, customers, orders, until the movements are used up."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from desktop.jobs.demo.bookings import Bookings
from desktop.jobs.demo.calendar import MINUTE_US, Calendar
from desktop.jobs.demo.catalogue import QUANTITY, Catalogue, cents
from desktop.jobs.demo.demand import Offer
from desktop.jobs.demo.ending import COUNTED, Ending, Sale
from desktop.jobs.demo.ledger import Desk
from desktop.jobs.demo.mornings import ADJUST_DAY, COUNT_DAYS, Mornings
from desktop.jobs.demo.sales import Customers, baskets, quantity
from desktop.jobs.demo.sizing import Size
from desktop.jobs.demo.stock import FLOOR, PLACES

FRONT_SHARE = 0.7
LINE_US = 4_000_000
LAST_MINUTES = 6
LIMITED_DAYS = 40
MOST_COUNTS_AT_END = 400
TRUST_IN_ESTIMATE = 0.1
DRAWS = 4
ENDING_MOVES = 3
WASTE_SHARE = 0.02
COUNT_SHARE = 0.08


class Trade:
    """Runs the shop from its first morning to the end; exactly ``movements`` rows are written."""

    def __init__(
        self, catalogue: Catalogue, calendar: Calendar, size: Size, bookings: Bookings,
        mornings: Mornings, customers: Customers, ending: Ending, offers: Sequence[Offer],
        tills: tuple[Desk, Desk], movements: int, rng: Random,
    ) -> None:  # fmt: skip
        self._goods = catalogue.goods
        self._calendar = calendar
        self._size = size
        self._do = bookings
        self._mornings = mornings
        self._customers = customers
        self._ending = ending
        self._tills = tills
        self._movements = movements
        self._rng = rng
        self._sold_lines = 0
        self._keep: list[int] | None = None
        self._planned: dict[int, list[Sale]] = {}
        self._launches: dict[int, list[int]] = defaultdict(list)
        self._farewells: dict[int, list[int]] = defaultdict(list)
        self._offers: dict[int, list[Offer]] = defaultdict(list)
        for offer in offers:
            for day in range(offer.first, offer.last + 1):
                self._offers[day].append(offer)

    def run(
        self, launches: dict[int, int], farewells: dict[int, int], each_day: Callable[[], None]
    ) -> None:
        """``launches`` and ``farewells``: the day on which a product comes or goes."""
        for good, day in launches.items():
            self._launches[day].append(good)
            self._customers.show(good, False)
        for good, day in farewells.items():
            self._farewells[day].append(good)
        self._open(launches)
        for day, factor in enumerate(self._calendar.factors):
            if factor:
                lines = self._lines(day)
                self._morning(day)
                self._sell(day, lines)
                self._do.orders.place(day, self._calendar.is_open)
                each_day()
        self._finish()

    def _open(self, launches: dict[int, int]) -> None:
        opened = [good for good in range(self._size.opened) if good not in launches]
        for good in range(self._size.opened, len(self._goods)):
            self._customers.show(good, False)
        quantities = [
            self._rng.randint(rules.trigger // QUANTITY, rules.target // QUANTITY) * QUANTITY
            for rules in self._size.policies
        ]
        self._mornings.open_shop(opened, quantities)

    def _lines(self, day: int) -> int:
        """The day's share of the movements that are left, without those that are no sales."""
        trust = TRUST_IN_ESTIMATE * self._movements
        others = self._do.book.moves - self._sold_lines - self._size.opened
        share = (others + trust * self._size.others) / (self._sold_lines + trust or 1)
        left = sum(self._calendar.factors[day:])
        room = max(0, self._do.room - ENDING_MOVES * len(self._ending.targets))
        return round(room * self._calendar.factors[day] / left / (1 + share))

    def _morning(self, day: int) -> None:
        mornings, date = self._mornings, self._calendar.date(day)
        mornings.begin(day)
        self._change_range(day)
        days_left = len(self._calendar.factors) - day
        limit = self._ending.limited if days_left <= LIMITED_DAYS else None
        mornings.receive(self._do.orders.arriving(day), self._do.room, limit, days_left)
        a_day = self._do.room / days_left
        mornings.write_off(self._about(a_day * WASTE_SHARE))
        if date.weekday() in COUNT_DAYS:
            mornings.count(self._about(a_day * COUNT_SHARE), self._steered)
        if date.day == ADJUST_DAY:
            mornings.adjust()
        mornings.refill(self._do.room, self._steered if self._planned else frozenset())
        if day in self._calendar.last_days[:1] and self._ending.targets:
            self._begin_ending()

    def _about(self, number: float) -> int:
        """A whole number that is ``number`` on average."""
        return int(number + self._rng.random())

    @property
    def _steered(self) -> frozenset[int]:
        return frozenset(self._ending.targets)

    def _change_range(self, day: int) -> None:
        for good in self._launches.pop(day, ()):
            self._customers.show(good, True)
            self._do.orders.ask(good)
        for good in self._farewells.pop(day, ()):
            self._customers.show(good, False)
            self._mornings.delist(good)

    def _begin_ending(self) -> None:
        days = self._calendar.last_days
        for good in self._ending.targets:
            self._customers.show(good, False)
            self._do.orders.never_again(good)
        factors = [self._calendar.factors[day] for day in days]
        self._planned = dict(zip(days, self._ending.lead(self._mornings, factors), strict=True))
        self._fill_up()
        self._keep = [rules.reorder + QUANTITY for rules in self._size.policies]

    def _fill_up(self) -> None:
        """Whatever else is low is delivered, so that only the steered products are low."""
        stock = self._do.stock
        low: dict[int, list[int]] = defaultdict(list)
        for good, rules in enumerate(self._size.policies):
            is_kept = any(stock.moved_at[PLACES * good : PLACES * (good + 1)])
            is_free = stock.is_listed[good] and good not in self._ending.targets
            if is_kept and is_free and stock.total[good] <= rules.reorder:
                low[rules.seller].append(good)
        self._mornings.receive(low, self._do.room)

    def _sell(self, day: int, lines: int) -> None:
        """The day's customers; on the last day counting takes what the movements leave over."""
        planned = self._there(self._planned.get(day, []))
        if day == self._calendar.last_days[-1]:
            lines = self._spare(lines, len(planned))
        lines = min(max(lines, len(planned)), self._do.room)
        sales = planned[:lines] + self._wanted(day, lines - len(planned))
        self._rng.shuffle(sales)
        promo = {good: offer.percent for offer in self._offers.get(day, ()) for good in offer.goods}
        waiting = list(baskets(sales, self._rng))
        for at, step, basket in self._timed(day, waiting):
            till = self._tills[self._rng.random() > FRONT_SHARE]
            self._check_out(till, basket, promo, at, step)
        self._sold_lines += len(sales)

    def _there(self, planned: Sequence[Sale]) -> list[Sale]:
        """Planned sales, as far as the floor holds them: their delivery may have had no room."""
        left: dict[int, int] = {}
        found = []
        for good, wanted in planned:
            rest = left.get(good, self._do.stock.on_hand[PLACES * good + FLOOR])
            taken = min(wanted, rest)
            left[good] = rest - taken
            if taken:
                found.append((good, taken))
        return found

    def _spare(self, lines: int, planned: int) -> int:
        """Counts on the last morning, so many that the last movement is the one asked for."""
        evening = 1 if self._counts_at_end else 0
        over = self._do.room - evening - max(lines, planned)
        counted = 0
        if over > 0:
            number = min(over, MOST_COUNTS_AT_END)
            counted = self._mornings.count(number, self._steered, is_exact=True)
        return max(0, min(lines + over - counted if over > 0 else lines, self._do.room - evening))

    @property
    def _counts_at_end(self) -> list[int]:
        """The product whose count on the last day differs, where it is in the shop."""
        return [good for good in self._ending.targets if self._goods[good].sku == COUNTED]

    def _wanted(self, day: int, lines: int) -> list[Sale]:
        """What customers take of what is there: drawn again when it is not."""
        found: list[Sale] = []
        left: dict[int, int] = {}
        date, offers = self._calendar.date(day), self._offers.get(day, ())
        for _ in range(DRAWS):
            if len(found) >= lines:
                break
            for good in self._customers.draw(date, lines - len(found), offers):
                rest = left[good] if good in left else self._sellable(good)
                taken = quantity(self._goods[good].unit, self._rng)
                if taken > rest:
                    taken = QUANTITY
                if taken <= rest:
                    found.append((good, taken))
                    left[good] = rest - taken
        return found

    def _sellable(self, good: int) -> int:
        stock = self._do.stock
        on_floor = stock.on_hand[PLACES * good + FLOOR]
        if self._keep is None:
            return on_floor
        return min(on_floor, stock.total[good] - self._keep[good])

    def _timed(
        self, day: int, waiting: Sequence[Sequence[Sale]]
    ) -> list[tuple[int, int, Sequence[Sale]]]:
        """Each basket's first moment and the time between two lines; no two baskets overlap."""
        opens = max(self._calendar.opens(day), self._mornings.at + 1)
        length = max(1, self._calendar.closes(day) - LAST_MINUTES * MINUTE_US - opens)
        peaks = (0.28, 0.8)
        draws = sorted(self._rng.triangular(0, 1, self._rng.choice(peaks)) for _ in waiting)
        starts = []
        at = opens
        for share, basket in zip(draws, waiting, strict=True):
            at = max(at, opens + int(share * length))
            starts.append(at)
            at += len(basket) + 3
        starts.append(max(at, opens + length))
        self._mornings.at = starts[-1]
        return [
            (start, max(1, min(LINE_US, (after - start) // (len(basket) + 2))), basket)
            for (start, after), basket in zip(pairwise(starts), waiting, strict=True)
        ]

    def _check_out(
        self, till: Desk, basket: Sequence[Sale], promo: dict[int, int], at: int, step: int
    ) -> None:
        self._do.book.open(till, "sale", at, FLOOR)
        for good, taken in basket:
            price = self._goods[good].price
            percent = promo.get(good)
            if percent:
                price = cents(price * (100 - percent) // 100)
            self._do.sell(till, good, taken, price, percent is not None, at)
            at += step
        self._do.book.close(at)

    def _finish(self) -> None:
        """The last count, and as many more as are missing."""
        mornings = self._mornings
        for good in self._counts_at_end:
            if self._do.room and self._planned:
                mornings.set_level(self._tills[0], good, self._ending.targets[good][FLOOR])
        while self._do.room > 0 and mornings.count(self._do.room, self._steered, is_exact=True):
            pass
