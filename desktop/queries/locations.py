"""The places of a store."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.barcode import barcode_key
from desktop.domain.errors import UserError
from desktop.domain.search import folded
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
    """The place with this name or label; upper and lower case are one where only one is meant.

    UserError names the places there are.
    """
    is_label = Location.barcode == barcode_key(text)
    found = session.scalars(
        select(Location.id).where(Location.store == store, is_label).order_by(Location.id)
    ).first()
    places = locations(session, store)
    exact = [place.id for place in places if place.name == text.strip()]
    alike = [place.id for place in places if folded(place.name) == folded(text.strip())]
    if found is None and (exact or len(alike) == 1):
        found = (exact or alike)[0]
    if found is None:
        raise UserError(
            f"There is no location “{text[:60]}”.",
            f"There are: {', '.join(place.name for place in places)}.",
            field="location",
            code="unknown_location",
        )
    return found


def location_choices(session: Session) -> list[Choice]:
    """Every place by name, for filters."""
    rows = session.execute(select(Location.id, Location.name).order_by(Location.name, Location.id))
    return [Choice(row.id, row.name) for row in rows]
