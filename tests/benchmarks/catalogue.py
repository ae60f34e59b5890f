"""Catalogue: search by any word or code, a branch of ten thousand products moved, twins found.

In processor time, the server's with it; each product has a barcode, a vendor's code and fields of
its own.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from desktop.commands.branches import MoveCategory, move_category
from desktop.commands.categories import CreateCategory, create_category
from desktop.commands.category_changes import MergeCategory, merge_category
from desktop.db.bulk import insert_rows
from desktop.db.engine import Database
from desktop.db.keys import Cancel
from desktop.domain.clock import SystemClock
from desktop.domain.custom_field import FieldInfo, Option
from desktop.domain.ids import ZERO, Ids
from desktop.domain.permissions import Actor
from desktop.queries import lists
from desktop.queries.columns import Filter, Request
from desktop.queries.custom_fields import with_fields
from desktop.queries.duplicates import find_twins
from desktop.queries.product import find_products
from desktop.queries.products import PRODUCTS
from desktop.schema import Barcode, Category, Product, Vendor, VendorPrice
from desktop.schema.base import table_of
from desktop.settings import Settings
from tests.benchmarks.cost import each
from tests.benchmarks.figures import Figure
from tests.benchmarks.fill import MAKES, START, rising
from tests.benchmarks.options import Options
from tests.benchmarks.shops import filled

MOST_MS, MOST_MOVE_MS, MOST_TWINS_MS = 50.0, 1000.0, 10_000.0
ASKED, BRANCH = 10, 10_000
STORE, LOCATION, USER, WRITER = (rising(number) for number in range(1, 5))
ACTOR = Actor(USER, WRITER, STORE, LOCATION)
STAMPS = ("created_at", "updated_at")
P, B = table_of(Product), table_of(Barcode)
V, VP = table_of(Vendor), table_of(VendorPrice)
# For the words that a product is found by, as the commands keep them.
WORDS = """
    UPDATE product SET search_text = search_text || ' ' ||
    (SELECT code || ' bay' || substr(code, 8) FROM barcode WHERE barcode.product = product.id)
    || ' ' ||
    (SELECT lower(vendor_sku) FROM vendor_price WHERE vendor_price.product = product.id)"""
# Its own fields; the last figures of the code are as good as chance.
VALUES = """
    UPDATE product SET custom = (SELECT CAST('{"colour": "' || CASE WHEN substr(code, 11) = '007'
    THEN 'rare' WHEN substr(code, 13) = '3' THEN 'red' ELSE 'blue' END || '", "size": "'
    || substr(code, 10) || '", "day": "2026-01-1' || substr(code, 13)
    || '", "note": "bay' || substr(code, 8) || '"}' AS {json})
    FROM barcode WHERE barcode.product = product.id)"""
OWN = with_fields(
    PRODUCTS,
    [
        FieldInfo("colour", "Colour", "choice", (Option("blue", "Blue"), Option("rare", "Rare"))),
        FieldInfo("size", "Size", "number"),
        FieldInfo("day", "Day", "date"),
        FieldInfo("note", "Note"),
    ],
)
FILTERS = (
    Filter("custom_colour", "in", ("blue",)),
    Filter("custom_colour", "in", ("rare",)),
    Filter("custom_colour", "not", "blue"),
    Filter("custom_size", "from", Decimal(9000)),
    Filter("custom_size", "from", Decimal(9990)),
    Filter("custom_size", "from", Decimal(10000)),
    Filter("custom_day", "until", date(2026, 1, 13)),
    Filter("custom_day", "from", date(2027, 2, 1)),
    Filter("custom_note", "has", "bay1"),
    Filter("custom_note", "has", "bay123456"),
    Filter("custom_note", "is", None),
)
Ask = Callable[[Any, str], object]


def run(options: Options) -> Iterator[Figure]:
    """Every way of searching; the goals are for a hundred thousand products."""
    for engine in options.engines:
        with filled(engine, options) as url:
            settings = Settings(data_dir=Path(tempfile.gettempdir()), database=url)
            database = Database(settings)
            try:
                known = _known(database, options.products)
                yield from _searches(engine, database, known)
                yield from _filters(engine, database)
                yield from _branches(engine, database, options.products)
                yield _pairs(engine, database, options.products)
            finally:
                database.close()


def _searches(engine: str, database: Database, texts: dict[str, list[str]]) -> Iterator[Figure]:
    for way, ask in WAYS.items():
        for kind, asked in texts.items():
            spent = each(database, partial(_read, database, ask), asked)
            yield Figure(f"{engine}: {way}, {kind}", spent, "ms", MOST_MS)


def _filters(engine: str, database: Database) -> Iterator[Figure]:
    """The first rows on the screen, of the shop's own fields."""
    for chosen in FILTERS:
        request = Request(filters=(chosen,), given=(("store", STORE),))

        def page(session: Any, _: str, request: Request = request) -> object:
            return lists.first_page(session, OWN, request, Cancel())

        spent = each(database, partial(_read, database, page), [""] * (2 * ASKED))
        named = f"{chosen.facet} {chosen.op} {chosen.value}"
        yield Figure(f"{engine}: list, {named}", spent, "ms", MOST_MS)


