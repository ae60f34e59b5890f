"""The shop's own fields, and a list of products with a column and a filter for each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, make_dataclass, replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from desktop.db.json_values import as_number, json_day, json_has, json_holds, json_number, json_text
from desktop.domain.custom_field import FieldInfo, read_value, stored, typed
from desktop.domain.lines import whole_text
from desktop.domain.search import folded
from desktop.queries.columns import Choice, Column, Facet, FacetKind, Kind, Operator
from desktop.queries.list_query import COMPARISONS, ListQuery, contains
from desktop.schema import CustomField, Product
from desktop.schema.base import table_of
from desktop.schema.custom_field import info_of

CF, P = table_of(CustomField), table_of(Product)
NEVER = 9999  # no window is that wide: a column is there to be chosen
MARGIN, LETTER, WIDEST = 40, 7, 260  # pixels: a title is to be read whole
EMPTY = Choice(None, "Empty")
YES_NO = (Choice(True, "Yes", "ok"), Choice(False, "No"))
_KINDS: dict[str, tuple[Kind, FacetKind, int]] = {
    "text": ("text", "text", 160),
    "number": ("number", "number", 110),
    "date": ("date", "day", 110),
    "yes_no": ("choice", "choice", 80),
    "choice": ("choice", "choice", 120),
}


def fields_in(session: Session, also_retired: bool = False) -> tuple[FieldInfo, ...]:
    """The fields of products in their order."""
    wanted = select(CF).where(CF.c.entity == "product").order_by(CF.c.position, CF.c.key)
    if not also_retired:
        wanted = wanted.where(CF.c.is_active)
    return tuple(map(info_of, session.connection().execute(wanted)))


def values_held(session: Session, fields: Sequence[FieldInfo]) -> dict[str, int]:
    """How many products have a value, by the fields' keys; one walk over the products."""
    if not fields:
        return {}
    counts = (func.count(json_text(P.c.custom, info.key)) for info in fields)
    found = session.connection().execute(select(*counts)).one()
    return {info.key: count for info, count in zip(fields, found, strict=True)}


def with_own_fields(query: ListQuery[Any], session: Session) -> ListQuery[Any]:
    """A list of products with the shop's fields at its end; its row takes ``custom`` last."""
    return with_fields(query, fields_in(session))


def with_fields(query: ListQuery[Any], fields: Sequence[FieldInfo]) -> ListQuery[Any]:
    """The same with these fields."""
    if not fields:
        return replace(query, grown=None)
    names = tuple(info.name for info in fields)
    row: Any = query.row
    return replace(
        query,
        row=_row(row, names),
        fields=(*query.fields, P.c.custom),
        columns=(*query.columns, *map(_column, fields)),
        facets=(*query.facets, *_incomplete(fields), *map(_facet, fields)),
        extra=partial(_typed_rows, {info.key: info for info in fields}, query.extra),
        fills=(*query.fills, "custom", *names),
        printed=(*query.printed, *names),
        grown=None,
    )


def _typed_rows(
    fields: Mapping[str, FieldInfo], before: Any, session: Session, rows: list[Any]
) -> list[Any]:
    """``before``: what completes the list's rows without the fields."""
    made = before(session, rows) if before else rows
    return [replace(row, **_typed(fields, row.custom)) for row in made]


def _typed(fields: Mapping[str, FieldInfo], custom: Mapping[str, Any]) -> dict[str, Any]:
    held = (key for key in custom if key in fields)
    return {fields[key].name: typed(fields[key], custom[key]) for key in held}


@lru_cache(maxsize=16)
def _row(row: Any, names: tuple[str, ...]) -> Any:
    """A list's row with a field more for each of these, None where it has no value."""
    more = [(name, Any, field(default=None)) for name in names]
    return make_dataclass(row.__name__, more, bases=(row,), frozen=True, slots=True)


def _column(info: FieldInfo) -> Column:
    kind, _, least = _KINDS[info.type]
    width = min(max(least, MARGIN + LETTER * len(info.label)), WIDEST)
    return Column(
        info.name, info.label, kind, width, sort_of(info), info.type in ("number", "date"),
        hidden_below=NEVER, choices=choices_of(info),
        editable=info.name, can_be_empty=not info.is_required, reads=partial(read_value, info),
    )  # fmt: skip


def choices_of(info: FieldInfo) -> tuple[Choice, ...]:
    """The words of what is chosen from."""
    if info.type == "yes_no":
        return YES_NO
    return tuple(Choice(option.key, option.label) for option in info.options)


def sort_of(info: FieldInfo) -> ColumnElement[Any]:
    """Numbers by their worth, days by the calendar, choices as they stand in the definition."""
    if info.type == "number":
        return json_number(P.c.custom, info.key)
    if info.type == "date":
        return json_day(P.c.custom, info.key)
    text = json_text(P.c.custom, info.key)
    if info.type == "choice" and info.options:
        places = {option.key: place for place, option in enumerate(info.options)}
        return case(places, value=text, else_=None)
    return text


def _facet(info: FieldInfo) -> Facet:
    choices = (*choices_of(info), EMPTY) if info.type in ("choice", "yes_no") else ()
    on = json_text(P.c.custom, info.key)
    kind = _KINDS[info.type][1]
    return Facet(info.name, info.label, kind, on, choices, compare=_comparing(info), is_scan=True)


def _incomplete(fields: Sequence[FieldInfo]) -> tuple[Facet, ...]:
    """Those that lack a value there must be: a scan's quick product, a file without the column."""
    missing = [json_text(P.c.custom, info.key).is_(None) for info in fields if info.is_required]
    if not missing:
        return ()
    return (Facet("incomplete", "Incomplete", "flag", or_(*missing), is_scan=True),)


def _comparing(info: FieldInfo) -> Callable[[Operator, Any], ColumnElement[bool]]:
    def compare(op: Operator, value: Any) -> ColumnElement[bool]:
        if op == "in":
            return or_(*(_is(info, one) for one in value))
        if op == "is":
            return _is(info, value)
        if op == "not":
            return _is_not(info, value)
        if op == "has":
            text = whole_text(str(value))
            return and_(_said(text), contains(json_text(P.c.custom, info.key), text))
        return _ranged(info, op, value)

    return compare


def _said(text: str) -> ColumnElement[bool]:
    """What is said in a field stands, folded, among the words that the product is found by."""
    return P.c.search_text.contains(folded(text), autoescape=True)


def _is(info: FieldInfo, value: Any) -> ColumnElement[bool]:
    """Nothing is a value, too."""
    if value is None:
        return ~json_has(P.c.custom, info.key)
    if info.type == "text":
        text = whole_text(str(value))
        return and_(_said(text), json_holds(P.c.custom, info.key, text))
    return json_holds(P.c.custom, info.key, stored(info, value))


def _is_not(info: FieldInfo, value: Any) -> ColumnElement[bool]:
    has = json_has(P.c.custom, info.key)
    return has if value is None else or_(~has, ~_is(info, value))


def _ranged(info: FieldInfo, op: Operator, value: Any) -> ColumnElement[bool]:
    """What is empty is neither more nor less."""
    compare = COMPARISONS[op]
    if info.type == "number":
        limit = as_number(format(Decimal(value), "f"))
        clause: ColumnElement[bool] = compare(json_number(P.c.custom, info.key), limit)
    else:
        clause = compare(json_day(P.c.custom, info.key), str(value))
    return clause
