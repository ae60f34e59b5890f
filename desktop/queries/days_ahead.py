"""What is known of a store's days ahead, the same for a run, a look at stock and a chart.

Imports NumPy: to be imported where it is needed, not at the start.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.db.types import Quantity
from desktop.domain.forecast.ahead import Distribution
from desktop.domain.forecast.events import Calendar, Event, calendar
from desktop.domain.forecast.parameters import Parameters, ahead
from desktop.domain.forecast.periods import Days, Flags, weekdays
from desktop.domain.forecast.shelf import always_closed
from desktop.domain.ledger import Kind
from desktop.domain.shop import ShopInfo
from desktop.queries.demand import closed_between
from desktop.queries.events import EventSpan, events_between
from desktop.queries.ledger_days import days_between
from desktop.queries.sales import moved_in
from desktop.queries.stock import STORE
from desktop.schema import Location, StockMove
from desktop.schema.base import table_of

M, PLACE = table_of(StockMove), table_of(Location)
DAY = timedelta(days=1)
AHEAD = 90  # days
LATE = 90  # days that tell on which weekdays the store is always closed


class DaysAhead:
    """So many days from today on, for all products of a store.

    ``closed``: of days up to yesterday whether they were, where that is read already.
    """

    def __init__(
        self, session: Session, shop: ShopInfo, now: datetime, days: int = AHEAD,
        closed: Mapping[date, bool] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        today = shop.day_of(now)
        self.dates = days_ahead(today, days)
        events = events_between(session, shop.store, today, self.dates[-1])
        self._promotions = [e for e in events if e.type == "promotion" and e.is_in_prediction]
        past = tuple(closed) or days_between(today - LATE * DAY, today - DAY)
        shut = np.array([*closed.values()] or closed_between(session, shop, past[0], past[-1]))
        spans = predicting(session, shop, past[0], self.dates[-1])
        self._days = np.array(self.dates, "datetime64[D]")
        self.closed = closed_ahead(np.array(past, "datetime64[D]"), shut, self._days, spans)
        self._events = calendar_of(self._days, spans)

    def promo(self, product: UUID, category: UUID) -> Flags:
        """The days on which a promotion is planned for a product."""
        promo = np.zeros(len(self._days), bool)
        for offer in self._promotions:
            if offer.is_about(product, category):
                first, last = np.datetime64(offer.first), np.datetime64(offer.last)
                promo |= (self._days >= first) & (self._days <= last)
        return promo

    def demand(self, parameters: Parameters, promo: Flags) -> Distribution:
        """Of one product."""
        return ahead(parameters, self._days, promo, self.closed, self._events)


def days_ahead(today: date, days: int = AHEAD) -> tuple[date, ...]:
    """From today on."""
    return days_between(today, today + (days - 1) * DAY)


def sold_today(
    session: Session, shop: ShopInfo, now: datetime, products: Sequence[UUID]
) -> dict[UUID, float]:
    """The demand of today is told from its beginning on: what it took already was there then."""
    begun = shop.begins(shop.day_of(now))
    sold = -func.sum(M.c.qty, type_=Quantity())
    here = select(PLACE.c.id).where(PLACE.c.store == STORE)
    # Said so that no index of kinds is taken, which would walk all sales there ever were.
    is_sale = func.coalesce(M.c.kind, M.c.reason) == Kind.SALE
    rows = session.execute(
        select(M.c.product, sold)
        .where(M.c.product.in_(products), M.c.occurred_at >= begun, is_sale)
        .where(moved_in(here))
        .group_by(M.c.product),
        {"store": shop.store},
    )
    return {product: float(units) for product, units in rows}


def predicting(session: Session, shop: ShopInfo, first: date, last: date) -> tuple[EventSpan, ...]:
    """What differs from usual days and is no promotion."""
    found = events_between(session, shop.store, first, last)
    return tuple(each for each in found if each.is_in_prediction and each.type != "promotion")


def calendar_of(days: Days, spans: Sequence[EventSpan]) -> Calendar:
    """An event of several days is one on each."""
    events = [
        Event(day, span.name, span.type == "holiday")
        for span in spans
        for day in days_between(span.first, span.last)
    ]
    return calendar(days, events)


def closed_ahead(past: Days, closed: Flags, ahead: Days, spans: Sequence[EventSpan] = ()) -> Flags:
    """Weekdays that are always closed, and holidays on which the shop always was."""
    found = always_closed(closed, weekdays(past))[weekdays(ahead)]
    shut = _always_shut(past, closed, spans)
    for span in spans:
        if span.name in shut:
            found |= (ahead >= np.datetime64(span.first)) & (ahead <= np.datetime64(span.last))
    return np.asarray(found)


def _always_shut(past: Days, closed: Flags, spans: Sequence[EventSpan]) -> set[str]:
    """The names of holidays that were closed each time."""
    shut: set[str] = set()
    opened: set[str] = set()
    for span in spans:
        inside = (past >= np.datetime64(span.first)) & (past <= np.datetime64(span.last))
        if span.type == "holiday" and inside.any():
            (shut if closed[inside].all() else opened).add(span.name)
    return shut - opened
