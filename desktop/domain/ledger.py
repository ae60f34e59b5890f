"""The ledger's rules: kinds of movement, the hash chain, and what a run of movements adds up to."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NO_HASH = bytes(32)
COST_STEP = Decimal("0.0001")
ZERO = Decimal(0)


# How the reason of a counter-movement begins whose whole document was voided.
VOID = "void:"


class Basis(StrEnum):
    """Which clock a look into the past goes by."""

    HAPPENED = "happened"  # what is known today of then: all that is dated before
    KNOWN = "known"  # what the program showed then: all that was written before


class Kind(StrEnum):
    """What a movement is. A count sets the level; an uncount takes a count back."""

    OPENING = "opening"
    RECEIVE = "receive"
    SALE = "sale"
    RETURN = "return"
    ADJUST = "adjust"
    COUNT = "count"
    UNCOUNT = "uncount"
    TRANSFER = "transfer"
    CONSUME = "consume"
    PRODUCE = "produce"
    WASTE = "waste"


@dataclass(frozen=True)
class Move:
    """One row of the ledger. ``qty`` is None for counts and uncounts; counts have ``set_qty``."""

    id: UUID
    product: UUID
    location: UUID
    lot: UUID
    qty: Decimal | None
    set_qty: Decimal | None
    kind: str
    reason: str
    unit_cost: Decimal | None
    line: UUID | None
    user: UUID
    writer: UUID
    seq: int
    seen_before: Decimal | None
    occurred_at: datetime
    recorded_at: datetime
    reverses: UUID | None


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970, exact."""
    return (at - EPOCH) // MICROSECOND


def _scaled(value: Decimal | None, places: int) -> str:
    return "" if value is None else str(int(value.scaleb(places)))


def row_hash(previous: bytes, move: Move) -> bytes:
    """SHA-256 of the writer's previous hash (32 bytes) and the canonical row, with every column."""
    row = "\x1f".join(
        (
            move.id.hex,
            move.product.hex,
            move.location.hex,
            move.lot.hex,
            _scaled(move.qty, 3),
            _scaled(move.set_qty, 3),
            move.kind,
            json.dumps(move.reason),
            _scaled(move.unit_cost, 4),
            move.line.hex if move.line else "",
            move.user.hex,
            move.writer.hex,
            str(move.seq),
            _scaled(move.seen_before, 3),
            str(microseconds(move.occurred_at)),
            str(microseconds(move.recorded_at)),
            move.reverses.hex if move.reverses else "",
        )
    )
    return hashlib.sha256(previous + row.encode()).digest()


@dataclass(frozen=True)
class Entry:
    """What of a movement decides the level of its product, location and lot."""

    id: UUID
    kind: str
    qty: Decimal | None
    set_qty: Decimal | None
    unit_cost: Decimal | None
    occurred_at: datetime
    reverses: UUID | None


@dataclass(frozen=True)
class Level:
    """On hand, time of the newest standing count, average cost, time of the newest costed entry."""

    on_hand: Decimal = ZERO
    counted_at: datetime | None = None
    avg_cost: Decimal = ZERO
    costed_at: datetime | None = None


def average_cost(level: Level, quantity: Decimal, unit_cost: Decimal) -> Decimal:
    """Moving average after goods came in; stock below zero carries no value."""
    held = max(level.on_hand, ZERO)
    value = held * level.avg_cost + quantity * unit_cost
    return (value / (held + quantity)).quantize(COST_STEP, ROUND_HALF_UP)


def is_costed(qty: Decimal | None, unit_cost: Decimal | None) -> bool:
    """Goods that come in with a known cost move the average; nothing else does."""
    return qty is not None and qty > 0 and unit_cost is not None


def apply(level: Level, entry: Entry) -> Level:
    """The level after one more standing movement, in ledger order."""
    if entry.kind == Kind.COUNT:
        found = entry.set_qty if entry.set_qty is not None else ZERO
        return replace(level, on_hand=found, counted_at=entry.occurred_at)
    if entry.qty is None:
        return level
    if entry.unit_cost is not None and is_costed(entry.qty, entry.unit_cost):
        cost = average_cost(level, entry.qty, entry.unit_cost)
        level = replace(level, avg_cost=cost, costed_at=entry.occurred_at)
    return replace(level, on_hand=level.on_hand + entry.qty)


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Ledger order (occurred_at, id), without what was reversed and the rows that reversed it."""
    rows = list(entries)
    reversed_ids = {row.reverses for row in rows if row.reverses}
    kept = (row for row in rows if row.reverses is None and row.id not in reversed_ids)
    return sorted(kept, key=lambda row: (row.occurred_at, row.id.int))


def fold(entries: Iterable[Entry]) -> Level:
    """The level that a ledger adds up to: newest standing count plus the movements after it."""
    level = Level()
    for entry in standing(entries):
        level = apply(level, entry)
    return level
