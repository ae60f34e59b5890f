"""The file backups of an SQLite shop: when one is needed."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.db.engine import Database
from desktop.db.file_backup import back_up_file
from desktop.db.file_check import HEADS, tables
from desktop.db.kept import FILE, BackedUp, backups
from desktop.domain.job import RECORDS
from desktop.domain.progress import Progress
from desktop.jobs.backup.retention import thin_out

# What tells two states of a table apart, beside the number of rows.
_TOLD_BY = {"updated_at": "max", "version_num": "max", "on_hand": "total", "avg_cost": "total"}
# Movements are in their writers' heads; a workstation's row changes by every start.
# Of jobs only those count that are part of the books: a backup is itself a job.
_NOT_COMPARED = {"stock_move", "workstation"}


def back_up(
    database: Database,
    folder: Path,
    at: datetime,
    progress: Progress | None = None,
) -> BackedUp:
    """A backup of an open SQLite shop; older ones go as the retention says."""
    assert database.path is not None, "a server is backed up by other means"
    made = back_up_file(database.path, folder, at, progress)
    thin_out(folder)
    return made


def is_backed_up(database: Database, folder: Path) -> bool:
    """Whether the newest backup holds the shop as it is now, whoever wrote the last change.

    Compared are the ledger's heads, and of every other table the rows and the newest change: cheap
    at a million movements. A backup that cannot be read holds nothing.
    """
    assert database.path is not None, "a server is backed up by other means"
    kept = backups(folder, FILE)
    return bool(kept) and is_same(kept[0], database.path)


def is_same(backup: Path, live: Path) -> bool:
    """Whether two files hold the same shop; what cannot be read holds none."""
    try:
        return _state(backup) == _state(live)
    except sqlite3.Error:
        return False


def _state(path: Path) -> dict[str, list[Any]]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        connection.execute("BEGIN")
        found = {"": connection.execute(HEADS).fetchall()}
        for table in set(tables(connection)) - _NOT_COMPARED:
            columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
            told = [f"{how}({column})" for column, how in _TOLD_BY.items() if column in columns]
            wanted = ", ".join(["count(*)", *told])
            which = f" WHERE kind IN {RECORDS}" if table == "job" else ""
            found[table] = connection.execute(f'SELECT {wanted} FROM "{table}"{which}').fetchall()
        return found
    finally:
        connection.close()
