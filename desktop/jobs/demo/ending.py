"""How the demo shop comes to end as the pictures show it: seven things to look after, no more.

On the last three open days the products of the pictures, and a few others that shall be low, are
led to their figures: what lacks is delivered, what is too much is sold. No other product is sold
down to its reorder point on these days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from desktop.jobs.demo.catalogue import QUANTITY, Goods
from desktop.jobs.demo.mornings import Mornings
from desktop.jobs.demo.purchasing import Policy
from desktop.jobs.demo.sales import quantity
from desktop.jobs.demo.stock import BACK, FLOOR, PLACES, Stock

PRODUCTS_PER_LOW_ONE = 600
LEAST_SOLD_A_DAY = 150
COUNTED = "BAK-4002"
COUNT_DIFFERS = 2 * QUANTITY
Sale = tuple[int, int]


def ends(goods: Sequence[Goods], policies: Sequence[Policy], seed: int) -> dict[int, Sequence[int]]:
    """Where each steered product shall be at the end: shop floor, back room, warehouse."""
    found: dict[int, Sequence[int]] = {
        number: good.ends for number, good in enumerate(goods) if good.ends
    }
    rng = Random(f"ends {seed}")
    others = [
        number
        for number, good in enumerate(goods)
        if not good.ends and not good.keeps and good.offers
        and policies[number].rate >= LEAST_SOLD_A_DAY and not policies[number].reserve
    ]  # fmt: skip
    low = rng.sample(others, min(len(others), len(goods) // PRODUCTS_PER_LOW_ONE))
    for at, number in enumerate(low):
        half = policies[number].reorder // QUANTITY // 2 * QUANTITY
        found[number] = (0 if at % 2 == 0 else max(QUANTITY, half), 0, 0)
    return found


@dataclass(slots=True)
class Ending:
    """The steered products and what is still to be sold of them, day by day."""

    targets: dict[int, Sequence[int]]
    goods: Sequence[Goods]
    policies: Sequence[Policy]
    stock: Stock
    rng: Random

    def limited(self, good: int, wanted: int, days_left: int) -> int:
        """A delivery of a steered product near the end: not more than is wanted at the end."""
        target = self.targets.get(good)
        if target is None:
            return wanted
        need = sum(target) + int(self.policies[good].rate * days_left)
        return max(0, min(wanted, need - self.stock.total[good]) // QUANTITY * QUANTITY)

    def lead(self, mornings: Mornings, factors: Sequence[float]) -> list[list[Sale]]:
        """Delivers and moves so that selling the returned quantities ends at the targets."""
        days: list[list[Sale]] = [[] for _ in factors]
        deliveries: dict[int, dict[int, list[Sale]]] = {FLOOR: {}, BACK: {}}
        for good, target in self.targets.items():
            self._empty_back(mornings, good, target[BACK])
            for place, lacking in self._plan(good, days, factors, mornings):
                offers = self.goods[good].offers
                deliveries[place].setdefault(offers[0].vendor, []).append((good, lacking))
        for place, by_vendor in deliveries.items():
            for vendor, wanted in sorted(by_vendor.items()):
                mornings.deliver(vendor, wanted, place)
        return [self._split(day) for day in days]

    def _empty_back(self, mornings: Mornings, good: int, target: int) -> None:
        surplus = self.stock.on_hand[PLACES * good + BACK] - target
        if surplus > 0:
            mornings.move_out(good, BACK, surplus)

    def _plan(
        self, good: int, days: list[list[Sale]], factors: Sequence[float], mornings: Mornings
    ) -> list[tuple[int, int]]:
        """Puts the good's sales into the days; returns what lacks as (place, quantity)."""
        target = self.targets[good]
        extra = COUNT_DIFFERS if self.goods[good].sku == COUNTED else 0
        sold = [self._about(good, factor) for factor in factors]
        lacking = []
        back = target[BACK] - self.stock.on_hand[PLACES * good + BACK]
        if back > 0:
            lacking.append((BACK, back))
        surplus = self.stock.on_hand[PLACES * good] - target[FLOOR] - extra - sum(sold)
        if surplus < 0:
            lacking.append((FLOOR, -surplus))
        elif surplus > 4 * sum(sold) + 6 * QUANTITY:
            mornings.set_level(mornings.desk, good, target[FLOOR] + extra + sum(sold))
        else:
            share = surplus // len(sold) // QUANTITY * QUANTITY
            sold = [quantity + share for quantity in sold]
            sold[0] += surplus - share * len(sold)
        for day, quantity_sold in zip(days, sold, strict=True):
            if quantity_sold:
                day.append((good, quantity_sold))
        return lacking

    def _about(self, good: int, factor: float) -> int:
        """What a day of this factor sells of a good, whole pieces, with some chance in it."""
        pieces = self.policies[good].rate * factor / QUANTITY
        return int(pieces * self.rng.uniform(0.7, 1.3) + self.rng.random()) * QUANTITY

    def _split(self, day: Sequence[Sale]) -> list[Sale]:
        """The day's quantities as customers take them."""
        sales = []
        for good, sold in day:
            rest = sold
            while rest > 0:
                taken = min(rest, quantity(self.goods[good].unit, self.rng))
                sales.append((good, taken))
                rest -= taken
        return sales
