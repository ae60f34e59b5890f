"""How a picture looks in 64 bits: near what was scaled or lightened, far from other things."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.picture import NEAR, distance, is_near, look_of

GREYS = st.lists(st.integers(0, 255), min_size=72, max_size=72)
LOOKS = st.integers(-(1 << 63), (1 << 63) - 1)


@given(GREYS)
def test_a_look_fits_a_signed_column_and_does_not_mind_lighter_paper(greys: list[int]) -> None:
    look = look_of(greys)
    assert look is None or -(1 << 63) <= look < 1 << 63
    assert look_of([value + 7 for value in greys]) == look


@given(LOOKS, LOOKS, LOOKS)
def test_the_distance_is_one_between_looks(a: int, b: int, c: int) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) is (a == b)
    assert distance(a, c) <= distance(a, b) + distance(b, c) <= 128


def test_a_plain_picture_has_no_look_and_chance_pictures_are_not_near() -> None:
    assert look_of([255] * 72) is None and not is_near(None, None)
    chance = random.Random(6)
    looks = [look_of([chance.randrange(256) for _ in range(72)]) for _ in range(300)]
    assert not any(is_near(a, b) for n, a in enumerate(looks) for b in looks[:n])
    assert is_near(looks[0], looks[0]) and NEAR < 10
    with pytest.raises(ValueError, match="72"):
        look_of([1, 2, 3])
