"""Which forecasts the books have outrun: all of a store, or those of some products.

History ends yesterday, so what is sold today changes no fit: only the stock it is read at, see
``LookAgain``. A fit is outrun by what is booked for a day that it has seen, by a product that had
none, and all are by another calendar. A product that is active again has none.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.ids import first_of
from desktop.domain.shop import ShopInfo
from desktop.queries.events import events_between
from desktop.queries.forecasts import last_run
from desktop.queries.sales import moved_in
from desktop.queries.stock import STORE
from desktop.schema import Forecast, Location, Product, StockLevel, StockMove
from desktop.schema.base import table_of

F, P, M = table_of(Forecast), table_of(Product), table_of(StockMove)
PLACE, LEVEL = table_of(Location), table_of(StockLevel)
DAY = timedelta(days=1)
BACK, AHEAD = 760 * DAY, 90 * DAY  # of the calendar, as far as a forecast looks
MARGIN = timedelta(hours=1)  # a booking may be begun before a run, and end after it
MOST = 500  # products of one refit; the others wait for the next


@dataclass(frozen=True, slots=True)
class OutdatedForecasts:
    """``products`` is None where all are. ``mark`` is another when there is more to do."""

    products: tuple[UUID, ...] | None
    mark: str


def outdated_forecasts(session: Session, shop: ShopInfo, now: datetime) -> OutdatedForecasts | None:
    """None where all are as they should be."""
    today, run = shop.day_of(now), last_run(session, shop.store)
    mark = calendar_mark(session, shop, now)
    if run is None or run.until != today - DAY or run.calendar != mark:
        return OutdatedForecasts(None, mark)
    found = _late(session, shop, now, run.made_at) | _back(session, shop, run.made_at)
    if not found:
        return None
    newest = max(found.values())
    return OutdatedForecasts(tuple(found)[:MOST], newest.isoformat())


def calendar_mark(session: Session, shop: ShopInfo, now: datetime) -> str:
    """Another where an event that forecasts know of is another."""
    today = shop.day_of(now)
    events = events_between(session, shop.store, today - BACK, today + AHEAD)
    told = sorted(
        repr((e.id.hex, e.first, e.last, e.name, e.type, *map(sorted, (e.products, e.categories))))
        for e in events
        if e.is_in_prediction
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _late(
    session: Session, shop: ShopInfo, now: datetime, made_at: datetime
) -> dict[UUID, datetime]:
    """Products with bookings that their forecasts have not seen, found by the ids of those."""
    here = select(PLACE.c.id).where(PLACE.c.store == STORE)
    # Said so that no index over days is taken: what was booked since is few.
    day = func.coalesce(M.c.occurred_at, M.c.recorded_at, type_=M.c.occurred_at.type)
    is_seen_day = day < shop.begins(shop.day_of(now))
    recorded: Any = func.max(M.c.recorded_at, type_=M.c.recorded_at.type)
    product = func.coalesce(M.c.product, M.c.lot, type_=M.c.product.type)
    rows = session.execute(
        select(product, recorded)
        .join_from(M, P, P.c.id == product)
        .outerjoin(F, (F.c.product == P.c.id) & (F.c.store == STORE))
        .where(
            M.c.id >= first_of(made_at - MARGIN),
            P.c.status == "active",
            moved_in(here),
            ~P.c.is_template,
        )
        .where(or_(F.c.id.is_(None), (M.c.recorded_at > F.c.made_at) & is_seen_day))
        .group_by(product)
        .order_by(product)
        .limit(MOST),
        {"store": shop.store},
    )
    return {row[0]: row[1] for row in rows}


def _back(session: Session, shop: ShopInfo, made_at: datetime) -> dict[UUID, datetime]:
    """Products without a forecast that were changed since, and moved here before."""
    here = select(PLACE.c.id).where(PLACE.c.store == STORE)
    rows = session.execute(
        select(P.c.id, P.c.updated_at)
        .outerjoin(F, (F.c.product == P.c.id) & (F.c.store == STORE))
        .where(P.c.status == "active", P.c.updated_at >= made_at - MARGIN, F.c.id.is_(None))
        .where(~P.c.is_template)
        .where(exists().where(LEVEL.c.product == P.c.id, LEVEL.c.location.in_(here)))
        .order_by(P.c.id)
        .limit(MOST),
        {"store": shop.store},
    )
    return {row[0]: row[1] for row in rows}
