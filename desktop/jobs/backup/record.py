"""What became of the backups of a folder: made, failed, read again, tried; a line of a file each.

The file lies beside the backups. A line that was not written to its end is no line, and a folder
without the file is one whose backups nobody has told of: they count as they are.
"""

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desktop.db.durable import write_whole
from desktop.db.kept import made_at

HISTORY = "history.jsonl"
MADE, FAILED, CHECKED, TRIED, BROKEN = "made", "failed", "checked", "tried", "broken"
PROVEN = (CHECKED, TRIED)
# Why a backup was made.
BY_HAND, SCHEDULE, EXIT, UPGRADE, RESTORE = "by_hand", "schedule", "exit", "upgrade", "restore"
COMMAND = "command"
LONGEST = 256 << 10  # bytes; beyond, what is told of backups that are gone is dropped
REMEMBERED = timedelta(days=90)  # a failure
_log = logging.getLogger("onhand.backup")


@dataclass(frozen=True)
class Event:
    """``name``: the backup's file, '' for one that was not made. ``at``: ISO 8601 in UTC."""

    what: str
    at: str
    name: str = ""
    why: str = ""
    message: str = ""


def remember(folder: Path, event: Event) -> None:
    """Adds a line; where the folder takes none (it is full, or gone), only the log knows."""
    line = json.dumps(asdict(event), ensure_ascii=False).encode() + b"\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / HISTORY
        if path.exists() and path.stat().st_size > LONGEST:
            _shorten(folder, datetime.fromisoformat(event.at))
        with path.open("ab") as file:
            file.write(line if _ends_well(path) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        _log.warning("the history of %s could not be written: %s", folder, error.strerror or error)


def _ends_well(path: Path) -> bool:
    """Whether the last line is whole: a new one must not be lost with half of another."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def events(folder: Path) -> list[Event]:
    """All that is told, oldest first."""
    try:
        lines = (folder / HISTORY).read_bytes().splitlines()
    except OSError:
        return []
    return [event for line in lines if (event := _event(line)) is not None]


def _event(line: bytes) -> Event | None:
    try:
        event = Event(**json.loads(line))
        datetime.fromisoformat(event.at)
    except (ValueError, TypeError):
        return None
    return event


def proven_names(told: Iterable[Event]) -> list[str]:
    """The backups that were read again or tried since they were made, and found right."""
    last = {event.name: event.what for event in told if event.name}
    return [name for name, what in last.items() if what in PROVEN]


def _shorten(folder: Path, now: datetime) -> None:
    kept = [event for event in events(folder) if _is_kept(folder, event, now)]
    text = "".join(json.dumps(asdict(event), ensure_ascii=False) + "\n" for event in kept)
    write_whole(folder / HISTORY, text.encode())


def _is_kept(folder: Path, event: Event, now: datetime) -> bool:
    if event.what == FAILED:
        return now - datetime.fromisoformat(event.at) < REMEMBERED
    path = folder / Path(event.name).name
    return made_at(path) is not None and path.exists()
