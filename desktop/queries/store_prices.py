"""What a product costs in each store."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from desktop.schema import Store, StorePrice
from desktop.schema.base import table_of

S, SP = table_of(Store), table_of(StorePrice)


@dataclass(frozen=True, slots=True)
class PriceInStore:
    """``price`` is None where the store has none of its own."""

    store: UUID
    code: str
    name: str
    currency: str
    price: Decimal | None


def other_prices(session: Session, store: UUID) -> dict[str, dict[UUID, Decimal]]:
    """By the codes of all other stores: what products cost there that have a price of its own."""
    codes = select(S.c.id, S.c.code).where(S.c.id != store).order_by(S.c.code)
    found: dict[UUID, tuple[str, dict[UUID, Decimal]]] = {
        row.id: (row.code, {}) for row in session.execute(codes)
    }
    wanted = select(SP.c.store, SP.c.product, SP.c.price).where(SP.c.store != store)
    for other, product, price in session.execute(wanted):
        found[other][1][product] = price
    return dict(found.values())


def prices_by_store(session: Session, product: UUID) -> list[PriceInStore]:
    """Every store, by its code."""
    rows = session.execute(
        select(S.c.id, S.c.code, S.c.name, S.c.currency, SP.c.price)
        .join_from(S, SP, and_(SP.c.store == S.c.id, SP.c.product == product), isouter=True)
        .order_by(S.c.code)
    )
    return [PriceInStore(*row) for row in rows]
