"""All rows of a list, column by column in parts, as files take them: the shortest way there is.

Where the wanted columns are fields of the SELECT, only these are asked for, and their values stay
as the driver gives them; ``read`` turns one into Python's own. Where a column is computed from the
row, or filled in by the list's ``extra``, rows are made as for the screen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Text,
    cast,
    func,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from desktop.db.types import Money, Quantity, Utc
from desktop.queries.chosen import Chosen, chosen_rows
from desktop.queries.list_query import ListQuery, ordered

PART = 2000
Read = Callable[[Any], Any]
Part = list[Sequence[Any]]


@dataclass(frozen=True)
class Extract:
    """``parts``: for each part of the rows, in order, its columns; ``reads``: see above.

    A column whose values are Python's own already has None there, and no type in ``types``.
    """

    reads: tuple[Read | None, ...]
    types: tuple[TypeEngine[Any] | None, ...]
    parts: Iterator[Part]


def extract(
    session: Session, query: ListQuery[Any], chosen: Chosen, keys: Sequence[str]
) -> Extract:
    """The columns with these keys of the chosen rows, in their order."""
    names = [field.name for field in fields(query.row)][: len(query.fields)]
    direct = dict(zip(names, query.fields, strict=True))
    if chosen.keys is not None or any(key not in direct or query.is_filled(key) for key in keys):
        none = tuple(None for _ in keys)
        return Extract(none, none, _of_rows(session, query, chosen, keys))
    dialect = session.connection().dialect
    types = tuple(direct[key].type for key in keys)
    reads = tuple(_reader(kind, dialect) for kind in types)
    raw = [_unread(direct[key], dialect) for key in keys]
    return Extract(reads, types, _columns(session, ordered(query, chosen.request, *raw)))


def _unread(field: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """As the driver gives it. A server spells its times and exact numbers: the types read text too,
    and the driver's own values of them would only be made to be spelled again.
    """
    if dialect.name != "sqlite" and isinstance(field.type, Utc):
        return func.to_char(field, "YYYY-MM-DD HH24:MI:SS.US", type_=NullType())
    if dialect.name != "sqlite" and isinstance(field.type, Money | Quantity):
        return type_coerce(cast(field, Text), NullType())
    return type_coerce(field, NullType())


def of_rows(rows: Sequence[Any], keys: Sequence[str]) -> Part:
    """The columns of rows that were made already."""
    return [list(map(attrgetter(key), rows)) for key in keys]


def _columns(session: Session, statement: Any) -> Iterator[Part]:
    for part in _fetched(session.connection(), statement):
        yield list(zip(*part, strict=True))


def _fetched(connection: Connection, statement: Any) -> Iterator[Sequence[Any]]:
    """On SQLite the driver's own rows: nothing is read ahead, and making others took half as long.

    A server's rows come through SQLAlchemy, which has read the first to know the columns.
    """
    if connection.dialect.name != "sqlite":
        streamed = statement.execution_options(stream_results=True, yield_per=PART)
        yield from connection.execute(streamed).partitions(PART)
        return
    with connection.execute(statement) as found:
        cursor: Any = found.cursor
        while part := cursor.fetchmany(PART):
            yield part


def _of_rows(
    session: Session, query: ListQuery[Any], chosen: Chosen, keys: Sequence[str]
) -> Iterator[Part]:
    """Without the list's ``extra`` where nothing of it is wanted."""
    if not any(query.is_filled(key) for key in keys):
        query = replace(query, extra=None)
    rows = chosen_rows(session, query, chosen)
    while found := list(islice(rows, PART)):
        yield of_rows(found, keys)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Read | None:
    """What makes Python's value of the driver's."""
    if isinstance(kind, TypeDecorator):
        process = kind.process_result_value
        return lambda raw: process(raw, dialect)
    if isinstance(kind, Boolean | Date):
        return kind.dialect_impl(dialect).result_processor(dialect, None)
    return None
