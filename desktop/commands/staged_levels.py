"""Levels made ready beside the shop: what they were, and what they are to be, waits on a stage.

Under the lock that tells which products moved since; all others are set by one statement.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select, update

from desktop.commands import levels
from desktop.commands.levels import LEVEL, LevelKey
from desktop.commands.posting import Posting
from desktop.db.columns import columns_of
from desktop.db.compact import Compact
from desktop.db.staging import Outdated, Stage, beside
from desktop.domain.ledger import Level, Move, fold
from desktop.domain.permissions import Actor
from desktop.schema import Location, Product
from desktop.schema.base import table_of

P, PLACE = table_of(Product), table_of(Location)
STATE = ("on_hand", "counted_at", "avg_cost", "costed_at", "last_move_at")
LEVEL_NAMES = (*LevelKey._fields, *STATE)
PART, MOST_LATE = 500, 10_000
KNOWN = beside("_known", P, "id", "version")
SEEN = beside("_seen", LEVEL, *LEVEL_NAMES)
AFTER = beside("_after", LEVEL, *LEVEL_NAMES)


def foresee_levels(
    connection: Connection, by: Actor, stage: Stage, moves: Sequence[Move]
) -> frozenset[UUID]:
    """Stages the levels after movements that nobody has written yet.

    The products of which another quantity, or for the first time one, is there then.
    """
    groups = levels.by_key(moves)
    products = {key.product for key in groups}
    seen = levels_now(connection, by, products)
    rows = {LevelKey(*row[:3]): row for row in seen}
    after = [
        (*key, *vars(level).values(), _last_at(rows.get(key), groups[key]))
        for key, level in _followed(connection, groups, rows).items()
    ]
    watch(stage, ((key, 0) for key in products), seen, after)
    first = [row for row in after if LevelKey(*row[:3]) not in rows]
    if first:
        each = dict(zip(LEVEL_NAMES, zip(*first, strict=True), strict=True))
        stage.insert(LEVEL, columns_of({"product": each.pop("product")}, each))
    held = {key: row.on_hand for key, row in rows.items()}
    return frozenset(row[0] for row in after if held.get(LevelKey(*row[:3])) != row[3])


def _followed(
    connection: Connection, groups: Mapping[LevelKey, list[Move]], rows: Mapping[LevelKey, Any]
) -> dict[LevelKey, Level]:
    after: dict[LevelKey, Level] = {}
    for key, theirs in groups.items():
        row = rows.get(key)
        moved = _first(theirs) if row is None else levels.moved_on(row, _level(row), theirs)
        if moved is not None:
            after[key] = moved
    asked = [key for key in groups if key not in after]
    for start in range(0, len(asked), PART):
        after |= levels.from_ledger_many(connection, asked[start : start + PART], groups)
    return after


def _first(moves: Sequence[Move]) -> Level:
    return fold(map(levels.entry_of, moves))


def _level(row: Any) -> Level:
    return Level(*(getattr(row, name) for name in STATE[:-1]))


def _last_at(row: Any, moves: Sequence[Move]) -> datetime:
    return max(move.occurred_at for move in moves) if row is None else levels.last_at(row, moves)


def follow_levels(posting: Posting, moved: Collection[UUID]) -> None:
    """Sets what was foreseen; levels of what ``moved`` since are worked out by the ledger."""
    move_on(posting.connection, moved)
    theirs = [move for move in posting.moves if move.product in moved]
    levels.apply_moves(posting.connection, None, theirs, posting.stamp)


def _is_key(place: Any) -> Any:
    return and_(*(LEVEL.c[name] == place.c[name] for name in LevelKey._fields))


def _places(by: Actor) -> Any:
    """Where stock decides something: what alerts add up, and where the change books."""
    sellable = and_(PLACE.c.store == by.store, PLACE.c.is_sellable)
    return select(PLACE.c.id).where(or_(sellable, PLACE.c.id == by.location))


def sellable_places(connection: Connection, store: UUID) -> set[UUID]:
    """The locations whose stock alerts add up."""
    wanted = select(PLACE.c.id).where(PLACE.c.store == store, PLACE.c.is_sellable)
    return set(connection.execute(wanted).scalars())


def levels_now(connection: Connection, by: Actor, products: Iterable[UUID]) -> list[Any]:
    """The levels of products where stock decides something."""
    columns = (LEVEL.c[name] for name in LEVEL_NAMES)
    wanted = select(*columns).where(LEVEL.c.location.in_(_places(by)))
    compact = Compact(LEVEL_NAMES, (*STATE, "location"))
    waiting, found = list(products), list[Any]()
    for start in range(0, len(waiting), PART):
        part = LEVEL.c.product.in_(waiting[start : start + PART])
        found += compact.rows(connection.execute(wanted.where(part)).all())
    return found


def watch(
    stage: Stage,
    known: Iterable[tuple[UUID, int]],
    seen: Sequence[Any],
    after: Sequence[Sequence[Any]],
) -> None:
    """Puts aside products with versions, their levels, and those that are to follow.

    The versions are those that they have when the change's own are written.
    """
    stage.keep(KNOWN, P, known)
    stage.keep(SEEN, LEVEL, seen)
    stage.keep(AFTER, LEVEL, after)


def hold(connection: Connection, count: int) -> None:
    """Holds the ``count`` products and their levels; Outdated where one was changed since."""
    same = and_(P.c.id == KNOWN.c.id, P.c.version == KNOWN.c.version)
    held = select(P.c.id).join_from(KNOWN, P, same).order_by(P.c.id)
    if _count(connection, held.with_for_update(of=P, key_share=True)) != count:
        raise Outdated
    hold_levels(connection)


def hold_levels(connection: Connection) -> None:
    """Of the products, whatever else was changed of them. In a file nobody else writes by now."""
    if connection.dialect.name != "sqlite":
        theirs = select(LEVEL.c.product).join_from(KNOWN, LEVEL, LEVEL.c.product == KNOWN.c.id)
        _count(connection, theirs.order_by(*LEVEL.primary_key).with_for_update(of=LEVEL))


def _count(connection: Connection, rows: Any) -> int:
    wanted = select(func.count()).select_from(rows.subquery())
    return int(connection.execute(wanted).scalar_one())


def late(connection: Connection, by: Actor) -> set[UUID]:
    """The products that moved since: a level is another, or new. Outdated where they are many."""
    other = or_(*(LEVEL.c[name].is_distinct_from(SEEN.c[name]) for name in STATE))
    changed = select(SEEN.c.product).join_from(SEEN, LEVEL, _is_key(SEEN), isouter=True)
    new = (
        select(LEVEL.c.product)
        .join_from(KNOWN, LEVEL, LEVEL.c.product == KNOWN.c.id)
        .join(SEEN, _is_key(SEEN), isouter=True)
        .join(AFTER, _is_key(AFTER), isouter=True)
        .where(SEEN.c.product.is_(None), AFTER.c.product.is_(None))
        .where(LEVEL.c.location.in_(_places(by)))
    )
    found = {*connection.execute(changed.where(other)).scalars()}
    found.update(connection.execute(new).scalars())
    if len(found) > MOST_LATE:
        raise Outdated
    return found


def move_on(connection: Connection, products: Iterable[UUID]) -> None:
    """Sets the levels that are to follow, but those of the given products."""
    values = {name: AFTER.c[name] for name in STATE}
    wanted = update(LEVEL).where(_is_key(AFTER), LEVEL.c.product.not_in(list(products)))
    connection.execute(wanted.values(values))
