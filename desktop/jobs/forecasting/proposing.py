"""What to order now: the stored forecasts read at the stock of now, each with its reason."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from desktop.domain.forecast.ahead import Distribution
from desktop.domain.progress import Progress, Silent
from desktop.domain.reorder import Demand, Goods, Offer, Policy, Proposed, propose
from desktop.domain.shop import ShopInfo
from desktop.jobs.forecasting.looking import Outlook, outlooks
from desktop.queries.reorder import Candidate, candidates, drafted, offers_of, reserved

PART = 200  # products between two looks at whether it shall stop
SPARE = 0.5  # of the risk: another vendor may take longer than the one it was told for
STEP = Decimal("0.001")
NONE = Decimal(0)


def proposals(
    session: Session,
    shop: ShopInfo,
    now: datetime,
    policy: Policy,
    progress: Progress | None = None,
) -> Proposed:
    """The most urgent first. About a millisecond for each product that may run out.

    What stands in a draft counts as on order: asked twice, nothing is ordered twice.
    """
    risk = float(1 - policy.percent / 100) * SPARE
    found = candidates(session, shop.store, risk)
    goods = _goods(session, shop, now, policy, found, progress or Silent())
    return propose(goods, shop.day_of(now), policy)


def _goods(
    session: Session,
    shop: ShopInfo,
    now: datetime,
    policy: Policy,
    found: Sequence[Candidate],
    progress: Progress,
) -> Iterator[Goods]:
    offers = offers_of(session, shop, found)
    promised, begun = reserved(session, shop.store), drafted(session, shop.store)
    known = {each.product: each for each in found}
    keys = list(known)
    for start in range(0, len(keys), PART):
        progress.report(start, len(keys))
        for outlook in outlooks(session, shop, now, keys[start : start + PART]):
            coming = outlook.on_order + begun.get(outlook.product, NONE)
            yield _of(known[outlook.product], outlook, coming, policy, offers, promised)


def _of(
    each: Candidate,
    outlook: Outlook,
    coming: Decimal,
    policy: Policy,
    offers: dict[UUID, tuple[Offer, ...]],
    promised: dict[UUID, Decimal],
) -> Goods:
    return Goods(
        each.product,
        each.sku,
        each.name,
        each.decimals,
        outlook.on_hand,
        promised.get(each.product, NONE),
        coming,
        Decimal(repr(each.rate)).quantize(STEP),
        each.price - (each.unit_cost or NONE),
        demand_of(outlook.demand, policy),
        offers.get(each.product, ()),
        each.shelf_life_days,
        each.category,
        each.unit,
    )


def demand_of(distribution: Distribution, policy: Policy) -> Demand:
    """The running sums that the rule asks for, as exact numbers."""
    levels = np.array([0.5, float(policy.percent / 100)])
    sums = np.round(distribution.quantiles(levels), 3)
    usual, likely = (tuple(Decimal(repr(float(x))) for x in sums[:, at]) for at in (0, 1))
    return Demand(likely, usual)
