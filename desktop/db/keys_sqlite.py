"""Key snapshots on SQLite: rowids, fetched as one value so that the interpreter is let go once.

A rowid is written as ten decimal digits with a leading 1 and packed two digits to a byte. All the
work is done in C: 0.1 s for a million rows, of which the interpreter is held for 3 ms.
"""

from binascii import unhexlify
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    LargeBinary,
    Select,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import DataError

from desktop.db.keys import Cancel, Key, Keys

DIGITS = 10
WIDTH = DIGITS // 2
LEAD: int = 10 ** (DIGITS - 1)
FETCHED = 4096
STEPS = 1_000_000
OLDEST: Key = unhexlify(str(LEAD))


def column(main: FromClause) -> ColumnElement[Any]:
    """The expression that a key is made of."""
    name: Any = main
    return literal_column(f'"{name.name}".rowid', BigInteger)


def era() -> ColumnElement[int]:
    """A number that grows with VACUUM, which may number the rows anew."""
    return literal_column("(SELECT schema_version FROM pragma_schema_version)", BigInteger)


def pack(value: int) -> Key:
    return unhexlify(str(value + LEAD))


def unpack(key: Key) -> int:
    return int(key.hex()) - LEAD


def before(key: Key) -> int:
    """The value above which rows may be newer than ``key``."""
    return unpack(key)


@contextmanager
def stoppable(connection: Connection, cancel: Cancel) -> Iterator[None]:
    """The block's statements end soon when cancelled, with Cancelled.

    SQLite looks by itself, every some 10 ms: an interrupt from outside that comes a moment before
    the statement would be lost.
    """
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: cancel.is_set, STEPS)
    try:
        with cancel.stopping(lambda: None):
            yield
    finally:
        driver.set_progress_handler(None, STEPS)


def snapshot(
    connection: Connection, ordered: Select[Any], main: FromClause, cancel: Cancel
) -> Keys:
    """The keys of a SELECT of ``column(main)``, in its order; Cancelled when no longer wanted."""
    with stoppable(connection, cancel):
        now, newest = connection.execute(
            select(era(), func.coalesce(func.max(column(main)), 0)).select_from(main)
        ).one()
        rows = ordered.with_only_columns(column(main).label("key")).subquery()
        digits = func.group_concat(rows.c.key + LEAD, "")
        try:
            found = connection.execute(select(cast(digits, LargeBinary))).scalar_one()
            data = unhexlify(found or b"")
        except DataError:  # one value may hold a billion bytes, or what the host allows
            data = _fetched(connection, ordered, cancel)
    return Keys(data, WIDTH, now, pack(newest))


def _fetched(connection: Connection, ordered: Select[Any], cancel: Cancel) -> bytes:
    """The same in small parts: ten times slower, but it shares the interpreter fairly."""
    data = bytearray()
    for part in connection.execute(ordered).partitions(FETCHED):
        cancel.check()
        data += unhexlify("".join(str(row[0] + LEAD) for row in part))
    return bytes(data)
