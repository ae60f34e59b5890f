"""The stock as it was at a moment beside the stock of now: a list, its sums, what to restore."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import literal_column

from desktop.db.amounts import times
from desktop.db.types import Money, Quantity
from desktop.domain.ledger import Basis
from desktop.domain.parts import parts
from desktop.queries.as_of import on_hand_then
from desktop.queries.categories import category_facet, category_words
from desktop.queries.chosen import Chosen, chosen_ids
from desktop.queries.columns import Column, Facet, Request, Sum
from desktop.queries.list_query import Join, ListQuery, matching
from desktop.queries.products import STATUSES
from desktop.queries.stock import cost_in, on_hand_of, sellable_places, value_of
from desktop.schema import Location, Product, StockLevel, Unit
from desktop.schema.base import table_of
from desktop.schema.level_then import differing, given, held_then

P, U = table_of(Product), table_of(Unit)
PART = 5_000
_WORDS = category_words()
_NO_MONEY = literal_column("0", Money())


@dataclass(frozen=True, slots=True)
class StockThenRow:
    """One product at a moment, in all sellable places of the store, and now.

    Both values are at the average cost that is known today: what a price was then is no fact of
    the stock.
    """

    id: UUID
    sku: str
    name: str
    then: Decimal
    on_hand: Decimal
    value_then: Decimal
    value: Decimal
    category: str | None
    unit: str
    decimals: int

    @property
    def difference(self) -> Decimal:
        """What restoring would book."""
        return self.then - self.on_hand


def _value_then() -> ColumnElement[Decimal]:
    """What was below zero is worth nothing, as today. OFFSET 0 as in ``differing``."""
    level: FromClause = table_of(StockLevel).alias("then_valued")
    cost = cost_in(level, P.c.unit_cost).label("cost")
    held = select(held_then(level).label("held"), cost)
    held = held.where(level.c.product == P.c.id, level.c.location.in_(sellable_places()))
    of = held.correlate(P).offset(0).subquery("held_then")
    kept = case((of.c.held > 0, of.c.held), else_=None)
    worth = func.coalesce(func.sum(times(kept, of.c.cost)), _NO_MONEY, type_=Money())
    return select(worth).correlate(P).scalar_subquery()


_THEN, _NOW = on_hand_then(P.c.id), on_hand_of(P.c.id)
_WORTH_THEN = _value_then()
_WORTH = func.coalesce(value_of(P.c.id, P.c.unit_cost), _NO_MONEY, type_=Money())
_IS_GOODS = or_(~P.c.is_template, _THEN != 0, _NOW != 0)  # a parent had stock before its variants

STOCK_THEN = ListQuery(
    name="stock",
    row=StockThenRow,
    main=P,
    fields=(
        P.c.id,
        P.c.sku,
        P.c.name,
        _THEN,
        _NOW,
        _WORTH_THEN,
        _WORTH,
        _WORDS.c.words,
        U.c.code,
        U.c.decimals,
    ),
    joins=(
        Join(_WORDS, _WORDS.c.id == P.c.category, is_optional=True),
        Join(U, U.c.id == P.c.unit),
    ),
    where=(_IS_GOODS,),
    columns=(
        Column("name", "Product", "product", 0, P.c.name, detail="sku", icon="category", of="id"),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
        Column("category", "Category", width=160, sort=_WORDS.c.words, hidden_below=1600),
        Column("then", "Then", "quantity", 110, _THEN, descending=True),
        Column("on_hand", "Now", "quantity", 110, _NOW, descending=True),
        Column("difference", "Then − now", "change", 120, _THEN - _NOW, descending=True),
        Column("value_then", "Value then", "money", 120, _WORTH_THEN, descending=True),
        Column("value", "Value now", "money", 120, _WORTH, descending=True, hidden_below=1600),
    ),
    sort="name",
    search=(P.c.search_text,),
    facets=(
        Facet("differs", "Differs from now", "flag", _THEN != _NOW),
        category_facet(P.c.category),
        Facet("status", "Status", "choice", P.c.status, STATUSES),
        Facet("then", "On hand then", "number", _THEN),
        Facet("on_hand", "On hand now", "number", _NOW),
    ),
    sums=(
        Sum("then", "then", "quantity", _THEN, U.c.code),
        Sum("value_then", "value then", "money", _WORTH_THEN),
    ),
    given=(("moment", lambda: datetime.now(UTC)), ("known", lambda: False)),
    printed=(
        *("sku", "name", "then", "on_hand", "difference", "unit"),
        *("value_then", "value", "category"),
    ),
)


@dataclass(frozen=True, slots=True)
class WorthThen:
    """What the stock that matches was worth at the moment, and what it is worth now."""

    then: Decimal
    now: Decimal


def worth_then(session: Session, request: Request) -> WorthThen:
    """Both at the average cost that is known today."""
    sums = (func.sum(_WORTH_THEN, type_=Money()), func.sum(_WORTH, type_=Money()))
    then, now = session.execute(matching(STOCK_THEN, request, *sums)).one()
    return WorthThen(then or Decimal(0), now or Decimal(0))


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """Which products' stock would change, and of how many it would rise."""

    changing: tuple[UUID, ...] = ()
    rising: int = 0

    @property
    def products(self) -> int:
        """Of how many products the stock would change."""
        return len(self.changing)


def restore_preview(
    session: Session, store: UUID, moment: datetime, basis: Basis, chosen: Chosen | None = None
) -> RestorePreview:
    """What restoring the chosen products, or all, would change in all places of the store."""
    values = given(moment, basis)
    if chosen is None:
        found = session.execute(_changes(store), values).all()
    else:
        among, found = tuple(chosen_ids(session, STOCK_THEN, chosen)), []
        for some in parts(among, PART):
            part = StockLevel.product.in_(some)
            found += session.execute(_changes(store, part), values)
    rising = sum(change > 0 for _, change in found)
    return RestorePreview(tuple(product for product, _ in found), rising)


def _changes(store: UUID, *where: ColumnElement[bool]) -> Select[UUID, Decimal]:
    here = StockLevel.location.in_(select(Location.id).where(Location.store == store))
    level = differing(here, *where)
    change = func.sum(level.c.held - level.c.on_hand, type_=Quantity())
    return select(level.c.product, change).group_by(level.c.product)
