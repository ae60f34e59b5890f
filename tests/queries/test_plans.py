"""A page of any list costs the same however long the ledger is: no scan, no sort of what grows.

Counted, not timed: on PostgreSQL the rows that the plan's nodes touched (EXPLAIN ANALYZE), on
SQLite the steps of its machine. Sampled on fifty thousand movements, whole on a million.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from math import isqrt
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Select, text

from desktop.db.bulk import insert_rows
from desktop.db.engine import Database
from desktop.db.key_engines import key_engine
from desktop.queries.alerts import DONE, STANDING
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import ListQuery, beginning
from desktop.queries.lists import FIRST, _selected
from desktop.schema import Alert, AuditEntry, Base, Document, Vendor, VendorPrice
from desktop.schema.base import table_of
from tests.benchmarks.fill import START, Places, fill, rising
from tests.queries.test_every_list import every_list

STEPS = 300_000  # a scan of fifty thousand rows takes more than twice as many
TOUCHED = 20_000
DAY = timedelta(days=1)
HOUR = 3600.0  # seconds; the filling is not what is measured
GROWING = {"movements", "documents", "alerts", "audit"}  # their tables grow without end
# All other lists hold a bounded set, which may be sorted; why it is one:
BOUNDED = {
    "events": "a shop has some hundred days that differ",
    "feed history": "a shop reads some ten files a day",
    "feeds": "a shop has some ten sources",
    "forecasts": "a row for each product",
    "jobs": "a shop runs some ten jobs a day",
    "lots": "a product has some ten batches that are not sold yet",
    "ordered goods": "an order names some hundred products",
    "products": "a shop has some ten thousand products",
    "purchases": "a shop sends some ten orders a week",
    "prices": "one for each vendor and product",
    "shelf labels": "one for each product",
    "stock": "a row for each product",
    "vendors": "a shop has some hundred vendors",
}
STEPS_EACH, TOUCHED_EACH = 250, 15  # for each product; movements are twenty times as many
STEPS_THEN = 450  # where the levels are read twice, as they were then and as they are
# A product's movements have no end either, but are found by an index and sorted by themselves.
BY_PRODUCT = {("movements", "name"), ("movements", "sku")}
STEPS_MOVE, TOUCHED_MOVE = 100, 10  # for each movement of the product that has the most
# list: what is always asked of it, where no page shows all of it in every order. It is a bounded
# set: one alert at most stands for each product and rule.
ASKED: dict[str, tuple[Filter, ...]] = {"alerts": STANDING}


@dataclass(frozen=True)
class Case:
    """A list in one order."""

    name: str
    sort: str
    descending: bool
    filters: tuple[Filter, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}-{self.sort}-{'down' if self.descending else 'up'}"

    @property
    def is_of_a_bounded_set(self) -> bool:
        """Whether all that it can show may be read and sorted."""
        return self.name in BOUNDED or self.filters == ASKED.get(self.name)


def cases() -> list[Case]:
    """Every sortable column of every list that grows, both ways."""
    found = [
        Case(name, column.key, descending, ASKED.get(name, ()))
        for name, query in sorted(every_list().items())
        for column in query.columns
        if column.sort is not None
        for descending in (False, True)
    ]
    return [*found, Case("alerts", "changed_at", True, DONE), Case("alerts", "at", True)]


@pytest.fixture(scope="module")
def sizes(full: bool) -> tuple[int, int, int]:
    """How many products and movements, and about how many of them are of the most moved product."""
    products, movements = (50_000, 1_000_000) if full else (2_500, 50_000)
    return products, movements, movements // isqrt(products)


STAMPS = ("created_at", "updated_at")
NAMES: dict[type[Base], tuple[str, ...]] = {
    Alert: ("id", "type", "severity", "product", "store", "params", "status", "dedupe_key",
            *STAMPS, "resolved_at"),
    Vendor: ("id", "code", "name", "currency"),
    VendorPrice: ("id", "vendor", "product", "unit_price", "currency"),
    Document: ("id", "kind", "number", "status", "store", "location", "user", "business_date",
               "currency", *STAMPS),
    AuditEntry: ("id", "entity", "entity_id", "action", "before", "after", "user", "at", "batch"),
}  # fmt: skip


def grown(database: Database, products: int, movements: int) -> Places:
    """A shop of this size, with documents and alerts of several years."""
    places = fill(database, products, movements)
    vendors = [rising(30_000_000 + number) for number in range(40)]
    rows: dict[type[Base], Iterator[tuple[Any, ...]]] = {
        Alert: _alerts(places, products, movements // 2),
        Vendor: ((key, f"V{n}", f"Vendor {n % 7} {n}", "EUR") for n, key in enumerate(vendors)),
        VendorPrice: _prices(vendors, products),
        Document: _documents(places, movements // 2),
        AuditEntry: _entries(places, products, movements // 2),
    }
    with database.write(HOUR) as session:
        for entity, made in rows.items():
            insert_rows(session.connection(), table_of(entity), NAMES[entity], made)
        session.execute(text("ANALYZE"))
    return places


def _alerts(places: Places, products: int, alerts: int) -> Iterator[tuple[Any, ...]]:
    standing = count()  # no two of them are of one product, as in a shop
    for number in range(alerts):
        at = START + DAY * 700 * number / alerts
        is_open, is_seen = number % 50 == 0, number % 40 == 1
        product = next(standing) if is_open or is_seen else number % products
        yield (
            rising(10_000_000 + number, at), "low_stock", "warning", rising(1000 + product),
            places.store, {}, "open" if is_open else ("resolved", "acknowledged")[is_seen],
            f"low_stock:{product}", at, at + DAY, at + DAY if not (is_open or is_seen) else None,
        )  # fmt: skip


def _prices(vendors: list[UUID], products: int) -> Iterator[tuple[Any, ...]]:
    for number in range(products):
        product, price = rising(1000 + number), Decimal(number % 977) / 100
        yield rising(40_000_000 + number), vendors[number % 40], product, price, "EUR"


def test_every_list_grows_or_is_bounded_for_a_reason() -> None:
    assert set(every_list()) <= GROWING | set(BOUNDED)
    assert not GROWING & set(BOUNDED)


def _entries(places: Places, products: int, entries: int) -> Iterator[tuple[Any, ...]]:
    for number in range(entries):
        at = START + DAY * 700 * number / entries
        key, product = rising(50_000_000 + number, at), rising(1000 + number % products)
        before, after = ({"price": f"{n % 90}.00"} for n in (number, number + 1))
        yield key, "product", product, "update", before, after, places.user, at, key


def _documents(places: Places, documents: int) -> Iterator[tuple[Any, ...]]:
    for number in range(documents):
        at = START + DAY * 700 * number / documents
        yield (
            rising(20_000_000 + number, at), "sale", f"M1-01-S-{number:06}", "posted",
            places.store, places.location, places.user, at.date(), "EUR", at, at,
        )  # fmt: skip


@pytest.fixture(scope="module")
def shops(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
    sizes: tuple[int, int, int],
) -> Iterator[Callable[[str], tuple[Database, Places]]]:  # fmt: skip
    """The grown shop of an engine, made when it is first asked for."""
    from tests.conftest import _settings

    made: dict[str, tuple[Database, Places]] = {}

    def shop(engine: str) -> tuple[Database, Places]:
        if engine not in made:
            place = tmp_path_factory.mktemp("grown")
            url = ""
            if engine != "sqlite":
                servers = request.getfixturevalue("postgres_servers")
                servers.url(engine)
                url = servers.empty(engine, "template_shop")
            database = Database(_settings(place, url))
            if engine == "sqlite":
                from desktop.db import migrate

                migrate.create(database)
            made[engine] = database, grown(database, *sizes[:2])
        return made[engine]

    yield shop
    for database, _ in made.values():
        database.close()


def first_page(query: ListQuery[Any], connection: Connection, request: Request) -> Select[Any]:
    """The statement of a list's first page."""
    engine = key_engine(connection)
    return beginning(query, request, engine.column(query.main), _selected(query, engine), FIRST + 1)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_first_page_touches_a_bounded_number_of_rows(
    engine_name: str,
    shops: Callable[[str], tuple[Database, Places]],
    sizes: tuple[int, int, int],
    case: Case,
) -> None:
    database, places = shops(engine_name)
    query = every_list()[case.name]
    given: tuple[tuple[str, Any], ...] = (("store", places.store),)
    request = Request(case.sort, case.descending, case.filters, given=given)
    with database.read() as session:
        connection = session.connection()
        statement = first_page(query, connection, request)
        measured = steps if database.is_sqlite else touched
        number, most = measured(connection, statement), STEPS if database.is_sqlite else TOUCHED
    if case.is_of_a_bounded_set:  # the whole set, once; but nothing of the ledger
        each = STEPS_THEN if case.name == "stock" else STEPS_EACH
        most = sizes[0] * (each if database.is_sqlite else TOUCHED_EACH)
    elif (case.name, case.sort) in BY_PRODUCT:
        most += sizes[2] * (STEPS_MOVE if database.is_sqlite else TOUCHED_MOVE)
    assert number <= most, number


def steps(connection: Connection, statement: Select[Any]) -> int:
    """What SQLite's machine did for all rows of a statement."""
    counted = [0]
    driver: Any = connection.connection.driver_connection

    def tick() -> bool:
        counted[0] += 1000
        return False

    driver.set_progress_handler(tick, 1000)
    try:
        connection.execute(statement).all()
    finally:
        driver.set_progress_handler(None, 0)
    return counted[0]


def touched(connection: Connection, statement: Select[Any]) -> int:
    """How many rows all nodes of PostgreSQL's plan gave or threw away."""
    written = statement.compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    ).string
    explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {written}").scalar()
    plan = explained if isinstance(explained, list) else json.loads(str(explained))
    return sum(_rows(node) for node in _nodes(plan[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _rows(node: dict[str, Any]) -> int:
    each: float = node["Actual Rows"] + sum(
        v for k, v in node.items() if k.startswith("Rows Removed")
    )
    return int(each * node["Actual Loops"])
