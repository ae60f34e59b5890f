"""One of many: work on a server's shop that only one workstation should do at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from desktop.db import postgres
from desktop.db.errors import translate

_CLASS = 0x0E40  # of our advisory locks, so that they meet no others


@contextmanager
def lease(url: URL, name: str) -> Iterator[bool]:
    """Whether it is ours until the end of the block; it ends with its connection, however it ends.

    A shop in a file has one window: there it is always ours.
    """
    if url.get_backend_name() == "sqlite":
        yield True
        return
    arguments = postgres.connect_args(url, "lease", patient=True)
    engine = create_engine(
        url, poolclass=NullPool, connect_args=arguments, isolation_level="AUTOCOMMIT"
    )
    try:
        with engine.connect() as connection:
            wanted = {"a": _CLASS, "b": crc32(name.encode()) & 0x7FFFFFFF}
            asked = text("SELECT pg_try_advisory_lock(:a, :b)")
            yield bool(connection.execute(asked, wanted).scalar_one())
    except DBAPIError as error:
        raise (translate(error) or error) from error
    finally:
        engine.dispose()