def _pairs(engine: str, database: Database, products: int) -> Figure:
    spent = each(database, lambda _: _read(database, _twins, ""), [""])
    return Figure(f"{engine}: twins among {products}", spent, "ms", MOST_TWINS_MS)


def _request(search: str, sort: str = "") -> Request:
    active = (Filter("status", "is", "active"),)
    return Request(sort, filters=active, search=search, given=(("store", STORE),))


def _page(sort: str) -> Ask:
    return lambda session, one: lists.first_page(session, PRODUCTS, _request(one, sort), Cancel())


WAYS: dict[str, Ask] = {
    "list": _page(""),
    "list by price": _page("price"),
    "list by on hand": _page("on_hand"),
    "all keys": lambda session, one: lists.keys(session, PRODUCTS, _request(one), Cancel()),
    "pick": lambda session, one: find_products(session, one, STORE),
}


def _twins(session: Any, _: str) -> object:
    return find_twins(session, STORE)


def _known(database: Database, products: int) -> dict[str, list[str]]:
    """What is typed, by what it is; none of it is in the shop yet."""
    dice = random.Random(7)
    ids = [rising(1000 + number) for number in range(products)]
    _offer(database, ids)
    chosen = [dice.randrange(products) for _ in range(ASKED)]
    return {
        "SKU": [f"SKU-{number:05}" for number in chosen],
        "vendor's code": [f"V{number:06}X" for number in chosen],
        "barcode": [_code(number) for number in chosen],
        "own field": [f"bay{_code(number)[7:]}" for number in chosen],
        "a word of one in nine": [dice.choice(MAKES[:3]) for _ in range(ASKED)],
        "two words": [f"{dice.choice(MAKES[:3])} milk" for _ in range(ASKED)],
        "three letters": ["pre"] * ASKED,
        "no hit": ["zzqx"] * ASKED,
    }


def _code(number: int) -> str:
    return f"{4_006_381_000_000 + number * 7:013}"


def _offer(database: Database, ids: list[UUID]) -> None:
    """A barcode and a vendor's price for every product."""
    vendors = [rising(30_000_000 + number) for number in range(20)]
    sold = (
        (rising(40_000_000 + n), vendors[n % 20], key, 1, "EUR", f"V{n:06}X", True, START, START)
        for n, key in enumerate(ids)
    )
    codes = ((rising(50_000_000 + n), _code(n), key, True, 1, "ean13") for n, key in enumerate(ids))
    names = ((key, f"V{n}", f"Vendor {n}", "EUR", START, START) for n, key in enumerate(vendors))
    offer = ("id", "vendor", "product", "unit_price", "currency", "vendor_sku", "is_preferred")
    with database.write(3600) as session:
        session.execute(text("DELETE FROM barcode"))
        session.execute(text("DELETE FROM vendor_price"))
        session.execute(text("DELETE FROM vendor"))
        connection = session.connection()
        insert_rows(connection, V, ("id", "code", "name", "currency", *STAMPS), names)
        insert_rows(connection, VP, (*offer, *STAMPS), sold)
        columns = ("id", "code", "product", "is_primary", "pack_qty", "symbology")
        insert_rows(connection, B, columns, codes)
        if not database.is_sqlite:
            session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text(WORDS))
        json = "TEXT" if database.is_sqlite else "jsonb"
        session.connection().exec_driver_sql(VALUES.replace("{json}", json))
    with database.writer.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE")


def _branches(engine: str, database: Database, products: int) -> Iterator[Figure]:
    """Of ten thousand products in a hundred categories; one that takes the products of another."""
    clock = SystemClock()
    ids = Ids(clock)

    def head() -> tuple[UUID, Actor, Any]:
        return ids.new(), ACTOR, clock.now()

    def made(path: str) -> UUID:
        return database.run(create_category, CreateCategory(*head(), path))

    top = f"Bench {ids.new()}"
    categories = [made(f"{top} > Branch > C{number}") for number in range(100)]
    keys = [rising(1000 + number) for number in range(min(BRANCH, products))]
    with database.write() as session:
        for number, category in enumerate(categories):
            theirs = P.c.id.in_(keys[number::100])
            session.connection().execute(update(P).where(theirs).values(category=category))
    with database.read() as session:
        parent = select(Category.parent).where(Category.id == categories[0])
        branch = session.scalars(parent).one()
    moves = iter((made(f"{top} > Elsewhere"), ZERO, made(f"{top} > Again")))
    spent = each(
        database,
        lambda to: database.run(move_category, MoveCategory(*head(), branch, to)),
        list(moves),
    )
    yield Figure(f"{engine}: a branch of {len(keys)} products moved", spent, "ms", MOST_MOVE_MS)
    with database.write() as session:
        theirs = P.c.category.in_(categories)
        session.connection().execute(update(P).where(theirs).values(category=categories[0]))
    pairs = list(pairwise(categories[:3]))
    spent = each(
        database,
        lambda pair: database.run(merge_category, MergeCategory(*head(), *pair)),
        pairs,
    )
    yield Figure(f"{engine}: {len(keys)} products to another category", spent, "ms", 2000)


def _read(database: Database, ask: Ask, one: str) -> None:
    with database.read() as session:
        ask(session, one)
