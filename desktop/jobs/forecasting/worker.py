"""A run in a process of its own: ended at any moment it leaves the run before whole.

See ``running``, and ``domain/own_process`` for how the two talk.
"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.domain.errors import Unavailable
from desktop.domain.own_process import in_process, serve
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.settings import Settings


def in_worker(settings: Settings, order: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the run answers. Cancelled ends the process; a UserError of it is raised here."""
    place = {"url": settings.url, "data_dir": str(settings.data_dir)}
    return in_process("desktop.jobs.forecasting.worker", {**place, **order}, progress, _died)


def _died(why: str) -> Unavailable:
    return Unavailable(
        f"The forecast was ended from outside before it was done{f': {why}' if why else ''}.",
        "The forecasts are those of the run before. Start it again.",
        "worker_died",
    )


def order_of(run: UUID, by: Actor, at: datetime, products: list[UUID] | None) -> dict[str, Any]:
    """An order as JSON."""
    actor = {name: key.hex for name, key in asdict(by).items()}
    chosen = None if products is None else [key.hex for key in products]
    return {"run": run.hex, "by": actor, "at": at.isoformat(), "products": chosen}


def last_year_of(by: Actor, at: datetime) -> dict[str, Any]:
    """An order to live the last year again, as JSON."""
    return {**order_of(by.user, by, at, None), "is_last_year": True}


def _done(told: dict[str, Any], lines: Progress) -> dict[str, Any]:
    from desktop.db.engine import Database

    chosen = Settings(data_dir=Path(told["data_dir"]), database=told["url"])
    database = Database(chosen, "onhand forecast")
    try:
        return _answered(database, told, lines)
    finally:
        database.close()


def _answered(database: Any, told: dict[str, Any], lines: Progress) -> dict[str, Any]:
    """What was ordered."""
    by = Actor(**{name: UUID(key) for name, key in told["by"].items()})
    at, products = datetime.fromisoformat(told["at"]), told["products"]
    if told.get("is_last_year"):
        from desktop.jobs.forecasting.last_year import last_year

        return last_year(database, by, at, lines).to_json()
    from desktop.jobs.forecasting.running import Order, run_forecast

    chosen = None if products is None else tuple(map(UUID, products))
    return run_forecast(database, Order(UUID(told["run"]), by, at, chosen), lines).to_json()


def main() -> None:
    """The worker's own process."""
    serve(_done)


if __name__ == "__main__":
    main()
