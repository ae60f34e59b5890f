"""What chosen rows come to: exact sums in the database, whatever their number."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, text
from sqlalchemy.orm import Session

from desktop.db.key_engines import key_engine
from desktop.db.keys import Cancel, Cancelled
from desktop.queries.chosen import Chosen, check_era, parts
from desktop.queries.list_query import ListQuery, every, matching

NOTHING = Decimal(0)


def sums(
    session: Session, query: ListQuery[Any], chosen: Chosen, cancel: Cancel
) -> dict[str, Decimal] | None:
    """The list's sums by key over the chosen rows; None when cancelled."""
    totals = [_total(each.on) for each in query.sums]
    found = [NOTHING] * len(totals)
    try:
        for statement in _statements(session, query, chosen, totals):
            part = _read(session, statement, cancel)
            found = [was + (more or 0) for was, more in zip(found, part, strict=True)]
    except Cancelled:
        return None
    return {each.key: value for each, value in zip(query.sums, found, strict=True)}


def _total(on: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(on, type_=on.type)


def _statements(
    session: Session, query: ListQuery[Any], chosen: Chosen, totals: list[ColumnElement[Any]]
) -> Iterator[Select[Any]]:
    """One over all that match, or one for each slice of keys."""
    if chosen.keys is None:
        yield matching(query, chosen.request, *totals)
        return
    check_era(session, chosen.keys)
    engine = key_engine(session.connection())
    key = engine.column(query.main)
    whole = every(query, chosen.request, *totals)
    for part in parts(chosen.keys):
        yield whole.where(key.in_([engine.unpack(one) for one in part]))


def _read(session: Session, statement: Select[Any], cancel: Cancel) -> tuple[Any, ...]:
    connection = session.connection()
    with key_engine(connection).stoppable(connection, cancel):
        if connection.dialect.name != "sqlite":  # a million rows may take longer than one page may
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        return tuple(connection.execute(statement).one())
