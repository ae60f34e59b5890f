"""What a stock level held at a moment, as one SQL expression over the ledger.

Two clocks: by default what is dated up to the moment, as it is known today; or what was written
up to it, which is what the program showed then. Reading and restoring the past share it.

The level less what moved since is all that is asked where no count stands in between: it costs
what was moved since, whatever the ledger holds. Else the product's own movements are added up.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.sql.elements import literal_column
from sqlalchemy.sql.selectable import NamedFromClause

from desktop.db.types import Quantity, Utc
from desktop.domain.ledger import Basis
from desktop.schema.base import table_of
from desktop.schema.stock import StockLevel, StockMove

LEVEL, MOVE = table_of(StockLevel), table_of(StockMove)
MOMENT = bindparam("moment", type_=Utc())
_KNOWN = bindparam("known", type_=Boolean())
_ZERO = literal_column("0", Quantity())


def given(moment: datetime, basis: Basis) -> dict[str, Any]:
    """The values of the expression's parameters."""
    return {"moment": moment, "known": basis == Basis.KNOWN}


def held_then(level: FromClause) -> ColumnElement[Any]:
    """On hand of each row of ``level``, which is the table of stock levels or an alias of it."""
    is_uncounted = or_(level.c.counted_at.is_(None), level.c.counted_at <= MOMENT)
    return case(
        (_KNOWN, _added_up(level, "recorded_at")),
        (is_uncounted, level.c.on_hand - _since(level)),
        else_=_added_up(level, "occurred_at"),
    )


def differing(*where: ColumnElement[bool]) -> Subquery:
    """Key, ``on_hand`` and ``held`` of the levels that were another then.

    OFFSET 0 keeps the past of a level from being looked up once for each time it is named.
    """
    key = (LEVEL.c.product, LEVEL.c.location, LEVEL.c.lot)
    read = select(*key, LEVEL.c.on_hand, held_then(LEVEL).label("held")).where(*where).offset(0)
    held = read.subquery("held_then")
    return select(held).where(held.c.held != held.c.on_hand).subquery("differing")


def _of(move: FromClause, level: FromClause) -> ColumnElement[bool]:
    return and_(
        move.c.product == level.c.product,
        move.c.location == level.c.location,
        move.c.lot == level.c.lot,
    )


def _sum(move: FromClause, level: FromClause, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    total = func.coalesce(func.sum(move.c.qty), _ZERO, type_=Quantity())
    return select(total).where(_of(move, level), *where).correlate(level).scalar_subquery()


def _since(level: FromClause) -> ColumnElement[Any]:
    move = MOVE.alias("since")
    return _sum(move, level, move.c.occurred_at > MOMENT)


def _added_up(level: FromClause, clock: str) -> ColumnElement[Any]:
    """The newest count that stood then, and what moved after it."""
    count, later = MOVE.alias(f"count_{clock}"), MOVE.alias(f"later_{clock}")
    move = MOVE.alias(f"move_{clock}")
    newest_first = (count.c.occurred_at.desc(), count.c.id.desc())
    newest = select(count.c.set_qty).where(_stands(count, level, clock)).order_by(*newest_first)
    found = newest.limit(1).correlate(level).scalar_subquery()
    # A reversal counts where the row it reverses stands.
    place = func.coalesce(move.c.reverses, move.c.id)
    is_later = or_(
        later.c.occurred_at > move.c.occurred_at,
        and_(later.c.occurred_at == move.c.occurred_at, later.c.id > place),
    )
    counted_after = select(later.c.id).where(_stands(later, level, clock), is_later)
    is_after = ~counted_after.correlate(level, move).exists()
    moved = _sum(move, level, move.c[clock] <= MOMENT, move.c.qty.is_not(None), is_after)
    return func.coalesce(found, _ZERO, type_=Quantity()) + moved


def _stands(count: NamedFromClause, level: FromClause, clock: str) -> ColumnElement[bool]:
    """Whether a row is a count of the level that nobody had taken back."""
    undo = MOVE.alias(f"undo_of_{count.name}")
    undone = select(undo.c.id).where(undo.c.reverses == count.c.id)
    if clock == "recorded_at":
        undone = undone.where(undo.c.recorded_at <= MOMENT)
    return and_(
        _of(count, level),
        count.c.kind == literal_column("'count'"),
        count.c[clock] <= MOMENT,
        ~undone.correlate(count).exists(),
    )
