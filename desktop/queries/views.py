"""A person's saved views of a list, and how its columns stand: read, written as plain JSON."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.queries.columns import Facet, Filter, Request
from desktop.queries.list_query import COMPARISONS, ListQuery
from desktop.schema import Setting

_log = logging.getLogger("onhand.views")


@dataclass(frozen=True)
class SavedView:
    """``key`` is where it is kept; ``place`` its order among the person's own."""

    key: str
    title: str
    place: int
    request: Request


@dataclass(frozen=True)
class Kept:
    """All that one person keeps of a list. ``columns`` is as it was written, or nothing."""

    views: tuple[SavedView, ...] = ()
    columns: tuple[tuple[str, Any], ...] = ()


def view_key(query: ListQuery[Any], view: UUID) -> str:
    """Where a view is kept."""
    return f"view:{query.name}:{view.hex}"


def columns_key(query: ListQuery[Any]) -> str:
    """Where the columns of a list are kept."""
    return f"columns:{query.name}"


def kept_of(session: Session, query: ListQuery[Any], user: UUID) -> Kept:
    """One statement. What cannot be understood is left out, with a line in the log."""
    own = (Setting.scope == "user", Setting.scope_id == user)
    query = query.of(session)
    prefix, columns = view_key(query, UUID(int=0))[:-32], columns_key(query)
    mine = Setting.key.startswith(prefix, autoescape=True) | (Setting.key == columns)
    rows = session.execute(select(Setting.key, Setting.value).where(*own, mine)).all()
    found = {row.key: row.value for row in rows}
    standing = found.pop(columns, None)
    views = [view for key, value in found.items() if (view := _view(query, key, value))]
    return Kept(
        tuple(sorted(views, key=lambda view: (view.place, view.key))),
        tuple(standing.items()) if isinstance(standing, dict) else (),
    )


def packed(request: Request) -> dict[str, Any]:
    """What a view keeps of a request, as JSON may hold it."""
    return {
        "search": request.search,
        "sort": request.sort,
        "descending": request.descending,
        "filters": [
            {
                "facet": each.facet,
                "op": each.op,
                "value": _written(each.value),
                "title": each.title,
                "span": each.span,
            }
            for each in request.filters
        ],
    }


def unpacked(query: ListQuery[Any], value: Any) -> Request:
    """The request of a view; ValueError, TypeError or KeyError for one that means nothing here."""
    sorts = {column.key for column in query.columns if column.sort is not None}
    sort = value["sort"] if value["sort"] in sorts else ""
    return Request(
        sort=sort,
        descending=bool(value["descending"]) and bool(sort),
        filters=tuple(_filter(query, each) for each in value["filters"]),
        search=_text(value["search"]),
    )


def _view(query: ListQuery[Any], key: str, value: Any) -> SavedView | None:
    try:
        place = value.get("place", 0)
        if not isinstance(place, int):
            raise ValueError("place")
        return SavedView(key, _text(value["title"]), place, unpacked(query, value["wanted"]))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        _log.warning("the saved view %s is left out: %r of %.200s", key, error, _shown(value))
        return None


def _shown(value: Any) -> str:
    return json.dumps(value, default=repr)


def _filter(query: ListQuery[Any], kept: Any) -> Filter:
    facet = next((each for each in query.facets if each.key == kept["facet"]), None)
    if facet is None or kept["op"] not in COMPARISONS:
        raise ValueError(f"{kept['facet']} {kept['op']}")
    value = _read(kept["value"])
    values = value if kept["op"] == "in" else (value,)
    if not isinstance(values, tuple) or not all(_fits(facet, kept["op"], one) for one in values):
        raise ValueError(f"{kept['facet']} {kept['op']} {value!r}")
    return Filter(facet.key, kept["op"], value, _text(kept["title"]), _text(kept["span"]))


def _fits(facet: Facet, op: str, value: Any) -> bool:
    """Whether a facet can be compared with it."""
    if op == "has":
        return isinstance(value, str)
    if value is None:
        return facet.can_be_empty
    match facet.kind:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, Decimal | int) and not isinstance(value, bool)
        case "date":
            return isinstance(value, datetime)
        case "day":
            return type(value) is date
        case "choice" if facet.choices:
            return any(choice.value == value for choice in facet.choices)
        case "choice" | "lookup":
            return isinstance(value, UUID)
        case _:
            return isinstance(value, str)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


# Values that JSON has no kind for go by the name of theirs, as {"decimal": "1.10"}.
_WRITERS: dict[type, tuple[str, Callable[[Any], Any]]] = {
    UUID: ("uuid", str),
    Decimal: ("decimal", str),
    datetime: ("time", datetime.isoformat),
    date: ("day", date.isoformat),
    tuple: ("list", lambda values: [_written(each) for each in values]),
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "uuid": UUID,
    "decimal": Decimal,
    "time": datetime.fromisoformat,
    "day": date.fromisoformat,
    "list": lambda values: tuple(_read(each) for each in values),
}


def _written(value: Any) -> Any:
    if type(value) in _WRITERS:
        name, write = _WRITERS[type(value)]
        return {name: write(value)}
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{type(value)} cannot be kept in a view")


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((name, kept),) = value.items()
    return _READERS[name](kept)
