"""Days on which the shop itself sold a product: what a file says of them would count twice."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop.commands.posting import MOVE
from desktop.domain.clock import day_begins
from desktop.domain.ledger import Kind
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor
from desktop.schema import Location, Product, Setting, Store
from desktop.schema.base import table_of

P = table_of(Product)
HISTORY = "sales history"  # the reason of sales that came from a file
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SoldHere:
    """``days``: of a product that is left where it was merged, as demand counts it."""

    days: frozenset[tuple[UUID, date]]
    left: dict[UUID, UUID]

    def has(self, product: UUID, day: date) -> bool:
        """Whether the shop sold some of it then."""
        return (self.left.get(product, product), day) in self.days


def sold_here(session: Session, by: Actor, asked: Sequence[tuple[UUID, date]]) -> SoldHere:
    """At any place of the actor's store, by its days; what was taken back was not sold."""
    if not asked:
        return SoldHere(frozenset(), {})
    connection, left = session.connection(), merged_into(session)
    wanted = {left.get(product, product) for product, _ in asked}
    wanted.update({old for old, into in left.items() if into in wanted})
    begins = _begins(session, by, min(day for _, day in asked), max(day for _, day in asked))
    first, sums = begins[0][1], dict[tuple[UUID, date], Decimal]()
    moments = [begin for _, begin in begins]
    for part in parts(sorted(wanted)):
        for product, at, quantity in connection.execute(_own(by, part, first, moments[-1])):
            key = left.get(product, product), begins[bisect_right(moments, at) - 1][0]
            sums[key] = sums.get(key, Decimal(0)) + quantity
    return SoldHere(frozenset(key for key, sold in sums.items() if sold), left)


def merged_into(session: Session) -> dict[UUID, UUID]:
    """What was merged, and the product that is left of it."""
    merged = select(P.c.id, P.c.merged_into).where(P.c.merged_into.is_not(None))
    return {row.id: row.merged_into for row in session.connection().execute(merged)}


def _begins(session: Session, by: Actor, first: date, last: date) -> list[tuple[date, datetime]]:
    """When each of these days begins, and the one after them."""
    zone = session.get_one(Store, by.store).tz
    key = Setting.scope == "store", Setting.scope_id == by.store, Setting.key == "day_starts_at"
    hour = int(session.scalar(select(Setting.value).where(*key)) or 0)
    days = [first + number * _DAY for number in range((last - first).days + 2)]
    return [(day, day_begins(day, zone, hour)) for day in days]


def _own(by: Actor, products: Sequence[UUID], first: datetime, end: datetime) -> Any:
    """Sales that stand and are from no file."""
    undo = aliased(MOVE)
    stands = ~select(undo.c.id).where(undo.c.reverses == MOVE.c.id).exists()
    return select(MOVE.c.product, MOVE.c.occurred_at, MOVE.c.qty).where(
        MOVE.c.product.in_(products),
        MOVE.c.location.in_(select(Location.id).where(Location.store == by.store)),
        MOVE.c.kind == Kind.SALE,
        MOVE.c.reason != HISTORY,
        MOVE.c.reverses.is_(None),
        MOVE.c.occurred_at >= first,
        MOVE.c.occurred_at < end,
        stands,
    )
