"""The ledger of a store by business day, as arrays: what was sold, what moved, what counts found.

A day begins at the shop's hour in its zone, so some days have 23 or 25 hours. A reversal has the
time of what it reverses, so that the sums of each day are net of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice, pairwise
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    column,
    func,
    literal_column,
    select,
    type_coerce,
    values,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from desktop.db.amounts import as_float
from desktop.db.types import Quantity, Utc, Uuid
from desktop.domain.forecast.periods import Floats, Whole
from desktop.domain.forecast.shelf import Entries
from desktop.domain.ledger import MICROSECOND, Basis, Entry, Kind, fold
from desktop.domain.progress import Progress, Silent
from desktop.domain.shop import ShopInfo
from desktop.queries.sales import DAY, moved_in
from desktop.queries.stock import STORE, sellable_places
from desktop.schema import Location, StockLevel, StockMove
from desktop.schema.base import table_of
from desktop.schema.level_then import given, held_then

M, LEVEL, PLACE = table_of(StockMove), table_of(StockLevel), table_of(Location)
PART = 60  # days that one statement reads: a run can be stopped between two
SPANS = 400  # days of keys with counts that one statement reads
END = datetime(9999, 12, 31, tzinfo=UTC)
_KEY = ("product", "location", "lot")
_SALE: ColumnElement[str] = literal_column(f"'{Kind.SALE}'")
_COUNT: ColumnElement[str] = literal_column(f"'{Kind.COUNT}'")
_ZERO = literal_column("0", Quantity())
Raw = tuple[Any, Any, Any]  # product, location, lot, as the driver gives them
Cell = tuple[int, int, float]


@dataclass(frozen=True, eq=False)
class LedgerDays:
    """Products rise by their ids. ``sold``: entries of products; ``change``, ``counted``: of keys.

    A key is a product at one sellable place and lot: ``of_key`` tells the number of its product,
    ``start`` what it held when the first day began, ``now`` what it holds. See ``shelf.balances``.
    """

    products: tuple[UUID, ...]
    days: tuple[date, ...]
    sold: Entries
    of_key: Whole
    start: Floats
    now: Floats
    change: Entries
    counted: Entries


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Both included."""
    return tuple(first + number * DAY for number in range((last - first).days + 1))


def ledger_days(
    session: Session,
    shop: ShopInfo,
    first: date,
    last: date,
    products: Sequence[UUID] | None = None,
    progress: Progress | None = None,
) -> LedgerDays:
    """Of some products, or of all that ever moved in the store. A statement for each two months."""
    days, told = days_between(first, last), progress or Silent()
    begins = [shop.begins(day) for day in (*days, last + DAY)]
    found = _keys(session, shop, begins[0], products)
    spans = list(enumerate(pairwise([*begins, END])))
    for start in range(0, len(spans), PART):
        told.report(start, len(spans))
        part = [(number, *span) for number, span in spans[start : start + PART]]
        _add(found, session.execute(_moved(part, products), {"store": shop.store}).all())
    _count(session, found, begins)
    return LedgerDays(
        tuple(map(_uuid, found.products)),
        days,
        Entries.made(found.sold),
        np.array(found.of_key, np.int64),
        _starts(session, shop, found, begins[0], products),
        np.array(found.held),
        Entries.made(found.moved),
        Entries.made(found.counted),
    )


@dataclass(frozen=True, eq=False)
class _Found:
    """What was read so far; products and keys by their numbers."""

    products: list[Any] = field(default_factory=list)  # raw, rising
    keys: dict[Raw, int] = field(default_factory=dict)
    of_key: list[int] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    late: set[int] = field(default_factory=set)  # counted in these days, or after them
    sold: list[Cell] = field(default_factory=list)
    moved: list[Cell] = field(default_factory=list)
    counts: list[tuple[Raw, int]] = field(default_factory=list)
    counted: list[Cell] = field(default_factory=list)


def _keys(
    session: Session, shop: ShopInfo, since: datetime, products: Sequence[UUID] | None
) -> _Found:
    """All products of the store, and their sellable places and lots."""
    is_late = case((LEVEL.c.counted_at >= since, 1), else_=0)
    sells = case((LEVEL.c.location.in_(sellable_places()), 1), else_=0)
    wanted = (
        select(*_raw(LEVEL), as_float(LEVEL.c.on_hand), is_late, sells)
        .where(LEVEL.c.location.in_(_places()), *_of(LEVEL, products))
        .order_by(LEVEL.c.product)
    )
    found = _Found()
    rows: Any = session.execute(wanted, {"store": shop.store})
    for product, place, lot, held, was_counted, is_sellable in rows:
        if not found.products or found.products[-1] != product:
            found.products.append(product)
        if is_sellable:
            if was_counted:
                found.late.add(len(found.keys))
            found.keys[product, place, lot] = len(found.keys)
            found.of_key.append(len(found.products) - 1)
            found.held.append(held)
    return found


