"""What of the file system is mounted where, and what should be and is not."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

MOUNTED = Path("/proc/self/mounts")
WANTED = Path("/etc/fstab")
_UNESCAPE = re.compile(r"\\([0-7]{3})")


def file_system_of(path: Path) -> str:
    """The type of the file system that holds a path, as Linux names it; empty elsewhere."""
    try:
        return file_system(MOUNTED.read_text(), path.resolve())
    except OSError:
        return ""


def file_system(table: str, path: Path) -> str:
    """The type of the mount that holds a resolved path, from the text of Linux's mount table."""
    best = ("", "")
    for where, kind in _mounts(table):
        if path.is_relative_to(where) and len(where) >= len(best[0]):
            best = (where, kind)
    return best[1]


def missing_mount(path: Path) -> str:
    """The place above a path where a disk belongs and none is; '' where all is well.

    Its folder is there all the same: what is written into it would stay on this disk.
    """
    try:
        table = WANTED.read_text()
    except (OSError, UnicodeDecodeError):
        return ""
    path = path.absolute()
    wanted = (where for where, _ in _mounts(table) if where.startswith("/"))
    return next((at for at in wanted if path.is_relative_to(at) and not os.path.ismount(at)), "")


def _mounts(table: str) -> Iterator[tuple[str, str]]:
    """Where and of which type each line is, of a mount table or of what is to be mounted."""
    for line in table.splitlines():
        parts = line.split()
        if len(parts) > 2 and not line.lstrip().startswith("#"):
            yield _UNESCAPE.sub(lambda octal: chr(int(octal[1], 8)), parts[1]), parts[2]
