"""Moving a shop to another place: copied, every table's hash compared, and what came meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import make_url

from desktop.domain.progress import Progress
from desktop.jobs.backup.lost import lost
from desktop.jobs.backup.manifest import Manifest
from desktop.jobs.backup.restore import move
from desktop.settings import Settings, without_password

_OWN = {"job", "log_entry", "workstation", "writer", "stock_level", "forecast"}


@dataclass(frozen=True)
class Table:
    """One table here and there: its rows, and the hash of them at either place."""

    name: str
    rows: int
    here: str
    there: str


@dataclass(frozen=True)
class Copied:
    """A shop that stands at two places; ``there`` without a password."""

    here: str
    there: str
    manifest: Manifest
    tables: tuple[Table, ...]

    @property
    def is_equal(self) -> bool:
        return all(table.here == table.there for table in self.tables)


def copy_shop(place: Settings, there: str, at: datetime, epoch: UUID, progress: Progress) -> Copied:
    """Copies the shop to an empty place on either engine; here nothing changes."""
    done = move(make_url(place.url), make_url(there), at, epoch, progress)
    rows = {table.shape.name: table.rows for table in done.manifest.tables}
    tables = (Table(name, rows.get(name, 0), *pair) for name, pair in sorted(done.hashes.items()))
    here = without_password(place.url)
    return Copied(here, without_password(there), done.manifest, tuple(tables))


def came_meanwhile(place: Settings, copied: Copied) -> int:
    """How much was written here since it was copied, the program's own notes left out."""
    found = lost(make_url(place.url), copied.manifest)
    each = (*found.new.items(), *found.changed.items())
    return sum(number for name, number in each if name not in _OWN)
