"""Options, combinations, SKUs by a pattern and codes of the shop's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.barcode import describe, has_check_digit
from desktop.domain.errors import UserError
from desktop.domain.matrix import (
    IN_STORE,
    Option,
    SkuPattern,
    check_options,
    combinations,
    in_store_code,
    options_among,
    parse_values,
    renamed,
    short_values,
    usual_pattern,
)

SIZE, COLOUR = Option("Size", ("S", "M", "L")), Option("Colour", ("Red", "Dark blue"))


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("S, M, L", ("S", "M", "L")),
        ("S;M\nL\t XL ", ("S", "M", "L", "XL")),
        ("red, Red, RED", ("red",)),
        (" dark   blue ,, ", ("dark blue",)),
        ("", ()),
    ],
)
def test_values_are_typed_in_one_line(typed: str, values: tuple[str, ...]) -> None:
    assert parse_values(typed) == values


def test_every_combination_is_there_once_and_the_last_option_changes_first() -> None:
    rows = combinations((SIZE, COLOUR))
    assert len({*rows}) == 6
    assert rows[:2] == [
        (("Size", "S"), ("Colour", "Red")),
        (("Size", "S"), ("Colour", "Dark blue")),
    ]


def test_the_options_of_variants_have_the_order_in_which_they_are_met() -> None:
    rows = [dict(row) for row in combinations((SIZE, COLOUR))]
    assert options_among([*rows, {"Cut": "Slim", **rows[0]}]) == (
        SIZE, COLOUR, Option("Cut", ("Slim",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "sku"),
    [
        (usual_pattern((SIZE, COLOUR)), "TEE-S-DB"),
        ("{parent}{COLOUR:4}{size}", "TEEDARKS"),
        ("X.{colour:20}", "X.DARKBLUE"),
        ("plain", "plain"),
    ],
)
def test_a_pattern_makes_skus(pattern: str, sku: str) -> None:
    made = SkuPattern(pattern, "TEE", (SIZE, COLOUR))
    assert made.sku((("Size", "S"), ("Colour", "Dark blue"))) == sku


@pytest.mark.parametrize("pattern", ["{parnet}", "{}", "{size:x}"])
def test_a_place_that_nothing_is_known_of_is_refused_in_words(pattern: str) -> None:
    with pytest.raises(UserError, match=r"\{parent\}, \{size\}, \{colour\}"):
        SkuPattern(pattern, "TEE", (SIZE, COLOUR))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "no option yet"),
        ((Option(" ", ("S",)),), "no name"),
        ((SIZE, Option("size", ("S",))), "twice"),
        ((Option("Size", ()),), "no values"),
        ((Option("A", tuple("abcdefghij") * 10), Option("B", tuple("abcdefghijk") * 2)), "2,200"),
        (tuple(Option(letter, ("x",)) for letter in "abcdef"), "at most 5"),
    ],
)
def test_options_that_make_no_family_are_refused(options: tuple[Option, ...], words: str) -> None:
    with pytest.raises(UserError, match=words):
        check_options(options)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30, unique=True))
def test_shortened_values_are_all_different(values: list[str]) -> None:
    short = short_values(values)
    assert len(set(short.values())) == len(values)
    assert all(short.values())


def test_shortening_keeps_sizes_and_tells_words_that_begin_alike_apart() -> None:
    assert short_values(["XXL", "42", "Green", "Grey", "Greenish", "Dark blue", "Dark brown"]) == {
        "XXL": "XXL", "42": "42", "Green": "GRE", "Grey": "GREY", "Greenish": "GREE",
        "Dark blue": "DB", "Dark brown": "DARK",
    }  # fmt: skip


def test_codes_of_the_shop_carry_a_right_check_digit() -> None:
    for prefix in IN_STORE:
        code = in_store_code(prefix, 123)
        assert has_check_digit(code)
        assert describe(code).kind == "EAN-13"


def test_a_name_made_of_values_follows_them_and_one_of_its_own_stays() -> None:
    assert renamed("Tee - S, Red", ["Red", "S"], "Red", "Crimson") == "Tee - S, Crimson"
    assert renamed("Red tee", ["Red", "S"], "Red", "Crimson") == "Red tee"
