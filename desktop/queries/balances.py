"""What was on hand before and after each movement of a page, exact, in one more statement.

The ledger's order of a product at one place is (occurred_at, id), with a reversal placed right
after the row it reverses. So in that order after = before + quantity for every row, a count sets,
an uncount falls back to what was there before the count, and the newest "after" is the level.

For each key of the page the statement fetches one balance, the one before the page's oldest row,
and the rows from there to the page's newest; rows that a filter left out are walked over too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    and_,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
    values,
)
from sqlalchemy.orm import Session

from desktop.db.types import Quantity, Utc, Uuid
from desktop.schema import StockMove
from desktop.schema.base import table_of

M = table_of(StockMove)
ZERO = Decimal(0)
_COUNT: ColumnElement[str] = literal_column(
    "'count'"
)  # written out, so that SQLite takes the index of counts


class Spot(NamedTuple):
    """A movement's place in the ledger: key, time, and the id that decides between equals."""

    product: UUID
    location: UUID
    lot: UUID
    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Balance:
    """On hand before and after one movement."""

    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class _Step:
    id: UUID
    qty: Decimal | None
    set_qty: Decimal | None
    at: datetime
    reverses: UUID | None

    @property
    def order(self) -> tuple[datetime, int, bool]:
        place = self.reverses or self.id
        return self.at, place.int, self.reverses is not None


def balances(session: Session, spots: Iterable[Spot]) -> dict[UUID, Balance]:
    """Before and after of each movement at these spots and of those between them, by id.

    The ``id`` of a reversal's spot is the id of the row it reverses.
    """
    spans = _spans(spots)
    if not spans:
        return {}
    start: dict[int, Decimal] = {}
    steps: dict[int, list[_Step]] = {}
    for row in session.execute(_statement(spans)):
        if row.id is None:
            start[row.n] = row.base
        else:
            step = _Step(row.id, row.qty, row.set_qty, row.occurred_at, row.reverses)
            steps.setdefault(row.n, []).append(step)
    found: dict[UUID, Balance] = {}
    for number, rows in steps.items():
        found |= _walked(start[number], sorted(rows, key=lambda step: step.order))
    return found


def _walked(on_hand: Decimal, steps: list[_Step]) -> dict[UUID, Balance]:
    found: dict[UUID, Balance] = {}
    for step in steps:
        before = on_hand
        if step.set_qty is not None:
            on_hand = step.set_qty
        elif step.qty is not None:
            on_hand = before + step.qty
        elif step.reverses is not None:
            on_hand = found[step.reverses].before
        found[step.id] = Balance(before, on_hand)
    return found


def _spans(spots: Iterable[Spot]) -> list[tuple[Any, ...]]:
    """Per key: number, key, the oldest spot and the time of the newest."""
    oldest: dict[tuple[UUID, UUID, UUID], tuple[datetime, int]] = {}
    newest: dict[tuple[UUID, UUID, UUID], datetime] = {}
    for spot in spots:
        key = spot[:3]
        oldest[key] = min(oldest.get(key, (spot.at, spot.id.int)), (spot.at, spot.id.int))
        newest[key] = max(newest.get(key, spot.at), spot.at)
    return [
        (number, *key, at, UUID(int=place), newest[key])
        for number, (key, (at, place)) in enumerate(oldest.items())
    ]


def _statement(spans: list[tuple[Any, ...]]) -> Any:
    """Rows with an id are movements, those without are the balances to begin with."""
    span = (
        values(
            column("n", Integer),
            column("product", Uuid()),
            column("location", Uuid()),
            column("lot", Uuid()),
            column("since", Utc()),
            column("since_id", Uuid()),
            column("until", Utc()),
            name="span",
        )
        .data(spans)
        .cte("span")
    )
    return union_all(_movements(span), starts(span))


def _movements(span: CTE) -> Any:
    place = func.coalesce(M.c.reverses, M.c.id)
    inside = and_(
        M.c.product == span.c.product,
        M.c.location == span.c.location,
        M.c.lot == span.c.lot,
        M.c.occurred_at >= span.c.since,
        M.c.occurred_at <= span.c.until,
        or_(M.c.occurred_at > span.c.since, place >= span.c.since_id),
    )
    nothing = type_coerce(null(), Quantity()).label("base")
    return select(
        span.c.n, M.c.id, M.c.qty, M.c.set_qty, M.c.occurred_at, M.c.reverses, nothing
    ).join_from(span, M, inside)


def _of_key(table: Any, key: Any) -> Any:
    return and_(
        table.c.product == key.c.product,
        table.c.location == key.c.location,
        table.c.lot == key.c.lot,
    )


def _is_before(table: Any, place: Any, key: Any) -> Any:
    return or_(
        table.c.occurred_at < key.c.since,
        and_(table.c.occurred_at == key.c.since, place < key.c.since_id),
    )


def starts(span: CTE) -> Any:
    """Per key the newest standing count before the span, and what moved from there to it.

    Columns ``n`` and ``base``, the balance that the span ``n`` begins with.
    """
    count, undo, anchor, move = M.alias("c"), M.alias("u"), M.alias("a"), M.alias("m")
    taken_back = select(undo.c.id).where(undo.c.reverses == count.c.id).exists()
    newest = (
        select(count.c.id)
        .where(_of_key(count, span), count.c.kind == _COUNT, ~taken_back)
        .where(_is_before(count, count.c.id, span))
        .order_by(count.c.occurred_at.desc(), count.c.id.desc())
        .limit(1)
    )
    key = select(*span.c, newest.scalar_subquery().label("anchor")).cte("anchored")
    place = func.coalesce(move.c.reverses, move.c.id)
    is_after = or_(
        anchor.c.id.is_(None),
        move.c.occurred_at > anchor.c.occurred_at,
        and_(move.c.occurred_at == anchor.c.occurred_at, place > anchor.c.id),
    )
    moved = select(func.sum(move.c.qty)).where(
        _of_key(move, key), _is_before(move, place, key), is_after
    )
    zero = literal_column("0", Quantity())
    base = func.coalesce(anchor.c.set_qty, zero) + func.coalesce(moved.scalar_subquery(), zero)
    empty = (null() for _ in range(5))
    return select(key.c.n, *empty, type_coerce(base, Quantity()).label("base")).join_from(
        key, anchor, anchor.c.id == key.c.anchor, isouter=True
    )
