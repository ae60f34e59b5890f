"""From the options to the shop that a verb works on."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop import settings
from desktop.db.kept import FOLDER
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import Settings


def chosen(options: Namespace) -> Settings:
    """The settings, with what the command line says on top."""
    found = settings.load(getattr(options, "data_dir", None), getattr(options, "database", ""))
    user = getattr(options, "user", "")
    return replace(found, user=user) if user else found


def _kept(settings: Settings, at: datetime) -> Path:
    """A verified archive of a server's shop that is about to be migrated."""
    from sqlalchemy.engine import make_url

    from desktop.jobs.backup.archive import write_archive

    return write_archive(make_url(settings.url), settings.data_dir / FOLDER, at).path


@contextmanager
def open_shop(options: Namespace, lane: str = "command") -> Iterator[Shop]:
    """The shop for one verb; UserError where there is none."""
    shop = opening.open_shop(chosen(options), lane, keep=_kept)
    try:
        yield shop
    finally:
        shop.database.close()
