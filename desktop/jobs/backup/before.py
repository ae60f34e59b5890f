"""The backup of a shop before its schema changes; nothing is imported until then."""

from datetime import datetime
from pathlib import Path

from desktop.db.kept import FOLDER
from desktop.settings import Settings


def keep_server(settings: Settings, at: datetime) -> Path:
    """Writes a verified archive beside the other backups; returns its path."""
    from sqlalchemy.engine import make_url

    from desktop.jobs.backup.archive import write_archive

    return write_archive(make_url(settings.url), settings.data_dir / FOLDER, at).path


def keep_shop(settings: Settings, at: datetime) -> Path:
    """The same of either engine: a file's backup is a file, which takes a fraction of the time."""
    from sqlalchemy.engine import make_url

    from desktop.db.file_backup import back_up_file

    url = make_url(settings.url)
    if url.get_backend_name() != "sqlite":
        return keep_server(settings, at)
    return back_up_file(Path(url.database or ""), settings.data_dir / FOLDER, at).path
