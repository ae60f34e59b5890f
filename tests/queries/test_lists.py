"""Lists on both engines: the same rows by page, keys, windows and stream; filters as data."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, delete, event, update
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.queries import lists
from desktop.queries.columns import Facet, Filter, Request
from desktop.queries.list_query import ListQuery, ordered
from desktop.queries.lists import Cancel, Keys
from desktop.schema import Product
from tests.benchmarks.fill import SPAN, START, fill
from tests.kept import Kept
from tests.queries.samples import ENTRIES, MOVE, PRODUCT, THINGS, EntryRow, ThingRow


@pytest.fixture
def filled(kept: Kept, engine_name: str) -> Database:
    """Some goods and sales, which are only read."""
    return kept.database(engine_name, fill_some)


def fill_some(database: Database) -> None:
    fill(database, 150, 700)


def all_keys(session: Session, query: ListQuery[Any], request: Request) -> Keys:
    found = lists.keys(session, query, request, Cancel())
    assert found is not None
    return found.keys


def page(session: Session, query: ListQuery[Any], request: Request, limit: int = 64) -> Any:
    return lists.first_page(session, query, request, Cancel(), limit)


def streamed(session: Session, query: ListQuery[Any], request: Request) -> list[Any]:
    return list(lists.stream(session, query, request))


def statements(session: Session) -> list[str]:
    """All that is sent from now on."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(session.connection(), "before_cursor_execute", note)
    return sent


REQUESTS = [
    Request(),
    Request(sort="name", descending=True),
    Request(search="milk"),
    Request(sort="name", search="a O"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
@pytest.mark.parametrize("query", [THINGS, ENTRIES], ids=lambda query: query.name)
def test_page_keys_windows_and_stream_tell_the_same_rows(
    filled: Database, query: ListQuery[Any], request_: Request
) -> None:
    with filled.read() as session:
        wanted = streamed(session, query, request_)
        first = page(session, query, request_, 3)
        keys = all_keys(session, query, request_)
        windows = [
            row
            for at in range(0, len(keys), 50)
            for row in lists.rows(session, query, request_, keys[at : at + 50]) or []
        ]
        assert len(wanted) == lists.count(session, query, request_)
    assert len(wanted) > 3, "the samples hold enough to tell"
    assert first.rows == wanted[:3]
    assert list(first.keys) == list(keys[:3])
    assert first.is_whole is False
    assert windows == wanted


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", lambda row: row.name),
        ("on_hand", lambda row: row.on_hand),
        ("price", lambda row: row.price),
    ],
)
@pytest.mark.parametrize("descending", [False, True])
def test_rows_come_in_the_asked_order(
    filled: Database, column: str, value: Any, descending: bool
) -> None:
    with filled.read() as session:
        rows = streamed(session, THINGS, Request(column, descending))
    assert [value(row) for row in rows] == sorted(map(value, rows), reverse=descending)
    assert len({value(row) for row in rows}) > 20


@pytest.mark.parametrize("descending", [False, True])
def test_rows_without_a_value_come_last(filled: Database, descending: bool) -> None:
    with filled.read() as session:
        rows = streamed(session, ENTRIES, Request("quantity", descending))
    counts = [row.quantity is None for row in rows]
    assert counts == sorted(counts)
    assert any(counts)


def test_equal_rows_keep_one_order_on_both_engines(filled: Database) -> None:
    with filled.read() as session:
        keys = [row.id for row in streamed(session, ENTRIES, Request("kind"))]
        kinds = [row.kind for row in streamed(session, ENTRIES, Request("kind"))]
    assert list(zip(kinds, keys, strict=True)) == sorted(zip(kinds, keys, strict=True))


FILTERS = [
    (Filter("price", "from", Decimal(30)), lambda row: row.price >= 30),
    (Filter("price", "until", Decimal(30)), lambda row: row.price < 30),
    (Filter("sku", "is", "SKU-00007"), lambda row: row.sku == "SKU-00007"),
    (Filter("sku", "not", "SKU-00007"), lambda row: row.sku != "SKU-00007"),
    (
        Filter("sku", "in", ("SKU-00007", "SKU-00008")),
        lambda row: row.sku[-1] in "78" and row.sku[-3:-1] == "00",
    ),
    (Filter("sku", "has", "sku-0001"), lambda row: row.sku.startswith("SKU-0001")),
    (Filter("low", "is", True), lambda row: row.on_hand <= row.reorder_point),
    (Filter("low", "is", False), lambda row: row.on_hand > row.reorder_point),
]


def _words(part: object) -> str:
    return f"{part.facet} {part.op}" if isinstance(part, Filter) else ""


