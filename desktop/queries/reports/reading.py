"""What reports are made of: the ledger by product and day, what it earned, what goods cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.db.types import Money
from desktop.domain.shop import ShopInfo
from desktop.queries.categories import in_branches
from desktop.queries.merged import pointers
from desktop.queries.sales import standing
from desktop.queries.stock import value_of
from desktop.schema import Document, DocumentLine, Product
from desktop.schema.base import table_of

D, DL, P = table_of(Document), table_of(DocumentLine), table_of(Product)
ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as reports name it; ``value``: what its stock is worth now.

    A parent has figures of its own only from before it had variants.
    """

    sku: str
    name: str
    price: Decimal
    unit_cost: Decimal
    value: Decimal
    is_parent: bool = False


def goods_of(session: Session, shop: ShopInfo, category: UUID | None = None) -> dict[UUID, Goods]:
    """All products, or those of a category's branch; one statement."""
    worth = func.coalesce(value_of(P.c.id, P.c.unit_cost), 0, type_=Money())
    wanted = select(P.c.id, P.c.sku, P.c.name, P.c.price, P.c.unit_cost, worth, P.c.is_template)
    if category is not None:
        wanted = wanted.where(P.c.category.in_(in_branches([category])))
    rows = session.execute(wanted, {"store": shop.store})
    return {row[0]: Goods(*row[1:4], row[4] or ZERO, *row[5:]) for row in rows}


def amounts(
    session: Session, shop: ShopInfo, first: date, last: date, *by: Any,
    category: UUID | None = None,
) -> Any:  # fmt: skip
    """What sales earned, less what came back, grouped so; one statement."""
    wanted = (
        select(*by, func.sum(DL.c.total, type_=Money()))
        .join_from(D, DL, DL.c.document == D.c.id)
        .where(*standing(shop, first, last, "posted", "open"))
        .group_by(*by)
    )
    if category is not None:
        branch = select(P.c.id).where(P.c.category.in_(in_branches([category])))
        wanted = wanted.where(DL.c.product.in_(branch))
    return session.execute(wanted)


def amounts_by_product(
    session: Session, shop: ShopInfo, first: date, last: date
) -> dict[UUID, Decimal]:
    """Only products of the catalogue; what one was merged into has its sales."""
    into = pointers(session)
    found: dict[UUID, Decimal] = {}
    for product, amount in amounts(session, shop, first, last, DL.c.product):
        if product is not None:
            left = into.get(product, product)
            found[left] = found.get(left, ZERO) + amount
    return found
