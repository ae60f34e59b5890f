"""What was bought: deliveries less what was sent back, by vendor, category, person and month.

Each of the four blocks sums up to the same; an average is of a delivery.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.db.types import Money
from desktop.domain.shop import ShopInfo
from desktop.queries.categories import category_words, in_branches
from desktop.queries.reports.reading import CENT, DL, ZERO, D, P
from desktop.schema import AppUser, Vendor
from desktop.schema.base import table_of

S, U, V = D.alias("sent_back_of"), table_of(AppUser), table_of(Vendor)
WORDS = category_words()
BLOCKS = ("vendor", "category", "person", "month")
NOBODY = "–"


def spending(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None = None
) -> list[tuple[Any, ...]]:
    """In each block the most first, months in their order."""
    amount: dict[tuple[str, str], Decimal] = {}
    deliveries: dict[tuple[str, str], set[UUID]] = {}
    for document, worth, names in _lines(session, shop, first, last, category):
        for place in zip(BLOCKS, names, strict=True):
            amount[place] = amount.get(place, ZERO) + worth
            deliveries.setdefault(place, set()).update({document} if document else ())
    places = sorted(amount, key=lambda each: _order(each, amount[each]))
    return [
        (*place, amount[place], len(deliveries[place]), _average(amount[place], deliveries[place]))
        for place in places
    ]


def _order(place: tuple[str, str], amount: Decimal) -> tuple[Any, ...]:
    block, name = place
    return BLOCKS.index(block), ZERO if block == "month" else -amount, name


def _average(amount: Decimal, deliveries: set[UUID]) -> Decimal | None:
    return (amount / len(deliveries)).quantize(CENT) if deliveries else None


def _lines(
    session: Session, shop: ShopInfo, first: date, last: date, category: UUID | None
) -> Iterator[tuple[UUID | None, Decimal, tuple[str, ...]]]:
    """The delivery, None for what was sent back, its worth, and the names of ``BLOCKS``."""
    names = (V.c.name, D.c.party_text, WORDS.c.words, U.c.full_name, D.c.business_date)
    wanted = (
        select(D.c.id, D.c.kind, func.sum(DL.c.total, type_=Money()), *names)
        .join_from(D, DL, DL.c.document == D.c.id)
        .join(U, U.c.id == D.c.user)
        .outerjoin(V, V.c.id == D.c.vendor)
        .outerjoin(P, P.c.id == DL.c.product)
        .outerjoin(WORDS, WORDS.c.id == P.c.category)
        .outerjoin(S, S.c.id == D.c.source)
        .where(or_(D.c.kind == "receipt", and_(D.c.kind == "return", S.c.kind == "receipt")))
        .where(D.c.status == "posted", D.c.store == shop.store)
        .where(D.c.business_date.between(first, last))
        .group_by(D.c.id, D.c.kind, *names)
    )
    if category is not None:
        wanted = wanted.where(P.c.category.in_(in_branches([category])))
    for key, kind, worth, vendor, party, words, person, day in session.execute(wanted):
        found = (vendor or party or NOBODY, words or NOBODY, person, day.isoformat()[:7])
        yield (key if kind == "receipt" else None), worth or ZERO, found
