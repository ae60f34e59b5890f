"""A shop is replaced by its backup, step by step, while nobody here has it open; and put back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url

from desktop.db.kept import FOLDER
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.formats import as_format, known_format
from desktop.jobs.backup.restore import Restored, restore_backup, undo_restore
from desktop.jobs.backup.sources import source
from desktop.settings import Settings

KEEPING = "Backing up the present state"
READING = "Reading the backup"
UNDOING = "Putting the shop from before back"


@dataclass(frozen=True)
class Replaced:
    """What was restored, and the backup of the state before; None where it was not wanted."""

    restored: Restored
    backed_up: Path | None


class Step:
    """Tells all of a part's progress under one name."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._name = name

    def report(self, done: int, total: int, message: str = "") -> None:
        """Passed on under the step's name."""
        self._progress.report(done, total, self._name)


def replace_shop(
    place: Settings, path: Path, at: datetime, epoch: UUID, keeps_present: bool, progress: Progress
) -> Replaced:
    """Backs the present state up if wanted, then puts the backup in its place, proven first.

    UserError before anything of the shop in use is touched.
    """
    kept = back_up_present(place, at, progress) if keeps_present else None
    with source(path, Step(progress, READING)) as backup:
        done = restore_backup(make_url(place.url), backup, at, epoch, progress)
    return Replaced(done, kept)


def back_up_present(place: Settings, at: datetime, progress: Progress) -> Path:
    """A verified backup of the shop as it is; Unavailable where it cannot be had."""
    url = make_url(place.url)
    try:
        made = as_format(
            url, known_format(url, None), place.data_dir / FOLDER, at, Step(progress, KEEPING)
        )
    except UserError as error:
        raise Unavailable(
            f"The present state could not be backed up. {error.message}",
            "Nothing was changed. Restore without backing it up: the old shop is kept anyway.",
            error.code,
        ) from error
    return made.path


def put_back(place: Settings, at: datetime, epoch: UUID, progress: Progress, name: str = "") -> str:
    """The shop from before the newest restore, or the named one; where the present one is kept."""
    progress.report(0, 0, UNDOING)
    return undo_restore(make_url(place.url), at, epoch, name)
