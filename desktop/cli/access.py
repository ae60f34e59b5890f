"""From the options to the shop that a verb works on."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from desktop import settings
from desktop.jobs import opening
from desktop.jobs.backup.before import keep_server
from desktop.jobs.opening import Shop
from desktop.settings import Settings


def chosen(options: Namespace) -> Settings:
    """The settings, with what the command line says on top."""
    found = settings.load(getattr(options, "data_dir", None), getattr(options, "database", ""))
    user = getattr(options, "user", "")
    return replace(found, user=user) if user else found


@contextmanager
def open_shop(options: Namespace, lane: str = "command") -> Iterator[Shop]:
    """The shop for one verb; UserError where there is none."""
    shop = opening.open_shop(chosen(options), lane, keep=keep_server)
    try:
        yield shop
    finally:
        shop.database.close()
