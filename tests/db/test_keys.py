"""Keys behave like the list they pack, and a snapshot holds the order of its SELECT."""

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, literal, select, update
from sqlalchemy.orm import Session

from desktop.db import keys_sqlite
from desktop.db.engine import Database
from desktop.db.key_engines import key_engine
from desktop.db.keys import Cancel, Cancelled, Keys
from desktop.schema import Product
from tests.benchmarks.fill import fill
from tests.queries.samples import MOVE, PRODUCT

NUMBERS = st.lists(st.integers(0, 400), unique=True, max_size=60)


def packed(number: int) -> bytes:
    return number.to_bytes(3, "big")


def keys_of(numbers: list[int]) -> Keys:
    return Keys.of([packed(number) for number in numbers])


def spread(numbers: list[int]) -> Keys:
    """The same keys with bytes between them, as they come from a server."""
    data = b"head" + b"".join(b"\x00\x03" + packed(number) for number in numbers) + b"end"
    return Keys(data, 3, layout=(6, 5, len(numbers)))


@given(NUMBERS, st.booleans())
def test_keys_are_the_list_they_were_made_of(numbers: list[int], is_spread: bool) -> None:
    keys = spread(numbers) if is_spread else keys_of(numbers)
    assert len(keys) == len(numbers)
    assert list(keys) == [packed(number) for number in numbers]
    assert [keys.index_of(packed(number)) for number in numbers] == list(range(len(numbers)))
    assert keys.index_of(packed(999)) is None
    assert list(keys[2:5]) == [packed(number) for number in numbers][2:5]


@given(NUMBERS, NUMBERS)
def test_keys_put_before_others_are_found_there(first: list[int], then: list[int]) -> None:
    new = [packed(number + 1000) for number in first]
    keys = spread(then).prepended(new, b"newest")
    assert list(keys) == new + [packed(number) for number in then]
    assert all(keys.index_of(key) == row for row, key in enumerate(keys))
    assert keys.newest == b"newest"


@given(NUMBERS, NUMBERS, st.booleans(), st.booleans(), st.integers(0, 5))
def test_what_two_lists_share_is_counted_at_both_ends(
    old: list[int], new: list[int], is_spread: bool, other_is_spread: bool, put_before: int
) -> None:
    head = [packed(number + 1000) for number in range(put_before)]
    mine = (spread(old) if is_spread else keys_of(old)).prepended(head, b"")
    theirs = spread(new) if other_is_spread else keys_of(new)
    start, end = mine.shared_with(theirs)
    a, b = list(mine), list(theirs)
    rest = min(len(a), len(b)) - start
    assert a[:start] == b[:start]
    assert start in (len(a), len(b)) or a[start] != b[start]
    assert a[len(a) - end :] == b[len(b) - end :]
    assert end == rest or a[len(a) - end - 1] != b[len(b) - end - 1]


@given(NUMBERS, NUMBERS, st.booleans(), st.data())
def test_picked_keys_are_those_of_the_ranges(
    first: list[int], then: list[int], is_spread: bool, data: st.DataObject
) -> None:
    old = spread(then) if is_spread else keys_of(then)
    keys = old.prepended([packed(number + 1000) for number in first], b"new")
    edges = sorted(data.draw(st.sets(st.integers(0, len(keys)), max_size=6)))
    ranges = list(zip(edges[::2], edges[1::2], strict=False))
    picked = keys.picked(ranges)
    assert list(picked) == [key for start, end in ranges for key in list(keys)[start:end]]
    assert (picked.era, picked.newest) == (keys.era, b"new")


def test_a_row_outside_of_the_keys_is_an_error() -> None:
    with pytest.raises(IndexError):
        keys_of([1, 2])[2]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", ["occurred_at", "qty", "product", "seq"])
def test_a_snapshot_holds_the_order_of_its_select(
    database: Database, column: str, descending: bool
) -> None:
    fill(database, 40, 3000)
    by = MOVE.c[column]
    with database.read() as session:
        connection = session.connection()
        engine = key_engine(connection)
        ordered = (
            select(engine.column(MOVE))
            .select_from(MOVE)
            .order_by(by.desc().nulls_last() if descending else by.nulls_last(), MOVE.c.id)
        )
        wanted = [engine.pack(value) for value in connection.scalars(ordered)]
        keys = engine.snapshot(connection, ordered, MOVE, Cancel())
        newest = connection.scalar(select(func.max(MOVE.c.seq)))
        assert (
            connection.scalar(
                select(MOVE.c.seq).where(engine.column(MOVE) == engine.unpack(keys.newest))
            )
            == newest
        )
    assert len(wanted) == 3000
    assert list(keys) == wanted


def test_literal_values_of_a_snapshot_are_written_out_unharmed(database: Database) -> None:
    fill(database, 30, 0)
    odd = "100% _o'ld\\ \"né"
    with database.write() as session:
        session.connection().execute(
            update(Product).where(PRODUCT.c.sku == "SKU-00007").values(search_text=odd.lower())
        )
    with database.read() as session:
        connection = session.connection()
        engine = key_engine(connection)
        found = PRODUCT.c.search_text.icontains("100% _o'LD\\ \"", autoescape=True)
        keys = engine.snapshot(
            connection, select(engine.column(PRODUCT)).where(found), PRODUCT, Cancel()
        )
    assert len(keys) == 1


def test_a_value_too_long_for_sqlite_is_fetched_in_parts(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("only SQLite packs all keys into one value")
    fill(database, 10, 500)
    with database.read() as session:
        connection = session.connection()
        ordered = (
            select(keys_sqlite.column(MOVE)).select_from(MOVE).order_by(MOVE.c.product, MOVE.c.id)
        )
        whole = keys_sqlite.snapshot(connection, ordered, MOVE, Cancel())
        driver: Any = connection.connection.driver_connection
        limit = driver.setlimit(0, 1000)  # SQLITE_LIMIT_LENGTH
        parts = keys_sqlite.snapshot(connection, ordered, MOVE, Cancel())
        driver.setlimit(0, limit)
    assert len(whole) == 500
    assert list(parts) == list(whole)


def test_vacuum_begins_a_new_era(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("ids stay what they are")
    eras: list[Any] = []
    for _ in range(2):
        with database.read() as session:
            eras.append(session.connection().scalar(select(keys_sqlite.era())))
        raw: Any = database.writer.raw_connection()
        raw.execute("VACUUM")
        raw.close()
    assert eras[0] < eras[1]


def endless(session: Session) -> Any:
    """A statement that runs for minutes."""
    n = select(literal(1).label("i")).cte("n", recursive=True)
    n = n.union_all(select(n.c.i + 1).where(n.c.i < 10**9))
    return session.connection().execute(select(func.count()).select_from(n))


def test_a_statement_is_stopped_while_it_runs(database: Database) -> None:
    cancel, begun = Cancel(), threading.Event()
    outcome: list[object] = []

    def run() -> None:
        with database.read() as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", lambda *_: begun.set())
            try:
                with key_engine(connection).stoppable(connection, cancel):
                    endless(session)
            except Cancelled as stopped:
                outcome.append(stopped)
            session.rollback()
            outcome.append(session.connection().scalar(select(literal(17))))

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(10)
    cancel.set()
    thread.join(20)
    assert isinstance(outcome[0], Cancelled)
    assert outcome[1] == 17, "the connection is as good as before"


def test_what_was_cancelled_before_does_not_even_begin(database: Database) -> None:
    cancel = Cancel()
    cancel.set()
    with database.read() as session:
        connection = session.connection()
        with pytest.raises(Cancelled), key_engine(connection).stoppable(connection, cancel):
            endless(session)
