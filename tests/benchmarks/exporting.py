"""Exports: a million movements as CSV, ours against csv.writer over the driver's own cursor."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from statistics import median
from typing import Any

from desktop.db.engine import Database
from desktop.db.keys import Cancel
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, export, heads_of
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.list_query import ordered
from desktop.queries.movements import MOVEMENTS
from desktop.settings import Settings
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.shops import filled

GOAL = 1.5
PATIENCE_S = 3600.0
PEER = "csv.writer, driver's cursor"
SHOWN = ("at", "kind", "name", "quantity", "location", "user", "number", "seq")


def run(options: Options) -> Iterator[Figure]:
    """The same columns in the same order, as the driver gives them and as a shop reads them."""
    for engine in options.engines:
        with filled(engine, options) as url, tempfile.TemporaryDirectory() as place:
            database = Database(Settings(data_dir=Path(place), database=url))
            order = order_into(Path(place) / "ours.csv")
            ours, peer = [], []
            for _ in range(options.rounds):
                peer.append(timed(lambda: by_driver(database, order)))  # noqa: B023
                ours.append(timed(lambda: by_us(database, order)))  # noqa: B023
            database.close()
        yield Figure(f"{engine}: export", median(ours), "s", GOAL, median(peer), PEER)


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def order_into(path: Path) -> Order:
    """The columns of the ledger that stand in the database."""
    columns = [column for key in SHOWN for column in MOVEMENTS.columns if column.key == key]
    return Order(MOVEMENTS, Chosen(Request(), 0), heads_of(columns, MOVEMENTS.columns), path)


def by_us(database: Database, order: Order) -> None:
    export(lambda: database.read(PATIENCE_S), order, Cancel(), Silent())


def by_driver(database: Database, order: Order) -> None:
    """The same SELECT, its values written as they come."""
    names = [field.name for field in fields(MOVEMENTS.row)]
    known = dict(zip(names, MOVEMENTS.fields, strict=False))
    wanted = ordered(MOVEMENTS, Request(), *(known[head.key] for head in order.heads))
    with (
        database.read(PATIENCE_S) as session,
        order.path.with_name("peer.csv").open("w", encoding="utf-8", newline="") as stream,
    ):
        connection = session.connection()
        compiled = wanted.compile(
            dialect=connection.dialect, compile_kwargs={"literal_binds": True}
        )
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor() if database.is_sqlite else driver.cursor("peer")
        cursor.execute(str(compiled))
        csv.writer(stream).writerows(cursor)
        cursor.close()
