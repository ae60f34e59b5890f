"""Every list of the program, found by itself: order, search, filters, two statements a page."""

import csv
import json
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from math import isclose
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

import desktop.queries
from desktop.commands.events import SaveEvent, save_event
from desktop.commands.feed_runs import BeginRun, begin_run
from desktop.commands.feeds import SaveFeed, save_feed
from desktop.commands.scans import BookScan
from desktop.commands.shelf_labels import WantLabels, want_labels
from desktop.db.engine import Database
from desktop.db.keys import Cancel
from desktop.domain.cells import unguarded
from desktop.domain.json_text import told
from desktop.domain.progress import Silent
from desktop.jobs import demo
from desktop.jobs.exporting import Head, Order, export, heads_of
from desktop.jobs.opening import Shop
from desktop.jobs.scans import book
from desktop.queries import lists
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Filter, Operator, Request
from desktop.queries.list_query import ListQuery
from tests.kept import Kept
from tests.trade import add_product

ZONE = "Asia/Tokyo"
GTIN = "09506000134352"
LONG_AGO, LATELY = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
HOSTILE = ("'", '"; DROP TABLE product; --', "%", "_", "\\", "😀", "ء", "a b c", "x" * 300, "\x00")


def every_list() -> dict[str, ListQuery[Any]]:
    """All ListQuery constants of desktop.queries, by name."""
    found: dict[str, ListQuery[Any]] = {}
    for module in pkgutil.iter_modules(desktop.queries.__path__, "desktop.queries."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, ListQuery):
                found[value.name] = value
    return found


@pytest.fixture
def filled(kept: Kept, engine_name: str) -> Shop:
    """A little demo shop, which is only read."""
    return kept.shop(engine_name, fill)


def fill(shop: Shop) -> None:
    demo.fill(shop.database, shop.clock, products=60, movements=1500, days=60)
    # The goods of the demo leave no trail.
    product = add_product(shop, "AUDITED", GTIN, tracking="lot")
    now = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(want_labels, WantLabels(*now, (product,)))
    batch = (shop.ids.new(), shop.actor, shop.clock.now(), f"]d201{GTIN}1727013110L7", "receive")
    shop.database.run(book, BookScan(*batch, shop.ids.new()))
    source = (shop.ids.new(), shop.actor, shop.clock.now(), "Goods", "/goods.csv")
    feed = shop.database.run(save_feed, SaveFeed(*source))
    shop.database.run(begin_run, BeginRun(shop.ids.new(), shop.actor, shop.clock.now(), feed))
    fair = (shop.ids.new(), shop.actor, shop.clock.now(), "Fair", date(2026, 12, 1), "custom")
    shop.database.run(save_event, SaveEvent(*fair))


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The SELECT statements that a block sends."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(database.reader, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.reader, "before_cursor_execute", note)


def test_there_are_the_lists_that_the_issue_names() -> None:
    assert {"products", "movements", "alerts", "vendors"} <= set(every_list())


@pytest.mark.parametrize("name", sorted(every_list()))
def test_a_list_orders_searches_and_filters(filled: Shop, name: str) -> None:
    query = every_list()[name]
    asked = Request(given=(("store", filled.actor.store),))
    with filled.database.read() as session:
        total = lists.count(session, query, asked)
        assert total > 0
        for column in query.columns:
            if column.sort is None:
                continue
            for descending in (False, True):
                request = asked.sorted_by(column.key, descending)
                keys = lists.keys(session, query, request, Cancel())
                assert keys is not None
                assert len(keys.keys) == total
                page = lists.first_page(session, query, request, limit=50, cancel=Cancel())
                assert page is not None
                again = lists.rows(session, query, request, keys.keys[:50])
                assert again == page.rows
        for text in HOSTILE:
            found = list(lists.stream(session, query, asked.searching(text)))
            assert len(found) <= total
        for facet in query.facets:
            choices = facet.choices_of(session) if facet.choices_of else facet.choices
            for choice in choices[:3]:
                chosen = asked.with_filter(facet.key, Filter(facet.key, "is", choice.value))
                assert lists.count(session, query, chosen) <= total


# For each kind of facet, what may be typed or chosen; "is" of a choice is tried with its choices.
TRIED: dict[str, tuple[tuple[Operator, Any], ...]] = {
    "number": tuple(
        (op, value)
        for op in ("from", "until")
        for value in (Decimal("-1.5"), Decimal("0.12345"), Decimal(3), Decimal(10) ** 30)
    ),
    "date": tuple((op, at) for op in ("from", "until") for at in (LONG_AGO, LATELY)),
    "text": tuple(("has", text) for text in ("a", *HOSTILE)),
    "flag": (("is", True), ("is", False)),
    "lookup": (("is", UUID(int=5)),),
    "choice": (("in", ()),),
}


