"""What an SQLite shop's file must be like, and the proof that a copy is like that."""

import os
import sqlite3
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from desktop.domain.errors import Unavailable
from desktop.domain.progress import Progress

HEADS = "SELECT id, last_seq, head_hash FROM writer ORDER BY id"
MESSAGE = "Reading the backup back"
_MILLION = 1_000_000
_TOLD_EVERY_S = 0.2
_NICE = 10


@dataclass(frozen=True)
class Expected:
    """Whose shop, of which schema; of each table the rows and sums; the heads of the chains."""

    store: str
    revision: str
    rows: dict[str, int]
    sums: dict[str, tuple[int, ...]]
    heads: list[tuple[bytes, int, bytes]]


def described(connection: sqlite3.Connection) -> Expected:
    """Reads every table once."""
    found = {table: _added_up(connection, table) for table in tables(connection)}
    heads = connection.execute(HEADS).fetchall()
    store = connection.execute("SELECT code FROM store ORDER BY id").fetchone()
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    rows = {table: number for table, (number, *_) in found.items()}
    sums = {table: tuple(added) for table, (_, *added) in found.items()}
    return Expected(store[0] if store else "empty", revision, rows, sums, heads)


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables of a file, without SQLite's own."""
    every = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row[0] for row in every if not row[0].startswith("sqlite_")]


def _added_up(connection: sqlite3.Connection, table: str) -> list[int]:
    """The rows of a table, and the sums of its whole numbers, which are its exact ones too.

    In two parts, so that no sum leaves the whole numbers.
    """
    columns = connection.execute(f'PRAGMA table_info("{table}")')
    numbers = [name for _, name, kind, *_ in columns if "INT" in kind.upper()]
    parts = [f'sum("{n}" / {_MILLION}), sum("{n}" % {_MILLION})' for n in numbers]
    wanted = ", ".join(["count(*)", *parts])
    return list(connection.execute(f'SELECT {wanted} FROM "{table}"').fetchone())


def checked(path: Path, expected: Expected, progress: Progress) -> str:
    """Opens a copy and reads all of it: structure, foreign keys, rows, sums, heads of the chains.

    The checksum of its bytes. Unavailable when it is not as expected; Cancelled when it is stopped.
    Structure is the longest, so the rest is read beside it.
    """
    with ExitStack() as stack:
        connections = [stack.enter_context(closing(_reader(path))) for _ in range(2)]
        pool = stack.enter_context(ThreadPoolExecutor(2, initializer=_come_last))
        structure = pool.submit(_is_sound, connections[0])
        content = pool.submit(_is_same, connections[1], expected)
        checksum = pool.submit(_checksum, path)
        _await([structure, content, checksum], connections, progress)
        if structure.result() and content.result():
            return checksum.result()
    raise Unavailable(
        "The backup failed its check and was thrown away.",
        "The shop itself is as it was. Check the disk and try again.",
        "backup_failed",
    )


def _come_last() -> None:
    """Of the processor, too, a scan has the first of it: nobody waits for these threads."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _reader(path: Path) -> sqlite3.Connection:
    place = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(place, uri=True, check_same_thread=False)
    connection.execute("PRAGMA cache_size=-65536")  # indexes are looked up at random
    return connection


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _is_same(connection: sqlite3.Connection, expected: Expected) -> bool:
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    return orphan is None and described(connection) == expected


def _await(
    running: Iterable[Future[Any]], connections: Iterable[sqlite3.Connection], progress: Progress
) -> None:
    """Returns when all has ended; what is under way is broken off when the person stops it."""
    try:
        progress.report(0, 0, MESSAGE)
        while wait(running, _TOLD_EVERY_S).not_done:
            progress.report(0, 0, MESSAGE)
    finally:
        while wait(running, 0.05).not_done:
            for connection in connections:
                connection.interrupt()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
