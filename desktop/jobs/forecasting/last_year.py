"""The last year lived again, with the reorder points of now and with the policy.

Each day only what was known then decides, see ``domain.forecast.walking``. Demand of days without
stock is what that forecast expected of them, the same for both rules. Vendors, packs, lead times,
classes and costs are those of today; promotions and holidays count where the calendar has them, as
planned ahead. Goods that are too old are thrown away, the oldest are sold first; what was there at
first counts as fresh. The budget is left aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.domain.forecast.model import fit
from desktop.domain.forecast.periods import Floats
from desktop.domain.forecast.pools import Pools, sample
from desktop.domain.forecast.replay import Lived as Found
from desktop.domain.forecast.replay import Terms, Thresholds, UpTo, lived
from desktop.domain.forecast.walking import Span, Wanted, fitted_of, walk
from desktop.domain.last_year import Course, Kept, LastYear, Lived
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.domain.reorder_policy import Policy
from desktop.domain.shop import ShopInfo
from desktop.jobs.forecasting.facts import Facts, facts_of
from desktop.jobs.forecasting.fitting import Telling
from desktop.jobs.forecasting.relived import Part
from desktop.queries.reorder_policy import classes_of, reorder_policy
from desktop.queries.shop import shop_info
from desktop.queries.supplies import USUAL_DAYS, Supply, supplies
from desktop.schema import Product
from desktop.schema.base import table_of

P = table_of(Product)
PATIENCE_S = 3600.0
YEAR, WARM, LEARNT, FEWEST = 365, 56, 56, 28  # days
CHUNK, LEARNS_FROM = 1_000, 1_000  # products


@dataclass(frozen=True, slots=True)
class _Goods:
    """A product as the rules see it; NaN: it has no reorder point. ``share`` of a smallest order:
    see ``Goods.least_share`` of the proposals."""

    sku: str
    name: str
    cost: float
    point: float
    quantity: float
    life: int
    share: float


@dataclass(frozen=True, eq=False)
class _Known:
    """All that was read."""

    facts: Facts
    policy: Policy
    goods: Mapping[UUID, _Goods]
    grades: Mapping[UUID, str]
    bought: Mapping[UUID, Supply]

    @property
    def compares(self) -> bool:
        """Whether any product has a reorder point."""
        return any(np.isfinite(each.point) for each in self.goods.values())


def last_year(database: Database, by: Actor, now: datetime, progress: Progress) -> LastYear:
    """``progress`` may raise Cancelled at any time: nothing is written."""
    with database.read(PATIENCE_S) as session:
        known = _read(session, shop_info(session, by), now, progress)
    days = known.facts.demand.ledger.days
    span = _span(len(days), known.policy)
    telling = Telling(known.facts)
    learnt = _learnt(known.facts, telling, span, progress)
    found: list[Lived] = []
    outs, worth = np.zeros((2, 2, span.counted))
    for start in range(0, len(telling.rows), CHUNK):
        progress.report(start, len(telling.rows), "Living the year again")
        some = telling.rows[start : start + CHUNK]
        rows, kept = _lived(known, Part.of(known.facts, telling, span, some), learnt)
        found += rows
        outs += [each.outs for each in kept]
        worth += [each.worth for each in kept]
    courses = (Course(*(tuple(np.round(one, 2).tolist()) for one in two)) for two in (outs, worth))
    return LastYear(days[-span.counted], days[-1], tuple(found), *courses)


def _read(session: Session, shop: ShopInfo, now: datetime, progress: Progress) -> _Known:
    facts = facts_of(session, shop, now, None, progress)
    return _Known(
        facts,
        reorder_policy(session, shop.store),
        _goods(session),
        classes_of(session, shop, facts.today),
        supplies(session, shop),
    )


def _goods(session: Session) -> dict[UUID, _Goods]:
    """Where no quantity is set, as much as the reorder point is ordered."""
    rows = session.execute(
        select(P.c.id, P.c.sku, P.c.name, P.c.unit_cost, P.c.reorder_point, P.c.reorder_qty,
               P.c.shelf_life_days, P.c.price)
    )  # fmt: skip
    found = {}
    for product, sku, name, cost, point, quantity, life, price in rows:
        at = float("nan") if point is None else float(point)
        share = min(0.5, float(cost / price)) if cost and price else 0.5
        found[product] = _Goods(
            sku, name, float(cost or 0), at, float(quantity or point or 0), life or 0, share
        )
    return found


def _span(days: int, policy: Policy) -> Span:
    """As much of a year as leaves eight weeks to learn from, and eight to settle down."""
    counted = min(YEAR, days - WARM - LEARNT)
    if counted < FEWEST:
        raise UserError(
            "There is not enough history to live it again.",
            f"It takes {FEWEST + WARM + LEARNT} days with sales. Nothing was changed.",
            code="too_short",
        )
    return Span(days, counted, days - counted - WARM, max(1, policy.review_days))


def _learnt(facts: Facts, telling: Telling, span: Span, progress: Progress) -> list[Pools]:
    """The shop's habits as they were known at each new fit."""
    if not len(telling.rows):
        return []
    rows = telling.rows[sample(telling.groups[telling.rows], LEARNS_FROM)]
    part = Part.of(facts, telling, span, rows)
    found = []
    for number, origin in enumerate(span.origins):
        progress.report(number, len(span.origins), "Learning the shop's habits")
        found.append(fit(fitted_of(part.then(origin))).pools)
    return found


