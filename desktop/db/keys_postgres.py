"""Key snapshots on PostgreSQL: ids by COPY, kept as they came from the wire.

Binary COPY is 19 bytes of header, then for each row a count (2 bytes), a length (4) and the id
(16): the keys lie 22 bytes apart in one buffer, and nothing is converted or copied.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from threading import Event, Thread
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    literal_column,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from desktop.db.counters import timed
from desktop.db.keys import Cancel, Key, Keys

WIDTH = 16
STRIDE = 22
HEADER = 19
TRAILER = 2
AGAIN_S = 0.1
OLDEST: Key = bytes(WIDTH)
LATE = timedelta(seconds=10)


def column(main: FromClause) -> ColumnElement[Any]:
    """The expression that a key is made of."""
    return main.c.id


def era() -> ColumnElement[int]:
    """Ids stay what they are."""
    return literal_column("0", Integer)


def pack(value: UUID) -> Key:
    return value.bytes


def unpack(key: Key) -> UUID:
    return UUID(bytes=key)


def before(key: Key) -> UUID:
    """Ten seconds earlier: another workstation's row may be committed late, with an older id."""
    back = int(LATE.total_seconds() * 1000) << 80
    return UUID(int=max(int.from_bytes(key, "big") - back, 0))


@contextmanager
def stoppable(connection: Connection, cancel: Cancel) -> Iterator[None]:
    """The block's statements end soon when cancelled, with Cancelled.

    The server is asked over a connection of its own, in a thread, as that may take time; and again,
    as it forgets what comes a moment before the statement. The thread ends before the block does,
    so that no later statement is hit.
    """
    driver: Any = connection.connection.driver_connection
    is_over = Event()

    def ask() -> None:
        while not is_over.is_set():
            driver.cancel()
            is_over.wait(AGAIN_S)

    asking = Thread(target=ask, name="cancel", daemon=True)
    try:
        with cancel.stopping(asking.start):
            yield
    finally:
        is_over.set()
        if asking.ident is not None:
            asking.join()


def snapshot(
    connection: Connection, ordered: Select[Any], main: FromClause, cancel: Cancel
) -> Keys:
    """The keys of a SELECT of ``column(main)``, in its order; Cancelled when no longer wanted."""
    by_age = select(main.c.id).order_by(main.c.id.desc()).limit(1)
    buffer = BytesIO()
    with stoppable(connection, cancel):
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        newest = connection.execute(by_age).scalar()
        copy_out(connection, ordered, buffer)
    data = buffer.getvalue()
    layout = (HEADER + STRIDE - WIDTH, STRIDE, (len(data) - HEADER - TRAILER) // STRIDE)
    return Keys(data, WIDTH, 0, newest.bytes if newest else OLDEST, layout=layout)


def copy_out(connection: Connection, ordered: Select[Any], into: BytesIO) -> None:
    """The rows of a SELECT in the server's binary form.

    COPY takes no parameters: they are written out, and the doubled percent signs undone.
    """
    written = ordered.compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    ).string.replace("%%", "%")
    statement = f"COPY ({written}) TO STDOUT (FORMAT binary)"
    failure = connection.dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor:
            timed(
                connection.info,
                lambda: cursor.copy_expert(statement, into),
                lambda: str(ordered.compile(dialect=connection.dialect)),
            )
    except failure as error:
        raise DBAPIError.instance(statement, None, error, failure) from error
