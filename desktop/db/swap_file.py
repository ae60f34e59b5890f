"""Puts a finished file in the place of the shop's file, so that a start finds the old or the new.

What is to be done is written down first (``shop.onhand.restoring``); whoever starts next and finds
that note finishes the work. The old file is kept beside it as ``before-TIME.onhand``.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from desktop.db.durable import sync_file, sync_folder, write_whole
from desktop.db.head import head
from desktop.domain.errors import Unavailable

_BESIDE = ("-wal", "-shm", "-journal")
_WAIT_S = 2.0
BEFORE = "before-"


@dataclass(frozen=True)
class _Note:
    fresh: Path
    before: Path


def fresh_name(live: Path, word: str) -> Path:
    """Where a new file is built: beside its place, on the same disk."""
    return live.with_name(f"{live.name}.{word}.restored")


def swap_in(fresh: Path, live: Path, at: datetime) -> Path | None:
    """Puts ``fresh`` into the place of ``live``; where the old file is now, None without one.

    ``fresh`` is whole, closed and verified. Unavailable while another program has the shop open.
    """
    sync_file(fresh)
    before = _free_name(live, at)
    was_there = live.exists()
    with _alone(live):
        note = {"fresh": fresh.name, "before": before.name}
        write_whole(note_of(live), json.dumps(note).encode())
        finish_swap(live)
    return before if was_there else None


def note_of(live: Path) -> Path:
    """Where the note of a swap under way lies."""
    return live.with_name(f"{live.name}.restoring")


def _free_name(live: Path, at: datetime) -> Path:
    stem = f"{BEFORE}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    places = (live.with_name(f"{name}{live.suffix}") for name in names)
    return next(place for place in places if not place.exists())


@contextmanager
def _alone(live: Path) -> Iterator[None]:
    """Nobody else has the file open, and its journal is in it; a damaged file is only moved."""
    if not _is_database(live):  # nobody can work with it: it is moved as it is
        yield
        return
    connection = sqlite3.connect(
        f"{live.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_WAIT_S
    )
    try:
        _take(connection, live)
        if os.name != "posix":  # there an open file cannot be renamed
            connection.close()
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.close()


def _is_database(path: Path) -> bool:
    try:
        return head(path, 16) == b"SQLite format 3\0"
    except FileNotFoundError:
        return False


def _take(connection: sqlite3.Connection, live: Path) -> None:
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise Unavailable(
                f"The shop’s file {live} is open in another window or program.",
                "Nothing was changed. Close Onhand everywhere on this computer and try again.",
                "busy",
            ) from None


def finish_swap(live: Path) -> bool:
    """Does what a note says is still to be done; whether there was one. Safe to call by many."""
    with _noted(live) as note:
        if note is None:
            return False
        if note.fresh.exists():
            if live.exists():
                os.replace(live, note.before)
            for end in _BESIDE:
                with suppress(FileNotFoundError):
                    os.replace(_beside(live, end), _beside(note.before, end))
            os.replace(note.fresh, live)
        elif not live.exists() and note.before.exists():
            os.replace(note.before, live)
        sync_folder(live.parent)
        note_of(live).unlink()
        sync_folder(live.parent)
        return True


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


@contextmanager
def _noted(live: Path) -> Iterator[_Note | None]:
    """The note, read while no other program acts on it."""
    place = note_of(live)
    while True:
        try:
            file = place.open("rb+")
        except FileNotFoundError:
            yield None
            return
        with file:
            _lock(file)
            if not _is_still(file, place):
                continue
            told = json.loads(file.read())
            if os.name != "posix":
                file.close()
            yield _Note(live.with_name(told["fresh"]), live.with_name(told["before"]))
            return


def _is_still(file: IO[bytes], place: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), place.stat())
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes]) -> None:
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
