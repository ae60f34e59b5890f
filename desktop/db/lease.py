"""One of many: work on a shop that only one program should do at a time.

On a server it is an advisory lock, beside a file the system's lock on a small file of its own. Both
end with whoever holds them, however it ends: a killed program keeps nobody waiting.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO
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
    """Whether it is ours until the end of the block."""
    if url.get_backend_name() == "sqlite":
        with _beside_file(place_of(Path(url.database or ""), name)) as is_ours:
            yield is_ours
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


def place_of(shop: Path, name: str) -> Path:
    """The small file beside a shop's; what is left of a killed program is taken over."""
    return shop.with_name(f"{shop.name}-{name.replace(':', '-')}.lock")


@contextmanager
def _beside_file(place: Path) -> Iterator[bool]:
    """Where no file can be made it is ours: what the work itself cannot do there, it tells."""
    try:
        file = _opened(place)
    except OSError:
        yield True
        return
    if file is None:
        yield False
        return
    with file:
        try:
            yield True
        finally:
            if os.name != "posix":  # there an open file cannot be removed
                file.close()
            with suppress(OSError):
                place.unlink()


def _opened(place: Path) -> IO[bytes] | None:
    """The file, locked; None while another program has it."""
    while True:
        with ExitStack() as stack:
            file = stack.enter_context(place.open("ab"))
            if not _locked(file):
                return None
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), place.stat()):
                    stack.pop_all()
                    return file
        # Whoever had it removed it meanwhile.


def _locked(file: IO[bytes]) -> bool:
    """Not fcntl's lock: that would end as soon as this program closes the file anywhere."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the second is how Windows tells it
        return False
    return True
