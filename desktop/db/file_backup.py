"""A verified copy of an SQLite shop: taken in steps, read whole, then put in place."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from desktop.db.durable import sync_file, sync_folder, write_whole
from desktop.db.kept import CHECKSUM, FILE, BackedUp, path_for, written_aside
from desktop.db.portable import REVISION
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Progress, Silent

_PAGES = 512
HEADS = "SELECT id, last_seq, head_hash FROM writer ORDER BY id"


def back_up_file(
    source: Path, folder: Path, at: datetime, progress: Progress | None = None
) -> BackedUp:
    """Writes ``onhand-STORE-REVISION-TIME.onhand`` and its checksum into the folder.

    The copy is taken through the stepwise backup API inside one read transaction, so it is one
    moment of the shop while others go on writing. Nothing counts before it was verified: until
    then the file ends in ``.part``. Raises Unavailable with what went wrong.
    """
    try:
        with written_aside(folder, "onhand") as part:
            expected = copy_file(source, part, progress or Silent())
            _verify(part, expected)
            path = path_for(folder, expected.store, expected.revision, at, FILE)
            with part.open("rb") as file:
                told = file_digest(file, "sha256").hexdigest()
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


@dataclass(frozen=True)
class _Expected:
    store: str
    revision: str
    rows: dict[str, int]
    heads: list[tuple[bytes, int, bytes]]


def copy_file(source: Path, target: Path, progress: Progress) -> _Expected:
    """One moment of a shop, on the disk; what it must be like when it is read back."""
    reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    writer = sqlite3.connect(target)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # it counts only after its fsync
            writer.execute(f"PRAGMA {pragma}")
        reader.execute("BEGIN")
        expected = described(reader)
        report = _reporter(progress)
        reader.backup(writer, pages=_PAGES, progress=report, sleep=0)
        writer.execute("PRAGMA journal_mode=DELETE")
    finally:
        writer.close()
        reader.close()
    sync_file(target)
    return expected


def _reporter(progress: Progress) -> Callable[[int, int, int], None]:
    def report(_status: int, remaining: int, total: int) -> None:
        progress.report(total - remaining, total, "Copying the shop")

    return report


def described(connection: sqlite3.Connection) -> _Expected:
    """What a copy must be like: whose, which schema, rows per table, the chains' heads."""
    rows = {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        for table in tables(connection)
    }
    heads = connection.execute(HEADS).fetchall()
    store = connection.execute("SELECT code FROM store ORDER BY id").fetchone()
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    code = store[0] if store else "empty"
    return _Expected(code, revision, rows, heads)


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables of a file, without SQLite's own."""
    every = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row[0] for row in every if not row[0].startswith("sqlite_")]


def _verify(path: Path, expected: _Expected) -> None:
    """Opens the copy and reads all of it: structure, foreign keys, rows, chain heads."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA cache_size=-200000")  # indexes are looked up at random
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
        same = described(connection) == expected
    finally:
        connection.close()
    if not sound or orphans is not None or not same:
        raise Unavailable(
            "The backup failed its check and was thrown away.",
            "The shop itself is as it was. Check the disk and try again.",
            "backup_failed",
        )
