"""A verified copy of an SQLite shop: taken in steps, read whole, then put in place."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from desktop.db.durable import flowing, sync_file, sync_folder, write_whole
from desktop.db.file_check import checked, described
from desktop.db.kept import CHECKSUM, FILE, BackedUp, path_for, written_aside
from desktop.db.portable import REVISION
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Progress, Silent

# Pages of a step; the two caches in pages: none is read or written twice.
_STEP, _CACHE = 2048, 10
# The copy is written in pieces of this size, a sixteenth of the calls, whatever its pages are.
_PIECE = 65536


def back_up_file(
    source: Path, folder: Path, at: datetime, progress: Progress | None = None
) -> BackedUp:
    """Writes ``onhand-STORE-REVISION-TIME.onhand`` and its checksum into the folder.

    The copy is taken through the stepwise backup API inside one read transaction, so it is one
    moment of the shop while others go on writing. Nothing counts before it was verified: until
    then the file ends in ``.part``. Raises Unavailable with what went wrong.
    """
    progress = progress or Silent()
    try:
        with written_aside(folder, "onhand") as part:
            with one_moment(source) as reader:
                copy_moment(reader, part, progress)
                expected = described(reader)
            told = checked(part, expected, progress)
            path = path_for(folder, expected.store, expected.revision, at, FILE)
            write_whole(path.with_name(path.name + CHECKSUM), f"{told}  {path.name}\n".encode())
            part.replace(path)
            sync_folder(folder)
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(
            f"The backup could not be written: {error}.",
            "The shop itself is as it was. Make room or choose another folder.",
            "backup_failed",
        ) from error
    rows = sum(number for name, number in expected.rows.items() if name != REVISION)
    return BackedUp(path, path.stat().st_size, rows)


@contextmanager
def one_moment(source: Path) -> Iterator[sqlite3.Connection]:
    """A shop as it is now, however long it is looked at."""
    place = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(place, uri=True, timeout=10)) as reader:
        reader.execute(f"PRAGMA cache_size={_CACHE}")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it stays
        yield reader


def copy_moment(reader: sqlite3.Connection, target: Path, progress: Progress) -> None:
    """What a reader sees, page by page in a file of its own, and on the disk."""
    with closing(_quick(target)) as writer:
        writer.execute(f"PRAGMA page_size={_PIECE}")
        writer.execute("VACUUM")  # now the size of the pieces stands; the pages stay what they are
        with flowing(target) as go_on:
            told = _reporter(progress, go_on)
            reader.backup(writer, pages=_STEP, progress=told, sleep=0)
    with closing(_quick(target)) as writer:
        writer.execute("PRAGMA journal_mode=DELETE")
    sync_file(target)


def _quick(target: Path) -> sqlite3.Connection:
    """A connection that asks nothing of the disk: the file counts only after its fsync."""
    writer = sqlite3.connect(target)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size={_CACHE}"):
        writer.execute(f"PRAGMA {pragma}")
    return writer


def _reporter(progress: Progress, go_on: Callable[[], None]) -> Callable[[int, int, int], None]:
    def report(_status: int, remaining: int, total: int) -> None:
        go_on()
        progress.report(total - remaining, total, "Copying the shop")

    return report
