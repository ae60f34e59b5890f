"""Places are found by name or label."""

import pytest

from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.locations import find_location, locations


def test_a_place_is_found_by_its_name(shop: Shop) -> None:
    with shop.database.read() as session:
        assert find_location(session, shop.actor.store, "Shop floor") == shop.actor.location
        assert [place.name for place in locations(session, shop.actor.store)] == ["Shop floor"]


def test_an_unknown_place_names_those_there_are(shop: Shop) -> None:
    with shop.database.read() as session, pytest.raises(UserError) as refused:
        find_location(session, shop.actor.store, "Cellar")
    assert refused.value.code == "unknown_location"
    assert "Shop floor" in str(refused.value)
