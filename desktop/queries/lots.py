"""The list of lots: batches of products with their expiry, and what the store has of each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.ids import NO_LOT
from desktop.domain.lot import LotGiven
from desktop.queries.categories import category_facet
from desktop.queries.columns import Column, Facet
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.stock import on_hand_of_lot
from desktop.schema import Lot, Product, Unit
from desktop.schema.base import table_of

L, P, U = table_of(Lot), table_of(Product), table_of(Unit)
_ON_HAND = on_hand_of_lot(L.c.product, L.c.id)


@dataclass(frozen=True, slots=True)
class LotRow:
    """One batch; ``expiry_date`` is the last day on which it may be sold, None without one."""

    id: UUID
    sku: str
    lot: str
    expiry_date: date | None
    on_hand: Decimal
    name: str
    product: UUID
    decimals: int


LOTS = ListQuery(
    name="lots",
    row=LotRow,
    main=L,
    fields=(
        *(L.c.id, P.c.sku, L.c.code, L.c.expiry_date, _ON_HAND),
        *(P.c.name, L.c.product, U.c.decimals),
    ),
    joins=(Join(P, P.c.id == L.c.product), Join(U, U.c.id == P.c.unit)),
    where=(L.c.code != NO_LOT,),
    columns=(
        Column("name", "Product", "text", 0, P.c.name, detail="sku"),
        Column("lot", "Lot", width=140),
        Column("expiry_date", "Expires", "date", 110, L.c.expiry_date),
        Column("on_hand", "On hand", "quantity", 100, _ON_HAND, descending=True),
    ),
    sort="expiry_date",
    search=(P.c.search_text, P.c.name, L.c.code),
    facets=(
        Facet("product", "Product", "lookup", L.c.product),
        category_facet(P.c.category),
        Facet("on_hand", "On hand", "number", _ON_HAND),
    ),
    printed=("sku", "lot", "expiry_date", "on_hand", "name"),
)


def known_lots(session: Session, product: UUID, limit: int = 5) -> list[LotGiven]:
    """A product's lots, the newest first: what came last is likely to come again."""
    rows = session.execute(
        select(L.c.code, L.c.expiry_date)
        .where(L.c.product == product, L.c.code != NO_LOT)
        .order_by(L.c.received_at.desc(), L.c.code)
        .limit(limit)
    )
    return [LotGiven(*row) for row in rows]
