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


def prices_by_store(session: Session, product: UUID) -> list[PriceInStore]:
    """Every store, by its code."""
    rows = session.execute(
        select(S.c.id, S.c.code, S.c.name, S.c.currency, SP.c.price)
        .join_from(S, SP, and_(SP.c.store == S.c.id, SP.c.product == product), isouter=True)
        .order_by(S.c.code)
    )
    return [PriceInStore(*row) for row in rows]
