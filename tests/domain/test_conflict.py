"""Two editors: each keeps what only one touched; the same field is asked about."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.conflict import Clash, merged

SEEN = {"name": "Tea", "price": 2}
CASES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], list[Clash]]] = [
    ({"name": "Tea", "price": 3}, SEEN, {"price": 3}, []),
    ({"name": "Tea", "price": 3}, {"name": "Mint", "price": 2}, {"price": 3}, []),
    ({"price": 3}, {"name": "Tea", "price": 4}, {"price": 3}, [Clash("price", 2, 4, 3)]),
    ({"price": 3}, {"name": "Tea", "price": 3}, {}, []),
    ({"price": 2}, {"name": "Tea", "price": 4}, {}, []),
]


@pytest.mark.parametrize(("mine", "now", "wanted", "clashes"), CASES)
def test_only_the_same_field_clashes(
    mine: dict[str, Any], now: dict[str, Any], wanted: dict[str, Any], clashes: list[Clash]
) -> None:
    assert merged(mine, SEEN, now) == (wanted, tuple(clashes))


def test_without_what_was_seen_every_difference_clashes() -> None:
    assert merged({"a": 1, "b": 2}, None, {"a": 1, "b": 3}) == ({"b": 2}, (Clash("b", None, 3, 2),))


values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=3)


@given(values, values, values)
def test_what_is_not_asked_about_is_lost_for_nobody(
    mine: dict[str, int], seen: dict[str, int], now: dict[str, int]
) -> None:
    wanted, clashes = merged(mine, seen, now)
    result = now | wanted
    for field in "abc":
        if all(clash.field != field for clash in clashes):
            assert result[field] in (mine[field], now[field])
            assert mine[field] == seen[field] or result[field] == mine[field]
            assert now[field] == seen[field] or result[field] == now[field]
