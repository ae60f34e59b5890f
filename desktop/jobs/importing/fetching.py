"""What a feed's place holds now, as a copy of its own: a file that is written meanwhile stays out.

An address is asked with limits, over https only, and never follows to anything else.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from urllib.parse import urlsplit
from weakref import finalize

from desktop.commands.feeds import check_place
from desktop.domain.download import Terms, Unfetched, download
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress

LARGEST = 256 << 20
PART = 1 << 18
WAITS_S, WHOLE_S = 20.0, 300.0
TERMS = Terms(LARGEST, WAITS_S, WHOLE_S, check_place)
SETTLED_S = 2.0  # nobody wrote into the file for so long
_HALF = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart", ".swp", ".lock")
_KINDS = (".csv", ".txt", ".tsv", ".json", ".xlsx", ".xlsm", ".xls", ".ods")
_SAFE = "Nothing was imported."


@dataclass(frozen=True)
class Fetched:
    """``path``: the copy, there until the end of the block; ``name``: what the file is called."""

    path: Path
    name: str
    digest: str


@contextmanager
def fetched(place: str, progress: Progress) -> Iterator[Fetched]:
    """UserError where there is nothing to read, or it is not whole yet."""
    with TemporaryDirectory(prefix="onhand-feed-") as folder:
        target = Path(folder) / "feed"
        if is_address(place):
            name, digest = _download(check_place(place), target, progress)
        else:
            source = newest(Path(place).expanduser())
            name, digest = source.name, _copy(source, target, progress)
        kept = target.with_name(name.replace("/", "-").replace("\\", "-")[-80:] or "feed")
        target.rename(kept)
        yield Fetched(kept, name, digest)


class Kept:
    """What an address holds now, as a copy that is there as long as somebody holds this."""

    def __init__(self, address: str, progress: Progress) -> None:
        stack = ExitStack()
        self.address = address
        self.path = stack.enter_context(fetched(address, progress)).path
        finalize(self, stack.close)


def is_address(place: str) -> bool:
    """Whether it is one of the web, and no path."""
    return "://" in place


def newest(place: Path) -> Path:
    """The file itself, or of a folder or pattern the one that was written last."""
    try:
        if place.is_file():
            return place
        if place.is_dir():
            found = [p for p in place.iterdir() if p.suffix.lower() in _KINDS]
        else:
            found = list(place.parent.glob(place.name)) if "*" in place.name else []
        files = [p for p in found if p.is_file() and _is_whole(p)]
        if files:
            return max(files, key=lambda path: (path.stat().st_mtime_ns, path.name))
    except (OSError, ValueError) as error:
        raise _unread(place, error) from None
    raise UserError(f"There is no file to read at {place}.", _SAFE, "place", "nothing_there")


def _is_whole(path: Path) -> bool:
    """By its name; the beginnings of programs that write or lock files are left alone."""
    return not path.name.startswith((".", "~")) and not path.name.lower().endswith(_HALF)


def _copy(source: Path, target: Path, progress: Progress) -> str:
    """A file that changes while it is copied, or did a moment ago, is not whole yet."""
    try:
        before = source.stat()
        if abs(time.time() - before.st_mtime) < SETTLED_S:
            time.sleep(SETTLED_S)
            if _moved(source.stat(), before):
                raise _unsettled(source)
        if before.st_size > LARGEST:
            raise UserError(f"{source.name} is larger than {LARGEST >> 20} MB.", _SAFE, "place")
        with source.open("rb") as file:
            digest = _written(_parts(file, before.st_size), target, progress)
        if _moved(source.stat(), before):
            raise _unsettled(source)
    except OSError as error:
        raise _unread(source, error) from None
    return digest


def _moved(now: Any, before: Any) -> bool:
    return bool((now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns))


def _parts(file: IO[bytes], most: int) -> Iterator[bytes]:
    """What grows beyond ``most`` bytes is not read further: its copy is not used."""
    size = 0
    while size <= most and (part := file.read(PART)):
        size += len(part)
        yield part


def _written(parts: Iterable[bytes], target: Path, progress: Progress) -> str:
    """The SHA-256 of what was written."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as copy:
        for part in parts:
            size += len(part)
            progress.report(size, 0, "Fetching")
            digest.update(part)
            copy.write(part)
    return digest.hexdigest()


def _download(address: str, target: Path, progress: Progress) -> tuple[str, str]:
    parts = urlsplit(address)
    try:
        with closing(download(address, TERMS)) as answer:
            digest = _written(answer, target, progress)
    except Unfetched as error:
        told = f"The file at {parts.hostname} was not fetched. {error}"
        raise UserError(told, f"{_SAFE} It is tried again later.", "place", error.code) from None
    return Path(parts.path).name or f"{parts.hostname}.csv", digest


def _unsettled(path: Path) -> UserError:
    told = f"{path.name} is still being written."
    return UserError(told, f"{_SAFE} It is read when it is whole.", "place", "unsettled")


def _unread(path: Path, error: Exception) -> UserError:
    why = getattr(error, "strerror", None) or error
    return UserError(f"{path} cannot be read: {why}.", _SAFE, "place", "cannot_read")
