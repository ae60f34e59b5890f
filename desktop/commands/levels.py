"""Stock levels: the ledger's sums kept ready, moved along by every posting, rebuilt when needed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, and_, bindparam, case, func, null, or_, select, update
from sqlalchemy.orm import aliased

from desktop.commands import alerts
from desktop.db.bulk import insert_rows, update_rows
from desktop.db.prepared import Prepared, insert_or_skip
from desktop.domain.ledger import Entry, Kind, Level, Move, apply, fold, is_costed
from desktop.domain.parts import parts
from desktop.schema import StockLevel, StockMove
from desktop.schema.base import table_of

LEVEL = table_of(StockLevel)
MOVE = table_of(StockMove)


# From so many keys on, those without a level are written in one go.
MANY = 500
PART = 2_000


class LevelKey(NamedTuple):
    """What a level is of."""

    product: UUID
    location: UUID
    lot: UUID


@dataclass(frozen=True)
class Change:
    """On hand before and after a posting; ``in_store`` is what all sellable locations hold then."""

    before: Decimal
    after: Decimal
    in_store: Decimal = Decimal(0)


_KEY = and_(
    LEVEL.c.product == bindparam("product"),
    LEVEL.c.location == bindparam("location"),
    LEVEL.c.lot == bindparam("lot"),
)
_ADD = Prepared(
    update(LEVEL)
    .where(
        LEVEL.c.product == bindparam("k_product"),
        LEVEL.c.location == bindparam("k_location"),
        LEVEL.c.lot == bindparam("k_lot"),
        or_(LEVEL.c.counted_at.is_(None), LEVEL.c.counted_at < bindparam("first_at")),
        or_(LEVEL.c.costed_at.is_(None), LEVEL.c.costed_at < bindparam("first_at")),
    )
    .values(
        on_hand=LEVEL.c.on_hand + bindparam("delta"),
        last_move_at=case(
            (LEVEL.c.last_move_at > bindparam("last_at"), LEVEL.c.last_move_at),
            else_=bindparam("last_at", type_=LEVEL.c.last_move_at.type),
        ),
    )
    .returning(LEVEL.c.on_hand)
)
_LOCK = select(LEVEL).where(_KEY).with_for_update()
_SET = (
    update(LEVEL)
    .where(
        LEVEL.c.product == bindparam("k_product"),
        LEVEL.c.location == bindparam("k_location"),
        LEVEL.c.lot == bindparam("k_lot"),
    )
    .values(
        on_hand=bindparam("on_hand"),
        counted_at=bindparam("counted_at"),
        avg_cost=bindparam("avg_cost"),
        costed_at=bindparam("costed_at"),
        last_move_at=bindparam("last_at"),
    )
)
_MAKE = insert_or_skip(LEVEL)
_ENTRY = [MOVE.c[name] for name in Entry.__dataclass_fields__]
_HISTORY = select(*_ENTRY).where(
    MOVE.c.product == bindparam("product"),
    MOVE.c.location == bindparam("location"),
    MOVE.c.lot == bindparam("lot"),
)


def _anchored() -> tuple[Any, Any]:
    """The newest standing count of a key, and the sum of what moved after it."""
    count, undo, move = aliased(MOVE), aliased(MOVE), aliased(MOVE)

    def of_key(table: Any) -> Any:
        return and_(
            table.c.product == bindparam("product"),
            table.c.location == bindparam("location"),
            table.c.lot == bindparam("lot"),
        )

    taken_back = select(undo.c.id).where(undo.c.reverses == count.c.id).exists()
    newest = (
        select(count.c.set_qty, count.c.occurred_at, count.c.id)
        .where(of_key(count), count.c.kind == Kind.COUNT, ~taken_back)
        .order_by(count.c.occurred_at.desc(), count.c.id.desc())
        .limit(1)
    )
    place = func.coalesce(move.c.reverses, move.c.id)
    since = bindparam("since", type_=MOVE.c.occurred_at.type)
    since_id = bindparam("since_id", type_=MOVE.c.id.type)
    after = or_(
        since.is_(null()),
        move.c.occurred_at > since,
        and_(move.c.occurred_at == since, place > since_id),
    )
    total = select(func.sum(move.c.qty)).where(of_key(move), after)
    return newest, total


_NEWEST_COUNT, _SUM_AFTER = _anchored()


def apply_moves(
    connection: Connection, store: UUID | None, moves: Sequence[Move], stamp: datetime
) -> dict[LevelKey, Change]:
    """Brings the levels after the movements, in key order, then the products' alerts in a store.

    Many keys at once are locked and written by hundreds, with what the ledger says where needed.
    """
    groups = by_key(moves)
    changes: dict[LevelKey, Change] = {}
    if len(groups) >= MANY:
        changes = _first_levels(connection, groups)
        known = [key for key in groups if key not in changes]
        for part in parts(known, PART):
            changes |= _advance_many(connection, {key: groups[key] for key in part})
    for key, group in groups.items():
        if key not in changes:
            changes[key] = _advance(connection, key, group)
    if store is None:
        return changes
    products = list(dict.fromkeys(key.product for key in groups))
    totals = alerts.review(connection, store, products, stamp, moves[0].id)
    return {
        key: replace(change, in_store=totals.get(key.product, Decimal(0)))
        for key, change in changes.items()
    }


def by_key(moves: Sequence[Move]) -> dict[LevelKey, list[Move]]:
    """The movements of each level, in key order."""
    ordered = sorted(moves, key=lambda m: (m.product.int, m.location.int, m.lot.int))
    key_of = attrgetter(*LevelKey._fields)
    return {LevelKey(*key): list(group) for key, group in groupby(ordered, key_of)}


def _first_levels(
    connection: Connection, groups: dict[LevelKey, list[Move]]
) -> dict[LevelKey, Change]:
    """Writes the levels of keys that have none at once; none of them where another was faster."""
    products = list({key.product for key in groups})
    known: set[LevelKey] = set()
    for part in parts(products):
        there = select(LEVEL.c.product, LEVEL.c.location, LEVEL.c.lot)
        wanted = there.where(LEVEL.c.product.in_(part))
        known.update(LevelKey(*row) for row in connection.execute(wanted))
    fresh = {
        key: fold(entry_of(move) for move in g) for key, g in groups.items() if key not in known
    }
    names = ("on_hand", "counted_at", "avg_cost", "costed_at", "last_move_at")
    rows = (
        (*key, *vars(level).values(), max(move.occurred_at for move in groups[key]))
        for key, level in fresh.items()
    )
    point = connection.begin_nested()
    try:
        insert_rows(connection, LEVEL, (*LevelKey._fields, *names), rows)
    except Exception as error:
        if "unique" not in str(error).lower():
            raise
        point.rollback()
        return {}
    point.commit()
    return {key: Change(Decimal(0), level.on_hand) for key, level in fresh.items()}


def _advance_many(
    connection: Connection, groups: dict[LevelKey, list[Move]]
) -> dict[LevelKey, Change]:
    """The same as ``_under_lock`` for many keys that have levels; the others are left out."""
    held = select(LEVEL).where(among(LEVEL, groups)).order_by(*LEVEL.primary_key)
    found = connection.execute(held.with_for_update()).all()
    rows = {LevelKey(row.product, row.location, row.lot): row for row in found}
    rows = {key: rows[key] for key in groups if key in rows}
    after: dict[LevelKey, Level] = {}
    for key, row in rows.items():
        level = Level(row.on_hand, row.counted_at, row.avg_cost, row.costed_at)
        moved = moved_on(row, level, groups[key])
        if moved is not None:
            after[key] = moved
    late = {key: groups[key] for key in rows if key not in after}
    after |= from_ledger_many(connection, late, {}) if late else {}
    names = ("on_hand", "counted_at", "avg_cost", "costed_at", "last_move_at")
    values = (
        (*key, *vars(level).values(), last_at(rows[key], groups[key]))
        for key, level in after.items()
    )
    update_rows(connection, LEVEL, names, values, LevelKey._fields)
    return {key: Change(row.on_hand, after[key].on_hand) for key, row in rows.items()}


def among(table: Table, keys: Iterable[LevelKey]) -> Any:
    """Rows of these keys, and perhaps some more of the same products."""
    products = list(dict.fromkeys(key.product for key in keys))
    places = {key.location for key in keys}
    return and_(table.c.product.in_(products), table.c.location.in_(places))


def from_ledger_many(
    connection: Connection, keys: Iterable[LevelKey], more: Mapping[LevelKey, list[Move]]
) -> dict[LevelKey, Level]:
    """Levels computed from zero; ``more`` are movements that are not written yet."""
    kept = {key: list(map(entry_of, more.get(key, ()))) for key in keys}
    wanted = select(MOVE.c.product, MOVE.c.location, MOVE.c.lot, *_ENTRY).where(among(MOVE, kept))
    for product, location, lot, *entry in connection.execute(wanted):
        entries = kept.get(LevelKey(product, location, lot))
        if entries is not None:
            entries.append(Entry(*entry))
    return {key: fold(entries) for key, entries in kept.items()}


def _is_next(row: Any, moves: Sequence[Move]) -> bool:
    """Whether the movements come after all that the level holds, and take none of it back."""
    if any(move.reverses is not None for move in moves):
        return False
    return row.last_move_at is None or all(m.occurred_at > row.last_move_at for m in moves)


def _is_sum(level: Level, moves: Sequence[Move]) -> bool:
    """Whether the movements only add up, in whatever order: after the newest count and cost.

    So is what takes such movements back, since what it takes back stands there, too.
    """
    since = [at for at in (level.counted_at, level.costed_at) if at is not None]
    return all(
        move.qty is not None
        and not is_costed(move.qty, move.unit_cost)
        and all(move.occurred_at > at for at in since)
        for move in moves
    )


def moved_on(row: Any, level: Level, moves: Sequence[Move]) -> Level | None:
    """The level after the movements; None where the ledger must be asked."""
    if _is_next(row, moves):
        return reduce(apply, map(entry_of, moves), level)
    if _is_sum(level, moves):
        return replace(level, on_hand=level.on_hand + _moved(moves))
    return None


def _moved(moves: Iterable[Move]) -> Decimal:
    return sum((move.qty for move in moves if move.qty is not None), Decimal(0))


def last_at(row: Any, moves: Sequence[Move]) -> datetime:
    """When the newest of a level's movements happened."""
    newest = max(move.occurred_at for move in moves)
    return max(newest, row.last_move_at or newest)


