"""A verified backup of the SQLite shop: copied in steps, read whole, then put in place."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from desktop.db.durable import sync_file, sync_folder, write_whole
from desktop.db.engine import Database
from desktop.domain.errors import Unavailable
from desktop.domain.progress import Progress, Silent
from desktop.jobs.backup.kept import CHECKSUM, FILE, BackedUp, backups, path_for, written_aside

KEEP = 7
_PAGES = 512
_HEADS = "SELECT id, last_seq, head_hash FROM writer ORDER BY id"
# What tells two states of a table apart, beside the number of rows.
_TOLD_BY = {"updated_at": "max", "version_num": "max", "on_hand": "total", "avg_cost": "total"}
# Movements are in their writers' heads; a workstation's row changes by every start.
_NOT_COMPARED = {"stock_move", "workstation"}


def back_up(
    database: Database,
    folder: Path,
    at: datetime,
    progress: Progress | None = None,
    keep: int = KEEP,
) -> BackedUp:
    """A backup of an open SQLite shop; older ones beyond ``keep`` go."""
    assert database.path is not None, "a server is backed up by other means"
    made = back_up_file(database.path, folder, at, progress)
    _thin_out(folder, keep)
    return made


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
            expected = _copy(source, part, progress or Silent())
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
    return BackedUp(path, path.stat().st_size, sum(expected.rows.values()))


@dataclass(frozen=True)
class _Expected:
    store: str
    revision: str
    rows: dict[str, int]
    heads: list[tuple[bytes, int, bytes]]


def _copy(source: Path, target: Path, progress: Progress) -> _Expected:
    reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    writer = sqlite3.connect(target)
    try:
        reader.execute("BEGIN")
        expected = _described(reader)
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


def _described(connection: sqlite3.Connection) -> _Expected:
    rows = {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        for table in _tables(connection)
    }
    heads = connection.execute(_HEADS).fetchall()
    store = connection.execute("SELECT code FROM store ORDER BY id").fetchone()
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    code = store[0] if store else "empty"
    return _Expected(code, revision, rows, heads)


def _tables(connection: sqlite3.Connection) -> list[str]:
    every = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row[0] for row in every if not row[0].startswith("sqlite_")]


def _verify(path: Path, expected: _Expected) -> None:
    """Opens the copy and reads all of it: structure, foreign keys, rows, chain heads."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
        same = _described(connection) == expected
    finally:
        connection.close()
    if not sound or orphans is not None or not same:
        raise Unavailable(
            "The backup failed its check and was thrown away.",
            "The shop itself is as it was. Check the disk and try again.",
            "backup_failed",
        )


def is_backed_up(database: Database, folder: Path) -> bool:
    """Whether the newest backup holds the shop as it is now, whoever wrote the last change.

    Compared are the ledger's heads, and of every other table the rows and the newest change: cheap
    at a million movements. A backup that cannot be read holds nothing.
    """
    assert database.path is not None, "a server is backed up by other means"
    kept = backups(folder, FILE)
    try:
        return bool(kept) and _state(kept[0]) == _state(database.path)
    except sqlite3.Error:
        return False


def _state(path: Path) -> dict[str, list[Any]]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        connection.execute("BEGIN")
        found = {"": connection.execute(_HEADS).fetchall()}
        for table in set(_tables(connection)) - _NOT_COMPARED:
            columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
            told = [f"{how}({column})" for column, how in _TOLD_BY.items() if column in columns]
            wanted = ", ".join(["count(*)", *told])
            found[table] = connection.execute(f'SELECT {wanted} FROM "{table}"').fetchall()
        return found
    finally:
        connection.close()


def _thin_out(folder: Path, keep: int) -> None:
    for path in backups(folder, FILE)[keep:]:
        path.unlink(missing_ok=True)
        path.with_name(path.name + CHECKSUM).unlink(missing_ok=True)
