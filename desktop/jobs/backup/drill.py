"""The restore drill: a backup becomes a shop in a temporary place and is looked through."""

import json
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import URL

from desktop.db import version
from desktop.db.durable import write_whole
from desktop.db.kept import ARCHIVE, FILE, backups
from desktop.db.snapshot import snapshot
from desktop.domain.clock import iso
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress, Silent
from desktop.jobs.backup.manifest import Manifest
from desktop.jobs.backup.record import BROKEN, TRIED, Event, remember
from desktop.jobs.backup.restore import build_file
from desktop.jobs.backup.sources import proven, source

RESULT = "last-drill.json"
DUE = timedelta(days=7)


@dataclass(frozen=True)
class Drilled:
    """How a drill went. ``at``: ISO 8601 in UTC; ``message`` says what failed."""

    path: str
    at: str
    ok: bool
    rows: int = 0
    made_at: str = ""
    message: str = ""


def drill(
    folder: Path, at: datetime, progress: Progress | None = None, path: Path | None = None
) -> Drilled:
    """Restores the newest backup of a folder, or the named one, as far as it can be restored.

    The result is kept beside the backups. UserError where there is no backup at all.
    """
    chosen = path or next(iter(backups(folder, FILE, ARCHIVE)), None)
    if chosen is None:
        raise UserError(
            f"There is no backup in {folder} to try.", "Make one first.", code="no_backup"
        )
    try:
        manifest = rehearsed(chosen, at, progress or Silent())
        done = Drilled(str(chosen), iso(at), True, manifest.rows, manifest.at)
    except UserError as error:
        done = Drilled(str(chosen), iso(at), False, message=error.message)
    if folder.is_dir():
        write_whole(folder / RESULT, json.dumps(asdict(done)).encode())
        what = TRIED if done.ok else BROKEN
        remember(folder, Event(what, done.at, chosen.name, message=done.message))
    return done


def rehearsed(path: Path, at: datetime, progress: Progress) -> Manifest:
    """Builds a shop of this program's schema from a backup and reads it as a start would."""
    with tried_out(path, at, progress) as (manifest, url):
        version.inspect_file(Path(url.database or ""), manifest.store_id, takes_newer=True)
        with snapshot(url) as connection:
            proven(connection, at, progress, "Looking through the restored shop")
        return manifest


@contextmanager
def tried_out(path: Path, at: datetime, progress: Progress) -> Iterator[tuple[Manifest, URL]]:
    """A shop built from a backup in a temporary place, which is cleared away."""
    with _temporary() as place, source(path, progress) as backup:
        fresh = place / "drill.onhand"
        build_file(fresh, backup, at, uuid.uuid4(), progress)
        yield backup.manifest, URL.create("sqlite", database=str(fresh))


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="onhand-drill-") as place:
        yield Path(place)


def last_drill(folder: Path) -> Drilled | None:
    """The result of the newest drill of a folder's backups, None before the first."""
    try:
        return Drilled(**json.loads((folder / RESULT).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_due(folder: Path, now: datetime) -> bool:
    """Whether a drill should be made: the last was a week ago, failed, or never was."""
    last = last_drill(folder)
    if last is None or not last.ok:
        return bool(backups(folder, FILE, ARCHIVE))
    return now - datetime.fromisoformat(last.at) >= DUE
