"""Keys made by the client: UUID version 7 (RFC 9562), rising, with room for a command's rows.

The lowest 20 bits of a fresh id are zero. The rows that one command writes take the ids
``member(id, 0)``, ``member(id, 1)`` …: a booking and all that belongs to it is one range of keys.
"""

import hashlib
import os
import threading
from datetime import datetime
from uuid import UUID, SafeUUID

from desktop.domain.clock import Clock, SystemClock

ZERO = UUID(int=0)
NO_LOT = "-"  # the code of what no batch is known of
_UNKNOWN = SafeUUID.unknown  # looked up once: an enumeration's members take as long as a key
_new, _set = object.__new__, object.__setattr__
MEMBER_BITS = 20
_FIXED_BITS = 0xF << 76 | 3 << 62  # a UUID's version and variant


class Ids:
    """Makes ids that strictly rise, also when the clock is set back. Safe in several threads."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        random = int.from_bytes(os.urandom(7), "big") & ((1 << 42) - 1)
        with self._lock:
            tick = max(milliseconds << 12, self._last + 1)
            self._last = tick
        return UUID(
            int=(tick >> 12) << 80
            | 7 << 76
            | (tick & 0xFFF) << 64
            | 2 << 62
            | random << MEMBER_BITS
        )


def first_of(moment: datetime) -> UUID:
    """The lowest id that is made at a moment or later."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62)


def uuid_of(number: int) -> UUID:
    """As ``UUID(int=number)`` for numbers known to fit, in a third of the time.

    So much of a long list is keys that their constructor's checks were a fifth of reading it.
    """
    key = _new(UUID)
    _set(key, "int", number)
    _set(key, "is_safe", _UNKNOWN)
    return key


def members(command: UUID, first: int, count: int) -> list[UUID]:
    """``member`` for rows that follow each other."""
    if count:
        member(command, first + count - 1)
    return list(map(uuid_of, range(command.int + first, command.int + first + count)))


def member(command: UUID, number: int) -> UUID:
    """The id of row ``number`` (below 1 048 576) that a command writes."""
    if not 0 <= number < 1 << MEMBER_BITS:
        raise ValueError(f"a command writes at most {1 << MEMBER_BITS} rows, not {number}")
    return UUID(int=command.int + number)


def command_of(row: UUID) -> UUID:
    """The command that wrote a row."""
    return UUID(int=row.int >> MEMBER_BITS << MEMBER_BITS)


def last_member(command: UUID) -> UUID:
    """The highest id that a command's rows can have."""
    return UUID(int=command.int | (1 << MEMBER_BITS) - 1)


def no_lot(product: UUID) -> UUID:
    """The id of a product's "no lot" row: the same on every till, online or not."""
    return lot_id(product, NO_LOT)


def lot_id(product: UUID, code: str) -> UUID:
    """UUIDv5 of product and lot code, so that two offline tills make the same lot."""
    return _derived(product, code.encode())


def pair_id(product: UUID, store: UUID) -> UUID:
    """UUIDv5 of both: what there is once for a product in a store has the same id on every till."""
    return _derived(product, store.bytes)


def _derived(product: UUID, told: bytes) -> UUID:
    told = product.int.to_bytes(16, "big") + told
    digest = hashlib.sha1(told, usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16], "big")
    return uuid_of(number & ~_FIXED_BITS | 5 << 76 | 2 << 62)
