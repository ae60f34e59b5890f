"""Lots of a booking: which one a label names, which ones goods without a named one are taken from.

model.md, invariants 6 and 7: an issue takes the earliest expiry with stock (FEFO); a count without
a lot sets each lot, the latest expiry filled first. What no lot accounts for is of the lot "-".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from desktop.commands.levels import LEVEL, Change, LevelKey
from desktop.commands.posting import MOVE, Posting
from desktop.db.prepared import insert_or_skip
from desktop.domain.gs1 import Label
from desktop.domain.ids import lot_id, no_lot
from desktop.schema import Lot
from desktop.schema.base import table_of

LOT = table_of(Lot)
BY_LOT = "lot"  # a product's tracking
_MAKE = insert_or_skip(LOT, "id")
_NONE = Decimal(0)
Share = tuple[UUID | None, Decimal]


class Named(NamedTuple):
    """The lot that a label names; ``other`` is an expiry that it is known with instead."""

    id: UUID
    code: str
    expiry: date | None
    other: date | None = None


def code_of(label: Label) -> str:
    """A label with an expiry alone names the lot of that day, on every till the same."""
    if label.lot:
        return label.lot
    return label.expiry.isoformat() if label.expiry else ""


def of_label(
    posting: Posting, product: UUID, label: Label, unit_cost: Decimal | None
) -> Named | None:
    """The lot's row, made when it is not there yet, its expiry set where it had none."""
    code = code_of(label)
    if not code:
        return None
    key, connection = lot_id(product, code), posting.connection
    row = {
        "id": key, "product": product, "code": code, "expiry_date": label.expiry,
        "received_at": posting.stamp, "unit_cost": unit_cost, "notes": "",
    }  # fmt: skip
    connection.execute(_MAKE(connection.dialect.name), row)
    known = connection.execute(select(LOT.c.expiry_date).where(LOT.c.id == key)).scalar_one()
    if known is None and label.expiry is not None:
        set_day = LOT.update().where(LOT.c.id == key).values(expiry_date=label.expiry)
        connection.execute(set_day)
        known = label.expiry
    is_other = label.expiry is not None and known != label.expiry
    return Named(key, code, known, label.expiry if is_other else None)


def taken(posting: Posting, product: UUID, location: UUID, quantity: Decimal) -> list[Share]:
    """So much of the lots that are there, earliest expiry first; the rest of no lot."""
    shares: list[Share] = []
    for row in _there(posting.connection, product, location):
        share = min(row.on_hand, quantity)
        if share > 0:
            shares.append((row.lot, share))
            quantity -= share
    return _with_rest(shares, product, quantity)


def counted(posting: Posting, product: UUID, location: UUID, found: Decimal) -> list[Share]:
    """What each lot is set to: the latest expiry filled first; what is more is of no lot."""
    sets: dict[UUID, Decimal] = {no_lot(product): _NONE}
    for row in reversed(_there(posting.connection, product, location)):
        sets[row.lot] = min(max(row.on_hand, _NONE), found)
        found -= sets[row.lot]
    sets[no_lot(product)] += found
    return list(sets.items())


def of_line(connection: Connection, line: UUID, quantity: Decimal) -> list[Share]:
    """So much of the lots that a line's movements were of, the newest first."""
    shares: list[Share] = []
    for row in connection.execute(_moved(line)):
        share = min(abs(row.moved), quantity)
        if share > 0:
            shares.append((row.lot, share))
            quantity -= share
    if quantity > 0 and shares:
        shares[0] = (shares[0][0], shares[0][1] + quantity)
        return shares
    return shares or [(None, quantity)]


def more_of_line(
    posting: Posting, product: UUID, location: UUID, line: UUID, quantity: Decimal
) -> list[Share]:
    """One more of what is in the hand: of the line's newest lot as far as it goes, then FEFO."""
    newest = posting.connection.execute(_moved(line)).first()
    there = _there(posting.connection, product, location)
    held = next((row.on_hand for row in there if newest and row.lot == newest.lot), _NONE)
    if newest is not None and held >= quantity:
        return [(newest.lot, quantity)]
    return taken(posting, product, location, quantity)


def whole(
    posting: Posting, product: UUID, location: UUID, changes: Mapping[LevelKey, Change]
) -> Change:
    """What all lots of a place hold, before and after; of the first change what the store holds."""
    after = on_hand(posting.connection, product, location)
    mine = [
        change
        for key, change in changes.items()
        if (key.product, key.location) == (product, location)
    ]
    moved = sum((change.after - change.before for change in mine), _NONE)
    return replace(mine[0], before=after - moved, after=after)


def on_hand(connection: Connection, product: UUID, location: UUID) -> Decimal:
    """What all lots of a place hold."""
    wanted = select(func.sum(LEVEL.c.on_hand)).where(
        LEVEL.c.product == product, LEVEL.c.location == location
    )
    return connection.execute(wanted).scalar() or _NONE


def _there(connection: Connection, product: UUID, location: UUID) -> Sequence[Any]:
    """The levels that are not zero, held until the commit; earliest expiry first, none last.

    Locks in the order of keys, as every posting does.
    """
    wanted = (
        select(LEVEL.c.lot, LEVEL.c.on_hand, LOT.c.expiry_date, LOT.c.received_at)
        .join_from(LEVEL, LOT, LOT.c.id == LEVEL.c.lot)
        .where(LEVEL.c.product == product, LEVEL.c.location == location, LEVEL.c.on_hand != 0)
        .order_by(LEVEL.c.lot)
        .with_for_update(of=LEVEL)
    )
    rows = connection.execute(wanted).all()
    return sorted(
        rows,
        key=lambda row: (row.expiry_date or date.max, row.lot == no_lot(product), row.received_at),
    )


def _moved(line: UUID) -> Any:
    return (
        select(MOVE.c.lot, func.sum(MOVE.c.qty).label("moved"))
        .where(MOVE.c.line == line)
        .group_by(MOVE.c.lot)
        .having(func.sum(MOVE.c.qty) != 0)
        .order_by(func.max(MOVE.c.seq).desc())
    )


def _with_rest(shares: list[Share], product: UUID, rest: Decimal) -> list[Share]:
    """What is booked beyond the known stock is of no lot."""
    if rest <= 0:
        return shares
    key = no_lot(product)
    held = sum((share for lot, share in shares if lot == key), _NONE)
    return [(lot, share) for lot, share in shares if lot != key] + [(key, held + rest)]
