"""The backup of a server's shop before its schema changes; nothing is imported until then."""

from datetime import datetime
from pathlib import Path

from desktop.db.kept import FOLDER
from desktop.settings import Settings


def keep_server(settings: Settings, at: datetime) -> Path:
    """Writes a verified archive beside the other backups; returns its path."""
    from sqlalchemy.engine import make_url

    from desktop.jobs.backup.archive import write_archive

    return write_archive(make_url(settings.url), settings.data_dir / FOLDER, at).path
