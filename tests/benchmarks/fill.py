"""Fills empty tables with products and movements as fast as the engine takes them.

Ids rise, quantities and times are plausible, hashes are random bytes: nothing here is verified.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from desktop.db.engine import Database
from desktop.domain.ids import no_lot
from desktop.schema import AppUser, Category, Location, Store, Unit, Workstation, Writer

START = datetime(2023, 11, 1, tzinfo=UTC)
SPAN = timedelta(days=730)
_SPAN_US = SPAN // timedelta(microseconds=1)  # a timedelta times 10 000 000 is too long for one
PART = 20_000
MAKES = ("House", "Decaf", "Whole", "Barista", "Gala", "Baby", "Sourdough", "Tomato", "Alpine")
GOODS = ("espresso", "milk", "oats", "apples", "spinach", "loaf", "soup", "tuna", "cola", "water")
SIZES = ("1 kg", "500 g", "1 l", "6 × 0.33 l", "200 g", "8 pack", "750 ml", "250 g")
PRODUCT = (
    "id sku name description status category options options_key unit brand manufacturer mpn price"
    " tax_rate reorder_point tracking is_template attributes custom search_text version created_at"
    " updated_at"
)
LOT = "id product code received_at notes"
MOVE = (
    'id product location lot qty set_qty kind reason "user" writer seq occurred_at recorded_at'
    " prev_hash hash"
)
LEVEL = "product location lot on_hand reserved avg_cost"


@dataclass(frozen=True)
class Spelling:
    """How one engine's bulk way takes keys, times, thousandths, ten-thousandths, bytes, False."""

    key: Callable[[UUID], Any]
    at: Callable[[datetime], str]
    quantity: Callable[[int], Any]
    money: Callable[[int], Any]
    blob: Callable[[bytes], Any]
    none: Any
    false: Any


SQLITE = Spelling(
    lambda key: key.bytes,
    lambda at: at.strftime("%Y-%m-%d %H:%M:%S.%f"),
    int,
    int,
    bytes,
    None,
    0,
)
POSTGRES = Spelling(
    str,
    lambda at: at.isoformat(),
    lambda value: f"{value / 1000:.3f}",
    lambda value: f"{value / 10000:.4f}",
    lambda data: f"\\\\x{data.hex()}",
    "\\N",
    "f",
)


@dataclass(frozen=True)
class Places:
    """The ids that every movement names."""

    store: UUID
    location: UUID
    user: UUID
    writer: UUID
    category: UUID
    unit: UUID
    workstation: UUID


