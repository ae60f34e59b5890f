"""All that a run knows of a store: its demand, what is there and on its way, what lies ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.forecast.model import LOOKS_BACK
from desktop.domain.progress import Progress
from desktop.domain.shop import ShopInfo
from desktop.queries.days_ahead import AHEAD, days_ahead, predicting
from desktop.queries.demand import ShopDemand, daily_demand
from desktop.queries.events import EventSpan
from desktop.queries.forecasts import Run, last_run
from desktop.queries.outdated import calendar_mark
from desktop.queries.purchases import on_order
from desktop.queries.reorder_policy import reorder_policy
from desktop.queries.supplies import supplies, wait_of
from desktop.schema import Forecast, Product, StockMove, Unit
from desktop.schema.base import table_of

F, P, U, M = table_of(Forecast), table_of(Product), table_of(Unit), table_of(StockMove)
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
