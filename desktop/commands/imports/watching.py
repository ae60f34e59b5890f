"""Known products whose stock or alerts an import decides upon: what they were when it was made
ready waits beside the shop, and tells under the lock which of them moved since.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select, update

from desktop.commands.imports.matching import LEVEL, PLACE, Match, P
from desktop.commands.levels import LevelKey
from desktop.db.staging import Outdated, Stage, beside
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor

STATE = ("on_hand", "counted_at", "avg_cost", "costed_at", "last_move_at")
MOST_LATE = 10_000
KNOWN = beside("_known", P, "id", "version")
SEEN = beside("_seen", LEVEL, *LevelKey._fields, *STATE)
AFTER = beside("_after", LEVEL, *LevelKey._fields, *STATE)


def _is_key(place: Any) -> Any:
    return and_(*(LEVEL.c[name] == place.c[name] for name in LevelKey._fields))


def _places(by: Actor) -> Any:
    """Where stock decides something: what alerts add up, and where the import books."""
    sellable = and_(PLACE.c.store == by.store, PLACE.c.is_sellable)
    return select(PLACE.c.id).where(or_(sellable, PLACE.c.id == by.location))


def sellable_places(connection: Connection, store: UUID) -> set[UUID]:
    """The locations whose stock alerts add up."""
    wanted = select(PLACE.c.id).where(PLACE.c.store == store, PLACE.c.is_sellable)
    return set(connection.execute(wanted).scalars())


def levels_now(connection: Connection, by: Actor, products: Iterable[UUID]) -> list[Any]:
    """The levels of products where stock decides something."""
    columns = (LEVEL.c[name] for name in (*LevelKey._fields, *STATE))
    wanted = select(*columns).where(LEVEL.c.location.in_(_places(by)))
    found: list[Any] = []
    for part in parts(products):
        found += connection.execute(wanted.where(LEVEL.c.product.in_(part)))
    return found


def watch(
    stage: Stage, matches: Iterable[Match], seen: Sequence[Any], after: Sequence[Sequence[Any]]
) -> None:
    """Puts aside the products' versions, their levels, and those that are to follow.

    The versions are those that they have when the import's own changes are written.
    """
    stage.keep(KNOWN, P, ((m.product.id, m.product.version + m.is_changed) for m in matches))
    stage.keep(SEEN, LEVEL, seen)
    stage.keep(AFTER, LEVEL, after)


def hold(connection: Connection, count: int) -> None:
    """Holds the ``count`` products and their levels; Outdated where one was changed since."""
    same = and_(P.c.id == KNOWN.c.id, P.c.version == KNOWN.c.version)
    held = select(P.c.id).join_from(KNOWN, P, same).order_by(P.c.id)
    if _count(connection, held.with_for_update(of=P, key_share=True)) != count:
        raise Outdated
    theirs = select(LEVEL.c.product).join_from(KNOWN, LEVEL, LEVEL.c.product == KNOWN.c.id)
    if connection.dialect.name != "sqlite":  # there nobody else writes by now
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
        .where(SEEN.c.product.is_(None), LEVEL.c.location.in_(_places(by)))
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