def _advance(connection: Connection, key: LevelKey, moves: list[Move]) -> Change:
    """One key's level: by addition where order does not matter, under a lock where it does."""
    plain = all(
        move.qty is not None and move.reverses is None and not is_costed(move.qty, move.unit_cost)
        for move in moves
    )
    if plain:
        delta = _moved(moves)
        times = [move.occurred_at for move in moves]
        row = _ADD.first(
            connection,
            {
                "k_product": key.product,
                "k_location": key.location,
                "k_lot": key.lot,
                "delta": delta,
                "first_at": min(times),
                "last_at": max(times),
            },
        )
        if row is not None:
            return Change(row.on_hand - delta, row.on_hand)
    return _under_lock(connection, key, moves)


def _under_lock(connection: Connection, key: LevelKey, moves: list[Move]) -> Change:
    row = _locked(connection, key)
    level = Level(row.on_hand, row.counted_at, row.avg_cost, row.costed_at)
    after = moved_on(row, level, moves) or _recomputed(connection, key, level, moves)
    _store(connection, key, after, last_at(row, moves))
    return Change(row.on_hand, after.on_hand)


def _locked(connection: Connection, key: LevelKey) -> Any:
    """The key's row under lock, made if absent."""
    values = key._asdict()
    row = connection.execute(_LOCK, values).first()
    if row is None:
        connection.execute(_MAKE(connection.dialect.name), values)
        row = connection.execute(_LOCK, values).one()
    return row


