"""One alert with the figures behind it: what is there, what sells, who delivers and when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.shop import ShopInfo
from desktop.queries.alerts import ALERTS, AlertRow, given_by
from desktop.queries.columns import Request
from desktop.queries.courses import on_hand_course
from desktop.queries.list_query import every
from desktop.schema import Alert, Vendor, VendorPrice
from desktop.schema.base import table_of

A, V, VP = table_of(Alert), table_of(Vendor), table_of(VendorPrice)


@dataclass(frozen=True, slots=True)
class BestOffer:
    """The cheapest price of an active vendor; ``arrives``: when it would come, ordered now."""

    vendor: str
    unit_price: Decimal
    currency: str
    arrives: date | None


@dataclass(frozen=True, slots=True)
class AlertCard:
    """``course``: on hand at the ends of the last 13 days, and now; empty without a product."""

    row: AlertRow
    user: UUID | None
    offer: BestOffer | None
    course: tuple[Decimal, ...]


def alert_card(session: Session, alert: UUID, shop: ShopInfo, now: datetime) -> AlertCard:
    """At most five statements, each of which looks at one product only."""
    request = Request(given=given_by(shop.store, lambda: now))
    chosen = every(ALERTS, request, *ALERTS.fields, A.c.user).where(A.c.id == alert)
    found = session.connection().execute(chosen).first()
    if found is None:
        raise UserError("This alert is gone.", "Refresh the list.", code="gone")
    *fields, user = found
    row = AlertRow(*fields)
    if row.product is None:
        return AlertCard(row, user, None, ())
    offer = _offer(session, shop, row.product, now)
    course = on_hand_course(session, shop, row.product, now)
    return AlertCard(row, user, offer, course)


def _offer(session: Session, shop: ShopInfo, product: UUID, now: datetime) -> BestOffer | None:
    """The shop's own currency goes first: prices in others cannot be compared with it."""
    row = session.execute(
        select(V.c.name, VP.c.unit_price, VP.c.currency, VP.c.lead_time_days)
        .join_from(VP, V, V.c.id == VP.c.vendor)
        .where(VP.c.product == product, V.c.is_active)
        .order_by(VP.c.currency != shop.currency, VP.c.unit_price, VP.c.is_preferred.desc(),
                  V.c.name, V.c.id)
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    days = row.lead_time_days
    arrives = shop.day_of(now) + timedelta(days=days) if days else None
    return BestOffer(row.name, row.unit_price, row.currency, arrives)
