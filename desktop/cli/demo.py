"""``demo``: fills the current database with the demo shop."""

from argparse import Namespace
from typing import Any

from desktop.cli.access import chosen, open_shop
from desktop.cli.output import Output
from desktop.cli.progress import Told
from desktop.db.engine import Database
from desktop.db.version import State
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import demo, opening
from desktop.jobs.demo import DemoResult
from desktop.jobs.forecasting.turns import Asked, forecast
from desktop.settings import Settings


def fill_shop(options: Namespace, out: Output) -> int:
    """Makes the shop where there is none; refused where goods are in it already."""
    clock = SystemClock()
    settings = chosen(options)
    asked = {**_asked(options), "progress": Told()}
    write = demo.filler(clock, **asked)
    made: list[DemoResult] = []
    if opening.look(settings) is State.NEW:
        answers = demo.answers(Ids(clock).new(), clock.now())
        opening.create(settings, answers, lambda session: made.append(write(session)))
    done = made[0] if made else _fill(settings, clock, asked)
    foretold = _foretell(options, settings)
    words = f"{done.products} products, {done.movements} movements, {done.documents} documents"
    words += f", {done.first_day} to {done.last_day}; {foretold} forecasts."
    out.result({**_values(done), "forecasts": foretold}, words)
    return 0


def _foretell(options: Namespace, settings: Settings) -> int:
    """A run over the new goods: how many have a forecast."""
    with open_shop(options) as shop:
        asked = Asked(shop.actor, shop.clock.now())
        return int(forecast(settings, shop.database.read, shop.ids, asked, Told())["products"])


def _fill(settings: Settings, clock: SystemClock, asked: dict[str, Any]) -> DemoResult:
    """Into the shop that is there."""
    database = Database(settings)
    try:
        return demo.fill(database, clock, **asked)
    finally:
        database.close()


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
