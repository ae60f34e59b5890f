"""One run: reads, fits, and writes all that was foretold in one short transaction.

Until then the run before stands whole, whatever becomes of this one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.commands.forecasts import KeepForecasts, keep_forecasts, living
from desktop.db.columns import Columns
from desktop.db.engine import Database
from desktop.db.staging import Outdated, Stage, staged
from desktop.domain.ids import Ids, members
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.jobs.forecasting.facts import facts_of
from desktop.jobs.forecasting.fitting import METHOD, Fitted, fitted
from desktop.jobs.forecasting.warning import warn
from desktop.queries.days_ahead import AHEAD
from desktop.queries.shop import shop_info
from desktop.schema import Forecast
from desktop.schema.base import table_of

PATIENCE_S = 3600.0
TRIES = 3
_FORECAST = table_of(Forecast)


@dataclass(frozen=True)
class Order:
    """What a run is to do. ``products``: some, with the habits of the last run; None: all."""

    run: UUID
    by: Actor
    at: datetime
    products: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Ran:
    """``totals``: see ``scoring.Totals``."""

    run: UUID
    products: int
    days: int
    is_part: bool
    totals: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "run": self.run.hex}


def run_forecast(database: Database, order: Order, progress: Progress) -> Ran:
    """``progress`` may raise Cancelled until the writing begins."""
    with database.read(PATIENCE_S) as session:
        shop = shop_info(session, order.by)
        facts = facts_of(session, shop, order.at, order.products, progress)
    is_part = order.products is not None and facts.before is not None
    found = fitted(facts, is_part, progress)
    progress.report(len(found.products), len(found.products), "Writing")
    habits = None
    if found.pools is not None and order.products is None:
        until = facts.demand.ledger.days[-1].isoformat()
        habits = {
            "run": order.run.hex, "made_at": order.at.isoformat(), "until": until,
            "pools": found.pools.to_json(), "calendar": facts.calendar,
        }  # fmt: skip
    keep = KeepForecasts(order.run, order.by, order.at, shop.store, order.products, habits)
    _write(database, keep, found)
    warn(database, Ids(), order.by, order.at, order.products)
    days = len(facts.demand.ledger.days)
    return Ran(order.run, len(found.products), days, is_part, found.totals.to_json())


def _write(database: Database, keep: KeepForecasts, found: Fitted) -> None:
    """A product that is gone by now takes nothing from the others."""
    rows = found.each
    for _ in range(TRIES):
        try:
            with staged(database) as stage:
                _put(stage, keep, rows)
                with database.write(PATIENCE_S, stage.connection) as session:
                    keep_forecasts(session, keep, stage)
            return
        except Outdated:
            with database.read() as session:
                there = living(session, rows["product"])
            stays = [product in there for product in rows["product"]]
            rows = {
                name: [value for value, is_there in zip(values, stays, strict=True) if is_there]
                for name, values in rows.items()
            }
    raise Outdated


def _put(stage: Stage, keep: KeepForecasts, rows: Mapping[str, list[Any]]) -> None:
    if not rows.get("product"):
        return
    ids = members(keep.id, 0, len(rows["product"]))
    same = {
        "store": keep.store, "run": keep.id, "made_at": keep.at, "method": METHOD,
        "horizon_days": AHEAD,
    }  # fmt: skip
    stage.insert(_FORECAST, Columns({"id": ids, **rows}, same))
