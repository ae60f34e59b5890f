"""The chosen products with the fields that may be changed together, for a look before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.parts import parts
from desktop.queries.categories import category_words
from desktop.queries.chosen import PART, Chosen, chosen_ids
from desktop.queries.products import PRODUCTS
from desktop.schema import Product, Unit
from desktop.schema.base import table_of

P, U = table_of(Product), table_of(Unit)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One product as it is; ``decimals`` are its unit's."""

    id: UUID
    name: str
    price: Decimal
    unit_cost: Decimal | None
    tax_rate: Decimal
    reorder_point: Decimal | None
    reorder_qty: Decimal | None
    status: str
    category: str
    decimals: int
    custom: Mapping[str, Any] = field(default_factory=dict, hash=False)


def candidates(session: Session, chosen: Chosen) -> tuple[Candidate, ...]:
    """In the list's order; what is gone by now is left out."""
    ids = list(chosen_ids(session, PRODUCTS.of(session), chosen))
    words = category_words()
    wanted = select(
        *(P.c.id, P.c.name, P.c.price, P.c.unit_cost, P.c.tax_rate),
        *(P.c.reorder_point, P.c.reorder_qty, P.c.status, words.c.words, U.c.decimals, P.c.custom),
    ).select_from(
        P.join(U, U.c.id == P.c.unit).join(words, words.c.id == P.c.category, isouter=True)
    )
    found: dict[UUID, Candidate] = {}
    for some in parts(ids, PART):
        part = wanted.where(P.c.id.in_(some))
        for row in session.connection().execute(part):
            found[row.id] = Candidate(*row[:8], row.words or "", row.decimals, row.custom)
    return tuple(found[key] for key in ids if key in found)
