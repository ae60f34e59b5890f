"""The backup of a shop before its schema changes; nothing is imported until then."""

from datetime import datetime
from pathlib import Path

from desktop.db.kept import FOLDER
from desktop.domain.progress import Progress
from desktop.settings import Settings


def keep_server(settings: Settings, at: datetime) -> Path:
    """Writes a verified archive beside the other backups; returns its path."""
    from sqlalchemy.engine import make_url

    from desktop.jobs.backup.archive import write_archive

    return write_archive(make_url(settings.url), settings.data_dir / FOLDER, at).path


def keep_shop(
    settings: Settings, at: datetime, progress: Progress, form: str | None = None
) -> Path:
    """The same of either engine: a file's backup is a file, which takes a fraction of the time.

    ``form``: another format that suits the engine. Stopped, it leaves nothing.
    """
    from sqlalchemy.engine import make_url

    from desktop.jobs.backup.formats import as_format, known_format

    url = make_url(settings.url)
    folder = settings.data_dir / FOLDER
    return as_format(url, known_format(url, form), folder, at, progress).path
