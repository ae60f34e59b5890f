"""How a product's stock went from day to day: exact, from today's levels and the movements."""

from bisect import bisect_left
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.shop import ShopInfo
from desktop.queries.balances import Spot, balances
from desktop.queries.merged import made_of
from desktop.queries.sales import DAY, POINTS, moved_in
from desktop.queries.stock import sellable_places
from desktop.schema import StockLevel, StockMove
from desktop.schema.base import table_of

M, LEVEL = table_of(StockMove), table_of(StockLevel)
ZERO = Decimal(0)


class _Step(NamedTuple):
    """A movement's place in the ledger of its level, and what it changed."""

    at: datetime
    place: int
    is_undo: bool
    before: Decimal
    after: Decimal


def on_hand_course(
    session: Session, shop: ShopInfo, product: UUID, now: datetime
) -> tuple[Decimal, ...]:
    """On hand in the shop's sellable places at the ends of the last 13 days, and now."""
    today = shop.day_of(now)
    ends = [shop.begins(today - number * DAY) for number in reversed(range(POINTS - 1))]
    level_rows = session.execute(
        select(LEVEL.c.location, LEVEL.c.lot, LEVEL.c.on_hand).where(
            LEVEL.c.product.in_(made_of([product])), LEVEL.c.location.in_(sellable_places())
        ),
        {"store": shop.store},
    )
    levels = {(row.location, row.lot): row.on_hand for row in level_rows}
    steps = _steps(session, shop, product, ends[0])
    points = [sum((_at(end, steps[key], held) for key, held in levels.items()), ZERO)
              for end in ends]  # fmt: skip
    return (*points, sum(levels.values(), ZERO))


def _steps(session: Session, shop: ShopInfo, product: UUID, since: datetime) -> Any:
    """The movements of each level since then, in the ledger's order."""
    rows = session.execute(
        select(M.c.id, M.c.product, M.c.location, M.c.lot, M.c.occurred_at, M.c.reverses).where(
            M.c.product.in_(made_of([product])),
            M.c.occurred_at >= since,
            moved_in(sellable_places()),
        ),
        {"store": shop.store},
    ).all()
    spots = (Spot(r.product, r.location, r.lot, r.occurred_at, r.reverses or r.id) for r in rows)
    found = balances(session, spots)
    steps: dict[tuple[UUID, UUID], list[_Step]] = defaultdict(list)
    for r in rows:
        place, balance = r.reverses or r.id, found[r.id]
        step = _Step(
            r.occurred_at, place.int, r.reverses is not None, balance.before, balance.after
        )
        steps[r.location, r.lot].append(step)
    for each in steps.values():
        each.sort()
    return steps


def _at(end: datetime, steps: list[_Step], held: Decimal) -> Decimal:
    """What one level held when a day ended: what the first movement after it found."""
    following = bisect_left(steps, end, key=lambda step: step.at)
    return steps[following].before if following < len(steps) else held
