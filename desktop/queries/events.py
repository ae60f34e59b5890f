"""What makes days differ from others: the calendar's events, and which goods they are about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.ids import ZERO
from desktop.schema import Category, Event, EventScope
from desktop.schema.base import table_of

C, E, ES = table_of(Category), table_of(Event), table_of(EventScope)
TOP = C.alias("top")
LAST = func.coalesce(E.c.end_date, E.c.event_date)


@dataclass(frozen=True, slots=True)
class EventSpan:
    """An event on the days from ``first`` to ``last``, both included.

    ``categories`` are the named ones with all below them. Without products and categories the
    event is about all goods.
    """

    id: UUID
    first: date
    last: date
    name: str
    type: str
    is_in_prediction: bool
    products: frozenset[UUID]
    categories: frozenset[UUID]

    def is_about(self, product: UUID, category: UUID) -> bool:
        """Whether it is about a product, which stands in a category."""
        is_about_all = not self.products and not self.categories
        return is_about_all or product in self.products or category in self.categories


def events_between(session: Session, store: UUID, first: date, last: date) -> list[EventSpan]:
    """The events of a store, and of all stores, that touch these days; the earliest first.

    Two statements. An event for all stores and one of the store may have one name and day.
    """
    asked = _touching(store, first, last)
    rows = session.execute(
        select(E.c.id, E.c.event_date, LAST, E.c.name, E.c.type, E.c.include_in_prediction)
        .where(*asked)
        .order_by(E.c.event_date, E.c.name, E.c.id)
    ).all()
    products, categories = _scopes(session, select(E.c.id).where(*asked))
    return [
        EventSpan(*row, frozenset(products[row.id]), frozenset(categories[row.id])) for row in rows
    ]


def marks(store: UUID, first: date, last: date) -> Select[tuple[date, date, str]]:
    """First day, last day and name of the events that touch these days, whatever they are about."""
    columns = (E.c.event_date.label("first"), LAST.label("last"), E.c.name.label("name"))
    return select(*columns).where(*_touching(store, first, last))


def _touching(store: UUID, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Through the index over the first day; what began before and still lasts is added."""
    begins = E.c.event_date.between(first, last)
    lasts = and_(E.c.event_date < first, E.c.end_date >= first)
    return (E.c.store.in_((store, ZERO)), or_(begins, lasts))


def _scopes(
    session: Session, events: Select[Any]
) -> tuple[defaultdict[UUID, set[UUID]], defaultdict[UUID, set[UUID]]]:
    """Products and categories by event."""
    products: defaultdict[UUID, set[UUID]] = defaultdict(set)
    categories: defaultdict[UUID, set[UUID]] = defaultdict(set)
    below = or_(C.c.id == TOP.c.id, C.c.path.startswith(TOP.c.path.concat("/")))
    found = session.execute(
        select(ES.c.event, ES.c.product, C.c.id)
        .select_from(ES)
        .outerjoin(TOP, TOP.c.id == ES.c.category)
        .outerjoin(C, below)
        .where(ES.c.event.in_(events))
    )
    for event, product, category in found:
        if product is not None:
            products[event].add(product)
        elif category is not None:
            categories[event].add(category)
    return products, categories
