"""Two lists over the real tables, one sorted by name and one newest first, for tests of lists."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.domain.ids import no_lot
from desktop.queries.columns import Choice, Column, Facet, Through
from desktop.queries.list_query import Join, ListQuery
from desktop.schema import Product, StockLevel, StockMove
from tests.benchmarks.fill import Places, rising

PRODUCT = Product.__table__
LEVEL = StockLevel.__table__
MOVE = StockMove.__table__
SOUGHT = PRODUCT.alias("sought")
BY_PRODUCT = Through(MOVE.c.product, select(SOUGHT.c.id), (SOUGHT.c.search_text,))


@dataclass(frozen=True, slots=True)
class ThingRow:
    """A product."""

    id: UUID
    sku: str
    name: str
    price: Decimal
    on_hand: Decimal
    reorder_point: Decimal | None
    status: str


ON_HAND = (
    select(func.coalesce(func.sum(LEVEL.c.on_hand), 0))
    .where(LEVEL.c.product == PRODUCT.c.id)
    .correlate(PRODUCT)
    .scalar_subquery()
)
THINGS: ListQuery[ThingRow] = ListQuery(
    name="things",
    row=ThingRow,
    main=PRODUCT,
    fields=(
        PRODUCT.c.id,
        PRODUCT.c.sku,
        PRODUCT.c.name,
        PRODUCT.c.price,
        ON_HAND,
        PRODUCT.c.reorder_point,
        PRODUCT.c.status,
    ),
    columns=(
        Column("name", "Product", "product", 0, PRODUCT.c.name, detail="sku"),
        Column("on_hand", "On hand", "level", 190, ON_HAND, detail="reorder_point"),
        Column("price", "Price", "money", 90, PRODUCT.c.price, descending=True),
        Column("status", "Status", "choice", 100, choices=(Choice("active", "Active", "ok"),)),
    ),
    sort="name",
    search=(PRODUCT.c.search_text,),
    facets=(
        Facet("price", "Price", "number", PRODUCT.c.price),
        Facet("sku", "SKU", "text", PRODUCT.c.sku),
        Facet("low", "Low stock", "flag", PRODUCT.c.reorder_point >= ON_HAND),
    ),
    printed=("sku", "name", "price", "on_hand"),
)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A movement."""

    id: UUID
    at: datetime
    kind: str
    sku: str
    name: str
    quantity: Decimal | None
    set_qty: Decimal | None
    seq: int


ENTRIES: ListQuery[EntryRow] = ListQuery(
    name="entries",
    row=EntryRow,
    main=MOVE,
    joins=(Join(PRODUCT, PRODUCT.c.id == MOVE.c.product),),
    fields=(
        MOVE.c.id,
        MOVE.c.occurred_at,
        MOVE.c.kind,
        PRODUCT.c.sku,
        PRODUCT.c.name,
        MOVE.c.qty,
        MOVE.c.set_qty,
        MOVE.c.seq,
    ),
    columns=(
        Column("at", "Time", "time", 150, MOVE.c.occurred_at, descending=True),
        Column("kind", "Kind", "choice", 100, MOVE.c.kind, choices=(Choice("sale", "Sale"),)),
        Column("name", "Product", "text", 0, PRODUCT.c.name, detail="sku"),
        Column("quantity", "Quantity", "change", 90, MOVE.c.qty, detail="set_qty"),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    search=(BY_PRODUCT,),
    facets=(
        Facet("kind", "Kind", "choice", MOVE.c.kind),
        Facet("product", "Product", "lookup", MOVE.c.product, through=BY_PRODUCT),
        Facet("at", "Date", "date", MOVE.c.occurred_at),
    ),
)


def new_move(number: int, at: datetime, places: Places, key: UUID | None = None) -> dict[str, Any]:
    """A sale of two, as the columns of the ledger."""
    product = rising(1000)
    return {
        "id": key or rising(number, at), "product": product, "location": places.location,
        "lot": no_lot(product), "qty": Decimal(-2), "kind": "sale", "user": places.user,
        "writer": places.writer, "seq": number, "occurred_at": at, "recorded_at": at,
        "prev_hash": bytes(32), "hash": bytes(32),
    }  # fmt: skip
