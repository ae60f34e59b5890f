"""``list``: every list of the program as a table, as JSON or as CSV."""

import pkgutil
import sys
from argparse import Namespace
from dataclasses import replace
from importlib import import_module
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop import queries
from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.cli.products import own_values
from desktop.domain.custom_field import PREFIX
from desktop.jobs.exporting import write_csv
from desktop.queries.alerts import STANDING
from desktop.queries.columns import Filter, Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import stream

MOST = 10**15
TOLD_MORE = ("of_product",)  # filters that a page tells more than their name


def every_list() -> dict[str, ListQuery[Any]]:
    """The lists by name; a new list anywhere in desktop.queries is found by itself."""
    found: dict[str, ListQuery[Any]] = {}
    for module in pkgutil.iter_modules(queries.__path__, "desktop.queries."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, ListQuery):
                found[value.name] = value
    return dict(sorted(found.items()))


def show(options: Namespace, out: Output) -> int:
    """Prints a list in its own order, or sorted by one of its fields."""
    _wanted(options.name)
    if options.limit is not None and options.limit < 0:
        raise Usage("--limit is a number of rows, 0 or more.", field="limit")
    limit = None if options.limit is None else min(options.limit, MOST)
    with open_shop(options, reads=True) as shop, shop.database.read(deadline=3600) as session:
        query, request = asked(options, session, shop.actor.store)
        rows = islice(stream(session, query, request, limit), limit)
        if options.csv:
            write_csv(sys.stdout, query.names, rows, options.bom)
        else:
            out.rows(query.names, rows)
    return 0


def asked(options: Namespace, session: Session, store: UUID) -> tuple[ListQuery[Any], Request]:
    """The list as this shop has it, and what is wanted of it."""
    query = _wanted(options.name).of(session)
    return query, _request(options, query, store)


def _wanted(name: str) -> ListQuery[Any]:
    lists = every_list()
    if name not in lists:
        raise Usage(f"There is no list “{name[:40]}”.", f"There are: {', '.join(lists)}.")
    return lists[name]


def _request(options: Namespace, query: ListQuery[Any], store: Any) -> Request:
    own = tuple(
        Filter(PREFIX + key, "is", _value(query, PREFIX + key, text))
        for key, text in own_values(getattr(options, "field", ())).items()
    )
    filters = (*own, *(_flag(query, name) for name in options.filter))
    request = Request(search=options.search, given=(("store", store),), filters=filters)
    if query.name == "alerts" and not options.all:
        request = replace(request, filters=(*filters, *STANDING))
    if options.sort:
        return request.sorted_by(options.sort.lstrip("-"), options.sort.startswith("-"))
    return request


def _flag(query: ListQuery[Any], name: str) -> Filter:
    """What is or is not so of a row, by its key."""
    flags = [facet.key for facet in query.facets if facet.kind == "flag"]
    known = [key for key in flags if key not in TOLD_MORE]
    if name in known:
        return Filter(name, "is", True)
    why = f"There are: {', '.join(known)}." if known else "It has none."
    if (query.name, name) == ("products", "incomplete"):
        why = "No field is required, so no product is incomplete."
    raise Usage(f"The list {query.name} has no filter “{name[:40]}”.", why, field="filter")


def _value(query: ListQuery[Any], key: str, text: str) -> str | None:
    """As typed; choices by their words, too, and nothing stands for nothing."""
    facet = next((facet for facet in query.facets if facet.key == key), None)
    known = facet.choices if facet is not None else ()
    found = next((c.value for c in known if c.title.casefold() == text.casefold()), text)
    return found if text else None
