"""Key snapshots on PostgreSQL: ids by COPY, kept as they came from the wire.

Binary COPY is 19 bytes of header, then for each row a count (2 bytes), a length (4) and the id (16):
the keys lie 22 bytes apart in one buffer, and nothing is converted or copied.
"""

from datetime import timedelta
from io import BytesIO
from threading import Thread
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    literal,
    select,
    text,
)

from desktop.db.keys import Cancel, Key, Keys

WIDTH = 16
STRIDE = 22
START = 19 + STRIDE - WIDTH
TRAILER = 2
LATE = timedelta(seconds=10)


def column(main: FromClause) -> ColumnElement[UUID]:
    """The expression that a key is made of."""
    return main.c.id


def era() -> ColumnElement[int]:
    """Ids stay what they are."""
    return literal(0, Integer)


def pack(value: UUID) -> Key:
    return value.bytes


def unpack(key: Key) -> UUID:
    return UUID(bytes=key)


def before(key: Key) -> UUID:
    """Ten seconds earlier: another workstation's row may be committed late, with an older id."""
    back = int(LATE.total_seconds() * 1000) << 80
    return UUID(int=max(int.from_bytes(key, "big") - back, 0))


def snapshot(
    connection: Connection, ordered: Select[UUID], main: FromClause, cancel: Cancel
) -> Keys:
    """The keys of a SELECT of ``column(main)``, in its order; Cancelled when no longer wanted."""
    driver: Any = connection.connection.driver_connection
    stopping = Thread(target=driver.cancel, daemon=True)  # asks over a connection of its own
    buffer = BytesIO()
    try:
        with cancel.stopping(stopping.start):
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            newest = connection.execute(
                select(main.c.id).order_by(main.c.id.desc()).limit(1)
            ).scalar()
            with driver.cursor() as cursor:
                cursor.copy_expert(_copy(connection, ordered), buffer)
    finally:
        if stopping.ident is not None:
            stopping.join()
    data = buffer.getvalue()
    rows = (len(data) - (START - STRIDE + WIDTH) - TRAILER) // STRIDE
    return Keys(data, WIDTH, 0, pack(newest) if newest else b"", layout=(START, STRIDE, rows))


def _copy(connection: Connection, ordered: Select[UUID]) -> str:
    """COPY takes no parameters: they are written out, and the doubled percent signs undone."""
    written = ordered.compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    ).string.replace("%%", "%")
    return f"COPY ({written}) TO STDOUT (FORMAT binary)"
