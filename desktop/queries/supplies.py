"""From whom products would be bought, and how long that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.shop import ShopInfo
from desktop.schema import Vendor, VendorPrice
from desktop.schema.base import table_of

V, VP = table_of(Vendor), table_of(VendorPrice)
USUAL_DAYS = 7  # where no vendor says how long it takes


@dataclass(frozen=True, slots=True)
class Supply:
    """The preferred vendor's offer, else the cheapest, those in the shop's currency first."""

    vendor: UUID
    name: str
    lead_days: int
    pack: Decimal
    least: Decimal


def wait_of(supply: Supply | None, review_days: int) -> int:
    """Days until goods ordered now can be here, with the time until orders are looked at."""
    return (USUAL_DAYS if supply is None else supply.lead_days) + review_days


def supplies(
    session: Session, shop: ShopInfo, products: Sequence[UUID] | None = None
) -> dict[UUID, Supply]:
    """Of each product that an active vendor offers; one statement."""
    wanted = (
        select(VP.c.product, V.c.id, V.c.name, VP.c.lead_time_days, VP.c.pack_qty,
               VP.c.min_order_qty)
        .join_from(VP, V, V.c.id == VP.c.vendor)
        .where(V.c.is_active)
        .order_by(VP.c.product, VP.c.is_preferred.desc(), VP.c.currency != shop.currency,
                  VP.c.unit_price, VP.c.lead_time_days, V.c.id)
    )  # fmt: skip
    if products is not None:
        wanted = wanted.where(VP.c.product.in_(products))
    found: dict[UUID, Supply] = {}
    for product, *told in session.execute(wanted):
        found.setdefault(product, Supply(*told))
    return found
