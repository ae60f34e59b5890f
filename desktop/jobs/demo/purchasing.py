"""How the demo shop buys: when a product is ordered, how much comes, and on which morning."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from random import Random

from desktop.jobs.demo.catalogue import QUANTITY, Goods, Seller
from desktop.jobs.demo.stock import BACK, FLOOR, WAREHOUSE

NOBODY = -1
NOBODY_LEAD_DAYS = 3
RESERVE_SHARE = 0.35
SAFETY = 1.3
WEEK = 7


@dataclass(frozen=True, slots=True)
class Policy:
    """One product's rules, quantities in 1/1000; ``rate`` is what a day is expected to sell.

    Ordered when the total is at ``trigger`` or below, filled up to ``target``. Goods with a
    ``reserve`` come there; the shop floor gets up to ``cap`` when it has less than ``refill``.
    """

    rate: float
    reorder: int
    trigger: int
    target: int
    pack: int
    seller: int
    lead: int
    reserve: int
    refill: int
    cap: int


def policy(goods: Goods, sellers: Sequence[Seller], rate: float, rng: Random) -> Policy:
    """Rules for a product that sells ``rate`` thousandths a day."""
    offer = goods.offers[0] if goods.offers else None
    lead = offer.lead if offer else NOBODY_LEAD_DAYS
    wait = max(1, lead) + WEEK / (len(sellers[offer.vendor].comes) if offer else WEEK)
    pieces = rate * wait / QUANTITY
    step = goods.pack * QUANTITY
    reorder = goods.reorder or _up(rate * (lead + 1) * 0.5, QUANTITY)
    trigger = reorder + _up((pieces + SAFETY * sqrt(pieces)) * QUANTITY, QUANTITY)
    cycle = min(3, goods.keeps) if goods.keeps else rng.randint(8, 18)
    target = trigger + max(step, _up(rate * cycle, step))
    is_large = target >= 14 * QUANTITY and not goods.keeps
    has_reserve = is_large and not goods.ends and rng.random() < RESERVE_SHARE
    reserve = rng.choice((BACK, BACK, WAREHOUSE)) if has_reserve else FLOOR
    if goods.ends and (goods.ends[1] or goods.ends[2]):
        reserve = BACK
    cap = max(6 * QUANTITY, _up(rate * 4, QUANTITY))
    return Policy(
        rate, reorder, trigger, target, step, offer.vendor if offer else NOBODY, lead,
        reserve, cap // 2, cap,
    )  # fmt: skip


def _up(quantity: float, step: int) -> int:
    return max(1, ceil(quantity / step)) * step


class Orders:
    """What is ordered and when it comes; ``by_day`` counts from the first day of trade."""

    def __init__(self, policies: Sequence[Policy], sellers: Sequence[Seller], weekday: int) -> None:
        self._policies = policies
        self._sellers = sellers
        self._first_weekday = weekday
        self._coming: dict[int, list[int]] = defaultdict(list)
        self._is_ordered = bytearray(len(policies))
        self.asked: list[int] = []

    def ask(self, good: int) -> None:
        """Notes a product that is running low; ordered in the evening."""
        if not self._is_ordered[good]:
            self._is_ordered[good] = 1
            self.asked.append(good)

    def never_again(self, good: int) -> None:
        """The product leaves the range."""
        self._is_ordered[good] = 2

    def place(self, today: int, is_open: Sequence[bool]) -> None:
        """Orders all that was asked for; it comes on the vendor's next day after the lead time."""
        for good in self.asked:
            rules = self._policies[good]
            days: Sequence[int] = range(7)
            if rules.seller != NOBODY:
                days = self._sellers[rules.seller].comes
            at = today + max(1, rules.lead)
            while at < len(is_open) and not (
                is_open[at] and (self._first_weekday + at) % 7 in days
            ):
                at += 1
            self._coming[at].append(good)
        self.asked.clear()

    def arriving(self, today: int) -> dict[int, list[int]]:
        """Products that come today, by vendor."""
        found: dict[int, list[int]] = defaultdict(list)
        for good in sorted(self._coming.pop(today, ())):
            if self._is_ordered[good] == 1:
                self._is_ordered[good] = 0
                found[self._policies[good].seller].append(good)
        return found
