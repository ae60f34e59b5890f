"""Keeps what a run foretold: a run's rows replace those before it, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.db.bulk import update_rows
from desktop.db.staging import Stage
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Forecast, Product, Setting
from desktop.schema.base import table_of

FORECAST, P, SETTING = table_of(Forecast), table_of(Product), table_of(Setting)
KEY = "forecast_habits"  # of the store's setting: what its goods have in common, by the last run
# What stock, and the time that goods take to come, change of a forecast.
LOOKED_AT = (
    *("on_hand", "on_order", "depletion_date", "earliest_date", "p_within_lead", "confidence"),
    "parameters",
)


@dataclass(frozen=True)
class KeepForecasts:
    """``id`` is the run's. ``products``: whose rows are replaced, None: all of the store.

    ``habits`` are kept for runs of some products; None: those that are there stay.
    """

    id: UUID
    by: Actor
    at: datetime
    store: UUID
    products: tuple[UUID, ...] | None = None
    habits: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class LookAgain:
    """Forecasts read again at another stock: (id, values in the order of LOOKED_AT)."""

    id: UUID
    by: Actor
    at: datetime
    rows: tuple[tuple[Any, ...], ...]


def keep_forecasts(session: Session, command: KeepForecasts, stage: Stage | None = None) -> None:
    """The rows wait on ``stage``; without one nothing is foretold of these products any more.

    Outdated where a product of them is gone by now.
    """
    require(session, command.by, Permission.RUN_JOBS)
    here = delete(FORECAST).where(FORECAST.c.store == command.store)
    if command.products is None:
        session.execute(here)
    else:
        for part in parts(command.products):
            session.execute(here.where(FORECAST.c.product.in_(part)))
    if stage is not None:
        stage.write(lambda _: None)
    if command.habits is not None:
        _keep_habits(session, command)


def look_again(session: Session, command: LookAgain) -> int:
    """How many; a row that a run replaced meanwhile is left alone."""
    require(session, command.by, Permission.RUN_JOBS)
    update_rows(session.connection(), FORECAST, LOOKED_AT, command.rows)
    return len(command.rows)


def living(session: Session, products: Sequence[UUID]) -> set[UUID]:
    """Those of the products that are still there."""
    found: set[UUID] = set()
    for part in parts(products):
        found.update(session.scalars(select(P.c.id).where(P.c.id.in_(part))))
    return found


def _keep_habits(session: Session, command: KeepForecasts) -> None:
    key = uuid5(command.store, f"store:{KEY}")
    setting = session.get(Setting, key)
    if setting is None:
        setting = Setting(
            id=key, scope="store", scope_id=command.store, key=KEY, created_at=command.at
        )
        session.add(setting)
    setting.value = dict(command.habits or {})
    setting.updated_at = command.at
    session.flush()
