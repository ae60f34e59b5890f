"""A list as data, and the SELECT statements that follow from it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, Table, false, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column as TableColumn
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause

from desktop.domain.errors import UserError
from desktop.domain.search import folded, typed_words
from desktop.queries.columns import Column, Facet, Filter, Request, Sum, Through

R = TypeVar("R")
NEAR = 1_000  # rows
WHOLE = 9  # digits that a whole number may have on every engine


def contains(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Without regard to case; what LIKE takes for wildcards stands for itself.

    SQLite changes the case of ASCII alone, so that other letters are sought in each case.
    """
    plain = text.replace("\x00", "")
    others = () if plain.isascii() else (plain, plain.upper(), plain.title())
    spellings = dict.fromkeys((plain.lower(), *others))
    return or_(*(column.icontains(each, autoescape=True) for each in spellings))


def _holds(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """A word as typed or folded; only so in a column whose text is folded itself."""
    plain = folded(word).replace("\x00", "")
    if any("is_folded" in getattr(base, "info", ()) for base in column.base_columns):
        return column.contains(plain, autoescape=True)
    return or_(*(contains(column, spelling) for spelling in dict.fromkeys((word, plain))))


COMPARISONS: dict[str, Callable[[ColumnElement[Any], Any], Any]] = {
    "is": operator.eq,
    "not": operator.ne,
    "in": lambda on, values: on.in_(values),
    "has": contains,
    "from": operator.ge,
    "until": operator.lt,
}


@dataclass(frozen=True)
class Join:
    """A to-one join: it never multiplies rows, and drops none (``is_optional``: outer).

    So it can be left out of keys and counts where nothing is asked of it.
    """

    target: FromClause
    on: ColumnElement[bool]
    is_optional: bool = False


@dataclass(frozen=True)
class ListQuery(Generic[R]):
    """A list of the program. ``main`` has an ``id``; ``fields`` fill ``row`` in its order.

    ``sort`` names the column of the list's own order. ``is_newest_first`` says that new rows come
    first in it. ``extra`` completes rows with one more statement a page; ``fills`` are the fields
    that it changes, every one by default. ``printed`` are the row's fields for files and the
    command line, all by default. ``given`` tells the bound parameters that a request leaves out.
    ``sums`` are told of chosen rows. ``grown`` adds the columns that the shop defined itself; what
    asks by them takes the list ``of`` the session.
    """

    name: str
    row: type[R]
    main: FromClause
    fields: tuple[ColumnElement[Any], ...]
    columns: tuple[Column, ...]
    sort: str
    descending: bool = False
    is_newest_first: bool = False
    joins: tuple[Join, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    search: tuple[ColumnElement[Any] | Through, ...] = ()
    facets: tuple[Facet, ...] = ()
    extra: Callable[[Session, list[R]], list[R]] | None = None
    fills: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    given: tuple[tuple[str, Callable[[], Any]], ...] = ()
    sums: tuple[Sum, ...] = ()
    grown: Callable[[ListQuery[Any], Session], ListQuery[Any]] | None = None

    def of(self, session: Session) -> ListQuery[R]:
        """The list as this shop has it."""
        return self.grown(self, session) if self.grown else self

    @cached_property
    def tables(self) -> frozenset[str]:
        """The names of all tables that the list reads, found in its own expressions."""
        parts = [*self.fields, *(join.on for join in self.joins), *self.where]
        parts += [column.sort for column in self.columns if column.sort is not None]
        parts += [facet.on for facet in self.facets if facet.kind == "flag"]
        parts += [part for each in self.sums for part in (each.on, each.unit) if part is not None]
        owners = {owner for part in parts for owner in _owners(part)} | {self.main}
        return frozenset(name for owner in owners for name in _tables(owner))

    @property
    def names(self) -> tuple[str, ...]:
        """The row's fields that files and the command line show, in order."""
        row: Any = self.row
        return self.printed or tuple(field.name for field in fields(row))

    def is_filled(self, field: str) -> bool:
        """Whether a field's value may come from ``extra``."""
        return self.extra is not None and (not self.fills or field in self.fills)

    def order(self, request: Request) -> tuple[str, bool]:
        """Column key and direction that a request is answered in."""
        return (request.sort, request.descending) if request.sort else (self.sort, self.descending)

    def shows_newest_first(self, request: Request) -> bool:
        """Whether rows written from now on belong before all others."""
        return self.is_newest_first and self.order(request) == (self.sort, self.descending)


class _Condition(NamedTuple):
    clause: ColumnElement[bool]
    reads: tuple[ColumnElement[Any], ...]  # whose tables must be among the joins
    is_scan: bool = False  # every row's text is looked at: fastest one row after the other


def every(query: ListQuery[R], request: Request, *columns: ColumnElement[Any]) -> Select[Any]:
    """SELECT of these columns over all rows, with the joins that are needed for it."""
    return _select(query, request, columns, [], [])


def matching(query: ListQuery[R], request: Request, *columns: ColumnElement[Any]) -> Select[Any]:
    """The same over the rows that match the request."""
    return _select(query, request, columns, _conditions(query, request), [])


def ordered(query: ListQuery[R], request: Request, *columns: ColumnElement[Any]) -> Select[Any]:
    """The same in the request's order; the id decides between equals, so order is never chance."""
    return _ordered(query, request, columns, _conditions(query, request))


def beginning(
    query: ListQuery[R],
    request: Request,
    key: ColumnElement[Any],
    columns: Sequence[ColumnElement[Any]],
    limit: int,
) -> Select[Any]:
    """The first of these rows. Where all are gone through, their keys are found alone: of others,
    nothing more is read. (Of many tables PostgreSQL would join all rows before it takes the few.)
    """
    conditions = _conditions(query, request)
    is_followed = key is query.main.c.id and not any(each.is_scan for each in conditions)
    if is_followed:
        return _ordered(query, request, columns, conditions).limit(limit)
    first = _ordered(query, request, [key], conditions).limit(limit).correlate(None)
    return _ordered(query, request, columns, [_Condition(key.in_(first), ())])


def nearest(
    query: ListQuery[R],
    request: Request,
    key: ColumnElement[Any],
    columns: Sequence[ColumnElement[Any]],
    limit: int,
) -> Select[Any] | None:
    """The same among the first ``NEAR`` rows of the list, where all would be gone through for a
    filter and an index tells which rows these are: they are enough for what is frequent.
    """
    by, _ = query.order(request)
    found = _conditions(query, request)
    is_filtered = any(each.is_scan for each in found) and not request.search
    if not is_filtered or not _is_led(query.main, _sort(query, by)):
        return None
    near = _ordered(query, request, [key], []).limit(NEAR).correlate(None)
    cheap = [*(each._replace(is_scan=False) for each in found), _Condition(key.in_(near), ())]
    return _ordered(query, request, columns, cheap).limit(limit)


def _is_led(main: FromClause, column: ColumnElement[Any]) -> bool:
    """Whether an index begins with the column."""
    if not isinstance(main, Table) or not isinstance(column, TableColumn):
        return False
    return bool(column.unique) or any(column is index.columns[0] for index in main.indexes)


def _ordered(
    query: ListQuery[R],
    request: Request,
    columns: Sequence[ColumnElement[Any]],
    conditions: list[_Condition],
) -> Select[Any]:
    by, descending = query.order(request)
    expression = _sort(query, by)
    term = expression.desc() if descending else expression.asc()
    if not isinstance(expression, TableColumn) or expression.nullable:
        term = term.nulls_last()
    elif any(condition.is_scan for condition in conditions):
        # PostgreSQL would follow the order's index, and find that few rows hold the words.
        same = func.coalesce(expression, expression)
        term = same.desc() if descending else same.asc()
    key = query.main.c.id
    statement = _select(query, request, columns, conditions, [expression])
    return statement.order_by(term, key.desc() if descending else key.asc())


def _select(
    query: ListQuery[R],
    request: Request,
    columns: Sequence[ColumnElement[Any]],
    conditions: list[_Condition],
    also: list[ColumnElement[Any]],
) -> Select[Any]:
    parts = [*columns, *also, *(part for condition in conditions for part in condition.reads)]
    read = {owner for part in parts for owner in _owners(part)}
    statement = select(*columns).select_from(_source(query, read))
    statement = statement.where(*(condition.clause for condition in conditions))
    if any(condition.is_scan for condition in conditions):
        # SQLite would take any index there is for the order or a filter, and look every row up.
        statement = statement.with_hint(query.main, "NOT INDEXED", "sqlite")
    given = {**dict(query.given), **dict(request.given)}
    values = {name: value() if callable(value) else value for name, value in given.items()}
    return statement.params(values) if values else statement


def _conditions(query: ListQuery[R], request: Request) -> list[_Condition]:
    return [
        *(_Condition(clause, (clause,)) for clause in query.where),
        *(_filtered(query, chosen) for chosen in request.filters),
        *(_sought(query, word) for word in typed_words(request.search)),
    ]


def _source(query: ListQuery[R], read: set[FromClause]) -> FromClause:
    """The main table with those joins whose columns are read, and the joins these need."""
    needed: list[Join] = []
    for join in reversed(query.joins):
        if join.target in read:
            needed.append(join)
            read |= _owners(join.on)
    source = query.main
    for join in reversed(needed):
        source = source.join(join.target, join.on, isouter=join.is_optional)
    return source


def _sort(query: ListQuery[R], key: str) -> ColumnElement[Any]:
    sorts = {column.key: column.sort for column in query.columns if column.sort is not None}
    if key not in sorts:
        raise UserError(
            f"{query.name} cannot be sorted by “{key}”.",
            f"It can be sorted by {', '.join(sorts)}.",
            field="sort",
            code="unknown_sort",
        )
    return sorts[key]


def _filtered(query: ListQuery[R], chosen: Filter) -> _Condition:
    facet = next((facet for facet in query.facets if facet.key == chosen.facet), None)
    if facet is None:
        raise UserError(
            f"{query.name} cannot be filtered by “{chosen.facet}”.",
            f"It can be filtered by {', '.join(facet.key for facet in query.facets)}.",
            field="filter",
            code="unknown_filter",
        )
    if chosen.op == "has" and facet.through is not None:
        return _through(facet.through, chosen.value)
    return _Condition(_compared(facet, chosen), (facet.on,), facet.is_scan)


def _compared(facet: Facet, chosen: Filter) -> ColumnElement[bool]:
    if facet.kind == "flag":
        return facet.on if chosen.value else ~facet.on
    if facet.compare is not None:
        return facet.compare(chosen.op, chosen.value)
    if facet.within is not None:
        inside = facet.within(chosen.value if chosen.op == "in" else (chosen.value,))
        return facet.on.not_in(inside) if chosen.op == "not" else facet.on.in_(inside)
    value = chosen.value
    if facet.kind == "number" and chosen.op in ("from", "until"):
        value = _held(facet.on.type, value)
    clause: ColumnElement[bool] = COMPARISONS[chosen.op](facet.on, value)
    return clause


def _held(kind: Any, value: Decimal | int) -> Decimal | int:
    """A typed limit as its column can hold it: the next step up, between which nothing lies."""
    places = getattr(kind, "places", 0)
    most = Decimal(10) ** getattr(kind, "digits", WHOLE) - 1
    steps = min(max(Decimal(value).scaleb(places), -most), most).to_integral_value(ROUND_CEILING)
    return steps.scaleb(-places) if places else int(steps)


def _sought(query: ListQuery[R], word: str) -> _Condition:
    """A word must be found somewhere, as typed or folded; without search columns, nowhere."""
    found = [
        _through(part, word)
        if isinstance(part, Through)
        else _Condition(_holds(part, word), (part,))
        for part in query.search
    ]
    clause = or_(false(), *(condition.clause for condition in found))
    reads = tuple(part for condition in found for part in condition.reads)
    return _Condition(clause, reads, {query.main} == {owner for r in reads for owner in _owners(r)})


def _through(through: Through, text: str) -> _Condition:
    inner = through.ids.where(or_(false(), *(_holds(part, text) for part in through.search)))
    return _Condition(through.on.in_(inner.correlate(None)), (through.on,))


def _owners(expression: Any) -> set[FromClause]:
    """The tables and aliases that an expression reads, also inside its sub-queries."""
    return {
        part.table
        for part in visitors.iterate(expression)
        if isinstance(part, ColumnClause) and part.table is not None
    }


def _tables(owner: FromClause) -> set[str]:
    """The names of the tables behind an alias or a sub-query."""
    if isinstance(owner, Table):
        return {owner.name}
    element = getattr(owner, "element", None)
    if element is None:
        return set()
    inside = {part for part in visitors.iterate(element) if isinstance(part, Table)}
    return {table.name for table in inside} | {
        name for part in _owners(element) for name in _tables(part)
    }
