"""What to order now: the stored forecasts read at the stock of now, each with its reason."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from desktop.domain.forecast.ahead import Distribution, together
from desktop.domain.progress import Progress, Silent
from desktop.domain.reorder import Demand, Goods, LeftOut, Proposal, Proposed, propose, propose_one
from desktop.domain.reorder_policy import Policy
from desktop.domain.shop import ShopInfo
from desktop.jobs.forecasting.looking import Outlook, outlooks
from desktop.queries.reorder import (
    Candidate,
    candidates,
    candidates_among,
    drafted,
    offers_of,
    reserved,
)
from desktop.queries.reorder_policy import classes_for, reorder_policy

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
    found = candidates(session, shop.store, (1 - policy.highest / 100) * SPARE)
    buying = Buying(session, shop, now, policy, found)
    goods = _goods(session, buying, progress or Silent())
    return propose(goods, buying.today, policy)


def proposal_of(
    session: Session, shop: ShopInfo, now: datetime, product: UUID
) -> Proposal | LeftOut | None:
    """Of one product the same as ``proposals`` tells, whatever the budget is spent on."""
    policy = reorder_policy(session, shop.store)
    buying = Buying(session, shop, now, policy, candidates_among(session, shop.store, [product]))
    found = outlooks(session, shop, now, [product])
    return buying.proposals(found)[0] if found else None


def _goods(session: Session, buying: "Buying", progress: Progress) -> Iterator[Goods]:
    keys = buying.products
    for start in range(0, len(keys), PART):
        progress.report(start, len(keys))
        some = outlooks(session, buying.shop, buying.now, keys[start : start + PART])
        yield from buying.goods(some)


class Buying:
    """All that is known of some products beside their forecasts: what proposals are made of."""

    def __init__(
        self, session: Session, shop: ShopInfo, now: datetime, policy: Policy,
        found: Sequence[Candidate],
    ) -> None:  # fmt: skip
        self.shop, self.now, self.policy = shop, now, policy
        self.today = shop.day_of(now)
        self._known = {each.product: each for each in found}
        self._offers = offers_of(session, shop, found)
        self._promised, self._begun = reserved(session, shop.store), drafted(session, shop.store)
        self._classes = classes_for(session, shop, self.today, policy) if found else {}

    @property
    def products(self) -> list[UUID]:
        """By SKU."""
        return list(self._known)

    def drafted(self, product: UUID) -> Decimal:
        """What of it stands in orders that were not sent yet."""
        return self._begun.get(product, NONE)

    def proposals(self, found: Sequence[Outlook]) -> list[Proposal | LeftOut | None]:
        """None: there is enough of it, or it is not to be bought any more."""
        goods = {
            each.product: propose_one(each, self.today, self.policy)
            for each in self.goods([told for told in found if told.product in self._known])
        }
        return [goods.get(outlook.product) for outlook in found]

    def goods(self, found: Sequence[Outlook]) -> Iterator[Goods]:
        """Products as the rule wants them."""
        classes = [self._classes.get(outlook.product, "") for outlook in found]
        demands = demands_of([outlook.demand for outlook in found],
                             [self.policy.percent(each) for each in classes])  # fmt: skip
        return map(self._goods, found, demands)

    def _goods(self, outlook: Outlook, demand: Demand) -> Goods:
        each = self._known[outlook.product]
        return Goods(
            each.product,
            each.sku,
            each.name,
            each.decimals,
            outlook.on_hand,
            self._promised.get(each.product, NONE),
            outlook.on_order + self.drafted(each.product),
            Decimal(repr(each.rate)).quantize(STEP),
            each.price - (each.unit_cost or NONE),
            demand,
            self._offers.get(each.product, ()),
            each.shelf_life_days,
            each.category,
            each.unit,
        )


def demands_of(each: Sequence[Distribution], percents: Sequence[int]) -> list[Demand]:
    """The running sums that the rule asks for, as exact numbers."""
    found: dict[int, Demand] = {}
    for percent in set(percents):
        rows = [number for number, asked in enumerate(percents) if asked == percent]
        for numbers, some in together([each[row] for row in rows]):
            sums = np.round(some.quantiles(np.array([percent / 100]))[..., 0], 3)
            pairs = zip(sums.tolist(), np.round(some.summed, 3).tolist(), strict=True)
            for number, (likely, expected) in zip(numbers, pairs, strict=True):
                found[rows[number]] = Demand(_exact(likely), _exact(expected))
    return [found[number] for number in range(len(each))]


def _exact(sums: list[float]) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, map(repr, sums)))
