"""What a proposal to order needs to know: products that may run out, and who sells them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.orm import Session

from desktop.db.types import Quantity
from desktop.domain.parts import parts
from desktop.domain.reorder import Offer
from desktop.domain.shop import ShopInfo
from desktop.queries.stock import STORE, sellable_places
from desktop.schema import (
    Category,
    Document,
    DocumentLine,
    Forecast,
    Product,
    StockLevel,
    Unit,
    Vendor,
    VendorPrice,
)
from desktop.schema.base import table_of

F, P, U, C = table_of(Forecast), table_of(Product), table_of(Unit), table_of(Category)
V, VP, LEVEL = (table_of(each) for each in (Vendor, VendorPrice, StockLevel))
D, DL = table_of(Document), table_of(DocumentLine)
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An active product that may be used up before goods ordered later would be here."""

    product: UUID
    sku: str
    name: str
    decimals: int
    unit: str
    category: str
    price: Decimal
    unit_cost: Decimal | None
    shelf_life_days: int | None
    rate: float


def candidates(session: Session, store: UUID, risk: float) -> list[Candidate]:
    """Those whose chance of being used up by then is above the risk; by SKU."""
    return _candidates(session, store, F.c.p_within_lead > risk)


def candidates_among(session: Session, store: UUID, products: Sequence[UUID]) -> list[Candidate]:
    """Of some products those that are active and have a forecast, whatever it says; by SKU."""
    return _candidates(session, store, F.c.product.in_(products))


def _candidates(session: Session, store: UUID, which: ColumnElement[bool]) -> list[Candidate]:
    rows: Any = session.execute(
        select(
            P.c.id, P.c.sku, P.c.name, U.c.decimals, U.c.code, C.c.name.label("category"),
            P.c.price, P.c.unit_cost, P.c.shelf_life_days, F.c.daily_rate,
        )
        .join_from(F, P, P.c.id == F.c.product)
        .join(U, U.c.id == P.c.unit)
        .join(C, C.c.id == P.c.category)
        .where(F.c.store == store, P.c.status == "active", ~P.c.is_template, which)
        .order_by(P.c.sku)
    )  # fmt: skip
    return [Candidate(*row) for row in rows]


def offers_of(
    session: Session, shop: ShopInfo, products: Sequence[Candidate]
) -> dict[UUID, tuple[Offer, ...]]:
    """What active vendors ask; in another currency it costs what the product has cost."""
    found: defaultdict[UUID, list[Offer]] = defaultdict(list)
    cost = {each.product: each.unit_cost or _NONE for each in products}
    keys = list(cost)
    for part in parts(keys):
        rows = session.execute(
            select(
                VP.c.product, V.c.id, V.c.name, VP.c.unit_price, VP.c.currency, VP.c.pack_qty,
                VP.c.min_order_qty, VP.c.lead_time_days, VP.c.is_preferred,
            )
            .join_from(VP, V, V.c.id == VP.c.vendor)
            .where(V.c.is_active, VP.c.product.in_(part))
            .order_by(VP.c.product, V.c.name, V.c.id)
        )  # fmt: skip
        for product, vendor, name, price, currency, *rest in rows:
            here = price if currency == shop.currency else cost[product]
            found[product].append(Offer(vendor, name, price, currency, here, *rest))
    return {product: tuple(offers) for product, offers in found.items()}


def reserved(session: Session, store: UUID) -> dict[UUID, Decimal]:
    """What of each product is promised to somebody."""
    rows = session.execute(
        select(LEVEL.c.product, func.sum(LEVEL.c.reserved, type_=Quantity()).label("qty"))
        .where(LEVEL.c.reserved != 0, LEVEL.c.location.in_(sellable_places()))
        .group_by(LEVEL.c.product),
        {STORE.key: store},
    )
    return {row.product: row.qty for row in rows}


def _drafted() -> FromClause:
    """Product and quantity of what stands in the store's orders that were not sent yet."""
    order, line = D.alias("drafted_order"), DL.alias("drafted_line")
    return (
        select(line.c.product, func.sum(line.c.qty, type_=Quantity()).label("qty"))
        .join_from(order, line, line.c.document == order.c.id)
        .where(order.c.kind == "purchase", order.c.status == "draft", order.c.store == STORE)
        .group_by(line.c.product)
        .subquery("drafted")
    )


# To be joined on ``product`` (an outer join): the store is given as "store".
DRAFTED = _drafted()


def drafted(session: Session, store: UUID) -> dict[UUID, Decimal]:
    """What of each product stands in orders that were not sent yet."""
    rows = session.execute(select(DRAFTED.c.product, DRAFTED.c.qty), {STORE.key: store})
    return {row.product: row.qty for row in rows}


def draft_with(session: Session, store: UUID, product: UUID) -> UUID | None:
    """The newest draft in which a product stands."""
    wanted = (
        select(D.c.id)
        .join_from(D, DL, DL.c.document == D.c.id)
        .where(D.c.kind == "purchase", D.c.status == "draft", D.c.store == store)
        .where(DL.c.product == product)
        .order_by(D.c.id.desc())
        .limit(1)
    )
    return session.scalar(wanted)
