"""What chosen rows come to: exact sums in the database, whatever their number."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, text
from sqlalchemy.orm import Session

from desktop.db.key_engines import key_engine
from desktop.db.keys import Cancel, Cancelled
from desktop.queries.chosen import Chosen, check_era, parts
from desktop.queries.columns import Sum
from desktop.queries.list_query import ListQuery, every, matching

NOTHING = Decimal(0)


def sums(
    session: Session, query: ListQuery[Any], chosen: Chosen, cancel: Cancel
) -> dict[str, Decimal] | None:
    """The list's sums by key over the chosen rows; None when cancelled.

    A sum whose rows are measured in different units is left out.
    """
    columns = [column for each in query.sums for column in _columns(each)]
    found = {each.key: NOTHING for each in query.sums}
    units: dict[str, set[str]] = {each.key: set() for each in query.sums}
    try:
        for statement in _statements(session, query, chosen, columns):
            part = iter(_read(session, statement, cancel))
            for key in found:
                found[key] += next(part) or 0
                units[key] |= {unit for unit in (next(part), next(part)) if unit is not None}
    except Cancelled:
        return None
    return {key: value for key, value in found.items() if len(units[key]) < 2}


def _columns(each: Sum) -> tuple[ColumnElement[Any], ...]:
    """The total, and the first and the last unit: of one unit they are the same."""
    unit = literal("") if each.unit is None else each.unit
    return func.sum(each.on, type_=each.on.type), func.min(unit), func.max(unit)


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
