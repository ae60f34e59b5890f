"""Columns read whole for files are those of the rows on the screen, in every list."""

from dataclasses import fields, replace
from typing import Any

import pytest

from desktop.jobs.opening import Shop
from desktop.queries import lists
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.extract import extract
from tests.queries.test_every_list import every_list, filled

__all__ = ["filled"]


def values(shop: Shop, name: str, *keys: str) -> list[tuple[Any, ...]]:
    """The columns of a list as files get them, each value Python's own."""
    found: list[tuple[Any, ...]] = []
    with shop.database.read(3600) as session:
        chosen = Chosen(Request(given=(("store", shop.actor.store),)), 0)
        got = extract(session, every_list()[name], chosen, keys)
        for part in got.parts:
            columns = [
                column if read is None else [read(raw) for raw in column]
                for column, read in zip(part, got.reads, strict=True)
            ]
            found += zip(*columns, strict=True)
    return found


@pytest.mark.parametrize("name", sorted(every_list()))
def test_every_column_has_the_values_of_the_rows(filled: Shop, name: str) -> None:
    query = every_list()[name]
    keys = list(dict.fromkeys((*query.names, *(column.key for column in query.columns))))
    with filled.database.read(3600) as session:
        request = Request(given=(("store", filled.actor.store),))
        rows = list(lists.stream(session, query, request))
    wanted = [tuple(getattr(row, key) for key in keys) for row in rows]
    assert values(filled, name, *keys) == wanted
    for at, key in enumerate(keys):  # alone, which is the short way where there is one
        assert [value for (value,) in values(filled, name, key)] == [row[at] for row in wanted]


@pytest.mark.parametrize("name", sorted(every_list()))
def test_what_a_list_fills_in_is_what_it_says(filled: Shop, name: str) -> None:
    query = every_list()[name]
    if query.extra is None or not query.fills:
        return
    with filled.database.read(3600) as session:
        request = Request(given=(("store", filled.actor.store),))
        whole = list(lists.stream(session, query, request))
        bare = list(lists.stream(session, replace(query, extra=None), request))
    names = {field.name for field in fields(query.row)} - set(query.fills)
    for row, plain in zip(whole, bare, strict=True):
        assert {n: getattr(row, n) for n in names} == {n: getattr(plain, n) for n in names}
