"""Fits a store's products in parts that share the shop's habits, and tells each one's row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np

from desktop.domain.forecast.depletion import BEYOND, depletion
from desktop.domain.forecast.history import History
from desktop.domain.forecast.model import Fit, fit
from desktop.domain.forecast.periods import Whole
from desktop.domain.forecast.pools import Pools, sample
from desktop.domain.progress import Progress
from desktop.jobs.forecasting.facts import Facts
from desktop.jobs.forecasting.scoring import Totals, is_under_way, promises, sold_since
from desktop.queries.days_ahead import calendar_of, closed_ahead
from desktop.queries.demand import Demand

CHUNK = 1_000
METHOD = "factors"
STEP = Decimal("0.001")


@dataclass(frozen=True, eq=False)
class Fitted:
    """``each``: the columns of the table of forecasts; ``totals`` of the promises that were due."""

    each: dict[str, list[Any]] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)
    pools: Pools | None = None

    @property
    def products(self) -> list[UUID]:
        return self.each.get("product", [])


def fitted(facts: Facts, is_part: bool, progress: Progress) -> Fitted:
    """``is_part``: some products, with the habits of the last run."""
    told = Telling(facts)
    pools = Pools.from_json(dict(facts.before.habits)) if is_part and facts.before else None
    starts = range(0, len(told.rows), CHUNK)
    if pools is None and len(told.rows) > CHUNK:
        progress.report(0, len(told.rows), "Learning the shop's habits")
        groups = told.groups[told.rows]
        pools = fit(told.history(told.rows[sample(groups)])[0]).pools
    each: dict[str, list[Any]] = {}
    totals = Totals()
    for start in starts:
        progress.report(start, len(told.rows), "Fitting")
        history, demand = told.history(told.rows[start : start + CHUNK])
        found = fit(history, pools)
        pools = pools or found.pools
        for name, values in told.columns(found, demand, totals).items():
            each.setdefault(name, []).extend(values)
    return Fitted(each, totals, pools)


class Telling:
    """The facts as arrays."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        products, goods = facts.demand.ledger.products, facts.goods
        self.categories = tuple(sorted({each.category.hex for each in goods.values()}))
        number = {name: at for at, name in enumerate(self.categories)}
        self.groups = np.array([number[goods[p].category.hex] for p in products], np.int64)
        active = np.array([goods[p].is_active for p in products], bool)
        self.rows = np.flatnonzero(active)
        past = np.array(facts.demand.ledger.days, "datetime64[D]")
        ahead = np.array(facts.ahead, "datetime64[D]")
        self._dates = np.concatenate([past, ahead])
        self._calendar = calendar_of(self._dates, facts.events)
        shut = closed_ahead(past, facts.demand.closed, ahead, facts.events)
        self._closed = np.concatenate([facts.demand.closed, shut])

    def history(self, rows: Whole) -> tuple[History, Demand]:
        """Of these products."""
        facts = self._facts
        demand = facts.demand.of(rows)
        ahead = facts.demand.is_promotion(demand.products, facts.ahead)
        history = History(
            units=demand.units,
            promo=np.concatenate([demand.promo, ahead], 1),
            closed=np.broadcast_to(self._closed, (len(rows), len(self._closed))),
            events=self._calendar.flags,
            dates=self._dates,
            groups=self.groups[rows],
            names=self._calendar.names,
            categories=self.categories,
            pieces=np.array([facts.goods[p].is_counted for p in demand.products], bool),
        )
        return history, demand

    def columns(self, found: Fit, demand: Demand, totals: Totals) -> dict[str, list[Any]]:
        """What the table keeps of each, and the score of what was promised."""
        goods = [self._facts.goods[product] for product in demand.products]
        lead = np.array([each.lead_days for each in goods])
        way = np.array([each.on_order for each in goods])
        stock = demand.now + demand.sold_today
        distribution = found.distribution
        reached = distribution.reaches(stock)
        told = depletion(reached, found.trust, found.evidence)
        with_way = np.where(way > 0, distribution.reaches(stock + way).T, reached.T).T
        kept = list(self._promised(promises(self._facts.today, distribution, demand), demand,
                                   totals))  # fmt: skip
        return {
            "product": list(demand.products),
            "parameters": [
                {**found.parameters(number).to_json(), "lead_days": int(lead[number]),
                 "promise": kept[number]}
                for number in range(len(goods))
            ],
            "on_hand": [_exact(value) for value in demand.now.tolist()],
            "on_order": [_exact(value) for value in way.tolist()],
            "daily_rate": found.rate.tolist(),
            "depletion_date": self._dates_of(told.usual),
            "earliest_date": self._dates_of(told.earliest),
            "p_within_lead": np.clip(told.chance(with_way, lead), 0, 1).tolist(),
            "confidence": np.clip(told.confidence, 0, 1).tolist(),
            "backtest_error": [e if np.isfinite(e) else None for e in found.score.error.tolist()],
        }  # fmt: skip

    def _dates_of(self, periods: Whole) -> list[date | None]:
        ahead = self._facts.ahead
        return [ahead[at - 1] if at != BEYOND else None for at in periods.tolist()]

    def _promised(self, new: list[dict[str, Any]], demand: Demand, totals: Totals) -> Iterator[Any]:
        """One that is under way goes on, one that is over is scored and followed by a new one."""
        for number, product in enumerate(demand.products):
            old = self._facts.promises.get(product)
            if old is not None and is_under_way(old, self._facts.today):
                yield dict(old)
                continue
            sold = None if old is None else sold_since(old, demand, number)
            if old is not None and sold is not None:
                totals.add(old, sold)
            yield new[number]


def _exact(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(STEP)
