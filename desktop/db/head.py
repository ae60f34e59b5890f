"""The first bytes of a file that this program may have open as its shop.

POSIX drops all locks of a process on a file as soon as it closes any descriptor of it
(fcntl(2)): SQLite's locks on the shop would be gone, and the next program that closes it would
delete the journal under this one. So what is open here already is read through that descriptor.
"""

import os
from contextlib import suppress
from pathlib import Path

_OPEN = "/dev/fd"


def head(path: Path, size: int) -> bytes:
    """At most ``size`` bytes; FileNotFoundError and other OSErrors as they come."""
    at = _descriptor(path)
    if at is not None:
        return os.pread(at, size, 0)
    with path.open("rb") as file:
        return file.read(size)


def is_open_here(path: Path) -> bool:
    """Whether this program has the file open: nobody else in it may open and close it then."""
    return _descriptor(path) is not None


def _descriptor(path: Path) -> int | None:
    """One under which this program has the file open, where closing another takes its locks."""
    if os.name == "posix":
        wanted = path.stat()
        for name in os.listdir(_OPEN):
            with suppress(OSError):  # closed meanwhile, as the one that listed the folder is
                if os.path.samestat(os.fstat(int(name)), wanted):
                    return int(name)
    return None