@pytest.mark.parametrize("name", sorted(every_list()))
def test_every_facet_takes_what_may_be_typed_into_it(filled: Shop, name: str) -> None:
    query = every_list()[name]
    product = UUID(int=5)
    of_product = (("audited", product), ("audited_as_told", str(product)))
    asked = Request(given=(("store", filled.actor.store), *of_product))
    with filled.database.read() as session:
        total = lists.count(session, query, asked)
        for facet in query.facets:
            found = {}
            for op, value in TRIED[facet.kind]:
                request = asked.with_filter(facet.key, Filter(facet.key, op, value))
                snapshot = lists.keys(session, query, request, Cancel())
                assert snapshot is not None
                found[op, str(value)] = len(snapshot.keys)
                assert len(snapshot.keys) == lists.count(session, query, request) <= total
            if facet.kind in ("number", "date"):
                last = str(TRIED[facet.kind][-1][1])
                assert found["from", last] == 0
                for _, value in TRIED[facet.kind]:
                    both = found["from", str(value)] + found["until", str(value)]
                    assert both == found["from", last] + found["until", last], facet.key
            if facet.kind == "lookup" and facet.through is not None:
                for text in HOSTILE:
                    request = asked.with_filter(facet.key, Filter(facet.key, "has", text))
                    assert lists.count(session, query, request) <= total


def read_back(path: Path) -> list[list[Any]]:
    """A file's rows with its titles first: cells of CSV and workbooks, values of JSON."""
    if path.suffix == ".xlsx":
        found: list[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return found
    with path.open(encoding="utf-8", newline="") as stream:
        if path.suffix == ".json":
            rows = json.load(stream, parse_float=Decimal, parse_int=Decimal)
            return [list(rows[0]), *(list(row.values()) for row in rows)]
        return [[unguarded(cell) for cell in row] for row in csv.reader(stream)]


def in_file(ending: str, value: Any, head: Head) -> Any:
    """What stands in the file for a row's value, told apart from how it is written."""
    words = dict(head.choices)
    if ending == ".json":
        exact = value is None or isinstance(value, bool | str | Decimal)
        return value if exact else Decimal(value) if isinstance(value, int) else told(value)
    value = words.get(value, value)
    if ending == ".csv" or value is None or isinstance(value, str | bool):
        return told(value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    return value if isinstance(value, date) else float(value) / (100, 1)[head.kind != "percent"]


def is_same(found: Any, wanted: Any) -> bool:
    """Sheets keep fifteen digits, and times in days."""
    if isinstance(wanted, datetime):
        return isinstance(found, datetime) and abs((found - wanted).total_seconds()) < 1
    return bool(isclose(found, wanted) if isinstance(wanted, float) else found == wanted)


@pytest.mark.parametrize("name", sorted(every_list()))
def test_an_export_is_what_is_on_the_screen(filled: Shop, name: str, tmp_path: Path) -> None:
    """Columns as they were put, rows as they were filtered, sorted and chosen, in every format."""
    with filled.database.read() as session:
        query = every_list()[name].of(session)
        asked = Request(given=(("store", filled.actor.store),))
        columns = query.columns[::-1]
        sortable = next(column.key for column in columns if column.sort is not None)
        request = asked.sorted_by(sortable, True)
        keys = lists.keys(session, query, request, Cancel())
        assert keys is not None
        every, some = Chosen(request, 0), Chosen(request, 2, keys.keys[:3:2])
        rows = list(lists.stream(session, query, request))
    heads = heads_of(columns, query.columns)
    assert [h.key for h in heads if h.key in {c.key for c in columns}] == [c.key for c in columns]
    for ending in (".csv", ".xlsx", ".json"):
        for chosen, wanted in ((every, rows), (some, rows[:3:2])):
            path = tmp_path / f"out{ending}"
            order = Order(query, chosen, heads, path, zone=ZONE)
            assert export(lambda: filled.database.read(600), order, Cancel(), Silent()).rows
            titles, *found = read_back(path)
            names = [head.key if ending == ".json" else head.title for head in heads]
            assert (titles, len(found)) == (names, len(wanted))
            for cells, row in zip(found, wanted, strict=True):
                for cell, head in zip(cells, heads, strict=True):
                    value = in_file(ending, getattr(row, head.key), head)
                    assert is_same(cell, value), (ending, head, cell, value)


@pytest.mark.parametrize("name", sorted(every_list()))
def test_a_page_takes_two_statements_at_most(filled: Shop, name: str) -> None:
    """B21: also of a list that is added later."""
    query = every_list()[name]
    asked = Request(given=(("store", filled.actor.store),))
    with filled.database.read() as session:
        snapshot = lists.keys(session, query, asked, Cancel())
        assert snapshot is not None
        with counted(filled.database) as seen:
            lists.rows(session, query, asked, snapshot.keys[:128])
        assert len(seen) <= 2, seen
        with counted(filled.database) as seen:
            lists.first_page(session, query, asked, limit=100, cancel=Cancel())
        assert len(seen) <= 2, seen


@pytest.mark.parametrize("name", sorted(every_list()))
def test_every_column_names_a_field_of_its_row(name: str) -> None:
    query = every_list()[name]
    for column in query.columns:
        for key in filter(None, (column.key, column.detail, column.icon)):
            assert hasattr(query.row, key), f"{name}.{key}"
    assert all(hasattr(query.row, key) for key in query.names)


def test_every_list_of_products_is_narrowed_to_a_category() -> None:
    """What tells a product's SKU is filtered by the branch that it lies in."""
    of_products = {name for name, query in every_list().items() if "sku" in query.names}
    narrowed = {q.name for q in every_list().values() if "category" in {f.key for f in q.facets}}
    assert of_products - narrowed == set()
