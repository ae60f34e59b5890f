"""Saved views come back as they were saved; what means nothing is left out and told in the log."""

import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.views import KeepOwn, keep_own
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter, Request
from desktop.queries.movements import MOVEMENTS
from desktop.queries.products import PRODUCTS
from desktop.queries.views import columns_key, kept_of, packed, view_key
from tests.queries.samples import THINGS

AT = datetime(2025, 11, 14, 10, 24, 5, 123456, tzinfo=UTC)
FILTERS = (
    Filter("kind", "in", ("sale", "receive"), "Sale, Received"),
    Filter("product", "is", UUID(int=7), "Milk"),
    Filter("at", "from", AT, "today", "today"),
    Filter("document", "has", "'; DROP % _ \\ 😀 ء"),
)


def keep(shop: Shop, values: dict[str, Any]) -> None:
    command = KeepOwn(shop.ids.new(), shop.actor, shop.clock.now(), values)
    shop.database.run(keep_own, command)


def test_every_kind_of_value_comes_back_as_it_was(shop: Shop) -> None:
    asked = Request("name", True, FILTERS, "oat 😀", given=(("store", shop.actor.store),))
    key = view_key(MOVEMENTS, UUID(int=1))
    keep(shop, {key: {"title": "Mine", "place": 2, "wanted": packed(asked)}})
    with shop.database.read() as session:
        kept = kept_of(session, MOVEMENTS, shop.actor.user)
        nothing = kept_of(session, PRODUCTS, shop.actor.user)
    (view,) = kept.views
    assert (view.key, view.title, view.place) == (key, "Mine", 2)
    assert view.request == Request("name", True, FILTERS, "oat 😀")
    assert (nothing.views, nothing.columns) == ((), ())


def test_exact_numbers_and_flags_come_back(shop: Shop) -> None:
    filters = (Filter("price", "from", Decimal("1.10")), Filter("low", "is", True))
    keep(shop, {view_key(THINGS, UUID(int=1)): {"title": "A", "wanted": packed(of(filters))}})
    keep(shop, {columns_key(THINGS): {"order": ["price", "name"]}})
    with shop.database.read() as session:
        kept = kept_of(session, THINGS, shop.actor.user)
    assert str(kept.views[0].request.filters[0].value) == "1.10"
    assert kept.views[0].request.filters == filters
    assert dict(kept.columns) == {"order": ["price", "name"]}


def of(filters: tuple[Filter, ...]) -> Request:
    return Request(filters=filters)


def wanted(*filters: Any, **more: Any) -> dict[str, Any]:
    return {"search": "", "sort": "", "descending": False, "filters": list(filters), **more}


def one(facet: str, op: str, value: Any) -> dict[str, Any]:
    return {"facet": facet, "op": op, "value": value, "title": "", "span": ""}


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"title": "x", "wanted": "?"},
        {"title": "x", "wanted": wanted(), "place": "first"},
        {"title": "x", "wanted": wanted(one("weight", "is", 5))},
        {"title": "x", "wanted": wanted(one("price", "like", 5))},
        {"title": "x", "wanted": wanted(one("price", "from", "cheap"))},
        {"title": "x", "wanted": wanted(one("price", "from", {"decimal": "x"}))},
        {"title": "x", "wanted": wanted(one("price", "from", {"python": "x"}))},
        {"title": "x", "wanted": wanted(one("price", "from", {}))},
        {"title": "x", "wanted": wanted(one("low", "is", "yes"))},
        {"title": "x", "wanted": wanted(one("sku", "in", "abc"))},
        {"title": "x", "wanted": wanted("sku")},
        {"title": "x", "wanted": wanted(search=7)},
    ],
)
def test_rubbish_is_left_out_with_a_line_in_the_log(
    shop: Shop, rubbish: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    keep(shop, {view_key(THINGS, UUID(int=1)): {"title": "Good", "wanted": wanted()}})
    keep(shop, {view_key(THINGS, UUID(int=2)): rubbish})
    with caplog.at_level(logging.WARNING), shop.database.read() as session:
        kept = kept_of(session, THINGS, shop.actor.user)
    assert [view.title for view in kept.views] == ["Good"]
    assert "is left out" in caplog.text


def test_an_order_that_is_gone_is_the_lists_own(shop: Shop) -> None:
    kept_wanted = wanted(sort="weight", descending=True)
    keep(shop, {view_key(THINGS, UUID(int=1)): {"title": "A", "wanted": kept_wanted}})
    with shop.database.read() as session:
        (view,) = kept_of(session, THINGS, shop.actor.user).views
    assert view.request == Request()
