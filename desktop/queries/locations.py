"""The places of a store."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.domain.barcode import barcode_key
from desktop.domain.errors import UserError
from desktop.queries.columns import Choice
from desktop.schema import Location


@dataclass(frozen=True, slots=True)
class Place:
    """A place where goods are kept."""

    id: UUID
    name: str
    kind: str
    is_sellable: bool


def locations(session: Session, store: UUID) -> list[Place]:
    """All places of a store, oldest first."""
    rows = session.execute(
        select(Location.id, Location.name, Location.kind, Location.is_sellable)
        .where(Location.store == store)
        .order_by(Location.created_at, Location.id)
    )
    return [Place(*row) for row in rows]


def find_location(session: Session, store: UUID, text: str) -> UUID:
    """The place with this name or label; UserError names the places there are."""
    is_meant = or_(Location.name == text.strip(), Location.barcode == barcode_key(text))
    found = session.scalars(
        select(Location.id).where(Location.store == store, is_meant).order_by(Location.id)
    ).first()
    if found is None:
        names = ", ".join(place.name for place in locations(session, store))
        raise UserError(
            f"There is no location “{text[:60]}”.",
            f"There are: {names}.",
            field="location",
            code="unknown_location",
        )
    return found


def location_choices(session: Session) -> list[Choice]:
    """Every place by name, for filters."""
    rows = session.execute(select(Location.id, Location.name).order_by(Location.name, Location.id))
    return [Choice(row.id, row.name) for row in rows]
