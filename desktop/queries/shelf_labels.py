"""The shop's shelf labels: what was printed, and which of them are out of date."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from desktop.queries.categories import category_facet, category_words
from desktop.queries.columns import Choice, Column, Facet, Filter, Request
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.lists import stream
from desktop.queries.stock import STORE
from desktop.schema import Product, ShelfLabel, Unit
from desktop.schema.base import table_of
from desktop.schema.store_price import effective_price

SL, P, U = table_of(ShelfLabel), table_of(Product), table_of(Unit)
_WORDS = category_words()
STATES = (
    Choice("new", "Not printed yet", "info", "tags"),
    Choice("price", "Price changed", "warn", "triangle-alert"),
    Choice("name", "Name changed", "warn", "triangle-alert"),
    Choice("unit", "Unit changed", "warn", "triangle-alert"),
    Choice("wanted", "Asked for", "info", "tags"),
    Choice("ok", "Up to date", "ok", "circle-check"),
)
# One that is archived needs no label.
_STANDS = (SL.c.store == STORE, P.c.status != "archived")


_PRICE = effective_price(P)
_CHANGED = (
    (SL.c.printed_at.is_(None), "new"),
    (SL.c.printed_price != _PRICE, "price"),
    (SL.c.printed_name != P.c.name, "name"),
    (SL.c.printed_unit != U.c.code, "unit"),
    (SL.c.wanted_at.is_not(None), "wanted"),
)
_STATE = case(*_CHANGED, else_="ok")
_IS_DUE = or_(*(condition for condition, _ in _CHANGED))


@dataclass(frozen=True, slots=True)
class ShelfLabelRow:
    """One product's label in the store: what it says, and what is true now."""

    id: UUID
    product: UUID
    sku: str
    name: str
    state: str
    printed_price: Decimal | None
    price: Decimal
    unit: str
    printed_name: str
    printed_at: datetime | None
    wanted_at: datetime | None
    template: str
    copies: int
    category: str | None


SHELF_LABELS = ListQuery(
    name="shelf labels",
    row=ShelfLabelRow,
    main=SL,
    fields=(
        SL.c.id,
        SL.c.product,
        P.c.sku,
        P.c.name,
        _STATE,
        SL.c.printed_price,
        _PRICE,
        U.c.code,
        SL.c.printed_name,
        SL.c.printed_at,
        SL.c.wanted_at,
        SL.c.template,
        SL.c.copies,
        _WORDS.c.words,
    ),
    joins=(
        Join(P, P.c.id == SL.c.product),
        Join(U, U.c.id == P.c.unit),
        Join(_WORDS, _WORDS.c.id == P.c.category, is_optional=True),
    ),
    where=_STANDS,
    columns=(
        Column("name", "Product", width=0, sort=P.c.name, detail="sku"),
        Column("state", "State", "choice", 150, _STATE, choices=STATES),
        Column("printed_price", "On the label", "money", 110, SL.c.printed_price),
        Column("price", "Price now", "money", 110, _PRICE, descending=True),
        Column("category", "Category", width=140, sort=_WORDS.c.words, hidden_below=1600),
        Column("copies", "Copies", "number", 80, SL.c.copies, hidden_below=1600),
        Column("template", "Template", width=150, sort=SL.c.template, hidden_below=1600),
        Column("printed_at", "Printed", "age", 110, SL.c.printed_at, descending=True),
    ),
    sort="name",
    search=(P.c.search_text, P.c.name),
    facets=(
        Facet("due", "Out of date", "flag", _IS_DUE),
        Facet("state", "State", "choice", _STATE, STATES),
        category_facet(P.c.category),
        Facet("template", "Template", "text", SL.c.template),
        Facet("printed_at", "Printed", "date", SL.c.printed_at),
    ),
    printed=(
        *("sku", "name", "state", "printed_price", "price", "unit"),
        *("printed_at", "template", "copies", "category"),
    ),
)
DUE = Filter("due", "is", True)


def labels_due(session: Session, store: UUID) -> list[ShelfLabelRow]:
    """All that are out of date in a store, by name."""
    asked = Request(filters=(DUE,), given=(("store", store),))
    return list(stream(session, SHELF_LABELS, asked))


def count_due(session: Session, store: UUID) -> int:
    """How many labels of a store are out of date."""
    return session.scalar(_counted(_IS_DUE), {"store": store}) or 0


@dataclass(frozen=True)
class LabelTally:
    """How a store stands with its labels; ``labels``: all that are watched."""

    due: int
    labels: int
    has_goods: bool


def label_tally(session: Session, store: UUID) -> LabelTally:
    """What the page says where its list is empty."""
    labels = session.scalar(_counted(), {"store": store}) or 0
    has_goods = session.scalar(select(P.c.id).limit(1)) is not None
    return LabelTally(count_due(session, store), labels, has_goods)


def _counted(*where: ColumnElement[bool]) -> Select[int]:
    joined = SL.join(P, P.c.id == SL.c.product).join(U, U.c.id == P.c.unit)
    return select(func.count()).select_from(joined).where(and_(*_STANDS), *where)