@pytest.mark.parametrize(("chosen", "matches"), FILTERS, ids=_words)
def test_a_filter_lets_through_what_it_says(filled: Database, chosen: Filter, matches: Any) -> None:
    with filled.read() as session:
        everything = streamed(session, THINGS, Request())
        found = streamed(session, THINGS, Request(filters=(chosen,)))
        keys = all_keys(session, THINGS, Request(filters=(chosen,)))
    assert found == [row for row in everything if matches(row)]
    assert 0 < len(found) < len(everything)
    assert len(keys) == len(found)


def test_movements_are_filtered_by_product_kind_and_day(filled: Database) -> None:
    middle = START + SPAN / 2
    chosen = (
        Filter("product", "has", "milk"),
        Filter("kind", "in", ("sale", "receive")),
        Filter("at", "from", middle),
        Filter("at", "until", middle + timedelta(days=90)),
    )
    with filled.read() as session:
        everything: list[EntryRow] = streamed(session, ENTRIES, Request())
        found = streamed(session, ENTRIES, Request(filters=chosen))
        milk = next(row for row in everything if "milk" in row.name)
        of_one = streamed(
            session, ENTRIES, Request(filters=(Filter("product", "is", session_id(session, milk)),))
        )
    assert found == [
        row
        for row in everything
        if "milk" in row.name
        and row.kind in ("sale", "receive")
        and middle <= row.at < middle + timedelta(days=90)
    ]
    assert found
    assert {row.sku for row in of_one} == {milk.sku}


def session_id(session: Session, row: EntryRow) -> UUID:
    found = session.connection().execute(PRODUCT.select().where(PRODUCT.c.sku == row.sku)).one()
    return UUID(str(found.id))


def test_a_filter_by_product_reads_products_before_the_ledger(filled: Database) -> None:
    """The ledger is entered through its product index, in no case row by row."""
    request = Request(filters=(Filter("product", "has", "00007"),))
    with filled.read() as session:
        sent = statements(session)
        all_keys(session, ENTRIES, request)
        if filled.is_sqlite:
            plan = session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {sent[-1]}", (10**9, "", "%00007%")
            )
            steps = " ".join(row[3] for row in plan)
            assert (
                "SEARCH stock_move USING COVERING INDEX" in steps
                or "ix_stock_move_product" in steps
            )
            assert "SCAN stock_move" not in steps


@pytest.mark.parametrize("word", ["100%", "a_b", "c/d", "quo'te", "back\\slash", 'dou"ble'])
def test_wildcards_and_quotes_in_a_search_stand_for_themselves(
    database: Database, word: str
) -> None:
    fill_some(database)
    with database.write() as session:
        text = f"odd {word} thing"
        session.connection().execute(
            update(Product).where(PRODUCT.c.sku == "SKU-00003").values(search_text=text, name=text)
        )
        other = "odd 100x axb cd quote backslash double thing"
        session.connection().execute(
            update(Product).where(PRODUCT.c.sku == "SKU-00004").values(search_text=other)
        )
    with database.read() as session:
        found = page(session, THINGS, Request(search=word))
        keys = all_keys(session, THINGS, Request(search=word))
    assert [row.sku for row in found.rows] == ["SKU-00003"]
    assert list(keys) == list(found.keys)
    assert found.is_whole


@pytest.mark.parametrize("query", [THINGS, ENTRIES], ids=lambda query: query.name)
def test_a_page_costs_at_most_two_statements(filled: Database, query: ListQuery[Any]) -> None:
    def renamed(session: Session, rows: list[Any]) -> list[Any]:
        session.connection().execute(PRODUCT.select().limit(1))
        return [replace(row, name="named later") for row in rows]

    completed = replace(query, extra=renamed)
    with filled.read() as session:
        sent = statements(session)
        first = page(session, completed, Request())
        assert len(sent) == 2
        window = lists.rows(session, completed, Request(), first.keys[5:60])
        assert len(sent) == 4
    assert window == first.rows[5:60]
    assert {row.name for row in first.rows} == {"named later"}


@pytest.mark.parametrize("query", [THINGS, ENTRIES], ids=lambda query: query.name)
def test_the_last_page_is_asked_for_as_the_first(filled: Database, query: ListQuery[Any]) -> None:
    """B22: by its rows' keys, never by stepping over the rows before it."""
    with filled.read() as session:
        keys = all_keys(session, query, Request())
        sent = statements(session)
        first, last = (
            lists.rows(session, query, Request(), part) for part in (keys[:50], keys[-50:])
        )
    assert first != last
    assert sent[0] == sent[1]
    assert "OFFSET" not in sent[1].rpartition("WHERE")[2]


