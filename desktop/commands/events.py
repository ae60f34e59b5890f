"""The calendar's events: what makes a day differ, for which goods; saved, switched, deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import mine_to_set
from desktop.commands.texts import check_name, check_text
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO, member
from desktop.domain.permissions import Actor, Permission
from desktop.schema import Category, Event, EventScope, Product, Store
from desktop.schema.event import EVENT_TYPES

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
# A command's scopes take ids from the upper half of the rows before its trail.
SCOPES = 1 << 15


@dataclass(frozen=True)
class SaveEvent:
    """Create (``event`` None) or change an event; ``end_date`` None: it is of one day.

    ``store``: the zero id for all stores. Without products and categories it is about all goods.
    ``version`` is the one the editor read; 0 skips the check. ``seen``: what its fields showed.
    """

    id: UUID
    by: Actor
    at: datetime
    name: str
    event_date: date
    type: str
    end_date: date | None = None
    store: UUID = ZERO
    description: str = ""
    include_in_prediction: bool = True
    products: tuple[UUID, ...] = ()
    categories: tuple[UUID, ...] = ()
    event: UUID | None = None
    version: int = 0
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class SwitchEvents:
    """Whether these events count in forecasts."""

    id: UUID
    by: Actor
    at: datetime
    events: tuple[UUID, ...]
    include_in_prediction: bool


@dataclass(frozen=True)
class DeleteEvents:
    """Take these events out of the calendar."""

    id: UUID
    by: Actor
    at: datetime
    events: tuple[UUID, ...]


def save_event(session: Session, command: SaveEvent) -> UUID:
    """The event's id; refused in words where one of its name stands on its day for its store."""
    require(session, command.by, Permission.EDIT_EVENT)
    key = command.event or command.id
    if was_done(session, command.id):
        return key
    event = session.get(Event, key, with_for_update=True)
    if event is None and command.event is not None:
        raise UserError("This event is gone.", "Make a new one.", code="gone")
    typed = _checked(session, command)
    trail = Trail(session, command.id, command.by, command.at)
    if event is None:
        _refuse_second(session, key, typed)
        make_event(session, trail, key, typed)
    else:
        now = {name: getattr(event, name) for name in typed if name not in SCOPED}
        edit = (typed, now | scopes_of(session, key), command.seen)
        wanted = mine_to_set(session, event, event.name, edit, command.version)
        _refuse_second(session, key, {**edit[1], **wanted})
        change_event(session, trail, event, wanted)
    return key


SCOPED = ("products", "categories")


def _checked(session: Session, command: SaveEvent) -> dict[str, Any]:
    """All that was typed, checked, by the names of the columns and of the two kinds of scope."""
    typed = {
        "name": check_name(command.name),
        "event_date": command.event_date,
        "end_date": check_days(command.event_date, command.end_date),
        "type": check_type(command.type),
        "store": command.store,
        "description": check_text(command.description, "description"),
        "include_in_prediction": command.include_in_prediction,
        "products": tuple(sorted(set(command.products))),
        "categories": tuple(sorted(set(command.categories))),
    }
    wanted: tuple[tuple[str, Any, tuple[UUID, ...]], ...] = (
        ("products", Product, command.products),
        ("categories", Category, command.categories),
        ("store", Store, () if command.store == ZERO else (command.store,)),
    )
    for field, entity, keys in wanted:
        if ZERO in keys or not _are_there(session, entity, keys):
            raise UserError("What it is about is gone.", "Choose again.", field=field, code="gone")
    return typed


def _are_there(session: Session, entity: Any, keys: Sequence[UUID]) -> bool:
    asked = set(keys)
    return asked == set(session.scalars(select(entity.id).where(entity.id.in_(asked))))


def check_type(word: str) -> str:
    """One of the four types."""
    if word not in EVENT_TYPES:
        raise UserError(
            f"“{word[:40]}” is no type of event.",
            f"There are: {', '.join(EVENT_TYPES)}.",
            field="type",
            code="bad_type",
        )
    return word


def check_days(first: date, last: date | None) -> date | None:
    """The last day; None where that is the first one, too."""
    for day, field in ((first, "event_date"), (last, "end_date")):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise UserError(
                "The calendar goes from 1900 to 2199.", field=field, code="out_of_range"
            )
    if last is not None and last < first:
        raise UserError(
            "The last day is before the first one.",
            "Leave it empty for one day.",
            field="end_date",
            code="ends_before",
        )
    return None if last == first else last


