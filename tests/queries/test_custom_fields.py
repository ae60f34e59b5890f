"""Filters and orders by the shop's own fields: the same on both engines, indexed on PostgreSQL."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, select, text

from desktop.commands.custom_fields import DefineField, define_field
from desktop.db.bulk import insert_rows
from desktop.db.portable import spelled_json
from desktop.domain.ids import ZERO
from desktop.domain.search import search_text, values_in
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import matching
from desktop.queries.lists import FIRST, Cancel, count, first_page, stream
from desktop.queries.products import PRODUCTS
from desktop.schema import Product, Unit
from desktop.schema.base import table_of
from tests.benchmarks.fill import START, rising
from tests.kept import Kept

P = table_of(Product)
MANY = 4_000
COLOURS = ("red", "blue", "green")
NUMBERS = ("-1.5", "0", "0.1", "9", "10", "10.000001", "123456789012345", None)
NAMES = (
    "id",
    "sku",
    "name",
    "category",
    "unit",
    "custom",
    "search_text",
    "created_at",
    "updated_at",
)


def filled(shop: Shop) -> None:
    """Products whose values follow from their number; every hundredth has a rare colour."""
    head = (shop.ids.new, shop.actor, shop.clock.now)
    for label, kind, choices in (
        ("Colour", "choice", ("Red", "Blue", "Green", "Rare")),
        ("Size", "number", ()),
        ("Day", "date", ()),
        ("New", "yes_no", ()),
        ("Note", "text", ()),
    ):
        command = DefineField(head[0](), head[1], head[2](), label, kind, choices)
        shop.database.run(define_field, command)
    with shop.database.write(600) as session:
        unit = session.scalars(select(Unit.id).where(Unit.code == "piece")).one()
        rows = (_row(number, unit) for number in range(MANY))
        insert_rows(session.connection(), P, NAMES, rows)
        if shop.database.is_sqlite:
            _respell(session.connection())
        session.execute(text("ANALYZE"))


def _respell(connection: Connection) -> None:
    """Half of them as they come back from an archive: without blanks, in letters of their own."""
    driver: Any = connection.connection.driver_connection
    driver.create_function("respelt", 1, spelled_json)
    driver.execute("UPDATE product SET custom = respelt(custom) WHERE length(sku) % 2")


def _row(number: int, unit: Any) -> tuple[Any, ...]:
    custom: dict[str, Any] = {
        "colour": "rare" if number % 100 == 7 else COLOURS[number % 3],
        "size": NUMBERS[number % len(NUMBERS)],
        "day": f"2026-{1 + number % 12:02}-01",
        "new": number % 2 == 0,
        "trap": '\\"size": "77", "size": 77',
        "note": f'O\'Brien % _ "{number % 5}" مرحبا Öl',
    }
    kept = {key: value for key, value in custom.items() if value is not None}
    name = f"Product {number:06}"
    sku = f"S-{number}"
    words = search_text(sku, name, values_in(custom))
    return (rising(900_000 + number), sku, name, ZERO, unit, kept, words, START, START)


CASES: list[tuple[str, str, Any, Callable[[int], bool]]] = [
    ("colour", "is", "rare", lambda n: n % 100 == 7),
    ("colour", "in", ("red", "blue"), lambda n: n % 100 != 7 and n % 3 < 2),
    ("colour", "not", "rare", lambda n: n % 100 != 7),
    ("size", "is", None, lambda n: n % 8 == 7),
    ("size", "not", None, lambda n: n % 8 != 7),
    ("size", "is", Decimal(77), lambda n: n < 0),
    ("size", "from", Decimal(10**14), lambda n: n % 8 == 6),
    ("size", "is", Decimal("10.0"), lambda n: n % 8 == 4),
    ("size", "from", Decimal("9.5"), lambda n: n % 8 in (4, 5, 6)),
    ("size", "until", Decimal("0.1"), lambda n: n % 8 in (0, 1)),
    ("day", "from", date(2026, 11, 1), lambda n: n % 12 >= 10),
    ("new", "in", (True, None), lambda n: n % 2 == 0),
    ("note", "has", 'o\'brien % _ "3"', lambda n: n % 5 == 3),
    ("note", "is", 'O\'Brien % _ "3" مرحبا Öl', lambda n: n % 5 == 3),
    ("note", "has", "Öl", lambda n: n >= 0),
    ("note", "has", '3" مرحبا öL', lambda n: n % 5 == 3),
    ("note", "is", "' OR 1=1 --", lambda n: n < 0),
]


def test_filters_and_orders_are_exact_and_the_same_on_both_engines(
    engine_name: str, kept: Kept
) -> None:
    """D16: filter by own field uses an index on PostgreSQL; numbers sort as numbers on both."""
    shop = kept.shop(engine_name, filled)
    given = (("store", shop.actor.store),)
    with shop.database.read(600) as session:
        query = PRODUCTS.of(session)
        for key, op, value, holds in CASES:
            asked = Filter(f"custom_{key}", op, value)  # type: ignore[arg-type]
            request = Request(filters=(asked,), given=given)
            wanted = [number for number in range(MANY) if holds(number)]
            assert count(session, query, request) == len(wanted), (key, op, value)
            page = first_page(session, query, request, Cancel())
            assert page is not None
            skus = [f"S-{number}" for number in wanted[:FIRST]]
            assert [row.sku for row in page.rows] == skus, (key, op, value)
        rare = (Filter("custom_colour", "is", "rare"),)
        by_size = Request("custom_size", filters=rare, given=given)
        rows = [row.custom.get("size") for row in stream(session, query, by_size)]
        known = [size for size in rows if size is not None]
        assert known == sorted(known)
        assert rows == known + [None] * (len(rows) - len(known))
        if engine_name != "sqlite":
            few = matching(query, Request(filters=rare, given=given), P.c.id)
            assert "Bitmap Index Scan on ix_product_custom" in planned(session.connection(), few)


def planned(connection: Connection, statement: Select[Any]) -> str:
    """How PostgreSQL would do it, were there more products: of 100 000 it does so by itself."""
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    written = statement.compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    ).string
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {written}").scalars())
