"""What was on hand at a moment: the newest count standing by then, and what moved after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, func, literal_column, or_, select, type_coerce
from sqlalchemy.orm import Session

from desktop.db.types import Quantity
from desktop.queries.stock import sellable_places
from desktop.schema import Product, StockMove
from desktop.schema.base import table_of

M, P = table_of(StockMove), table_of(Product)
PART = 2_000


@dataclass(frozen=True, slots=True)
class StockThen:
    """One product at that moment, in all sellable places of the store."""

    sku: str
    name: str
    on_hand: Decimal


def stock_as_of(session: Session, store: UUID, at: datetime) -> Iterator[StockThen]:
    """Every product of the store, by SKU. As of T means ``occurred_at`` ≤ T."""
    found = session.execute(_statement(at), {"store": store}, execution_options={"yield_per": PART})
    for sku, name, on_hand in found:
        yield StockThen(sku, name, on_hand)


def _statement(at: datetime) -> Select[Any]:
    anchor = _anchors(at)
    counted = select(anchor.c.product, func.sum(anchor.c.set_qty).label("qty"))
    counted_by = counted.group_by(anchor.c.product).cte("counted")
    moved_by = _moved(anchor, at)
    zero = literal_column("0", Quantity())
    total = func.coalesce(counted_by.c.qty, zero) + func.coalesce(moved_by.c.qty, zero)
    return (
        select(P.c.sku, P.c.name, type_coerce(total, Quantity()))
        .join_from(P, counted_by, counted_by.c.product == P.c.id, isouter=True)
        .join(moved_by, moved_by.c.product == P.c.id, isouter=True)
        .order_by(P.c.sku, P.c.id)
    )


def _anchors(at: datetime) -> CTE:
    """The newest standing count of every key; a count taken back at any time stands no more."""
    count, undo = M.alias("c"), M.alias("u")
    key = (count.c.product, count.c.location, count.c.lot)
    newest_first = (count.c.occurred_at.desc(), count.c.id.desc())
    counts = (
        select(
            *key, count.c.id, count.c.occurred_at, count.c.set_qty,
            func.row_number().over(partition_by=key, order_by=newest_first).label("n"),
        )
        .where(count.c.kind == literal_column("'count'"), count.c.occurred_at <= at)
        .where(~select(undo.c.id).where(undo.c.reverses == count.c.id).exists())
        .where(count.c.location.in_(sellable_places()))
        .cte("counts")
    )  # fmt: skip
    return select(counts).where(counts.c.n == 1).cte("anchors")


def _moved(anchor: CTE, at: datetime) -> CTE:
    """What moved after each key's count. A reversal counts where the row it reverses stands."""
    place = func.coalesce(M.c.reverses, M.c.id)
    same_key = and_(
        anchor.c.product == M.c.product,
        anchor.c.location == M.c.location,
        anchor.c.lot == M.c.lot,
    )
    is_after = or_(
        anchor.c.id.is_(None),
        M.c.occurred_at > anchor.c.occurred_at,
        and_(M.c.occurred_at == anchor.c.occurred_at, place > anchor.c.id),
    )
    return (
        select(M.c.product, func.sum(M.c.qty).label("qty"))
        .join_from(M, anchor, same_key, isouter=True)
        .where(M.c.occurred_at <= at, M.c.qty.is_not(None), is_after)
        .where(M.c.location.in_(sellable_places()))
        .group_by(M.c.product)
        .cte("moved")
    )
