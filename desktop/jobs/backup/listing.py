"""All backups of a shop in one list: of both folders, those that failed, and the kept shops."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from desktop.db import side_schema
from desktop.db.kept import CHECKSUM, backups, made_at, revision_of
from desktop.db.patience import Limits
from desktop.db.snapshot import snapshot
from desktop.db.version import HEAD
from desktop.domain.clock import iso
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.drill import Drilled, last_drill
from desktop.jobs.backup.formats import verified
from desktop.jobs.backup.record import (
    BROKEN,
    CHECKED,
    FAILED,
    MADE,
    PROVEN,
    RESTORE,
    TRIED,
    UPGRADE,
    Event,
    events,
    remember,
)
from desktop.jobs.backup.restore import kept_files

READ, KEPT = "read", "kept"  # beside the events: read back when it was made; a shop left as it was


@dataclass(frozen=True)
class Listed:
    """One backup. ``how``: read, checked, tried, broken, failed or kept.

    ``path`` is None for one that failed. ``places``: the folders it lies in. ``is_last``: the
    newest that was proven, which nobody may delete. ``schema``: where a server keeps a shop that a
    restore has put aside.
    """

    at: datetime
    why: str
    revision: str
    how: str
    size: int
    path: Path | None
    places: tuple[Path, ...] = ()
    checked_at: datetime | None = None
    message: str = ""
    is_last: bool = False
    schema: str = ""


def listed(url: URL, folder: Path, second: Path | None = None) -> list[Listed]:
    """Newest first. A second folder that is not there has none."""
    told = [*events(folder), *(events(second) if second is not None else ())]
    found: dict[str, list[Path]] = {}
    for place in (folder, second):
        for path in backups(place) if place is not None else ():
            found.setdefault(path.name, []).append(path)
    rows = [row for paths in found.values() if (row := _row(paths, told)) is not None]
    rows += [_failed(event) for event in told if event.what == FAILED]
    rows += [row for row in map(_kept, _files_before(url)) if row is not None]
    rows.sort(key=lambda row: row.at, reverse=True)
    return _marked(_with_upgrades(rows))


def _row(paths: list[Path], told: list[Event]) -> Listed | None:
    path = paths[0]
    at = made_at(path)
    try:
        size = path.stat().st_size
    except OSError:
        return None  # it went meanwhile
    mine = [event for event in told if event.name == path.name]
    why = next((event.why for event in mine if event.what == MADE), "")
    last = next((event for event in reversed(mine) if event.what != MADE), None)
    assert at is not None
    return Listed(
        at,
        why,
        revision_of(path),
        _how(mine),
        size,
        path,
        tuple(each.parent for each in paths),
        datetime.fromisoformat(last.at) if last is not None else None,
        last.message if last is not None else "",
    )


def _how(mine: Sequence[Event]) -> str:
    """How it was checked: a reading does not lessen a trial before it, unless one failed since."""
    how = READ
    for event in mine:
        is_less = event.what == CHECKED and how == TRIED
        how = how if event.what == MADE or is_less else event.what
    return how


def _failed(event: Event) -> Listed:
    at = datetime.fromisoformat(event.at)
    return Listed(at, event.why, "", FAILED, 0, None, message=event.message)


def _files_before(url: URL) -> list[Path]:
    if url.get_backend_name() != "sqlite":
        return []
    return kept_files(Path(url.database or ""))


def _kept(path: Path) -> Listed | None:
    """A shop that a restore has put aside."""
    try:
        told = path.stat()
    except OSError:
        return None
    at = datetime.fromtimestamp(told.st_mtime, UTC)
    try:
        at = datetime.strptime(path.stem[7:23], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass  # its name was changed
    return Listed(at, RESTORE, "", KEPT, told.st_size, path, (path.parent,))


def _with_upgrades(rows: list[Listed]) -> list[Listed]:
    """Nobody told why, and the next has another schema: it was made before an upgrade."""
    made, newer = [], HEAD
    for row in rows:
        is_older = bool(row.revision) and row.revision != newer
        made.append(replace(row, why=UPGRADE) if is_older and not row.why else row)
        newer = row.revision or newer
    return made


def _marked(rows: list[Listed]) -> list[Listed]:
    """The newest proven one; where none was proven since, the newest that was read back."""
    for wanted in (PROVEN, (READ,)):
        for number, row in enumerate(rows):
            if row.how in wanted:
                return [*rows[:number], replace(row, is_last=True), *rows[number + 1 :]]
    return rows


def last_proven(url: URL, folder: Path) -> datetime | None:
    """When a backup was proven last: read back when it was made, read again, or restored."""
    rows = [row for row in listed(url, folder) if row.how in (READ, *PROVEN)]
    return max((row.checked_at or row.at for row in rows), default=None)


def check(path: Path, at: datetime, progress: Progress) -> dict[str, Any]:
    """Reads a backup to its last byte and remembers how it was; UserError where it is not right."""
    try:
        found = verified(path, progress)
    except UserError as error:
        remember(path.parent, Event(BROKEN, iso(at), path.name, message=error.message))
        raise
    remember(path.parent, Event(CHECKED, iso(at), path.name))
    return found


def delete(row: Listed) -> None:
    """Takes a backup out of its folders, with the checksum beside it; never the last proven."""
    if row.is_last or row.path is None:
        raise UserError(
            "This is the last backup that was proven.",
            "Make another one first; then this one may go.",
            code="last_proven",
        )
    for place in row.places:
        try:
            (place / row.path.name).unlink(missing_ok=True)
            (place / f"{row.path.name}{CHECKSUM}").unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(
                f"{row.path.name} could not be deleted: {error.strerror or error}.",
                "It is as it was.",
                "not_deleted",
            ) from error


@dataclass(frozen=True)
class Safety:
    """What the page shows: all backups, the newest trial by a restore, and how it went."""

    rows: list[Listed]
    drilled: Drilled | None


def safety(url: URL, folder: Path, second: Path | None = None) -> Safety:
    """Reads the folders, and asks a server what it keeps; no backup is opened."""
    rows = [*listed(url, folder, second), *_on_server(url)]
    rows.sort(key=lambda row: row.at, reverse=True)
    return Safety(rows, last_drill(folder))


def _on_server(url: URL) -> list[Listed]:
    """Shops from before restores; none where the server does not answer just now."""
    if url.get_backend_name() == "sqlite":
        return []
    try:
        with snapshot(url, Limits(silence=1.0, answer=1.5)) as connection:
            found = side_schema.sizes(connection)
    except UserError:
        return []
    rows = []
    for name, size in found.items():
        try:
            at = datetime.strptime(name[:23], "before_%Y%m%dt%H%M%Sz").replace(tzinfo=UTC)
        except ValueError:
            continue  # somebody gave it another name
        rows.append(Listed(at, RESTORE, "", KEPT, size, None, schema=name))
    return rows
