"""A proposal as a row of a file: the same from the window and from the command line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.domain.reorder import Proposal

NAMES = (
    *("sku", "name", "vendor", "quantity", "pack", "unit_price", "currency", "cost"),
    *("order_by", "arrives", "on_hand", "on_order", "reason"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """``cost`` is in the shop's currency."""

    sku: str
    name: str
    vendor: str
    quantity: Decimal
    pack: Decimal
    unit_price: Decimal
    currency: str
    cost: Decimal
    order_by: date | None
    arrives: date
    on_hand: Decimal
    on_order: Decimal
    reason: str


def line_of(each: Proposal) -> Line:
    """A proposal with what leads to it."""
    goods, offer = each.goods, each.offer
    return Line(
        goods.sku, goods.name, offer.name, each.quantity, offer.pack, offer.unit_price,
        offer.currency, each.cost, each.order_by, each.arrives, goods.on_hand, goods.on_order,
        str(each.reason),
    )  # fmt: skip
