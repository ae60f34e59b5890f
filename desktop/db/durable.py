"""Files that outlast a power cut: content on the disk first, then the name, then the folder."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

_UNDER_WAY = 32 * 1024 * 1024


def sync_file(path: Path) -> None:
    """What was written to a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def flowing(path: Path) -> Iterator[Callable[[], None]]:
    """A large file that goes on to the disk while it is written; the caller syncs it at the end.

    What is yielded is called after each piece: it is sent on its way, and never more is under way
    than what two of these waits have let through. Else a scan's own sync would wait for it all.
    """
    with path.open("rb+") as file, ThreadPoolExecutor(1) as pool:
        flow = _Flow(file.fileno(), pool)
        yield flow.go_on
        flow.wait()


class _Flow:
    """How far a file is sent, and the sync that is under way."""

    def __init__(self, descriptor: int, pool: ThreadPoolExecutor) -> None:
        self._descriptor = descriptor
        self._pool = pool
        self._sent = self._synced = 0
        self._under_way: Future[None] | None = None

    def go_on(self) -> None:
        size = os.fstat(self._descriptor).st_size
        if hasattr(os, "posix_fadvise"):  # begins to write what was changed, waits for nothing
            new = size - self._sent
            os.posix_fadvise(self._descriptor, self._sent, new, os.POSIX_FADV_DONTNEED)
        self._sent = size
        if size - self._synced >= _UNDER_WAY:
            self.wait()
            self._synced = size
            self._under_way = self._pool.submit(os.fsync, self._descriptor)

    def wait(self) -> None:
        if self._under_way is not None:
            self._under_way.result()
            self._under_way = None


def sync_folder(folder: Path) -> None:
    """Makes a rename last, where folders can be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def time_in(folder: Path) -> float:
    """The time that a file written there now gets, 0 where none can be.

    A share keeps a clock of its own, and this computer's may have been set meanwhile: how old a
    file is, only the same clock tells.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as now:
            return os.fstat(now.fileno()).st_mtime
    except OSError:
        return 0.0


def write_whole(path: Path, content: bytes) -> None:
    """A small file that is there whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
