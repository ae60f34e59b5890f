"""The ledger of a store by business day, as arrays: what was sold, what moved, what counts found.

A day begins at the shop's hour in its zone, so some days have 23 or 25 hours. A reversal has the
time of what it reverses, so that the sums of each day are net of it.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Integer, Select, case, func, select, type_coerce
from sqlalchemy.orm import Session

from desktop.db.amounts import in_steps
from desktop.db.arrays import Array, read_arrays, side_by_side, uuids
from desktop.domain.forecast.periods import Flags, Floats, Whole
from desktop.domain.forecast.shelf import Entries
from desktop.domain.ledger import MICROSECOND, Basis, Kind
from desktop.domain.parts import parts
from desktop.domain.progress import Progress, Silent
from desktop.domain.shop import ShopInfo
from desktop.queries.merged import with_merged
from desktop.queries.sales import DAY, moved_in
from desktop.queries.stock import STORE, sellable_places
from desktop.schema import Location, Product, StockLevel, StockMove
from desktop.schema.base import table_of
from desktop.schema.level_then import given, held_then

M, LEVEL, PLACE = table_of(StockMove), table_of(StockLevel), table_of(Location)
P = table_of(Product)
PART = 200_000  # movements of a statement, between two of which a run can be stopped; whole days
SOME = 500  # products of a statement about some
STEPS = 1000.0  # of a unit: in them quantities are whole
_SALE, _COUNT = 1, 2
_CODE = case((M.c.kind == Kind.SALE, _SALE), (M.c.kind == Kind.COUNT, _COUNT), else_=0)


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
    part: int = PART,
) -> LedgerDays:
    """Of some products, or of all that ever moved in the store; ``part``: see PART."""
    days, told = days_between(first, last), progress or Silent()
    begins = [shop.begins(day) for day in (*days, last + DAY)]
    asked = _Asked(session, shop, begins, with_merged(session, products), _merged(session))
    keys, found = _keys(asked), _Found()
    undone = _undone(asked)
    for at, where in _parts(asked, part):
        told.report(at, len(days))
        _add(found, keys, undone, asked, _moved(asked, where))
    sold, change, counted = map(_entries, (found.sold, found.moved, found.counted))
    sells = keys.number >= 0
    return LedgerDays(
        tuple(uuids(keys.products)),
        days,
        sold,
        keys.of_key[sells],
        _starts(asked, keys, change),
        keys.held[sells],
        change,
        counted,
    )


@dataclass(frozen=True, eq=False)
class _Asked:
    """``begins``: of each day, and of the one after them."""

    session: Session
    shop: ShopInfo
    begins: list[datetime]
    products: Sequence[UUID] | None
    merged: list[Array]

    def read(self, statement: Select[Any], **values: Any) -> list[Array]:
        """Its columns."""
        given_ = {"store": self.shop.store, **values}
        return read_arrays(self.session.connection(), statement, given_)

    def read_keyed(self, statement: Select[Any], **values: Any) -> list[Array]:
        """The same where a key comes first; of what was merged it is the product that is left."""
        product, *rest = self.read(statement, **values)
        old, left = self.merged
        if not len(old):
            return [product, *rest]
        at = np.minimum(np.searchsorted(old, product), len(old) - 1)
        return [np.where(old[at] == product, left[at], product), *rest]

    def of(self, table: Any) -> list[ColumnElement[bool]]:
        """That a row is of one of the products."""
        return [] if self.products is None else [table.c.product.in_(self.products)]


@dataclass(frozen=True, eq=False)
class _Keys:
    """``every``: product, place and lot of all levels, rising; ``of_key``: their products' numbers;
    ``number``: among those that can be sold from, else -1; ``is_late``: counted in these days or
    after them.
    """

    products: Array
    every: Array
    of_key: Whole
    number: Whole
    held: Floats
    is_late: Flags

    def find(self, keys: Array) -> Whole:
        """Where among ``every`` each of these is; -1 for what is not there."""
        at = np.minimum(np.searchsorted(self.every, keys), max(len(self.every) - 1, 0))
        return np.where(self.every[at] == keys, at, -1) if len(self.every) else at - 1


Part = tuple[Whole, Whole, Floats]  # row, day, value


@dataclass(frozen=True, eq=False)
class _Found:
    """What was read so far, by products and by keys."""

    sold: list[Part] = field(default_factory=list)
    moved: list[Part] = field(default_factory=list)
    counted: list[Part] = field(default_factory=list)


def _entries(parts: list[Part]) -> Entries:
    if not parts:
        return Entries.made([])
    row, day, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Entries.sorted(row, day, value)


def _keys(asked: _Asked) -> _Keys:
    is_late = case((LEVEL.c.counted_at >= asked.begins[0], 1), else_=0)
    sells = case((LEVEL.c.location.in_(sellable_places()), 1), else_=0)
    wanted = select(*_key(LEVEL), in_steps(LEVEL.c.on_hand), is_late, sells).where(
        LEVEL.c.location.in_(_places()), *asked.of(LEVEL)
    )
    product, place, lot, held, late, can_sell = asked.read_keyed(wanted)
    every = side_by_side(product, place, lot)
    order = np.argsort(every)
    products, of_key = np.unique(product[order], return_inverse=True)
    is_sold_from = can_sell[order] == 1
    number = np.where(is_sold_from, np.cumsum(is_sold_from) - 1, -1)
    return _Keys(products, every[order], of_key, number, held[order] / STEPS, late[order] == 1)


def _merged(session: Session) -> list[Array]:
    """What was merged, rising, and what is left of each."""
    wanted = select(P.c.id, P.c.merged_into).where(P.c.merged_into.is_not(None))
    old, left = read_arrays(session.connection(), wanted)
    order = np.argsort(old)
    return [old[order], left[order]]


def _key(table: Any) -> list[ColumnElement[Any]]:
    return [table.c.product, table.c.location, table.c.lot]


def _places() -> Select[Any]:
    return select(PLACE.c.id).where(PLACE.c.store == STORE)


def _undone(asked: _Asked) -> Array:
    """The ids of what was taken back, and of what took it back."""
    wanted = select(M.c.id, M.c.reverses).where(M.c.reverses.is_not(None), *asked.of(M))
    return np.concatenate(asked.read(wanted))


def _parts(asked: _Asked, part: int) -> Iterator[tuple[int, list[ColumnElement[bool]]]]:
    """The number of the day at which each begins, and what bounds its rows."""
    begins, at = asked.begins, 0
    if asked.products is not None:
        for some in parts(asked.products, SOME):
            yield 0, [M.c.occurred_at >= begins[0], M.c.product.in_(some)]
        return
    while at < len(begins):
        end = _end(asked, at, part)
        before = [M.c.occurred_at < begins[end]] if end < len(begins) else []
        yield at, [M.c.occurred_at >= begins[at], *before]
        at = end


def _end(asked: _Asked, at: int, part: int) -> int:
    """The day before which there are as many movements as are read at once."""
    since = M.c.occurred_at >= asked.begins[at]
    ordered = select(M.c.occurred_at).where(since).order_by(M.c.occurred_at)
    beyond = asked.session.scalar(ordered.offset(part).limit(1))
    if beyond is None:
        return len(asked.begins)
    return max(bisect(asked.begins, beyond) - 1, at + 1)


def _moved(asked: _Asked, where: list[ColumnElement[bool]]) -> list[Array]:
    """Movements as they are: most days of a product have one, or few.

    To sum them there takes longer than to read them: the engine would have to sort all.
    """
    qty = in_steps(func.coalesce(M.c.qty, M.c.set_qty))
    told = (*_key(M), M.c.id, M.c.occurred_at, type_coerce(_CODE, Integer), qty)
    return asked.read_keyed(select(*told).where(moved_in(_places()), *where))


def _add(found: _Found, keys: _Keys, undone: Array, asked: _Asked, told: list[Array]) -> None:
    """By whole columns. What has no level is not known yet: it was booked a moment ago."""
    product, place, lot, *rest = told
    at = keys.find(side_by_side(product, place, lot))
    is_known = at >= 0
    ids, moment, kind, steps = (column[is_known] for column in rest)
    at = at[is_known]
    begins = np.array([begin.replace(tzinfo=None) for begin in asked.begins], "datetime64[us]")
    day, value = np.searchsorted(begins, moment, "right") - 1, steps / STEPS
    is_sale, key = kind == _SALE, keys.number[at]
    found.sold.append((keys.of_key[at[is_sale]], day[is_sale], -value[is_sale]))
    moves = (key >= 0) & (kind != _COUNT)
    found.moved.append((key[moves], day[moves], value[moves]))
    cell = np.where(key >= 0, key * len(begins) + day, -1)
    is_told = np.isin(cell, cell[(kind == _COUNT) & (key >= 0) & (day < len(begins) - 1)])
    rows = np.flatnonzero(is_told & ~np.isin(ids, undone))
    rows = rows[np.lexsort((ids[rows], moment[rows], cell[rows]))]
    cell, held = _counted(cell[rows], kind[rows] == _COUNT, steps[rows])
    found.counted.append((cell // len(begins), cell % len(begins), held / STEPS))


def _counted(cell: Whole, is_count: Flags, steps: Whole) -> tuple[Whole, Floats]:
    """What a key held at the end of each day on which somebody counted it and it stood.

    All movements that stand, of such keys on such days (``cell``), in the ledger's order.
    """
    if not len(cell):
        return cell, np.zeros(0)
    at = np.arange(len(cell))
    begins = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    last = np.maximum.reduceat(np.where(is_count, at, -1), begins)
    number = np.cumsum(np.append(False, cell[1:] != cell[:-1]))
    after = (last[number] >= 0) & (at >= last[number])
    held = np.bincount(number[after], steps[after].astype(float), len(begins)).astype(float)
    return cell[begins][last >= 0], held[last >= 0]


def _starts(asked: _Asked, keys: _Keys, change: Entries) -> Floats:
    """What each key held before: what it holds less what moved, or as the ledger tells it where
    somebody counted since.
    """
    sells = keys.number >= 0
    held, late = keys.held[sells], keys.is_late[sells]
    held = held - np.bincount(change.row, change.value, len(held))
    if not late.any():
        return np.asarray(held)
    held[late] = 0.0
    begin = asked.begins[0]
    if not asked.session.scalar(select(M.c.id).where(M.c.occurred_at < begin).limit(1)):
        return np.asarray(held)
    level = LEVEL.alias("late")
    wanted = select(*_key(level), in_steps(held_then(level))).where(
        level.c.counted_at >= begin, level.c.location.in_(sellable_places()), *asked.of(level)
    )
    *key, then = asked.read_keyed(wanted, **given(begin - MICROSECOND, Basis.HAPPENED))
    held[keys.number[keys.find(side_by_side(*key))]] = then / STEPS
    return np.asarray(held)
