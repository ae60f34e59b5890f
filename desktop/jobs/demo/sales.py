"""Which products the customers of a day take, how many of each, and in which baskets."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from random import Random

from desktop.jobs.demo.catalogue import QUANTITY, Catalogue
from desktop.jobs.demo.demand import Offer, shelf_factor

PIECES = (1, 2, 3, 4, 5, 6, 8, 10)
PIECES_SHARE = tuple(accumulate((780, 150, 38, 14, 6, 8, 2, 2)))
MEAN_PIECES = 1.36
MEAN_KILOGRAMS = 0.92
BASKET = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15)
BASKET_SHARE = tuple(accumulate((24, 22, 16, 11, 8, 6, 4, 3, 3, 2, 1)))


def quantity(unit: str, rng: Random) -> int:
    """What one customer takes of a product, in 1/1000."""
    if unit == "kg":
        return 180 + int(rng.random() ** 1.5 * 1850)
    return rng.choices(PIECES, cum_weights=PIECES_SHARE)[0] * QUANTITY


def line_weight(unit: str, sold: float) -> float:
    """How often a product is taken, from what it sells."""
    return sold / (MEAN_KILOGRAMS if unit == "kg" else MEAN_PIECES)


class Customers:
    """Draws products: a category by the day's weights, then a product in it by its pull."""

    def __init__(self, catalogue: Catalogue, rng: Random) -> None:
        self._shelves = catalogue.shelves
        self._shelf = [good.shelf for good in catalogue.goods]
        self._weight = [line_weight(good.unit, good.sold) for good in catalogue.goods]
        self._is_there = [True] * len(self._weight)
        self._rng = rng
        self._members: list[list[int]] = []
        self._sums: list[list[float]] = []
        for shelf in range(len(self._shelves)):
            self._members.append([])
            self._sums.append([])
            self._gather(shelf)

    def show(self, good: int, is_there: bool) -> None:
        """A product comes into the range or leaves it."""
        if self._is_there[good] != is_there:
            self._is_there[good] = is_there
            self._gather(self._shelf[good])

    def _gather(self, shelf: int) -> None:
        members = [
            good for good, of in enumerate(self._shelf) if of == shelf and self._is_there[good]
        ]
        self._members[shelf] = members
        self._sums[shelf] = list(accumulate(self._weight[good] for good in members))

    def draw(self, day: date, lines: int, offers: Sequence[Offer]) -> list[int]:
        """``lines`` products in random order; those on offer come up ``lift`` times as often."""
        factors = [shelf_factor(shelf.season, shelf.week, day) for shelf in self._shelves]
        members, sums = list(self._members), list(self._sums)
        weights = [of[-1] * f if of else 0.0 for of, f in zip(sums, factors, strict=True)]
        for offer in offers:
            goods = [good for good in offer.goods if self._is_there[good]]
            extra = list(
                accumulate(
                    self._weight[good] * (offer.lift - 1) * factors[self._shelf[good]]
                    for good in goods
                )
            )
            members.append(goods)
            sums.append(extra)
            weights.append(extra[-1] if extra else 0.0)
        if not any(weights):
            return []
        picked = Counter(self._rng.choices(range(len(weights)), weights, k=lines))
        drawn: list[int] = []
        for group, count in sorted(picked.items()):
            drawn += self._rng.choices(members[group], cum_weights=sums[group], k=count)
        self._rng.shuffle(drawn)
        return drawn


def baskets(sales: Sequence[tuple[int, int]], rng: Random) -> Iterator[list[tuple[int, int]]]:
    """Pairs of product and quantity in baskets of one to fifteen, no product twice in a basket."""
    waiting = deque(sales)
    while waiting:
        size = min(rng.choices(BASKET, cum_weights=BASKET_SHARE)[0], len(waiting))
        basket: dict[int, int] = {}
        for _ in range(size):
            good, taken = waiting.popleft()
            if good in basket:
                waiting.append((good, taken))
            else:
                basket[good] = taken
        yield list(basket.items())
