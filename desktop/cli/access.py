"""From the options to the shop that a verb works on."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from desktop import settings
from desktop.cli.output import printable
from desktop.commands.moved import forget_moved
from desktop.domain.errors import UserError
from desktop.jobs import opening
from desktop.jobs.backup.before import keep_server
from desktop.jobs.opening import Shop
from desktop.queries.epoch import moved_to
from desktop.settings import Settings


def _look_for_it(shop: Shop, reads: bool, stays: bool) -> None:
    with shop.database.read() as session:
        there = moved_to(session)
    if not there or shop.read_only is not None:
        return
    if stays:
        shop.database.run(forget_moved)
        return
    gone = UserError(
        f"This shop has moved to {there}.",
        "What is booked here would be missing there. Nothing was changed. Say --database with that"
        " address, or --stay to work here all the same.",
        code="moved",
    )
    if not reads:
        raise gone
    print(printable(f"onhand: {gone.message} What is here is of before."), file=sys.stderr)


def chosen(options: Namespace) -> Settings:
    """The settings, with what the command line says on top."""
    found = settings.load(getattr(options, "data_dir", None), getattr(options, "database", ""))
    user = getattr(options, "user", "")
    return replace(found, user=user) if user else found


@contextmanager
def open_shop(options: Namespace, reads: bool = False) -> Iterator[Shop]:
    """The shop for one verb; UserError where there is none, or where it has gone elsewhere.

    ``reads``: a verb that only looks; where the shop has gone is told beside its answer.
    """
    shop = opening.open_shop(chosen(options), "command", keep=keep_server)
    try:
        _look_for_it(shop, reads, getattr(options, "stay", False))
        yield shop
    finally:
        shop.database.close()