def _store(connection: Connection, key: LevelKey, level: Level, last_at: datetime | None) -> None:
    connection.execute(
        _SET,
        {
            "k_product": key.product,
            "k_location": key.location,
            "k_lot": key.lot,
            "on_hand": level.on_hand,
            "counted_at": level.counted_at,
            "avg_cost": level.avg_cost,
            "costed_at": level.costed_at,
            "last_at": last_at,
        },
    )


def entry_of(move: Move) -> Entry:
    """What of a movement decides its level."""
    return Entry(
        move.id,
        move.kind,
        move.qty,
        move.set_qty,
        move.unit_cost,
        move.occurred_at,
        move.reverses,
    )


def _recomputed(
    connection: Connection, key: LevelKey, level: Level, moves: Iterable[Move]
) -> Level:
    """From the ledger: the newest standing count plus what came after it.

    The average cost is folded anew only where a costed entry lies at or after the change.
    """
    first = min(move.occurred_at for move in moves)
    costed = level.costed_at is not None and level.costed_at >= first
    if costed or any(is_costed(move.qty, move.unit_cost) for move in moves):
        return from_ledger(connection, key)
    values: dict[str, Any] = dict(key._asdict())
    count = connection.execute(_NEWEST_COUNT, values).first()
    values |= {
        "since": count.occurred_at if count else None,
        "since_id": count.id if count else None,
    }
    moved = connection.execute(_SUM_AFTER, values).scalar() or Decimal(0)
    return replace(
        level,
        on_hand=(count.set_qty if count else Decimal(0)) + moved,
        counted_at=count.occurred_at if count else None,
    )


def from_ledger(connection: Connection, key: LevelKey) -> Level:
    """A level computed from zero."""
    rows = connection.execute(_HISTORY, key._asdict())
    return fold(Entry(*row) for row in rows)


def rebuild(connection: Connection, key: LevelKey) -> Change:
    """Sets one level to what the ledger says, under lock."""
    row = _locked(connection, key)
    after = from_ledger(connection, key)
    _store(connection, key, after, row.last_move_at)
    return Change(row.on_hand, after.on_hand)
