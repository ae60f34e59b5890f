"""The journal that a killed program left beside its file: does it belong to this file?

SQLite replays a ``-wal`` without asking whose it is. Pages of another shop, or of another day of
this one, do not fit together; and the ledger only grows, so the journal never takes a movement away
that the file has. Both are looked at before anything is replayed; nothing is written.
"""

import sqlite3
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop.domain.errors import UserError

WAL_HEADER = 32
Mark = tuple[int, int, int, int]
_STORE = "SELECT value FROM setting WHERE scope = 'system' AND key = 'store_id'"
_HEADS = "SELECT writer, max(seq) FROM stock_move GROUP BY writer"
_HASH = "SELECT hash FROM stock_move WHERE writer = ? AND seq = ?"


def journal_of(path: Path) -> Path:
    """Where SQLite keeps what is not in the file yet."""
    return path.with_name(path.name + "-wal")


def journal_waits(path: Path) -> bool:
    """Whether something in the journal is to be replayed."""
    journal = journal_of(path)
    return journal.exists() and journal.stat().st_size > WAL_HEADER


def is_held(path: Path) -> bool:
    """Whether another program has this shop's file open, as far as the system tells.

    A lock is asked for, not taken: every open SQLite connection has one on the ``-shm`` file. Not
    to be asked about a file that this program has open: closing it here takes SQLite's locks away.
    """
    try:
        import fcntl
        import struct

        with path.with_name(path.name + "-shm").open("rb") as file:
            wanted = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 120, 9, 0)
            answer = fcntl.fcntl(file, fcntl.F_GETLK, wanted)
        return bool(struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK)
    except (ImportError, OSError):
        return False


def refuse_foreign_journal(path: Path) -> None:
    """UserError where the waiting journal is another file's; whoever has the file open has asked.

    Reads the whole file, which only a start after a kill or a power cut has to do; and as long as
    both stay as they are, once.
    """
    if journal_waits(path) and not is_held(path):
        prove_own(path, _mark(path), _mark(journal_of(path)))


@lru_cache(maxsize=4)
def prove_own(path: Path, _file: Mark, _journal: Mark) -> None:
    """UserError unless the journal belongs to the file; the two as they were marked."""
    alone = _facts(path, "immutable=1", is_checked=False)
    together = _facts(path, "", is_checked=True)
    if together is None and _facts(path, "immutable=1", is_checked=True) is None:
        raise UserError(
            f"The shop's file {path} is damaged, or the journal beside it belongs to another file.",
            "Both were left as they are. Restore the newest backup.",
            code="damaged",
        )
    if together is None or (alone is not None and not _goes_on(path, alone, together)):
        raise UserError(
            f"The journal {journal_of(path).name} beside {path} belongs to another file.",
            f"Nothing was changed. Bring back the file that belongs to it; or move"
            f" {path.name}-wal and {path.name}-shm into another folder, then Onhand opens"
            f" {path.name} as it is without them.",
            code="foreign_journal",
        )


def _mark(path: Path) -> Mark:
    """Changes with the file: which one it is, how long, when it was written."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _facts(path: Path, how: str, is_checked: bool) -> dict[str, Any] | None:
    """Whose shop it is and where its chains end; None where it cannot be read or is not sound."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError), closing(_open(path, how)) as file:
        if is_checked:
            sound = file.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            if not sound or file.execute("PRAGMA foreign_key_check").fetchone():
                return None
        heads = {
            (writer, seq): file.execute(_HASH, (writer, seq)).fetchone()
            for writer, seq in file.execute(_HEADS).fetchall()
        }
        return {"store": file.execute(_STORE).fetchone(), "heads": heads}
    return None


def _goes_on(path: Path, alone: dict[str, Any], together: dict[str, Any]) -> bool:
    """Whether it is the same shop, and every chain of the file is the beginning of one in both."""
    with closing(_open(path, "")) as file:
        return bool(alone["store"] == together["store"]) and all(
            file.execute(_HASH, key).fetchone() == hash_ for key, hash_ in alone["heads"].items()
        )


def _open(path: Path, how: str) -> sqlite3.Connection:
    words = "&".join(word for word in ("mode=ro", how) if word)
    return sqlite3.connect(f"{path.absolute().as_uri()}?{words}", uri=True)
