"""Places are found by name or label."""

import pytest

from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.locations import find_location, locations
from desktop.schema import Location


def test_a_place_is_found_by_its_name(shop: Shop) -> None:
    with shop.database.read() as session:
        assert find_location(session, shop.actor.store, "Shop floor") == shop.actor.location
        assert [place.name for place in locations(session, shop.actor.store)] == ["Shop floor"]


def test_a_place_is_found_in_other_letters_too(shop: Shop) -> None:
    with shop.database.read() as session:
        assert find_location(session, shop.actor.store, " shop FLOOR ") == shop.actor.location


def test_letters_that_fit_two_places_choose_neither(shop: Shop) -> None:
    twin = Location(store=shop.actor.store, name="SHOP FLOOR", kind="shelf")
    with shop.database.write() as session:
        first = session.get_one(Location, shop.actor.location)
        twin.id, twin.parent, twin.path = shop.ids.new(), first.parent, "/twin/"
        session.add(twin)
        session.flush()
        assert find_location(session, shop.actor.store, "Shop floor") == first.id
        assert find_location(session, shop.actor.store, "SHOP FLOOR") == twin.id
        with pytest.raises(UserError, match="no location"):
            find_location(session, shop.actor.store, "shop floor")


def test_an_unknown_place_names_those_there_are(shop: Shop) -> None:
    with shop.database.read() as session, pytest.raises(UserError) as refused:
        find_location(session, shop.actor.store, "Cellar")
    assert refused.value.code == "unknown_location"
    assert "Shop floor" in str(refused.value)
