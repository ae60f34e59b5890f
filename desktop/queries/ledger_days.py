"""The ledger of a store by business day, as arrays: what was sold, what moved, what counts found.

A day begins at the shop's hour in its zone, so some days have 23 or 25 hours. A reversal has the
time of what it reverses, so that the sums of each day are net of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise, repeat
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import (
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
from desktop.db.types import Quantity, Utc
from desktop.domain.forecast.periods import Floats, Whole
from desktop.domain.forecast.shelf import Entries
from desktop.domain.ids import uuid_of
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
END = datetime(9999, 12, 31, tzinfo=UTC)
_KEY = ("product", "location", "lot")
_ZERO = literal_column("0", Quantity())
Raw = tuple[Any, Any, Any]  # product, location, lot, as the driver gives them
Cell = tuple[int, int, float]
_NONE: Floats = np.empty((0, 3))


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
        rows: Any = session.execute(_moved(part, products), {"store": shop.store}).all()
        _add(found, rows, len(days))
    return LedgerDays(
        tuple(map(_uuid, found.products)),
        days,
        Entries.made(np.concatenate(found.sold)),
        np.array(found.of_key, np.int64),
        _starts(session, shop, found, begins[0], products),
        np.array(found.held),
        Entries.made(np.concatenate(found.moved)),
        Entries.made(found.counted),
    )


@dataclass(frozen=True, eq=False)
class _Found:
    """What was read so far; products and keys by their numbers."""

    products: list[Any] = field(default_factory=list)  # raw, rising
    number: dict[Any, int] = field(default_factory=dict)
    keys: dict[Raw, int] = field(default_factory=dict)
    of_key: list[int] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    late: set[int] = field(default_factory=set)  # counted in these days, or after them
    sold: list[Floats] = field(default_factory=lambda: [_NONE])
    moved: list[Floats] = field(default_factory=lambda: [_NONE])
    counted: list[Cell] = field(default_factory=list)


def _keys(
    session: Session, shop: ShopInfo, since: datetime, products: Sequence[UUID] | None
) -> _Found:
    """All products of the store, and their sellable places and lots."""
    is_late = case((LEVEL.c.counted_at >= since, 1), else_=0)
    sells = case((LEVEL.c.location.in_(sellable_places()), 1), else_=0)
    wanted = (
        select(*_raw(LEVEL, *_KEY), as_float(LEVEL.c.on_hand), is_late, sells)
        .where(LEVEL.c.location.in_(_places()), *_of(LEVEL, products))
        .order_by(LEVEL.c.product)
    )
    found = _Found()
    rows: Any = session.execute(wanted, {"store": shop.store})
    for product, place, lot, held, was_counted, is_sellable in rows:
        if not found.products or found.products[-1] != product:
            found.number[product] = len(found.products)
            found.products.append(product)
        if is_sellable:
            if was_counted:
                found.late.add(len(found.keys))
            found.keys[product, place, lot] = len(found.keys)
            found.of_key.append(len(found.products) - 1)
            found.held.append(held)
    return found


def _raw(table: Any, *names: str) -> list[ColumnElement[Any]]:
    """As the driver gives them: hundreds of thousands of them are only compared."""
    return [type_coerce(table.c[name], NullType()) for name in names]


def _places() -> Select[Any]:
    return select(PLACE.c.id).where(PLACE.c.store == STORE)


def _of(table: Any, products: Sequence[UUID] | None) -> list[ColumnElement[bool]]:
    return [] if products is None else [table.c.product.in_(products)]


def _moved(spans: list[tuple[Any, ...]], products: Sequence[UUID] | None) -> Select[Any]:
    """Each movement with the number of its day: most days of a product have one, or few.

    To sum them there takes longer than to read them: the engine would have to sort all.
    """
    columns = (column("n", Integer), column("begins", Utc()), column("ends", Utc()))
    day = values(*columns, name="day").data(spans).cte("day")
    qty = as_float(func.coalesce(M.c.qty, M.c.set_qty, _ZERO))
    inside = and_(M.c.occurred_at >= day.c.begins, M.c.occurred_at < day.c.ends)
    return (
        select(*_raw(M, *_KEY), day.c.n, M.c.kind, qty, *_raw(M, "id", "occurred_at", "reverses"))
        .join_from(day, M, inside)
        .where(moved_in(_places()), *_of(M, products))
    )


def _add(found: _Found, rows: Sequence[Any], days: int) -> None:
    """By whole columns: a row at a time would take as long as to read them."""
    if not rows:
        return
    *raw, on, kinds, quantities, _, _, _ = zip(*rows, strict=True)
    product = np.fromiter(map(found.number.__getitem__, raw[0]), np.int64, len(rows))
    keys = map(found.keys.get, zip(*raw, strict=True), repeat(-1))
    key = np.fromiter(keys, np.int64, len(rows))
    day, kind, qty = np.array(on, np.int64), np.array(kinds), np.array(quantities, float)
    is_sale, is_count, is_held = kind == Kind.SALE, kind == Kind.COUNT, key >= 0
    found.sold.append(np.column_stack([product, day, -qty])[is_sale])
    found.moved.append(np.column_stack([key, day, qty])[is_held & ~is_count])
    cell = key * (days + 1) + day
    is_told = np.isin(cell, cell[is_count & is_held & (day < days)])
    _count(found, [(at, rows[at]) for at in np.flatnonzero(is_told).tolist()], key, day)


def _count(found: _Found, rows: Sequence[tuple[int, Any]], key: Whole, day: Whole) -> None:
    """What a key held at the end of each day on which somebody counted it and it stood.

    ``rows``: all movements of such keys on such days, by their numbers.
    """
    cells: dict[tuple[int, int], list[Entry]] = {}
    for at, (*_, kind, qty, move, moment, reverses) in rows:
        amount, is_count = Decimal(repr(qty)), kind == Kind.COUNT
        moved, there = (None, amount) if is_count else (amount, None)
        undone = None if reverses is None else _uuid(reverses)
        entry = Entry(_uuid(move), kind, moved, there, None, moment, undone)
        cells.setdefault((int(key[at]), int(day[at])), []).append(entry)
    for cell, entries in cells.items():
        level = fold(entries)
        if level.counted_at is not None:
            found.counted.append((*cell, float(level.on_hand)))


def _starts(
    session: Session, shop: ShopInfo, found: _Found, begin: datetime,
    products: Sequence[UUID] | None,
) -> Floats:  # fmt: skip
    """What each key held before: what it holds less what moved, or as the ledger tells it where
    somebody counted since.
    """
    row, _, moved = np.concatenate(found.moved).T
    held = np.array(found.held) - np.bincount(row.astype(np.int64), moved, len(found.held))
    if not found.late:
        return np.asarray(held)
    held[list(found.late)] = 0.0
    if not session.scalar(select(M.c.id).where(M.c.occurred_at < begin).limit(1)):
        return np.asarray(held)
    level = LEVEL.alias("late")
    asked: Any = select(*_raw(level, *_KEY), as_float(held_then(level))).where(
        level.c.counted_at >= begin, level.c.location.in_(sellable_places()), *_of(level, products)
    )
    values_ = {"store": shop.store, **given(begin - MICROSECOND, Basis.HAPPENED)}
    for product, place, lot, then in session.execute(asked, values_):
        held[found.keys[product, place, lot]] = then
    return np.asarray(held)


def _uuid(raw: Any) -> UUID:
    return uuid_of(int.from_bytes(raw)) if isinstance(raw, bytes) else UUID(str(raw))
