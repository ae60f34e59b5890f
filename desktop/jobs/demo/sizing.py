"""How large the demo shop's trade is: from a number of movements to each product's daily sales."""

from dataclasses import dataclass
from random import Random

from desktop.jobs.demo.calendar import Calendar
from desktop.jobs.demo.catalogue import QUANTITY, Catalogue
from desktop.jobs.demo.purchasing import Policy, policy
from desktop.jobs.demo.sales import MEAN_KILOGRAMS, MEAN_PIECES, line_weight

DEFAULT_PRODUCTS = 1284
MOVEMENTS_A_DAY = 130
USUAL_SHARE = 0.25
COUNTED_AND_WASTED = 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """``others``: movements that are no sale, per sale; ``opened``: products with a first stock."""

    policies: tuple[Policy, ...]
    others: float
    opened: int


def usual_movements(products: int, days: int) -> int:
    """A shop of the default size books some 130 movements a day; a larger one less per product."""
    return int(days * MOVEMENTS_A_DAY * (products / DEFAULT_PRODUCTS) ** 0.5) + products


def size(catalogue: Catalogue, calendar: Calendar, movements: int, seed: int) -> Size:
    """Rates and rules of all products, so that about ``movements`` come out in the end."""
    rng = Random(f"rules {seed}")
    goods = catalogue.goods
    opened = min(len(goods), (movements + 1) // 2)
    lines = (movements - opened) / (1 + USUAL_SHARE)
    a_day = lines / (sum(calendar.factors) or 1)
    pull = sum(line_weight(good.unit, good.sold) for good in goods) or 1
    policies, others = [], 0.0
    for good in goods:
        mean = MEAN_KILOGRAMS if good.unit == "kg" else MEAN_PIECES
        rate = a_day * line_weight(good.unit, good.sold) / pull * mean * QUANTITY
        rules = policy(good, catalogue.sellers, rate, rng)
        policies.append(rules)
        others += rate / max(rules.pack, rules.target - rules.trigger)
        if rules.reserve:
            others += 2 * rate / max(QUANTITY, rules.cap - rules.refill)
    share = others / a_day + COUNTED_AND_WASTED if a_day else USUAL_SHARE
    return Size(tuple(policies), share, opened)
