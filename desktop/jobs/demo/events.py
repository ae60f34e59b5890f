"""The demo shop's calendar: holidays of its years, and the promotion that comes next."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.ids import ZERO
from desktop.schema import Category, Event, EventScope

HOLIDAYS = (
    (1, 1, "New Year's Day"), (5, 1, "Labour Day"), (12, 25, "Christmas Day"),
    (12, 26, "Second day of Christmas"),
)  # fmt: skip
SOON, WEEK = 5, 7  # days


def write_events(
    session: Session, store: UUID, now: datetime, first: date, today: date,
    new_id: Callable[[], UUID],
) -> int:  # fmt: skip
    """From the first day of trade to a year from today; how many there are."""
    stamp: dict[str, Any] = {"created_at": now, "updated_at": now}
    days = [
        (date(year, month, day), name)
        for year in range(first.year, today.year + 2)
        for month, day, name in HOLIDAYS
    ]
    until = today + timedelta(days=366)
    kept = [(day, name) for day, name in days if first <= day <= until]
    for day, name in kept:
        session.add(
            Event(id=new_id(), name=name, event_date=day, store=ZERO, type="holiday", **stamp)
        )
    begins = today + timedelta(days=SOON)
    offer = Event(
        id=new_id(), name="Week of offers", event_date=begins, store=store, type="promotion",
        end_date=begins + timedelta(days=WEEK - 1), **stamp,
    )  # fmt: skip
    session.add(offer)
    session.flush()
    category = session.scalar(
        select(Category.id).where(Category.level == 1).order_by(Category.path).limit(1)
    )
    if category is not None:
        session.add(EventScope(id=new_id(), event=offer.id, category=category))
        session.flush()
    return len(kept) + 1
