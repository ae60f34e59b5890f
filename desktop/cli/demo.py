"""``demo``: fills the current database with the demo shop."""

from argparse import Namespace
from typing import Any

from desktop.cli.access import chosen
from desktop.cli.output import Output
from desktop.cli.progress import Told
from desktop.db.engine import Database
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.demo import DemoResult, fill
from desktop.jobs.demo.site import answers


def fill_shop(options: Namespace, out: Output) -> int:
    """Makes the shop where there is none; refused where goods are in it already."""
    clock = SystemClock()
    settings = chosen(options)
    if opening.look(settings) is State.NEW:
        settings = opening.create(settings, answers(Ids(clock).new(), clock.now()))
    database = Database(settings)
    try:
        done = fill(database, clock, **_asked(options), progress=Told())
    finally:
        database.close()
    words = f"{done.products} products, {done.movements} movements, {done.documents} documents"
    out.result(_values(done), f"{words}, {done.first_day} to {done.last_day}.")
    return 0


def _asked(options: Namespace) -> dict[str, Any]:
    names = ("products", "movements", "days", "seed")
    return {name: getattr(options, name) for name in names if getattr(options, name) is not None}


def _values(done: DemoResult) -> dict[str, Any]:
    return {
        "store": done.store,
        "products": done.products,
        "movements": done.movements,
        "documents": done.documents,
        "alerts": done.low,
        "first_day": done.first_day,
        "last_day": done.last_day,
    }
