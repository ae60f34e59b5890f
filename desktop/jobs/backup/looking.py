"""Before a restore: what a backup holds, how it was checked, and what would be gone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from platform import node

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from desktop.db import side_schema, version
from desktop.db.kept import ARCHIVE, CHECKSUM, FILE, FOLDER, backups, made_at
from desktop.db.patience import Limits
from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.archive import prove
from desktop.jobs.backup.drill import last_drill
from desktop.jobs.backup.lost import Lost, lost
from desktop.jobs.backup.manifest import Manifest
from desktop.jobs.backup.restore import kept_files, refuse_other
from desktop.jobs.backup.sources import is_archive, source
from desktop.settings import Settings

CURRENT = version.HEAD
_BRIEF = Limits(silence=1.0, answer=1.5)  # somebody waits for the dialog


@dataclass(frozen=True)
class Offered:
    """A backup in the list: ``checked`` is drilled, checksum, or "" for as written."""

    path: Path
    at: datetime | None
    size: int
    kind: str
    checked: str


@dataclass(frozen=True)
class Looked:
    """A backup that was read to its end. ``workstations``: others that have the shop open.

    ``is_alone``: nothing at all is at the place, so nothing can be kept of it.
    """

    path: Path
    size: int
    manifest: Manifest
    lost: Lost
    workstations: int
    has_checksum: bool
    is_alone: bool = False

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest.at)

    @property
    def is_older(self) -> bool:
        """Whether it is of an earlier schema, and will be migrated."""
        return self.manifest.revision != version.HEAD

    def rows(self, table: str) -> int:
        """How many rows of a table it holds."""
        return sum(one.rows for one in self.manifest.tables if one.shape.name == table)


def offered(place: Settings) -> list[Offered]:
    """The backups in the usual folder that can be restored, newest first."""
    folder = place.data_dir / FOLDER
    last = last_drill(folder)
    drilled = last.path if last is not None and last.ok else ""
    return [_offered(path, drilled) for path in backups(folder, FILE, ARCHIVE)]


def _offered(path: Path, drilled: str) -> Offered:
    how = "drilled" if str(path) == drilled else "checksum" if _has_checksum(path) else ""
    kind = "portable" if path.suffix == ARCHIVE else "SQLite"
    return Offered(path, made_at(path), path.stat().st_size, kind, how)


def _has_checksum(path: Path) -> bool:
    return is_archive(path) or path.with_name(path.name + CHECKSUM).exists()


def look(place: Settings, path: Path, progress: Progress) -> Looked:
    """Reads all of a backup and compares it with the shop at the place; nothing is changed.

    UserError for a backup that is damaged, newer than this program, or of another shop.
    """
    manifest = read_through(place, path, progress)
    refuse_other(make_url(place.url), manifest)
    return looked(place, path, manifest)


def read_through(place: Settings, path: Path, progress: Progress) -> Manifest:
    """Reads all of a backup, wherever the shop is; UserError as ``look`` says it."""
    with source(path, progress) as backup:
        manifest = backup.manifest
    if is_archive(path):
        manifest = prove(path, progress)
    known = known_store(place)
    if known and manifest.store_id != known:
        raise UserError(
            f"The backup is of another shop (“{manifest.code}”).",
            "Nothing was changed. Take a backup of this shop.",
            code="other_shop",
        )
    return manifest


def known_store(place: Settings) -> str:
    """The id of the store that the settings remember for their own place; "" for any other."""
    return place.store_id if place.database_from in ("default", "saved") else ""


def looked(place: Settings, path: Path, manifest: Manifest) -> Looked:
    """What a backup that was read would take away from the shop at the place."""
    url = make_url(place.url)
    size, missing = path.stat().st_size, lost(url, manifest)
    has_checksum, is_alone = _has_checksum(path), is_nothing_there(url)
    return Looked(path, size, manifest, missing, others(url), has_checksum, is_alone)


def is_nothing_there(url: URL) -> bool:
    """Whether the shop's file is gone or empty."""
    if url.get_backend_name() != "sqlite":
        return False
    file = Path(url.database or "")
    return not file.exists() or not file.stat().st_size


def others(url: URL) -> int:
    """How many other workstations are connected to a server; 0 for a file or where nobody knows."""
    if url.get_backend_name() == "sqlite":
        return 0
    try:
        with snapshot(url, _BRIEF) as connection:
            return side_schema.others(connection, f"onhand/{node() or 'workstation'}"[:63])
    except UserError:
        return 0


def name_of(place: Settings) -> str:
    """The file's or the database's name."""
    url = make_url(place.url)
    return (
        Path(url.database or "").name if url.get_backend_name() == "sqlite" else url.database or ""
    )


def kept(place: Settings) -> str:
    """The newest shop from before a restore, a file or a schema; "" where none is kept."""
    url = make_url(place.url)
    if url.get_backend_name() == "sqlite":
        return next((str(path) for path in kept_files(Path(url.database or ""))), "")
    with snapshot(url, _BRIEF) as connection:
        return next(iter(side_schema.kept(connection)), "")