def _refuse_second(session: Session, key: UUID, wanted: dict[str, Any]) -> None:
    """One name on one day is one event, in each store and for all of them."""
    same = (Event.name == wanted["name"], Event.event_date == wanted["event_date"])
    twin = select(Event.id).where(*same, Event.store == wanted["store"], Event.id != key)
    if session.scalar(twin) is not None:
        day: date = wanted["event_date"]
        whose = "for all stores" if wanted["store"] == ZERO else "for this store"
        raise UserError(
            f"“{wanted['name']}” stands on {day.day} {day:%B} {day.year} {whose} already.",
            "Change that one, or choose another name or day.",
            field="name",
            code="duplicate_event",
        )


def make_event(
    session: Session, trail: Trail, key: UUID, values: dict[str, Any], first: int = 0
) -> int:
    """Writes an event with its scopes and its trail; returns the number of the next scope."""
    event = Event(id=key, **{name: values[name] for name in values if name not in SCOPED})
    session.add(event)
    session.flush()
    trail.created(event)
    return _scope(session, trail, key, values, first)


def change_event(
    session: Session, trail: Trail, event: Event, values: dict[str, Any], first: int = 0
) -> int:
    """Sets some fields of an event, and whole kinds of its scopes; returns the next number."""
    before = fields_of(event)
    for name, value in values.items():
        if name not in SCOPED:
            setattr(event, name, value)
    there = scopes_of(session, event.id)
    values = {k: v for k, v in values.items() if k not in SCOPED or v != there[k]}
    event.updated_at = trail.at  # also where only its scopes change: the next editor must know
    session.flush()
    trail.changed(event, before)
    for scope in session.scalars(select(EventScope).where(EventScope.event == event.id)).all():
        kind = "products" if scope.product is not None else "categories"
        if kind in values:
            trail.deleted(scope)
            session.delete(scope)
    session.flush()
    return _scope(session, trail, event.id, values, first)


def _scope(session: Session, trail: Trail, event: UUID, values: dict[str, Any], first: int) -> int:
    pairs = [(key, None) for key in values.get("products", ())]
    pairs += [(None, key) for key in values.get("categories", ())]
    for number, (product, category) in enumerate(pairs, first):
        key = member(trail.batch, SCOPES + number)
        scope = EventScope(id=key, event=event, product=product, category=category)
        session.add(scope)
        trail.created(scope)
    session.flush()
    return first + len(pairs)


def scopes_of(session: Session, event: UUID) -> dict[str, tuple[UUID, ...]]:
    """Products and categories of an event, each in the order of their ids."""
    rows = session.execute(
        select(EventScope.product, EventScope.category).where(EventScope.event == event)
    ).all()
    return {
        "products": tuple(sorted(row.product for row in rows if row.product is not None)),
        "categories": tuple(sorted(row.category for row in rows if row.category is not None)),
    }


def switch_events(session: Session, command: SwitchEvents) -> int:
    """How many events were the other way before."""
    require(session, command.by, Permission.EDIT_EVENT)
    if was_done(session, command.id):
        return 0
    trail = Trail(session, command.id, command.by, command.at)
    wanted, done = {"include_in_prediction": command.include_in_prediction}, 0
    for event in _held(session, command.events):
        if event.include_in_prediction != command.include_in_prediction:
            change_event(session, trail, event, wanted)
            done += 1
    return done


def delete_events(session: Session, command: DeleteEvents) -> int:
    """How many events went, with what they were about; the trail keeps both."""
    require(session, command.by, Permission.EDIT_EVENT)
    if was_done(session, command.id):
        return 0
    trail = Trail(session, command.id, command.by, command.at)
    events = _held(session, command.events)
    if not events:
        raise UserError("This event is gone.", "Refresh.", code="gone")
    remove_events(session, trail, events)
    return len(events)


def remove_events(session: Session, trail: Trail, events: Iterable[Event]) -> None:
    """Scopes first: the trail is read backwards, and they need their event."""
    for event in events:
        for scope in session.scalars(select(EventScope).where(EventScope.event == event.id)).all():
            trail.deleted(scope)
            session.delete(scope)
        session.flush()
        trail.deleted(event)
        session.delete(event)
    session.flush()


def _held(session: Session, keys: Sequence[UUID]) -> Sequence[Event]:
    wanted = select(Event).where(Event.id.in_(keys)).order_by(Event.id).with_for_update()
    return session.scalars(wanted).all()


def forget(
    session: Session, trail: Trail, product: UUID | None = None, category: UUID | None = None
) -> None:
    """Before a product or category goes: it leaves its events.

    An event that was about nothing else goes with it: without scopes it would be about all goods.
    """
    named = EventScope.product == product if product else EventScope.category == category
    for scope in session.scalars(select(EventScope).where(named)).all():
        others = select(EventScope.id).where(
            EventScope.event == scope.event, EventScope.id != scope.id
        )
        if session.scalar(others.limit(1)) is None:
            remove_events(session, trail, _held(session, [scope.event]))
        else:
            trail.deleted(scope)
            session.delete(scope)
            session.flush()
