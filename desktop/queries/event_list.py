"""The list of events, and all that is kept of one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.event_goods import category_token, joined, product_token
from desktop.queries.categories import category_words
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.events import LAST, E
from desktop.queries.list_query import Join, ListQuery
from desktop.schema import EventScope, Product, Store
from desktop.schema.base import table_of

ES, P, S = table_of(EventScope), table_of(Product), table_of(Store)
TYPES = (
    Choice("holiday", "Holiday", "info", "sun"),
    Choice("promotion", "Promotion", "accent", "percent"),
    Choice("seasonal", "Season", "ok", "leaf"),
    Choice("custom", "Other", "", "calendar"),
)
COUNTS = (Choice(True, "Counts", "ok"), Choice(False, "Left out"))
TODAY, MONTH_FIRST, MONTH_LAST = (
    bindparam(name, type_=Date()) for name in ("today", "month_first", "month_last")
)


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. ``store``: the code of its store, "" for all; ``scopes``: goods, "" for all."""

    id: UUID
    event_name: str
    event_date: date
    end_date: date | None
    type: str
    store: str
    description: str
    include_in_prediction: bool
    scopes: str = ""


def _with_goods(session: Session, rows: list[EventRow]) -> list[EventRow]:
    """What they are about, in one statement for all."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for event, product, category in _goods(session, [row.id for row in rows]):
        found[event].append(
            product_token(product.title, product.value) if product else category_token(category)
        )
    return [replace(row, scopes=joined(found[row.id])) for row in rows]


def _goods(session: Session, events: Sequence[UUID]) -> list[tuple[UUID, Choice | None, str]]:
    """(event, its product by SKU and name or None, the words of its category), products first."""
    words = category_words()
    rows = session.execute(
        select(ES.c.event, P.c.sku, P.c.name, words.c.words)
        .select_from(ES)
        .outerjoin(P, P.c.id == ES.c.product)
        .outerjoin(words, words.c.id == ES.c.category)
        .where(ES.c.event.in_(events))
        .order_by(words.c.words.is_not(None), P.c.name, P.c.sku, words.c.words)
    )
    return [
        (row.event, Choice(row.sku, row.name) if row.sku is not None else None, row.words or "")
        for row in rows
    ]


def store_choices(session: Session) -> list[Choice]:
    """Every store by name."""
    rows = session.execute(select(S.c.id, S.c.name).order_by(S.c.name, S.c.id))
    return [Choice(row.id, row.name) for row in rows]


EVENTS = ListQuery(
    name="events",
    row=EventRow,
    main=E,
    fields=(
        E.c.id,
        E.c.name,
        E.c.event_date,
        E.c.end_date,
        E.c.type,
        func.coalesce(S.c.code, ""),
        E.c.description,
        E.c.include_in_prediction,
    ),
    joins=(Join(S, S.c.id == E.c.store, is_optional=True),),
    columns=(
        Column("event_name", "Event", width=0, sort=E.c.name, detail="scopes"),
        Column("type", "Type", "choice", 124, E.c.type, choices=TYPES),
        Column("event_date", "First day", "date", 104, E.c.event_date),
        Column("end_date", "Last day", "date", 104, E.c.end_date, hidden_below=1440),
        Column(
            "include_in_prediction", "Forecasts", "choice", 92, E.c.include_in_prediction,
            choices=COUNTS, hidden_below=1600,
        ),
        Column("scopes", "About", width=200, hidden_below=9999),
        Column("description", "Description", width=200, hidden_below=9999),
        Column("store", "Store", width=90, sort=S.c.code, hidden_below=9999),
    ),
    sort="event_date",
    search=(E.c.name, E.c.description),
    facets=(
        Facet("type", "Type", "choice", E.c.type, TYPES),
        Facet("counts", "Counts in forecasts", "flag", E.c.include_in_prediction),
        Facet("store", "Store", "choice", E.c.store, choices_of=store_choices),
        Facet("coming", "Coming", "flag", LAST >= TODAY),
        Facet(
            "month", "Month shown", "flag", (E.c.event_date <= MONTH_LAST) & (LAST >= MONTH_FIRST)
        ),
    ),
    extra=_with_goods,
    fills=("scopes",),
    printed=(
        *("event_name", "event_date", "end_date", "type", "description", "include_in_prediction"),
        *("store", "scopes"),
    ),
    given=(
        ("today", _today),
        ("month_first", lambda: _today().replace(day=1)),
        ("month_last", _today),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventCard:
    """All that is kept of an event; ``products`` and ``categories`` by id, with their words."""

    event: UUID
    name: str
    event_date: date
    end_date: date | None
    store: UUID
    type: str
    description: str
    include_in_prediction: bool
    version: int
    products: tuple[Choice, ...] = ()
    categories: tuple[Choice, ...] = ()


def event_card(session: Session, event: UUID) -> EventCard:
    """One event by its id; two statements."""
    names = EventCard.__slots__[1:-2]
    columns = (E.c.id.label("event"), *(E.c[name] for name in names))
    row = session.execute(select(*columns).where(E.c.id == event)).first()
    if row is None:
        raise UserError("This event is gone.", "Refresh.", code="gone")
    words = category_words()
    scopes = session.execute(
        select(ES.c.product, P.c.name, P.c.sku, ES.c.category, words.c.words)
        .select_from(ES)
        .outerjoin(P, P.c.id == ES.c.product)
        .outerjoin(words, words.c.id == ES.c.category)
        .where(ES.c.event == event)
        .order_by(P.c.name, P.c.sku, words.c.words)
    ).all()
    products = tuple(
        Choice(s.product, f"{s.name} ({s.sku})") for s in scopes if s.product is not None
    )
    categories = tuple(Choice(s.category, s.words) for s in scopes if s.category is not None)
    return EventCard(**row._mapping, products=tuple(products), categories=tuple(categories))
