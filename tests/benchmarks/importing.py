"""Import of a file of new products against its parsing and the bare driver; an import's undo."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from desktop.commands.imports import ImportCode, ImportItem, ImportProducts, import_products
from desktop.commands.undo import UndoBooking
from desktop.domain.progress import Silent
from desktop.jobs.importing import import_file
from desktop.jobs.importing.reading import read_table
from desktop.jobs.importing.rows import products_of
from desktop.jobs.opening import Shop
from desktop.jobs.undoing import undo
from tests.benchmarks import importing_peer
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

GOAL = 2.0
LOCKED_S = 2.0
FILE_GOALS = {"sqlite": 1.5, "postgres": 2.0}
PATIENCE_S = 3600.0
PEER = "the import itself"
FILE_PEERS = {"sqlite": "parse + raw executemany", "postgres": "parse + COPY"}
HEADER = ("sku", "name", "barcode", "price", "cost", "reorder_point", "category", "unit")
STOCKED = ("stock", "vendor")


def run(options: Options) -> Iterator[Figure]:
    """Once on each engine: all are whole transactions of many statements."""
    for engine in options.engines:
        with shop_on(engine) as shop, shop_on(engine) as other:
            yield from _of_file(engine, shop, other, options.products)
        if engine == "sqlite":
            with shop_on(engine) as shop:
                yield _locked(shop, options.products)
        with shop_on(engine) as shop:
            batch = shop.ids.new()
            taken_in = timed(shop, import_products, goods(shop, batch, options.products))
            began = time.perf_counter()
            undo(shop.database, undo_of(shop, batch), Silent())
            back = time.perf_counter() - began
        name = f"{engine}: undo of an import of {options.products}"
        yield Figure(name, back, "s", GOAL, taken_in, PEER)


def _of_file(engine: str, shop: Shop, other: Shop, count: int) -> Iterator[Figure]:
    """Of the same file and the same rows; the audit trail is among them."""
    spans = locks(shop)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "goods.csv"
        write_file(path, count)
        began = time.perf_counter()
        report = import_file(shop.database, shop.actor, shop.clock, shop.ids, path)
        ours = time.perf_counter() - began
        assert report.imported is not None and report.imported.created == count, report.problems
        rows = importing_peer.written(shop, report.imported.id)
        began = time.perf_counter()
        products_of(read_table(path), True, Silent())
        importing_peer.write(other, rows)
        peer = time.perf_counter() - began
    name = f"{engine}: import of {count} products"
    yield Figure(name, ours, "s", FILE_GOALS[engine], peer, FILE_PEERS[engine])
    if shop.database.is_sqlite:
        yield Figure(f"{name}: the shop locked", max(spans), "s", LOCKED_S)


def _locked(shop: Shop, count: int) -> Figure:
    """Where each product comes with its stock and its vendor's price."""
    spans = locks(shop)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "goods.csv"
        write_file(path, count, is_stocked=True)
        report = import_file(shop.database, shop.actor, shop.clock, shop.ids, path)
    assert report.imported is not None and report.imported.counted == count, report.problems
    name = f"sqlite: import of {count} products with stock and vendors: the shop locked"
    return Figure(name, max(spans), "s", LOCKED_S)


def locks(shop: Shop) -> list[float]:
    """How long each transaction of the shop's writer takes from now on, its commit included."""
    began: list[float] = []
    spans: list[float] = []
    event.listen(shop.database.writer, "begin", lambda _: began.append(time.perf_counter()))

    def ended(_: Session) -> None:
        if began:
            spans.append(time.perf_counter() - began.pop())

    event.listen(Session, "after_commit", ended)
    return spans


def write_file(path: Path, count: int, is_stocked: bool = False) -> None:
    """New products with a code, a cost and a category, and what is on hand of them."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*HEADER, *STOCKED) if is_stocked else HEADER)
        for n in range(count):
            cells = ("4.50", "2.00", "5", f"Category {n % 20}", "piece")
            more = (n % 40 + 1, f"Vendor {n % 20}") if is_stocked else ()
            writer.writerow((f"N-{n:06d}", f"New product {n}", f"N{n:09d}", *cells, *more))


def timed(shop: Shop, run: Callable[..., Any], command: Any) -> float:
    began = time.perf_counter()
    with shop.database.write(PATIENCE_S) as session:
        run(session, command)
    return time.perf_counter() - began


def goods(shop: Shop, batch: UUID, count: int) -> ImportProducts:
    """Every row new, with a stock of its own; one in ten begins low."""
    items = tuple(
        ImportItem(
            row=number + 2,
            sku=f"N-{number:06d}",
            name=f"New product {number}",
            codes=(ImportCode(number + 2, f"N{number:09d}"),),
            price=Decimal("4.50"),
            cost=Decimal("2.00"),
            reorder_point=Decimal(5),
            stock=Decimal(number % 40 + 1),
            vendor=f"Vendor {number % 20}",
        )
        for number in range(count)
    )
    return ImportProducts(batch, shop.actor, shop.clock.now(), "goods.csv", items)


def undo_of(shop: Shop, batch: UUID) -> UndoBooking:
    return UndoBooking(shop.ids.new(), shop.actor, shop.clock.now(), batch)
