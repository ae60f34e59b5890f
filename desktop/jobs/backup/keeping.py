"""The backups that are made by themselves: when one is due, in a second folder too, thinned."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.engine import URL

from desktop.db.durable import sync_file, sync_folder, write_whole
from desktop.db.kept import ARCHIVE, CHECKSUM, FILE, BackedUp, backups, made_at, written_aside
from desktop.db.mounts import missing_mount
from desktop.db.portable import shapes
from desktop.db.snapshot import rows_and_sums, snapshot
from desktop.domain.clock import iso
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.job import RECORDS
from desktop.domain.progress import Progress, Silent
from desktop.jobs.backup.archive import opened
from desktop.jobs.backup.drill import last_drill
from desktop.jobs.backup.file import is_same
from desktop.jobs.backup.formats import known_format, verified
from desktop.jobs.backup.lost import lost
from desktop.jobs.backup.making import Order, make
from desktop.jobs.backup.record import (
    EXIT,
    FAILED,
    MADE,
    SCHEDULE,
    Event,
    events,
    proven_names,
    remember,
)
from desktop.jobs.backup.retention import EVERY, is_due, thin_out
from desktop.schema import Base, Job
from desktop.schema.base import table_of

# Jobs are looked at by themselves: most rows only tell of work, and a backup is such work.
_NO_CHANGE = {"workstation", "writer", "job", "forecast"}
_JOB = table_of(Job)
PIECE, COPYING = 1 << 20, "Copying to the second folder"


@dataclass(frozen=True)
class Round:
    """What a round did: the backup that was made, and what went wrong with the second folder.

    ``is_elsewhere``: another program was at it, and nobody here knows how that ends.
    """

    made: BackedUp | None
    warning: str = ""
    is_elsewhere: bool = False


def keep_safe(
    url: URL,
    folder: Path,
    now: datetime,
    second: Path | None = None,
    is_ending: bool = False,
    progress: Progress | None = None,
    every: timedelta = EVERY,
    is_aside: bool = False,
) -> Round:
    """One round: a backup when it is due, or at the end of the program when anything changed.

    A second folder (a stick, a share) that is not there is told and takes nothing from the first.
    ``is_aside``: see ``making.Order``.
    """
    told = progress or Silent()
    last = next(iter(backups(folder, FILE, ARCHIVE)), None)
    at = made_at(last) if last is not None else None
    if not is_ending and not is_due(at, now, True, every):
        return Round(None)  # before the shop is compared, which reads all of it
    if last is not None and holds_now(url, last):
        return Round(None)
    why = EXIT if is_ending else SCHEDULE
    order = Order(known_format(url, None), folder, why, is_aside=is_aside)
    made = make(url, order, now, told).backup
    warning = _copied(made.path, second, now, why, told) if second is not None else ""
    thin_all(folder, second)
    return Round(made, warning)


def _copied(path: Path, second: Path, now: datetime, why: str, progress: Progress) -> str:
    """Puts a backup into the second folder too; what went wrong, '' for nothing."""
    try:
        copied = copy_to(path, second, progress)
    except UserError as error:
        remember(path.parent, Event(FAILED, iso(now), "", why, error.message))
        return str(error)
    remember(second, Event(MADE, iso(now), copied.name, why))
    return ""


def thin_all(folder: Path, second: Path | None = None) -> list[Path]:
    """Deletes what the retention lets go, in both folders; never what was proven last."""
    proven = _proven(folder)
    places = [place for place in (folder, second) if place is not None and place.is_dir()]
    return [gone for place in places for gone in thin_out(place, proven)]


def _proven(folder: Path) -> list[str]:
    drilled = last_drill(folder)
    names = [Path(drilled.path).name] if drilled is not None and drilled.ok else []
    return [*proven_names(events(folder)), *names]


def holds_now(url: URL, backup: Path) -> bool:
    """Whether a backup holds the shop as it is now; signing on is no change."""
    if backup.suffix == FILE:
        return url.get_backend_name() == "sqlite" and is_same(backup, Path(url.database or ""))
    try:
        with opened(backup) as archive:
            told = archive.manifest
    except UserError:
        return False
    newer = lost(url, told)
    changes = {**newer.new, **newer.changed}.keys() - _NO_CHANGE
    if not newer.is_known or changes:
        return False
    with snapshot(url) as connection:
        if _has_new_records(connection, told.at):
            return False
        rows = {s.name: rows_and_sums(connection, s) for s in shapes(connection, Base.metadata)}
    before = {content.shape.name: (content.rows, content.sums) for content in told.tables}
    return all(rows[name] == before.get(name) for name in rows.keys() - _NO_CHANGE)


def _has_new_records(connection: Connection, at: str) -> bool:
    """Whether a day was closed or a file imported since: such jobs are part of the books."""
    newer = (_JOB.c.kind.in_(RECORDS), _JOB.c.updated_at > datetime.fromisoformat(at))
    return connection.execute(select(_JOB.c.id).where(*newer).limit(1)).first() is not None


def copy_to(path: Path, folder: Path, progress: Progress | None = None) -> Path:
    """The same backup in another folder, read back whole there. Unavailable when it cannot be.

    Whatever ends it before it was read back, nothing of it stays there.
    """
    told = progress or Silent()
    target, is_there = folder / path.name, False
    if target.exists() and target.samefile(path):
        return target
    try:
        require_mounted(folder)
        folder.mkdir(exist_ok=True)  # not its parents: a stick that is not there must not appear
        with written_aside(folder, path.suffix.removeprefix(".")) as part:
            _copy_file(path, part, told)
            part.replace(target)
            is_there = True
            _copy_checksum(path, target)
            sync_folder(folder)
        verified(target, told)
    except BaseException as error:
        for gone in (target, target.with_name(target.name + CHECKSUM)) if is_there else ():
            with suppress(OSError):
                gone.unlink()
        if not isinstance(error, (OSError, Unavailable)):
            raise
        why = (error.strerror or str(error)) if isinstance(error, OSError) else error.message
        raise Unavailable(
            f"The second backup could not be written: {why.rstrip('.')}.",
            f"The first one is safe: {path}. Look whether {folder} is there and has room.",
            "second_failed",
        ) from error
    return target


def require_mounted(folder: Path) -> None:
    """Unavailable where a disk belongs and none is: the copy would lie on this one."""
    missing = missing_mount(folder)
    if missing:
        raise Unavailable(f"no disk is mounted at {missing}.", "", "second_failed")


def _copy_file(path: Path, part: Path, told: Progress) -> None:
    """In pieces, so that it can be stopped on a slow stick."""
    whole = path.stat().st_size
    with path.open("rb") as source, part.open("wb") as there:
        while piece := source.read(PIECE):
            told.report(there.tell(), whole, COPYING)
            there.write(piece)
    sync_file(part)


def _copy_checksum(path: Path, target: Path) -> None:
    checksum = path.with_name(path.name + CHECKSUM)
    if checksum.exists():
        write_whole(target.with_name(target.name + CHECKSUM), checksum.read_bytes())
