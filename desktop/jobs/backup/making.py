"""One backup from the first look for room to its proof, remembered whether it succeeded or not."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from desktop.db.kept import BackedUp, backups
from desktop.db.snapshot import snapshot
from desktop.domain.clock import iso
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled, Progress, Silent
from desktop.jobs.backup.drill import Drilled, drill
from desktop.jobs.backup.dump import dump
from desktop.jobs.backup.dump import found as found_pg_dump
from desktop.jobs.backup.formats import as_format
from desktop.jobs.backup.record import BY_HAND, FAILED, MADE, Event, remember

SQLITE, PORTABLE, PG_DUMP, PG_SCRIPT = "sqlite", "portable", "pg_dump", "pg_script"
TRIED = (SQLITE, PORTABLE)  # formats that this program reads again
_SPARE = 1.1


@dataclass(frozen=True)
class Room:
    """Bytes that are free where a backup would go, and about how many it needs."""

    free: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.free >= self.needed


@dataclass(frozen=True)
class Way:
    """A format that a backup can be made in; ``hindrance`` says why not, '' where it can."""

    form: str
    hindrance: str = ""


@dataclass(frozen=True)
class Order:
    """What is wanted: the format, where, why, and whether it is tried by a restore at once.

    ``is_aside``: an archive is written by a process of its own, since somebody scans in this one.
    """

    form: str
    folder: Path
    why: str = BY_HAND
    is_tried: bool = False
    is_aside: bool = False


@dataclass(frozen=True)
class Made:
    """The backup, and how its trial went; None where it was not tried, or not to the end."""

    backup: BackedUp
    drilled: Drilled | None = None
    is_trial_stopped: bool = False


class Weighed:
    """A Progress that also tells how many bytes of a backup are written so far: ``size``."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self._folder = folder
        self._progress = progress
        self.size = 0

    def report(self, done: int, total: int, message: str = "") -> None:
        """Passes on; looks at the file that is being written."""
        with suppress(OSError):
            parts = self._folder.glob(f"*.{os.getpid()}.*.part")
            self.size = max((part.stat().st_size for part in parts), default=self.size)
        self._progress.report(done, total, message)


def ways(url: URL) -> list[Way]:
    """The formats that suit the engine, the usual one first."""
    if url.get_backend_name() == "sqlite":
        return [Way(SQLITE), Way(PORTABLE)]
    hindrance = ""
    try:
        with snapshot(url) as connection:
            found_pg_dump(connection)
    except UserError as error:
        hindrance = error.message
    return [Way(PORTABLE), Way(PG_DUMP, hindrance), Way(PG_SCRIPT, hindrance)]


def room(url: URL, form: str, folder: Path) -> Room:
    """Before anything is written. The last backup of the kind tells how large the next will be."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    ends = {SQLITE: ".onhand", PORTABLE: ".zip", PG_DUMP: ".dump", PG_SCRIPT: ".sql"}
    last = next(iter(backups(folder, ends[form])), None)
    needed = last.stat().st_size if last is not None else 0
    if form == SQLITE:
        needed = Path(url.database or "").stat().st_size
    return Room(shutil.disk_usage(there).free, int(needed * _SPARE))


def make(url: URL, order: Order, at: datetime, progress: Progress | None = None) -> Made:
    """Makes a backup and proves it; a failure is remembered in the folder, and raised.

    Unavailable where there is no room; then nothing was begun. Stopped in its trial, it stays.
    """
    told = progress or Silent()
    try:
        _look_for_room(url, order)
        made = _written(url, order, at, told)
    except UserError as error:
        remember(order.folder, Event(FAILED, iso(at), "", order.why, error.message))
        raise
    remember(order.folder, Event(MADE, iso(at), made.path.name, order.why))
    if not order.is_tried or order.form not in TRIED:
        return Made(made)
    try:
        return Made(made, drill(order.folder, at, told, made.path))
    except Cancelled:
        return Made(made, is_trial_stopped=True)


def _written(url: URL, order: Order, at: datetime, progress: Progress) -> BackedUp:
    if order.form in (PG_DUMP, PG_SCRIPT):
        return dump(url, order.folder, at, progress, plain=order.form == PG_SCRIPT)
    return as_format(url, order.form, order.folder, at, progress, order.is_aside)


def _look_for_room(url: URL, order: Order) -> None:
    try:
        found = room(url, order.form, order.folder)
    except OSError as error:
        raise Unavailable(
            f"The backup could not be written: {error.strerror or error}.",
            "The shop itself is as it was. Choose another folder.",
            "backup_failed",
        ) from error
    if not found.is_enough:
        raise Unavailable(
            f"There is no room for the backup: {_megabytes(found.free)} MB are free in"
            f" {order.folder}, {_megabytes(found.needed)} MB are needed.",
            "The shop itself is as it was. Make room or choose another folder.",
            "no_room",
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"
