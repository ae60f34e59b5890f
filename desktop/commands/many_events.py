"""Many events at once, from a file or a list of holidays: new ones are made, others compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.events import SCOPED, SCOPES, change_event, make_event, scopes_of
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, member
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Event

MOST = 10_000


@dataclass(frozen=True)
class NewEvent:
    """An event as it should be; None where nothing is said of it: a new one has the default then.

    Name, first day and store say which one it is. Everything in it was checked before.
    """

    name: str
    event_date: date
    store: UUID = ZERO
    type: str | None = None
    end_date: date | None = None
    is_end_told: bool = False
    description: str | None = None
    include_in_prediction: bool | None = None
    products: tuple[UUID, ...] | None = None
    categories: tuple[UUID, ...] | None = None

    @property
    def key(self) -> tuple[str, date, UUID]:
        return self.name, self.event_date, self.store

    def told(self) -> dict[str, Any]:
        """What it says beside its key."""
        named = (field.name for field in fields(self))
        values = {name: getattr(self, name) for name in named}
        is_told = values.pop("is_end_told")
        for name in ("name", "event_date", "store"):
            del values[name]
        end = values.pop("end_date")
        said = {name: value for name, value in values.items() if value is not None}
        return said | ({"end_date": end} if is_told else {})


DEFAULTS: dict[str, Any] = {
    "type": "custom",
    "end_date": None,
    "description": "",
    "include_in_prediction": True,
    "products": (),
    "categories": (),
}


@dataclass(frozen=True)
class AddEvents:
    """``changes``: what is there already is changed to what is said; else it stays as it is."""

    id: UUID
    by: Actor
    at: datetime
    events: tuple[NewEvent, ...]
    changes: bool = True


@dataclass(frozen=True)
class EventsAdded:
    """How many were made, changed, and are there as they are. ``batch`` takes it all back."""

    batch: UUID
    created: int
    changed: int
    unchanged: int


def compare_events(session: Session, events: Sequence[NewEvent]) -> list[str]:
    """For each "new", "changed" or "same"; nothing is written. A few statements."""
    return [state for state, _, _ in _compared(session, events)]


def add_events(session: Session, command: AddEvents) -> EventsAdded:
    """All of them or, where one is refused, none."""
    require(session, command.by, Permission.EDIT_EVENT)
    if len(command.events) > MOST:
        raise UserError(f"At most {MOST:,} events go in at once.", "Split it.", code="too_many")
    if was_done(session, command.id):
        return EventsAdded(command.id, 0, 0, len(command.events))
    trail = Trail(session, command.id, command.by, command.at)
    done = {"new": 0, "changed": 0, "same": 0}
    scope = 0
    for number, (found, event, values) in enumerate(_compared(session, command.events)):
        state = "same" if found == "changed" and not command.changes else found
        done[state] += 1
        if scope + _scopes(values) > SCOPES:
            raise UserError("They name too many goods at once.", "Split it.", code="too_many")
        if state == "new":
            scope = make_event(session, trail, member(command.id, number), values, scope)
        elif state == "changed":
            scope = change_event(session, trail, event, values, scope)
    return EventsAdded(command.id, done["new"], done["changed"], done["same"])


def _scopes(values: dict[str, Any]) -> int:
    return sum(len(values.get(name, ())) for name in SCOPED)


def _compared(
    session: Session, events: Sequence[NewEvent]
) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """What is to be done, the event that is there, and the values to set."""
    for part in parts(events):
        days = {event.event_date for event in part}
        rows = session.scalars(select(Event).where(Event.event_date.in_(days)))
        there = {(row.name, row.event_date, row.store): row for row in rows}
        for new in part:
            event = there.get(new.key)
            if event is None:
                name, day, store = new.key
                whole = {"name": name, "event_date": day, "store": store} | DEFAULTS | new.told()
                yield "new", None, whole
            else:
                values = _differing(session, event, new.told())
                yield ("changed" if values else "same"), event, values


def _differing(session: Session, event: Event, told: dict[str, Any]) -> dict[str, Any]:
    now = {name: getattr(event, name) for name in told if name not in SCOPED}
    if any(name in told for name in SCOPED):
        now |= scopes_of(session, event.id)
    return {name: value for name, value in told.items() if now[name] != value}