def rising(number: int, at: datetime = START) -> UUID:
    """A UUIDv7 of this moment, made unique by a number."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | number)


def fill(database: Database, products: int, moves: int) -> Places:
    """All rows for migrated, empty tables; the same ones each time."""
    dice = random.Random(7)
    places = Places(*(rising(number) for number in range(1, 8)))
    ids = [rising(1000 + number) for number in range(products)]
    spelling = SQLITE if database.is_sqlite else POSTGRES
    put = _executed if database.is_sqlite else _copied
    with database.writer.begin() as connection:
        _shop(connection, places)
        put(connection, "product", PRODUCT, _products(ids, places, spelling, dice))
        put(connection, "lot", LOT, _lots(ids, spelling))
        put(connection, "stock_move", MOVE, _moves(ids, moves, places, spelling, dice))
        put(connection, "stock_level", LEVEL, _levels(ids, places, spelling, dice))
    if not database.is_sqlite:
        with database.writer.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM ANALYZE")
    return places


def _shop(connection: Connection, places: Places) -> None:
    stamp = {"created_at": START, "updated_at": START}
    root = {"id": UUID(int=0), "parent": UUID(int=0), "name": "", "slug": "", "path": "/"}
    rows: list[tuple[Any, dict[str, Any]]] = [
        (Store, {"id": places.store, "code": "M1", "name": "Main Street", "currency": "EUR",
                 "tz": "Europe/Berlin", **stamp}),
        (Location, {"id": places.location, "store": places.store, "parent": places.location,
                    "name": "Shop floor", "kind": "store", "path": "/", **stamp}),
        (AppUser, {"id": places.user, "username": "mara", "full_name": "Mara Lindqvist",
                   "role": "manager", **stamp}),
        (Workstation, {"id": places.workstation, "code": "01", "name": "Front register",
                       "store": places.store, **stamp}),
        (Writer, {"id": places.writer, "workstation": places.workstation, "lane": "till"}),
        (Unit, {"id": places.unit, "code": "pc", "name": "piece", "dimension": "count"}),
        (Category, {**root, **stamp}),
        (Category, {"id": places.category, "parent": root["id"], "name": "Grocery",
                    "slug": "grocery", "path": "/grocery", "level": 1, **stamp}),
    ]  # fmt: skip
    for model, row in rows:
        connection.execute(model.__table__.insert(), row)


def _products(
    ids: list[UUID], places: Places, spelling: Spelling, dice: random.Random
) -> Iterator[tuple[Any, ...]]:
    category, unit = spelling.key(places.category), spelling.key(places.unit)
    at = spelling.at(START)
    for number, product in enumerate(ids):
        name = f"{dice.choice(MAKES)} {dice.choice(GOODS)} {dice.choice(SIZES)} {number}"
        sku = f"SKU-{number:05}"
        yield (
            spelling.key(product), sku, name, "", "active", category, "{}", "", unit, "", "", "",
            spelling.money(dice.randrange(5000, 500_000, 100)), spelling.money(190_000),
            spelling.quantity(dice.randrange(2, 30) * 1000), "none", spelling.false, "{}", "{}",
            f"{name} {sku}".lower(), 1, at, at,
        )  # fmt: skip


def _lots(ids: list[UUID], spelling: Spelling) -> Iterator[tuple[Any, ...]]:
    at = spelling.at(START)
    for product in ids:
        yield spelling.key(no_lot(product)), spelling.key(product), "-", at, ""


def _moves(
    ids: list[UUID], moves: int, places: Places, spelling: Spelling, dice: random.Random
) -> Iterator[tuple[Any, ...]]:
    location, user = spelling.key(places.location), spelling.key(places.user)
    writer, none = spelling.key(places.writer), spelling.none
    lots = [(spelling.key(product), spelling.key(no_lot(product))) for product in ids]
    head = spelling.blob(bytes(32))
    for number in range(moves):
        moment = START + timedelta(microseconds=_SPAN_US * number // moves)
        at = spelling.at(moment)
        product, lot = lots[int(dice.random() ** 2 * len(lots))]
        draw = dice.random()
        kind = "sale" if draw < 0.9 else "receive" if draw < 0.98 else "count"
        size = dice.randrange(1, 5) * 1000 if kind == "sale" else dice.randrange(6, 49) * 1000
        qty = none if kind == "count" else spelling.quantity(-size if kind == "sale" else size)
        found = spelling.quantity(size) if kind == "count" else none
        hashed = spelling.blob(dice.randbytes(32))
        yield (
            spelling.key(rising(number, moment)), product, location, lot, qty, found, kind, "",
            user, writer, number + 1, at, at, head, hashed,
        )  # fmt: skip
        head = hashed


def _levels(
    ids: list[UUID], places: Places, spelling: Spelling, dice: random.Random
) -> Iterator[tuple[Any, ...]]:
    location, none = spelling.key(places.location), spelling.quantity(0)
    for product in ids:
        on_hand = spelling.quantity(max(0, dice.randrange(-5, 90)) * 1000)
        lot = spelling.key(no_lot(product))
        yield spelling.key(product), location, lot, on_hand, none, spelling.money(10_000)


def _executed(
    connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    names = columns.split()
    marks = ", ".join("?" * len(names))
    driver.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)


def _copied(
    connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(columns.split())
    rows = iter(rows)
    with driver.cursor() as cursor:
        while part := list(islice(rows, PART)):
            text = "".join("\t".join(map(str, row)) + "\n" for row in part)
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", StringIO(text))