def test_keys_are_read_without_the_joins_that_nothing_asks_of() -> None:
    def tables(request: Request) -> str:
        return str(ordered(ENTRIES, request, MOVE.c.id)).split("FROM", 1)[1].split("ORDER")[0]

    assert "product" not in tables(Request())
    assert "JOIN product" in tables(Request(sort="name"))
    assert "JOIN" not in tables(Request(search="milk")), "it goes through the products"


def test_a_list_knows_its_tables_from_its_own_select() -> None:
    assert THINGS.tables == {"product", "stock_level"}
    assert ENTRIES.tables == {"stock_move", "product"}


def test_values_given_with_a_request_reach_every_statement(filled: Database) -> None:
    wanted: ListQuery[ThingRow] = replace(
        THINGS, where=(PRODUCT.c.price >= bindparam("least", type_=PRODUCT.c.price.type),)
    )
    request = Request(given=(("least", Decimal(40)),))
    with filled.read() as session:
        first = page(session, wanted, request, 5)
        assert first.rows
        assert all(row.price >= 40 for row in first.rows)
        keys = all_keys(session, wanted, request)
        assert len(keys) == lists.count(session, wanted, request)
        assert lists.rows(session, wanted, request, keys[:5]) == first.rows
        assert [*lists.stream(session, wanted, request, 5)] == first.rows


def test_an_unknown_order_or_filter_is_refused_with_the_known_ones(filled: Database) -> None:
    with filled.read() as session:
        with pytest.raises(UserError, match=r"“weight”.*name, on_hand, price") as refused:
            page(session, THINGS, Request(sort="weight"))
        assert refused.value.code == "unknown_sort"
        with pytest.raises(UserError, match=r"“colour”.*price, sku, low") as refused:
            page(session, THINGS, Request(filters=(Filter("colour", "is", "red"),)))
        assert refused.value.code == "unknown_filter"


def test_a_list_without_facets_or_search_still_answers(filled: Database) -> None:
    bare = replace(THINGS, facets=(), search=())
    with filled.read() as session:
        assert page(session, bare, Request(search="milk")).rows == []
        with pytest.raises(UserError, match="cannot be filtered"):
            page(session, bare, Request(filters=(Filter("sku", "is", "x"),)))


def test_a_deleted_row_is_missing_in_its_window_and_others_keep_their_place(
    database: Database,
) -> None:
    fill(database, 30, 0)
    with database.read() as session:
        keys = all_keys(session, THINGS, Request())
        before = lists.rows(session, THINGS, Request(), keys)
    assert before is not None
    assert before[4] is not None
    gone = before[4].id
    with database.write() as session:
        for table in ("stock_level", "lot"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
        session.connection().execute(delete(Product).where(PRODUCT.c.id == gone))
    with database.read() as session:
        after = lists.rows(session, THINGS, Request(), keys)
    assert after is not None
    assert after[4] is None
    assert [row and row.id for row in after if row] == [
        row.id for row in before if row and row.id != gone
    ]


def test_keys_of_before_a_vacuum_are_refused(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("only SQLite numbers its rows anew")
    fill_some(database)
    with database.read() as session:
        keys = all_keys(session, THINGS, Request())
    raw: Any = database.writer.raw_connection()
    raw.execute("VACUUM")
    raw.close()
    with database.read() as session:
        assert lists.rows(session, THINGS, Request(), keys[:3]) is None
        assert lists.rows(session, THINGS, Request(), all_keys(session, THINGS, Request())[:3])


def test_what_is_no_longer_wanted_answers_none(filled: Database) -> None:
    cancel = Cancel()
    cancel.set()
    with filled.read() as session:
        assert lists.first_page(session, ENTRIES, Request(), cancel) is None
        assert lists.keys(session, ENTRIES, Request(), cancel) is None


def test_printed_names_are_the_rows_fields_unless_said_otherwise() -> None:
    assert THINGS.names == ("sku", "name", "price", "on_hand")
    assert ENTRIES.names == ("id", "at", "kind", "sku", "name", "quantity", "set_qty", "seq")


def test_facets_of_one_key_replace_each_other() -> None:
    request = Request(search="milk").with_filter("kind", Filter("kind", "is", "sale"))
    request = request.with_filter("kind", Filter("kind", "is", "count"))
    assert request.filters == (Filter("kind", "is", "count"),)
    assert request.with_filter("kind").filters == ()
    assert request.cleared() == Request()
    assert Facet("kind", "Kind", "choice", MOVE.c.kind).choices == ()
