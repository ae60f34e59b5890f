"""The rows that a person chose in a list: some by key, or all that match; read in small parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.db.key_engines import key_engine
from desktop.domain.errors import UserError
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery, every, ordered
from desktop.queries.lists import Keys, rows, stream

R = TypeVar("R")
PART = 500


@dataclass(frozen=True)
class Chosen:
    """``keys`` None: all that match the request, also what is written from now on.

    ``count`` is how many rows there were when they were chosen.
    """

    request: Request
    count: int
    keys: Keys | None = None


def chosen_rows(session: Session, query: ListQuery[R], chosen: Chosen) -> Iterator[R]:
    """The rows in the list's order; those that are gone by now are left out."""
    if chosen.keys is None:
        yield from stream(session, query, chosen.request)
        return
    for part in parts(chosen.keys):
        found = rows(session, query, chosen.request, part)
        if found is None:
            raise outdated()
        yield from (row for row in found if row is not None)


def chosen_ids(session: Session, query: ListQuery[Any], chosen: Chosen) -> Iterator[UUID]:
    """The ids of the same rows in the same order."""
    connection = session.connection()
    if chosen.keys is None:
        statement = ordered(query, chosen.request, query.main.c.id)
        statement = statement.execution_options(stream_results=True, yield_per=PART)
        yield from connection.scalars(statement)
        return
    engine = key_engine(connection)
    key = engine.column(query.main)
    check_era(session, chosen.keys)
    for part in parts(chosen.keys):
        wanted = [engine.unpack(one) for one in part]
        statement = every(query, chosen.request, key, query.main.c.id).where(key.in_(wanted))
        by_key = {found[0]: found[1] for found in connection.execute(statement)}
        yield from (by_key[one] for one in wanted if one in by_key)


def parts(keys: Keys) -> Iterator[Keys]:
    """The keys in slices that a statement can name one by one."""
    return (keys[start : start + PART] for start in range(0, len(keys), PART))


def check_era(session: Session, keys: Keys) -> None:
    """Refuses keys that may stand for other rows by now (VACUUM)."""
    connection = session.connection()
    if connection.execute(select(key_engine(connection).era())).scalar_one() != keys.era:
        raise outdated()


def outdated() -> UserError:
    """A new one each time: one that is raised keeps what it went through."""
    return UserError(
        "The chosen rows were numbered anew since they were read.",
        "Nothing was done. Choose them again.",
        code="outdated",
    )
