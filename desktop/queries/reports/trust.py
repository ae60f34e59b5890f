"""How well forecasts came true: each run keeps the sums of the promises that were due then."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.shop import ShopInfo
from desktop.schema import Job
from desktop.schema.base import table_of

J = table_of(Job)


def accuracy(
    session: Session, _shop: ShopInfo, first: date, last: date, _category: UUID | None = None
) -> list[tuple[Any, ...]]:
    """Of all products of a run together, by the day of the promises.

    ``inside_band`` should be about 80 percent.
    """
    rows = session.execute(
        select(J.c.payload).where(J.c.kind == "forecast", J.c.status == "done").order_by(J.c.id)
    )
    found: dict[str, dict[str, Any]] = {}
    for (payload,) in rows:
        totals = (payload or {}).get("totals") or {}
        if totals.get("number"):
            found[totals["day"]] = totals
    days = {datetime.fromisoformat(day).date(): totals for day, totals in found.items()}
    return [_row(day, days[day]) for day in sorted(days) if first <= day <= last]


def _row(day: date, totals: dict[str, Any]) -> tuple[Any, ...]:
    number, loss, usual = totals["number"], totals["loss"], totals["usual"]
    better = round(100 * (1 - loss / usual)) if usual else None
    return (day, number, round(100 * totals["inside"] / number), loss, usual, better)
