"""What is expected of products: one forecast with all that it was made from, and the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, and_, cast, func, literal_column, select
from sqlalchemy.orm import Session

from desktop.db.amounts import as_quantity
from desktop.queries.categories import category_facet, category_words
from desktop.queries.columns import Column, Facet
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.purchases import ON_ORDER, on_order_of
from desktop.queries.stock import STORE, on_hand_of
from desktop.schema import Forecast, Product, Setting, Unit
from desktop.schema.base import table_of

F, P, U = table_of(Forecast), table_of(Product), table_of(Unit)
S = table_of(Setting)
HABITS = "forecast_habits"  # the store's setting with what a run learnt of all its goods
_WORDS = category_words()
_ON_HAND = on_hand_of(P.c.id)
_ON_ORDER = on_order_of(ON_ORDER.c.qty)
_RATE = as_quantity(F.c.daily_rate)
_CHANCE, _SURE = (
    cast(func.round(share * literal_column("100")), Integer)
    for share in (F.c.p_within_lead, F.c.confidence)
)


@dataclass(frozen=True, slots=True)
class Told:
    """The newest forecast of a product, as it is stored.

    ``parameters`` are those of the model (``Parameters.from_json``), with ``lead_days``: until
    goods ordered now can be here, with the time until orders are looked at again. Dates are empty
    beyond the horizon; ``p_within_lead``: the chance that what is there and on
    its way is used up within ``lead_days``.
    """

    product: UUID
    store: UUID
    run: UUID
    made_at: datetime
    method: str
    horizon_days: int
    parameters: Mapping[str, Any]
    on_hand: Decimal
    on_order: Decimal
    daily_rate: float
    depletion_date: date | None
    earliest_date: date | None
    p_within_lead: float
    confidence: float
    backtest_error: float | None

    @property
    def lead_days(self) -> int:
        """See above."""
        return int(self.parameters.get("lead_days", 0))


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """An active product. What is foretold is None until the first run has looked at it.

    ``chance``: in percent, that it is used up before goods ordered now can be here; ``confidence``
    in percent.
    """

    id: UUID
    sku: str
    name: str
    on_hand: Decimal
    on_order: Decimal
    daily_rate: Decimal | None
    depletion_date: date | None
    earliest_date: date | None
    chance: int | None
    confidence: int | None
    made_at: datetime | None
    category: str | None
    unit: str
    reorder_point: Decimal | None
    decimals: int


def forecast_of(session: Session, product: UUID, store: UUID) -> Told | None:
    """None where no run has looked at the product in this store."""
    names = Told.__dataclass_fields__
    row = session.execute(
        select(*(F.c[name] for name in names)).where(F.c.product == product, F.c.store == store)
    ).first()
    return Told(*row) if row is not None else None


FORECASTS = ListQuery(
    name="forecasts",
    row=ForecastRow,
    main=P,
    fields=(
        P.c.id,
        P.c.sku,
        P.c.name,
        _ON_HAND,
        _ON_ORDER,
        _RATE,
        F.c.depletion_date,
        F.c.earliest_date,
        _CHANCE,
        _SURE,
        F.c.made_at,
        _WORDS.c.words,
        U.c.code,
        P.c.reorder_point,
        U.c.decimals,
    ),
    joins=(
        Join(F, and_(F.c.product == P.c.id, F.c.store == STORE), is_optional=True),
        Join(ON_ORDER, ON_ORDER.c.product == P.c.id, is_optional=True),
        Join(_WORDS, _WORDS.c.id == P.c.category, is_optional=True),
        Join(U, U.c.id == P.c.unit),
    ),
    where=(P.c.status == literal_column("'active'"), ~P.c.is_template),
    columns=(
        Column("name", "Product", "product", 0, P.c.name, detail="sku", icon="category", of="id"),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
        Column("category", "Category", width=140, sort=_WORDS.c.words, hidden_below=9999),
        Column("on_hand", "On hand", "level", 150, _ON_HAND, detail="reorder_point"),
        Column("on_order", "On order", "quantity", 90, _ON_ORDER, descending=True),
        Column("daily_rate", "A day", "rate", 80, _RATE, descending=True),
        Column("depletion_date", "Runs out", "date", 110, F.c.depletion_date),
        Column("earliest_date", "Earliest", "date", 110, F.c.earliest_date, hidden_below=1600),
        Column("chance", "Before delivery", "percent", 120, _CHANCE, descending=True),
        Column("confidence", "Confidence", "percent", 100, _SURE, descending=True),
        Column("made_at", "Made", "age", 110, F.c.made_at, descending=True, hidden_below=9999),
    ),
    sort="depletion_date",
    search=(P.c.search_text,),
    facets=(
        category_facet(P.c.category),
        Facet("daily_rate", "A day", "number", _RATE),
        Facet("chance", "Before delivery", "number", _CHANCE),
        Facet("confidence", "Confidence", "number", _SURE),
        Facet("on_hand", "On hand", "number", _ON_HAND),
        Facet("on_order", "On order", "number", _ON_ORDER),
        Facet("unknown", "No forecast", "flag", F.c.id.is_(None)),
    ),
    printed=(
        *("sku", "name", "on_hand", "on_order", "daily_rate", "depletion_date", "earliest_date"),
        *("chance", "confidence", "made_at", "category", "unit"),
    ),
)


@dataclass(frozen=True, slots=True)
class Run:
    """The last run over all products of a store; ``habits`` are ``Pools`` as JSON.

    ``calendar``: the mark of the events that it knew of.
    """

    run: UUID
    made_at: datetime
    until: date
    habits: Mapping[str, Any]
    calendar: str = ""


def last_run(session: Session, store: UUID) -> Run | None:
    """None where there was none."""
    kept = session.scalar(
        select(S.c.value).where(S.c.scope == "store", S.c.scope_id == store, S.c.key == HABITS)
    )
    if not isinstance(kept, dict) or "pools" not in kept:
        return None
    made_at = datetime.fromisoformat(kept["made_at"])
    until, calendar = date.fromisoformat(kept["until"]), kept.get("calendar", "")
    return Run(UUID(kept["run"]), made_at, until, kept["pools"], calendar)
