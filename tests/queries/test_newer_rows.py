"""Rows written while a list is shown: on top, counted, or left to the next reading of all keys."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.queries import lists
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import Cancel, Keys
from desktop.schema import StockMove
from tests.benchmarks.fill import SPAN, START, fill, rising
from tests.queries.samples import ENTRIES, new_move


def all_keys(session: Session, query: ListQuery[Any], request: Request) -> Keys:
    found = lists.keys(session, query, request, Cancel())
    assert found is not None
    return found.keys


def test_rows_written_since_go_on_top_of_a_list_that_is_newest_first(database: Database) -> None:
    places = fill(database, 20, 300)
    late = START + SPAN + timedelta(hours=1)
    with database.read() as session:
        keys = all_keys(session, ENTRIES, Request())
        assert lists.newer(session, ENTRIES, Request(), keys).rows == []
    rows = [
        new_move(number, late + timedelta(seconds=number), places) for number in range(301, 304)
    ]
    rows.append(new_move(304, START + timedelta(days=1), places, rising(304, late)))
    with database.write() as session:
        session.connection().execute(insert(StockMove), rows)
    with database.read() as session:
        found = lists.newer(session, ENTRIES, Request(), keys)
        now = all_keys(session, ENTRIES, Request())
    assert [row.seq for row in found.rows] == [303, 302, 301]
    assert found.keys == list(now[:3])
    assert found.elsewhere == 1, "the back-dated one waits for the next reading of all keys"
    shown = keys.prepended(found.keys, found.newest)
    with database.read() as session:
        again = lists.newer(session, ENTRIES, Request(), shown)
    assert again.rows == [], "what is shown is not told twice"


def test_rows_that_do_not_match_are_not_put_on_top(database: Database) -> None:
    places = fill(database, 20, 300)
    request = Request(filters=(Filter("kind", "is", "receive"),))
    with database.read() as session:
        keys = all_keys(session, ENTRIES, request)
    with database.write() as session:
        late = START + SPAN + timedelta(hours=1)
        session.connection().execute(insert(StockMove), [new_move(301, late, places)])
    with database.read() as session:
        found = lists.newer(session, ENTRIES, request, keys)
    assert (found.rows, found.elsewhere) == ([], 0)


def test_an_empty_list_takes_its_first_row(database: Database) -> None:
    places = fill(database, 5, 0)
    with database.read() as session:
        empty = lists.first_page(session, ENTRIES, Request(), Cancel())
        assert empty is not None
        assert empty.is_whole
        assert len(empty.keys) == 0
    with database.write() as session:
        session.connection().execute(insert(StockMove), [new_move(1, START, places)])
    with database.read() as session:
        found = lists.newer(session, ENTRIES, Request(), empty.keys)
    assert [row.seq for row in found.rows] == [1]


def test_a_list_in_another_order_only_counts_what_is_new(database: Database) -> None:
    places = fill(database, 20, 300)
    request = Request(sort="name")
    with database.read() as session:
        keys = all_keys(session, ENTRIES, request)
    late = START + SPAN + timedelta(hours=1)
    with database.write() as session:
        session.connection().execute(
            insert(StockMove), [new_move(n, late, places) for n in (301, 302)]
        )
    with database.read() as session:
        found = lists.newer(session, ENTRIES, request, keys)
    assert (found.rows, found.keys, found.elsewhere) == ([], [], 2)


def test_more_new_rows_than_can_be_told_are_only_announced(database: Database) -> None:
    places = fill(database, 20, 10)
    with database.read() as session:
        keys = all_keys(session, ENTRIES, Request())
    late = START + SPAN + timedelta(hours=1)
    with database.write() as session:
        rows = [new_move(number, late, places) for number in range(11, 11 + lists.MANY_NEW + 5)]
        session.connection().execute(insert(StockMove), rows)
    with database.read() as session:
        found = lists.newer(session, ENTRIES, Request(), keys)
    assert found.is_known is False


def test_a_row_committed_late_with_an_older_key_is_still_found(database: Database) -> None:
    """Two workstations: the one that made its id first may commit last."""
    places = fill(database, 20, 300)
    late = START + SPAN + timedelta(hours=1)
    with database.write() as session:
        session.connection().execute(insert(StockMove), [new_move(301, late, places)])
    with database.read() as session:
        keys = all_keys(session, ENTRIES, Request())
    earlier = late - timedelta(seconds=2)
    row = new_move(302, earlier, places) | {"occurred_at": late + timedelta(seconds=1)}
    with database.write() as session:
        session.connection().execute(insert(StockMove), [row])
    with database.read() as session:
        found = lists.newer(session, ENTRIES, Request(), keys)
    assert [row.seq for row in found.rows] == [302]
