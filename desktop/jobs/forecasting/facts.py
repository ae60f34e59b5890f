"""All that a run knows of a store: its demand, what is there and on its way, what lies ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.forecast.events import Calendar, Event, calendar
from desktop.domain.forecast.model import LOOKS_BACK
from desktop.domain.forecast.periods import Days, Flags, weekdays
from desktop.domain.forecast.shelf import always_closed
from desktop.domain.progress import Progress
from desktop.domain.shop import ShopInfo
from desktop.queries.demand import ShopDemand, daily_demand
from desktop.queries.events import EventSpan, events_between
from desktop.queries.forecasts import Run, last_run
from desktop.queries.ledger_days import days_between
from desktop.queries.outdated import calendar_mark
from desktop.queries.purchases import on_order
from desktop.queries.reorder_policy import reorder_policy
from desktop.queries.supplies import supplies, wait_of
from desktop.schema import Forecast, Product, StockMove, Unit
from desktop.schema.base import table_of

F, P, U, M = table_of(Forecast), table_of(Product), table_of(Unit), table_of(StockMove)
AHEAD = 90  # days
LEAST = 56  # days that are read also of a shop that began later
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Goods:
    """What a forecast needs to know of a product beside its demand.

    ``lead_days``: until goods ordered now can be here, with the time until orders are looked at.
    """

    category: UUID
    is_active: bool
    is_counted: bool
    lead_days: int
    on_order: float


@dataclass(frozen=True, eq=False)
class Facts:
    """``promises``: what was foretold of products, see ``scoring``; ``before``: the last run;
    ``calendar``: the mark of the events that are known.
    """

    shop: ShopInfo
    today: date
    demand: ShopDemand
    goods: Mapping[UUID, Goods]
    events: tuple[EventSpan, ...]
    promises: Mapping[UUID, Mapping[str, Any]]
    before: Run | None
    calendar: str

    @property
    def ahead(self) -> tuple[date, ...]:
        """From today on."""
        return days_ahead(self.today)


def facts_of(
    session: Session,
    shop: ShopInfo,
    now: datetime,
    products: Sequence[UUID] | None,
    progress: Progress,
) -> Facts:
    """One snapshot. History ends yesterday: today is not over."""
    today = shop.day_of(now)
    last, until = today - DAY, today + (AHEAD - 1) * DAY
    first = _first(session, shop, today)
    demand = daily_demand(session, shop, products, first, last, until, progress)
    return Facts(
        shop,
        today,
        demand,
        goods_of(session, shop, products),
        predicting(session, shop, first, until),
        _promises(session, shop, products),
        last_run(session, shop.store),
        calendar_mark(session, shop, now),
    )


def days_ahead(today: date) -> tuple[date, ...]:
    """From today on."""
    return days_between(today, today + (AHEAD - 1) * DAY)


def _first(session: Session, shop: ShopInfo, today: date) -> date:
    """A clock that jumped back years makes no history of years."""
    oldest = session.scalar(select(func.min(M.c.occurred_at, type_=M.c.occurred_at.type)))
    began = today if oldest is None else shop.day_of(oldest)
    return max(min(began, today - LEAST * DAY), today - LOOKS_BACK * DAY)


def goods_of(
    session: Session, shop: ShopInfo, products: Sequence[UUID] | None
) -> dict[UUID, Goods]:
    """Of some products, or of all."""
    bought, way = supplies(session, shop, products), on_order(session, shop.store)
    review = reorder_policy(session, shop.store).review_days
    is_sold = (P.c.status == "active") & ~P.c.is_template
    wanted = select(P.c.id, P.c.category, is_sold, U.c.decimals).join_from(P, U, U.c.id == P.c.unit)
    if products is not None:
        wanted = wanted.where(P.c.id.in_(products))
    found = {}
    for product, category, is_active, decimals in session.execute(wanted):
        found[product] = Goods(
            category, bool(is_active), decimals == 0, wait_of(bought.get(product), review),
            float(way.get(product, 0)),
        )  # fmt: skip
    return found


def _promises(
    session: Session, shop: ShopInfo, products: Sequence[UUID] | None
) -> dict[UUID, Mapping[str, Any]]:
    wanted = select(F.c.product, F.c.parameters["promise"]).where(F.c.store == shop.store)
    if products is not None:
        wanted = wanted.where(F.c.product.in_(products))
    return {product: told for product, told in session.execute(wanted) if told}


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