def _lived(
    known: _Known, part: Part, learnt: list[Pools]
) -> tuple[list[Lived], tuple[Found, Found]]:
    """Some products: the rows, and the numbers by day with points and with policy."""
    span, products = part.span, part.demand.products
    goods = [known.goods[product] for product in products]
    grades = [known.grades.get(product, "C") for product in products]
    terms = _terms(known, products)
    wanted = _wanted(known.policy, goods, grades, terms)
    found = walk(span, part.history, map(part.then, span.origins), learnt, wanted)
    point, quantity, cost = np.array([(g.point, g.quantity, g.cost) for g in goods]).T
    share = np.array([each.share for each in goods])
    up_to = UpTo(terms, found.levels, found.most, found.before, share, span.every)
    has_point, is_left = np.isfinite(point), up_to.leaves_out
    is_told = (has_point | (not known.compares)) & ~is_left
    life = np.array([each.life for each in goods])
    stretch, guessed = part.stretch(found, cost, life, is_told)
    rules = (Thresholds(terms, point, quantity), up_to)
    kept = tuple(lived(stretch, terms, rule, span.every, span.warm) for rule in rules)
    rows = [
        Lived(
            product, goods[at].sku, goods[at].name, grades[at], float(kept[1].demand[at]),
            float(guessed[at]), _kept(kept[0], at, cost) if has_point[at] else None,
            _kept(kept[1], at, cost), bool(is_left[at]),
        )
        for at, product in enumerate(products)
        if kept[1].days[at]
    ]  # fmt: skip
    return rows, (kept[0], kept[1])


def _terms(known: _Known, products: tuple[UUID, ...]) -> Terms:
    """Of the vendor to buy from; without one a week, and single units."""
    bought = [known.bought.get(product) for product in products]
    lead, pack, least = zip(
        *((s.lead_days, float(s.pack), float(s.least)) if s else (USUAL_DAYS, 1.0, 0.0)
          for s in bought), strict=True,
    )  # fmt: skip
    return Terms(np.array(lead, np.int64), np.array(pack), np.array(least))


def _wanted(policy: Policy, goods: list[_Goods], grades: list[str], terms: Terms) -> Wanted:
    life = np.array([each.life for each in goods])
    percents = np.array([policy.percent(grade) / 100 for grade in grades])
    return Wanted(terms.lead + policy.review_days, percents, terms.lead, life)


def _kept(found: Found, at: int, cost: Floats) -> Kept:
    return Kept(
        int(found.out[at]), float(found.lost[at]), float(found.held[at] * cost[at]),
        int(found.orders[at]), float(found.expired[at] * cost[at]),
    )  # fmt: skip
