"""Import of fifty thousand new products with code, cost, vendor and stock, and its undo."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.commands.imports import ImportCode, ImportItem, ImportProducts, import_products
from desktop.commands.undo import UndoBooking, undo_booking
from desktop.jobs.opening import Shop
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

GOAL = 2.0
PATIENCE_S = 3600.0
PEER = "the import itself"


def run(options: Options) -> Iterator[Figure]:
    """Once on each engine: both are whole transactions of many statements."""
    for engine in options.engines:
        with shop_on(engine) as shop:
            batch = shop.ids.new()
            taken_in = timed(shop, import_products, goods(shop, batch, options.products))
            back = timed(shop, undo_booking, undo_of(shop, batch))
        name = f"{engine}: undo of an import of {options.products}"
        yield Figure(name, back, "s", GOAL, taken_in, PEER)


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
