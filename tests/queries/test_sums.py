"""What chosen rows come to, exactly, on both engines."""

from decimal import Decimal

import pytest

from desktop.jobs import demo
from desktop.jobs.opening import Shop
from desktop.queries import chosen, lists
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.lists import Cancel
from desktop.queries.movements import MOVEMENTS
from desktop.queries.products import PRODUCTS, stock_value
from desktop.queries.sums import sums
from tests.kept import Kept


@pytest.fixture
def filled(kept: Kept, engine_name: str) -> Shop:
    """A little demo shop, which is only read."""
    return kept.shop(engine_name, fill)


def fill(shop: Shop) -> None:
    demo.fill(shop.database, shop.clock, products=60, movements=900, days=60)


def asked(shop: Shop, search: str = "") -> Request:
    return Request(search=search, given=(("store", shop.actor.store),))


@pytest.mark.parametrize("search", ["", "a", "nothing has this name"])
def test_all_that_match_are_added_up_as_the_rows_say(filled: Shop, search: str) -> None:
    request = asked(filled, search)
    with filled.database.read() as session:
        rows = list(lists.stream(session, PRODUCTS, request))
        found = sums(session, PRODUCTS, Chosen(request, len(rows)), Cancel())
        assert found is not None
        units = {row.unit for row in rows}
        on_hand = sum((row.on_hand for row in rows), Decimal(0))
        assert found.get("on_hand") == (on_hand if len(units) < 2 else None)
        assert found["value"] == stock_value(session, request)
    assert bool(found["value"]) == (not search or search == "a")


def test_rows_by_key_are_added_up_over_all_parts(
    filled: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "PART", 7)
    request = asked(filled)
    with filled.database.read() as session:
        keys = lists.keys(session, MOVEMENTS, request, Cancel())
        assert keys is not None
        every = lists.rows(session, MOVEMENTS, request, keys.keys)
        pieces = [(at, at + 1) for at, row in enumerate(every or ()) if row and row.decimals == 0]
        picked = keys.keys.picked(pieces[3:41])
        rows = [row for row in lists.rows(session, MOVEMENTS, request, picked) or () if row]
        found = sums(session, MOVEMENTS, Chosen(request, 38, picked), Cancel())
    wanted = sum((row.quantity or 0 for row in rows), Decimal(0))
    assert found == {"quantity": wanted}
    assert len(rows) == 38


def test_pieces_and_kilograms_have_no_sum_but_a_value(filled: Shop) -> None:
    with filled.database.read() as session:
        rows = list(lists.stream(session, PRODUCTS, asked(filled)))
        keys = lists.keys(session, PRODUCTS, asked(filled), Cancel())
        assert keys is not None
        found = sums(session, PRODUCTS, Chosen(asked(filled), len(rows)), Cancel())
        assert {row.unit for row in rows} > {"piece"}
        assert set(found or ()) == {"value"}
        for unit in {row.unit for row in rows}:
            mine = [(at, at + 1) for at, row in enumerate(rows) if row.unit == unit]
            picked = keys.keys.picked(mine)
            of_one = sums(session, PRODUCTS, Chosen(asked(filled), len(mine), picked), Cancel())
            wanted = sum((row.on_hand for row in rows if row.unit == unit), Decimal(0))
            assert of_one is not None
            assert of_one["on_hand"] == wanted


def test_a_sum_that_nobody_wants_any_more_is_not_told(filled: Shop) -> None:
    cancel = Cancel()
    cancel.set()
    with filled.database.read() as session:
        assert sums(session, PRODUCTS, Chosen(asked(filled), 60), cancel) is None
