"""The backups in a folder: their names tell whose they are, of which schema, and of when."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from desktop.db.durable import sync_folder, time_in, write_whole

FOLDER = "backups"
CHECKSUM = ".sha256"
FILE, ARCHIVE, DUMP, SCRIPT = ".onhand", ".zip", ".dump", ".sql"
STALE_S = 3600
_NAME = re.compile(
    r"onhand-(?P<code>[\w.-]+)-(?P<revision>\w+)-(?P<at>\d{8}T\d{6}Z)(?P<end>\.\w+)", re.ASCII
)


@dataclass(frozen=True)
class BackedUp:
    """A backup that was read back: where it is, its size in bytes, its rows."""

    path: Path
    size: int
    rows: int


def path_for(folder: Path, code: str, revision: str, at: datetime, end: str) -> Path:
    """Where a backup of this moment belongs: the next second's where another one has it already.

    None is written over: the one from before a restore would take the place of what is restored.
    """
    safe = re.sub(r"[^\w-]", "_", code, flags=re.ASCII) or "shop"
    while True:
        path = folder / f"onhand-{safe}-{revision}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{end}"
        if not path.exists():
            return path
        at += timedelta(seconds=1)


def made_at(path: Path) -> datetime | None:
    """When a backup was made, by its name; None for a file that is none of ours."""
    found = _NAME.fullmatch(path.name)
    if found is None or found["end"] not in (FILE, ARCHIVE, DUMP, SCRIPT):
        return None
    try:
        return datetime.strptime(found["at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def revision_of(path: Path) -> str:
    """The schema of a backup, by its name; '' for a file that is none of ours."""
    found = _NAME.fullmatch(path.name)
    return found["revision"] if found is not None else ""


def backups(folder: Path, *ends: str) -> list[Path]:
    """The backups in a folder, newest first; of all formats unless some are named."""
    if not folder.is_dir():
        return []
    dated = [(at, path) for path in folder.iterdir() if (at := made_at(path)) is not None]
    wanted = [(at, path.name, path) for at, path in dated if not ends or path.suffix in ends]
    return [path for _, _, path in sorted(wanted, reverse=True)]


@contextmanager
def written_aside(folder: Path, word: str) -> Iterator[Path]:
    """A name in the folder to write to before it counts; what does not get its name is removed.

    What killed programs have left there goes too. OSError where the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.part*"):
        with suppress(OSError):
            if left.stat().st_mtime < time_in(folder) - STALE_S or not _is_alive(left):
                left.unlink()
    part = folder / f"{uuid4().hex}.{os.getpid()}.{word}.part"
    try:
        yield part
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                part.with_name(part.name + end).unlink()


def _is_alive(part: Path) -> bool:
    """Whether the program that writes this file still runs, as far as one can ask."""
    writers = [word for word in part.name.split(".") if word.isdigit()]
    if os.name != "posix" or not writers:
        return True
    try:
        os.kill(int(writers[-1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def renamed(made: BackedUp, path: Path) -> BackedUp:
    """A finished backup under another name in its folder, its checksum with it."""
    beside = made.path.with_name(made.path.name + CHECKSUM)
    if beside.exists():
        told = beside.read_text("utf-8").partition(" ")[0]
        write_whole(path.with_name(path.name + CHECKSUM), f"{told}  {path.name}\n".encode())
        beside.unlink()
    made.path.replace(path)
    sync_folder(path.parent)
    return replace(made, path=path)
