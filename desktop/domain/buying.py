"""Which vendor of a product is the best to buy from."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol
from uuid import UUID


class Offered(Protocol):
    """What a vendor asks for one unit, and how it is told apart from the others."""

    @property
    def vendor(self) -> UUID: ...
    @property
    def unit_price(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def lead_time_days(self) -> int: ...
    @property
    def is_preferred(self) -> bool: ...


def best_vendor(offers: Iterable[Offered]) -> UUID | None:
    """The preferred vendor, else the lowest unit price, then the shortest lead time.

    None where there is nothing to choose between: fewer than two offers, or, without a preferred
    one, prices in several currencies. Offers of inactive vendors are left out by whoever asks.
    """
    found = list(offers)
    if len(found) < 2:
        return None
    preferred = [offer.vendor for offer in found if offer.is_preferred]
    if preferred:
        return preferred[0]
    if len({offer.currency for offer in found}) > 1:
        return None
    return min(found, key=lambda o: (o.unit_price, o.lead_time_days, o.vendor)).vendor
