"""Products that were merged into others: what is read of one is read of all it is made of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, select
from sqlalchemy.orm import Session

from desktop.schema import Product
from desktop.schema.base import table_of

P = table_of(Product)
_ONE = P.alias("one")


def made_of(products: Sequence[Any]) -> CompoundSelect[Any]:
    """The keys of these products and of all that were merged into them, each by its index."""
    themselves = select(_ONE.c.id).where(_ONE.c.id.in_(products)).correlate(None)
    merged = select(_ONE.c.id).where(_ONE.c.merged_into.in_(products)).correlate(None)
    return themselves.union_all(merged)


def pointers(session: Session) -> dict[UUID, UUID]:
    """What was merged, and into which product; it is one step, also where it was merged again."""
    rows = session.execute(
        select(P.c.id, P.c.merged_into).where(P.c.merged_into.is_not(None)).order_by(P.c.id)
    )
    return {row.id: row.merged_into for row in rows}


def with_merged(session: Session, products: Sequence[UUID] | None) -> Sequence[UUID] | None:
    """These products and what was merged into them; None stands for all."""
    if products is None:
        return None
    wanted = set(products)
    return [*products, *(old for old, left in pointers(session).items() if left in wanted)]
