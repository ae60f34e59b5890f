"""Bulk: +5 % on ten thousand prices with its trail, and its undo, against a bare executemany."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from desktop.commands.alert_rules import ChangeAlertRules, change_alert_rules
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.product_changes import ChangeProducts, change_products
from desktop.domain.alert_rules import MOST_PERCENT, Rule
from desktop.domain.change import Change
from desktop.domain.clock import SystemClock
from desktop.jobs.opening import Shop
from desktop.schema import Product
from desktop.schema.base import table_of
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on

PRICES = 10_000
MOST_MS = 2000.0
FIVE = Change("percent", Decimal(5))
PEER = "the prices alone by executemany, no checks, no trail"
P = table_of(Product)


def run(options: Options) -> Iterator[Figure]:
    """The goal is in milliseconds; the peer tells what the machine can do at all."""
    for engine in options.engines:
        with shop_on(engine, max(options.products, PRICES), 2 * PRICES) as shop:
            with shop.database.read() as session:
                keys = tuple(session.scalars(select(P.c.id).limit(PRICES)))
            rounds = [_round(shop, keys, Decimal(n + 1)) for n in range(options.rounds)]
            changed, undone, bare = (median(times) for times in zip(*rounds, strict=True))
            yield Figure(f"{engine}: +5 % on {len(keys)} prices", changed, "ms", MOST_MS)
            yield Figure(f"{engine}: its undo", undone, "ms", MOST_MS)
            yield Figure(f"{engine}: the same", changed, "ms", 10, bare, PEER)
            yield from _alerts(engine, shop, keys)


def _alerts(engine: str, shop: Shop, keys: tuple[UUID, ...]) -> Iterator[Figure]:
    """What comes to be due at once: by another reorder point, and by another rule for all."""
    high = Change("set", Decimal(50))
    points = _timed(lambda: _change(shop, shop.ids.new(), keys, "reorder_point", high))
    yield Figure(f"{engine}: reorder point of {len(keys)}, with alerts", points, "ms", MOST_MS)
    _rule(shop, 1)
    raised: list[int] = []
    ruled = _timed(lambda: raised.append(_rule(shop, MOST_PERCENT)))
    yield Figure(f"{engine}: a rule that raises {raised[0]} alerts", ruled, "ms", MOST_MS)


def _rule(shop: Shop, percent: int) -> int:
    """How many alerts are raised when low means another share of the reorder point."""
    rule = (Rule("low_stock", "warning", percent),)
    command = ChangeAlertRules(shop.ids.new(), shop.actor, SystemClock().now(), rule)
    return shop.database.run(change_alert_rules, command).raised


def _round(shop: Shop, keys: tuple[UUID, ...], price: Decimal) -> tuple[float, float, float]:
    batch = shop.ids.new()
    return (
        _timed(lambda: _change(shop, batch, keys, "price", FIVE)),
        _timed(lambda: _undo(shop, batch)),
        _timed(lambda: _bare(shop, keys, price)),
    )


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _change(shop: Shop, batch: UUID, keys: tuple[UUID, ...], field: str, change: Change) -> None:
    command = ChangeProducts(batch, shop.actor, SystemClock().now(), keys, field, change)
    assert shop.database.run(change_products, command).changed


def _undo(shop: Shop, batch: UUID) -> None:
    command = UndoChange(shop.ids.new(), shop.actor, SystemClock().now(), batch)
    shop.database.run(undo_change, command)


def _bare(shop: Shop, keys: tuple[UUID, ...], price: Decimal) -> None:
    statement = update(P).where(P.c.id == bindparam("key")).values(price=bindparam("new"))
    rows: list[dict[str, Any]] = [{"key": key, "new": price} for key in keys]
    with shop.database.write() as session:
        session.connection().execute(statement, rows)
