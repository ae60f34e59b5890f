"""Forecasts read again at the stock of now: no fit, only the distribution that is kept.

About a millisecond for each product whose stock, or what is on its way, changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from desktop.domain.alert_rules import DEPLETION
from desktop.domain.forecast.ahead import Distribution, together
from desktop.domain.forecast.depletion import Told, told
from desktop.domain.forecast.parameters import Parameters
from desktop.domain.shop import ShopInfo
from desktop.queries.days_ahead import DaysAhead, sold_today
from desktop.queries.purchases import ON_ORDER, on_order_of
from desktop.queries.reorder import drafted
from desktop.queries.reorder_policy import reorder_policy
from desktop.queries.stock import STORE, on_hand_of
from desktop.queries.supplies import supplies, wait_of
from desktop.schema import Alert, Forecast, Location, Product, StockMove
from desktop.schema.base import table_of

F, P, M = table_of(Forecast), table_of(Product), table_of(StockMove)
A = table_of(Alert)
PLACE = table_of(Location)
DAY = timedelta(days=1)
MOST = 2_000  # products of one look; the others wait for the next
_HELD, _WAY = on_hand_of(F.c.product), on_order_of(ON_ORDER.c.qty)


@dataclass(frozen=True, eq=False)
class Outlook:
    """One product: the demand ahead, and what it makes of the stock of now.

    ``told``: of what is there; ``chance``: that this and what is on its way is used up within
    ``lead_days``.
    """

    id: UUID
    product: UUID
    on_hand: Decimal
    on_order: Decimal
    lead_days: int
    parameters: Parameters
    demand: Distribution
    told: Told
    chance: float
    kept: Mapping[str, Any]

    def row(self) -> tuple[Any, ...]:
        """As ``LookAgain`` takes it."""
        sure = min(max(self.told.confidence, 0.0), 1.0)
        return (
            self.id, self.on_hand, self.on_order, self.told.usual, self.told.earliest,
            self.chance, sure, {**self.kept, "lead_days": self.lead_days},
        )  # fmt: skip


def changed(
    session: Session, shop: ShopInfo, now: datetime, is_supplied_anew: bool = False
) -> list[Outlook]:
    """Of products whose stock, or what is on its way, is another than the forecast was told for;

    of those whose day has passed without anything being sold, and of those whose alert knows other
    draft orders than there are. ``is_supplied_anew``: also of
    those that take another time to come.
    """
    today = shop.day_of(now)
    is_past = or_(F.c.depletion_date < today, F.c.earliest_date < today)
    is_other = or_(F.c.on_hand != _HELD, F.c.on_order != _WAY, is_past)
    waits = _other_waits(session, shop) if is_supplied_anew else {}
    again = [*waits, *_other_drafts(session, shop)]
    return list(_outlooks(session, shop, now, or_(is_other, F.c.product.in_(again)), waits))


def outlooks(
    session: Session, shop: ShopInfo, now: datetime, products: Sequence[UUID]
) -> list[Outlook]:
    """Of some products, as far as they have a forecast."""
    return list(_outlooks(session, shop, now, F.c.product.in_(products)))


def _outlooks(
    session: Session, shop: ShopInfo, now: datetime, chosen: ColumnElement[bool],
    waits: Mapping[UUID, int] = MappingProxyType({}),
) -> Iterator[Outlook]:  # fmt: skip
    """``waits``: days that some take to come, where it is not what was kept."""
    rows = session.execute(
        select(F.c.id, F.c.product, F.c.parameters, P.c.category, _HELD, _WAY)
        .join_from(F, P, P.c.id == F.c.product)
        .outerjoin(ON_ORDER, ON_ORDER.c.product == F.c.product)
        .where(F.c.store == STORE, chosen)
        .limit(MOST),
        {"store": shop.store},
    ).all()
    if not rows:
        return
    days = DaysAhead(session, shop, now)
    sold = sold_today(session, shop, now, [row.product for row in rows])
    known = [Parameters.from_json(row.parameters) for row in rows]
    demands = [
        days.demand(parameters, days.promo(row.product, row.category))
        for parameters, row in zip(known, rows, strict=True)
    ]
    there = [float(held) + sold.get(product, 0.0) for _, product, _, _, held, _ in rows]
    coming = [stock + max(float(row[-1]), 0.0) for stock, row in zip(there, rows, strict=True)]
    depletions = zip(_depletions(demands, there), _depletions(demands, coming), strict=True)
    each = zip(rows, known, demands, depletions, strict=True)
    for (key, product, kept, _, on_hand, way), parameters, demand, (now_there, with_way) in each:
        lead = waits.get(product, int(kept.get("lead_days", 0)))
        chance = min(max(with_way.within(lead), 0.0), 1.0)
        yield Outlook(key, product, on_hand, way, lead, parameters, demand, now_there, chance, kept)


def _depletions(demands: Sequence[Distribution], stock: Sequence[float]) -> list[Told]:
    """When so much of each will be used up."""
    found: dict[int, Told] = {}
    for numbers, some in together(demands):
        days, held = (
            some.days.astype("datetime64[D]").tolist(),
            np.array([stock[number] for number in numbers]),
        )
        rows = zip(numbers, some.reaches(held), some.trust.tolist(), some.evidence.tolist(),
                   strict=True)  # fmt: skip
        found |= {number: told(reached, days, *sure) for number, reached, *sure in rows}
    return [found[number] for number in range(len(demands))]


def _other_waits(session: Session, shop: ShopInfo) -> dict[UUID, int]:
    """Of products with a forecast, where vendors' offers tell another than was kept."""
    bought, review = supplies(session, shop), reorder_policy(session, shop.store).review_days
    kept = F.c.parameters["lead_days"].as_integer()
    rows = session.execute(select(F.c.product, kept).where(F.c.store == shop.store))
    found = ((product, wait_of(bought.get(product), review), was) for product, was in rows)
    return dict(islice(((product, wait) for product, wait, was in found if wait != was), MOST))


def _other_drafts(session: Session, shop: ShopInfo) -> list[UUID]:
    """Products whose alert was told at other draft orders."""
    begun = drafted(session, shop.store)
    standing = select(A.c.product, A.c.params).where(
        A.c.store == shop.store, A.c.type == DEPLETION.kind, A.c.status != "resolved"
    )
    found = session.execute(standing).all()
    return [
        row.product for row in found
        if Decimal(row.params.get("drafted", "0")) != begun.get(row.product, 0)
    ][:MOST]  # fmt: skip
