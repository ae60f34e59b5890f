"""How a picture looks in 64 bits: near what was scaled or lightened, far from other things."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.picture import NEAR, distance, is_near, look_of
from desktop.domain.picture_names import file_name, sku_of

GREYS = st.binary(min_size=72, max_size=72)
LOOKS = st.integers(-(1 << 63), (1 << 63) - 1)


@given(GREYS)
def test_a_look_fits_a_signed_column_and_does_not_mind_lighter_paper(greys: bytes) -> None:
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


@given(st.text(min_size=1, max_size=60), st.integers(1, 999))
def test_a_file_named_by_an_sku_and_a_place_leads_back_to_them(sku: str, place: int) -> None:
    name = file_name(sku, place, "image/png")
    assert "/" not in name and "\\" not in name and not name.startswith(".")
    assert sku_of(name.removesuffix(".png"), {sku}) == (sku, place)


def test_names_of_other_programs_lead_to_products_too() -> None:
    known = {"T-1", "T-1-2", "A B"}
    found = {
        name: sku_of(name, known)
        for name in ("T-1", "T-1-2", "T-1_3", "T-1 (4)", "A B-2", "A%20B", "T", "T-1x", "")
    }
    assert found == {
        "T-1": ("T-1", 1), "T-1-2": ("T-1-2", 1), "T-1_3": ("T-1", 3), "T-1 (4)": ("T-1", 4),
        "A B-2": ("A B", 2), "A%20B": ("A B", 1), "T": None, "T-1x": None, "": None,
    }  # fmt: skip
