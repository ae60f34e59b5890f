"""Reads lists over any number of rows: a first page at once, then keys, then windows by key.

No OFFSET, no entities, at most two statements a page (performance.md).
"""

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from desktop.db.key_engines import KeyEngine, key_engine
from desktop.db.keys import Cancel, Cancelled, Key, Keys
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery, beginning, every, matching, nearest, ordered

__all__ = ["Cancel", "Key", "Keys"]

R = TypeVar("R")
FIRST = 64
MANY_NEW = 256
STREAMED = 1000


class Page(NamedTuple, Generic[R]):
    """Rows with their keys, in order; whole when there are no more."""

    rows: list[R]
    keys: Keys
    is_whole: bool


class Snapshot(NamedTuple):
    """All keys; how many of them at the start, and at the end, are those of the keys before."""

    keys: Keys
    same_start: int
    same_end: int


class Newer(NamedTuple, Generic[R]):
    """What was written since: rows that go before the first one, and the number of all others.

    ``is_known`` is False when there are more than can be told one by one.
    """

    rows: list[R]
    keys: list[Key]
    elsewhere: int
    newest: Key
    is_known: bool = True


def first_page(
    session: Session, query: ListQuery[R], request: Request, cancel: Cancel, limit: int = FIRST
) -> Page[R] | None:
    """The first rows by LIMIT, None when cancelled. One statement and the list's extra one; of
    what is found by going through all rows one more, as most such things are found near by.
    """
    connection = session.connection()
    engine = key_engine(connection)
    asked = (query, request, engine.column(query.main), _selected(query, engine), limit + 1)
    try:
        with engine.stoppable(connection, cancel):
            near = nearest(*asked)
            found = _fetched(session, query, engine, near) if near is not None else None
            if found is None or len(found.rows) <= limit:
                found = _fetched(session, query, engine, beginning(*asked))
            if not found.rows:
                return Page([], Keys.of([], *_now(session, query, engine)), True)
    except Cancelled:
        return None
    keys = Keys.of(found.keys[:limit], found.era, found.newest)
    return Page(found.rows[:limit], keys, len(found.keys) <= limit)


def keys(
    session: Session,
    query: ListQuery[R],
    request: Request,
    cancel: Cancel,
    shown: Keys | None = None,
) -> Snapshot | None:
    """The keys of the whole result in order, compared with those that are shown."""
    connection = session.connection()
    engine = key_engine(connection)
    statement = ordered(query, request, engine.column(query.main))
    try:
        found = engine.snapshot(connection, statement, query.main, cancel)
    except Cancelled:
        return None
    return Snapshot(found, *(found.shared_with(shown) if shown is not None else (0, 0)))


def rows(
    session: Session, query: ListQuery[R], request: Request, wanted: Keys
) -> list[R | None] | None:
    """The rows of these keys in their order, None where one is gone.

    None altogether when the keys are out of date (VACUUM): read them anew.
    """
    engine = key_engine(session.connection())
    statement = every(query, request, *_selected(query, engine))
    chosen = engine.column(query.main).in_([engine.unpack(key) for key in wanted])
    found = _fetched(session, query, engine, statement.where(chosen))
    if found.rows and found.era != wanted.era:
        return None
    by_key = dict(zip(found.keys, found.rows, strict=True))
    return [by_key.get(key) for key in wanted]


def newer(session: Session, query: ListQuery[R], request: Request, shown: Keys) -> Newer[R]:
    """What matches among the rows written since ``shown`` was read; one statement if nothing was.

    Rows that go before the first one shown can be put there at once; the others wait for the next
    reading of all keys.
    """
    engine = key_engine(session.connection())
    is_first = query.shows_newest_first(request)
    fresh = _written_since(session, query, engine, shown, is_first)
    if not fresh:
        return Newer([], [], 0, shown.newest)
    newest = engine.pack(fresh[0])
    if len(fresh) > MANY_NEW:
        return Newer([], [], len(fresh), newest, is_known=False)
    first = shown[0] if len(shown) else None
    chosen = engine.column(query.main).in_([*fresh, engine.unpack(first)] if first else fresh)
    statement = ordered(query, request, *_selected(query, engine)).where(chosen)
    found = _fetched(session, query, engine, statement)
    others = len(found.keys) - (first in found.keys)
    if not is_first or (first and first not in found.keys):
        return Newer([], [], others, newest)
    before = found.keys.index(first) if first else others
    return Newer(found.rows[:before], found.keys[:before], others - before, newest)


def _written_since(
    session: Session, query: ListQuery[R], engine: KeyEngine, shown: Keys, looks_back: bool
) -> list[Any]:
    """Raw keys of the table's rows that are not among the first ones shown, newest first."""
    key = engine.column(query.main)
    floor = engine.before(shown.newest) if looks_back else engine.unpack(shown.newest)
    late = select(key).select_from(query.main).where(key > floor)
    values = session.connection().scalars(late.order_by(key.desc()).limit(MANY_NEW + 1))
    known = set(shown[: 2 * MANY_NEW])
    return [value for value in values if engine.pack(value) not in known]


def count(session: Session, query: ListQuery[R], request: Request) -> int:
    """How many rows match."""
    statement = matching(query, request, func.count())
    return int(session.connection().execute(statement).scalar_one())


def counts(
    session: Session, query: ListQuery[R], requests: list[Request], cancel: Cancel
) -> list[int] | None:
    """How many rows match each of some requests; None when cancelled."""
    connection = session.connection()
    try:
        with key_engine(connection).stoppable(connection, cancel):
            return [count(session, query, request) for request in requests]
    except Cancelled:
        return None


def stream(
    session: Session, query: ListQuery[R], request: Request, limit: int | None = None
) -> Iterator[R]:
    """All rows in order, read in parts, for files and the command line."""
    statement = ordered(query, request, *query.fields).limit(limit)
    statement = statement.execution_options(stream_results=True, yield_per=STREAMED)
    for part in session.connection().execute(statement).partitions(STREAMED):
        yield from _completed(session, query, [query.row(*values) for values in part])


class _Found(NamedTuple, Generic[R]):
    keys: list[Key]
    rows: list[R]
    era: int
    newest: Key


def _selected(query: ListQuery[R], engine: KeyEngine) -> list[ColumnElement[Any]]:
    """The row's fields, after its key, the era and the highest key of the table."""
    return [engine.column(query.main), engine.era(), _highest(query, engine), *query.fields]


def _highest(query: ListQuery[R], engine: KeyEngine) -> ColumnElement[Any]:
    key = engine.column(query.main)
    highest = select(key).select_from(query.main).order_by(key.desc()).limit(1)
    return highest.correlate(None).scalar_subquery()


def _now(session: Session, query: ListQuery[R], engine: KeyEngine) -> tuple[int, Key]:
    """Era and highest key where no row could tell them."""
    era, newest = session.connection().execute(select(engine.era(), _highest(query, engine))).one()
    return era, engine.pack(newest) if newest is not None else engine.OLDEST


def _fetched(
    session: Session, query: ListQuery[R], engine: KeyEngine, statement: Select[Any]
) -> _Found[R]:
    found = session.connection().execute(statement).all()
    if not found:
        return _Found([], [], 0, engine.OLDEST)
    rows = [query.row(*record[3:]) for record in found]
    return _Found(
        [engine.pack(record[0]) for record in found],
        _completed(session, query, rows),
        found[0][1],
        engine.pack(found[0][2]),
    )


def _completed(session: Session, query: ListQuery[R], rows: list[R]) -> list[R]:
    return query.extra(session, rows) if query.extra and rows else rows
