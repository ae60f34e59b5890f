"""Scan to committed movement: the command as the window runs it, against the bare drivers.

The peer does the same four steps by hand on a copy of the same shop, as durably: code → product,
movement into the ledger (hashed), level, the sale's line; then COMMIT.
"""

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids, no_lot
from desktop.jobs import demo, opening
from desktop.jobs.opening import Shop
from desktop.schema import Barcode, Product
from desktop.settings import load
from tests import servers
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.shops import create_database

GOALS = {"sqlite": 2.0, "postgres": 1.5}
PEERS = {"sqlite": "sqlite3, four steps", "postgres": "psycopg2, four steps"}
BLOCK = 150
Scan = Callable[[int], None]

FIND = """
    SELECT p.id, p.name, p.price, b.pack_qty FROM barcode b JOIN product p ON p.id = b.product
    WHERE b.code = ?"""
MOVE = """
    INSERT INTO stock_move (id, product, location, lot, qty, kind, reason, line, "user", writer,
    seq, occurred_at, recorded_at, prev_hash, hash)
    VALUES (?, ?, ?, ?, ?, 'sale', '', ?, ?, ?, ?, ?, ?, ?, ?)"""
LEVEL = """
    UPDATE stock_level SET on_hand = on_hand - ?, last_move_at = ?
    WHERE product = ? AND location = ? AND lot = ? RETURNING on_hand"""
LINE = "UPDATE document_line SET qty = qty + ? WHERE id = ?"
STEPS = (FIND, MOVE, LEVEL, LINE)


def run(options: Options) -> Iterator[Figure]:
    """The median scan of several blocks, ours and the driver's in turn."""
    for engine in options.engines:
        with ExitStack() as stack:
            ours = ours_on(stack.enter_context(shop_on(engine)))
            bare = bare_on(stack.enter_context(shop_on(engine)))
            times = _in_turn(ours, bare, max(options.rounds, 5))
        mine, theirs = map(statistics.median, times)
        yield Figure(f"{engine}: scan", mine, "ms", GOALS[engine], theirs, PEERS[engine])


def _in_turn(ours: Scan, bare: Scan, rounds: int) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for scan in (ours, bare):  # statements compiled, pages read
        for number in range(BLOCK):
            scan(number)
    for _ in range(rounds):
        for scan, kept in zip((ours, bare), times, strict=True):
            for number in range(BLOCK):
                began = time.perf_counter()
                scan(number)
                kept.append((time.perf_counter() - began) * 1000)
    return times


@contextmanager
def shop_on(engine: str, products: int = 300, movements: int = 3000) -> Iterator[Shop]:
    """A demo shop on a file or a durable server of its own."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = {}
        if engine == "postgres":
            pattern = stack.enter_context(servers.running(servers.wheel_binaries(), durable=True))
            create_database(pattern)
            environment = {"DATABASE_URL": pattern.format(name="shop")}
        clock = SystemClock()
        answers = CreateShop(Ids(clock).new(), clock.now(), name="Benchmark")
        chosen = opening.create(load(place, environment=environment), answers)
        shop = opening.open_shop(chosen, "till", clock)
        stack.callback(shop.database.close)
        demo.fill(shop.database, clock, products=products, movements=movements)
        yield shop


def codes_of(shop: Shop) -> list[str]:
    """Fifty barcodes of products that are sold now, by the piece."""
    with shop.database.read() as session:
        wanted = select(Barcode.code).join(Product, Product.id == Barcode.product)
        by_piece = wanted.where(Barcode.pack_qty == 1, Product.status == "active")
        return list(session.scalars(by_piece.order_by(Barcode.code).limit(50)))


def ours_on(shop: Shop) -> Scan:
    """A sale's scan through the command."""
    codes, document = codes_of(shop), shop.ids.new()

    def scan(number: int) -> None:
        _book(shop, codes[number % len(codes)], document)

    return scan


def _book(shop: Shop, code: str, document: Any) -> Booked:
    command = BookScan(shop.ids.new(), shop.actor, shop.clock.now(), code, "sell", document)
    return shop.database.run(book_scan, command)


def bare_on(shop: Shop) -> Scan:
    """The same by the driver alone; the sale's lines and levels are there before."""
    codes, document = codes_of(shop), shop.ids.new()
    lines = [_book(shop, code, document) for code in codes]
    connection, steps, key, at, one = _driver(shop)
    seq = lines[-1].seq
    head = bytes(32)
    actor = [key(v) for v in (shop.actor.user, shop.actor.writer)]

    def scan(number: int) -> None:
        nonlocal seq, head
        cursor = connection.cursor()
        if shop.database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        booked, now = lines[number % len(lines)], at(datetime.now(UTC))
        cursor.execute(steps[0], (booked.code,))
        product = cursor.fetchone()[0]
        seq += 1
        stock = (product, key(shop.actor.location), key(no_lot(booked.product)))
        previous, head = head, hashlib.sha256(head + repr((stock, seq, now)).encode()).digest()
        move = (key(shop.ids.new()), *stock, -one, key(booked.line), *actor, seq, now, now)
        cursor.execute(steps[1], (*move, previous, head))
        cursor.execute(steps[2], (one, now, *stock))
        cursor.fetchone()
        cursor.execute(steps[3], (one, key(booked.line)))
        connection.commit()
        cursor.close()

    return scan


def _driver(shop: Shop) -> tuple[Any, list[str], Callable[[Any], Any], Callable[..., Any], int]:
    """A bare connection, the steps in its spelling, how it takes ids and times, and one piece."""
    if shop.database.path is not None:
        import sqlite3

        raw = sqlite3.connect(shop.database.path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        return raw, list(STEPS), lambda v: v.bytes, _as_text, 1000
    import psycopg2
    from psycopg2.extras import register_uuid

    register_uuid()  # type: ignore[no-untyped-call]
    url = shop.database.url
    served = psycopg2.connect(dbname=url.database, user=url.username, host=url.query["host"])
    return served, [step.replace("?", "%s") for step in STEPS], lambda v: v, lambda v: v, 1


def _as_text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")