def _raw(table: Any) -> list[ColumnElement[Any]]:
    """The key as the driver gives it: hundreds of thousands of them are only compared."""
    return [type_coerce(table.c[name], NullType()) for name in _KEY]


def _places() -> Select[Any]:
    return select(PLACE.c.id).where(PLACE.c.store == STORE)


def _of(table: Any, products: Sequence[UUID] | None) -> list[ColumnElement[bool]]:
    return [] if products is None else [table.c.product.in_(products)]


def _moved(spans: list[tuple[Any, ...]], products: Sequence[UUID] | None) -> Select[Any]:
    """By day and key: net sales, what moved, and whether somebody counted."""
    columns = (column("n", Integer), column("begins", Utc()), column("ends", Utc()))
    day = values(*columns, name="day").data(spans).cte("day")
    sold = func.sum(case((M.c.kind == _SALE, -M.c.qty), else_=_ZERO))
    moved = func.coalesce(func.sum(M.c.qty), _ZERO)
    is_count = func.max(case((M.c.kind == _COUNT, 1), else_=0))
    inside = and_(M.c.occurred_at >= day.c.begins, M.c.occurred_at < day.c.ends)
    return (
        select(day.c.n, *_raw(M), as_float(sold), as_float(moved), is_count)
        .join_from(day, M, inside)
        .where(moved_in(_places()), *_of(M, products))
        .group_by(day.c.n, *(M.c[name] for name in _KEY))
    )


def _add(found: _Found, rows: Iterable[Any]) -> None:
    number = {product: at for at, product in enumerate(found.products)}
    for day, product, place, lot, sold, moved, is_count in rows:
        if sold:
            found.sold.append((number[product], day, sold))
        key = found.keys.get((product, place, lot))
        if key is None:
            continue
        found.moved.append((key, day, moved))
        if is_count:
            found.counts.append(((product, place, lot), day))


def _count(session: Session, found: _Found, begins: Sequence[datetime]) -> None:
    """What a key held at the end of each day on which somebody counted it and it stood."""
    waiting = iter([each for each in found.counts if each[1] < len(begins) - 1])
    while part := list(islice(waiting, SPANS)):
        spans = [
            (number, *map(_uuid, raw), begins[day], begins[day + 1])
            for number, (raw, day) in enumerate(part)
        ]
        moves: dict[int, list[Entry]] = {}
        for number, key, kind, qty, set_qty, at, reverses in session.execute(_single(spans)):
            entry = Entry(key, kind, qty, set_qty, None, at, reverses)
            moves.setdefault(number, []).append(entry)
        for number, entries in moves.items():
            level, (raw, day) = fold(entries), part[number]
            if level.counted_at is not None:
                found.counted.append((found.keys[raw], day, float(level.on_hand)))


def _single(spans: list[tuple[Any, ...]]) -> Select[Any]:
    """The movements of some keys, each between two moments."""
    span = _spans(spans)
    inside = and_(
        *(M.c[name] == span.c[name] for name in _KEY),
        M.c.occurred_at >= span.c.begins,
        M.c.occurred_at < span.c.ends,
    )
    told = ("id", "kind", "qty", "set_qty", "occurred_at", "reverses")
    return select(span.c.n, *(M.c[name] for name in told)).join_from(span, M, inside)


def _spans(spans: list[tuple[Any, ...]]) -> CTE:
    key = (column(name, Uuid()) for name in _KEY)
    times = (column("begins", Utc()), column("ends", Utc()))
    return values(column("n", Integer), *key, *times, name="span").data(spans).cte("span")


def _starts(
    session: Session, shop: ShopInfo, found: _Found, begin: datetime,
    products: Sequence[UUID] | None,
) -> Floats:  # fmt: skip
    """What each key held before: what it holds less what moved, or as the ledger tells it where
    somebody counted since.
    """
    row, _, moved = np.array(found.moved, float).reshape(-1, 3).T
    held = np.array(found.held) - np.bincount(row.astype(np.int64), moved, len(found.held))
    if not found.late:
        return np.asarray(held)
    held[list(found.late)] = 0.0
    if not session.scalar(select(M.c.id).where(M.c.occurred_at < begin).limit(1)):
        return np.asarray(held)
    level = LEVEL.alias("late")
    asked: Any = select(*_raw(level), as_float(held_then(level))).where(
        level.c.counted_at >= begin, level.c.location.in_(sellable_places()), *_of(level, products)
    )
    values_ = {"store": shop.store, **given(begin - MICROSECOND, Basis.HAPPENED)}
    for product, place, lot, then in session.execute(asked, values_):
        held[found.keys[product, place, lot]] = then
    return np.asarray(held)


def _uuid(raw: Any) -> UUID:
    return UUID(bytes=raw) if isinstance(raw, bytes) else UUID(str(raw))
