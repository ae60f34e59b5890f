"""Closes a day: reads its figures and keeps them, in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.closing import CloseDay, close_day
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.domain.shop import ShopInfo
from desktop.queries.closing import DayFigures, closing_ids, day_figures


@dataclass(frozen=True)
class Closing:
    """Which day of which shop; ``id``, ``by`` and ``at`` as in every command."""

    id: UUID
    by: Actor
    at: datetime
    shop: ShopInfo
    day: date


def close(session: Session, wanted: Closing) -> DayFigures:
    """The figures as they are kept now; sent twice, the day is closed once."""
    found = day_figures(session, wanted.shop, wanted.day)
    if any(closed.command == str(wanted.id) for closed in found.closed):
        return found
    keys = closing_ids(wanted.shop.store, wanted.day)
    if len(found.closed) == len(keys):
        raise UserError(
            f"This day was closed {len(keys)} times.", "Its figures stay as they are.", code="full"
        )
    key = keys[len(found.closed)]
    command = CloseDay(wanted.id, wanted.by, wanted.at, wanted.day, key, found.figures())
    close_day(session, command)
    return day_figures(session, wanted.shop, wanted.day)
