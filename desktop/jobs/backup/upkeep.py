"""Where a shop's backups belong by its settings."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from desktop.db.kept import FOLDER
from desktop.settings import Settings


@dataclass(frozen=True)
class Upkeep:
    """``every``: how long a change may wait for its backup. ``second``: a stick, a share."""

    url: URL
    folder: Path
    second: Path | None
    every: timedelta
    is_on_exit: bool


def upkeep_of(settings: Settings) -> Upkeep:
    """As the workstation's settings say it."""
    second = Path(settings.backup_second) if settings.backup_second else None
    return Upkeep(
        make_url(settings.url),
        settings.data_dir / FOLDER,
        second,
        timedelta(hours=max(1, settings.backup_hours)),
        settings.backup_on_exit,
    )
