"""The shop's own fields: what is understood, stored, refused in words, and comes back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.custom_field import (
    PLACES,
    FieldInfo,
    Option,
    check_key,
    converted,
    key_of,
    merged,
    options_of,
    rebased,
    stored,
    told,
    typed,
)
from desktop.domain.errors import UserError
from desktop.domain.food import FOOD, GROUPS, NUTRITION, groups_of

COLOURS = (Option("red", "Red"), Option("dark_blue", "Dark blue"))
FIELDS = {
    "text": FieldInfo("note", "Note"),
    "number": FieldInfo("fat", "Fat", "number"),
    "date": FieldInfo("harvest", "Harvest", "date"),
    "yes_no": FieldInfo("organic", "Organic", "yes_no"),
    "choice": FieldInfo("colour", "Colour", "choice", COLOURS),
}
KEPT = [
    ("text", "  two \n lines ", "two   lines"),
    ("text", 'مرحبا \u200fO\'Brien "x" <b>', 'مرحبا \u200fO\'Brien "x" <b>'),
    ("text", " ", None),
    ("number", "12.50", "12.5"),
    ("number", "0,125", "0.125"),
    ("number", "-0", "0"),
    ("number", Decimal("1E+2"), "100"),
    ("number", "999999999999999", "999999999999999"),
    ("number", "123456789.123456", "123456789.123456"),
    ("date", "2024-02-29", "2024-02-29"),
    ("date", date(2026, 1, 2), "2026-01-02"),
    ("date", "2026-01-02 00:00:00", "2026-01-02"),
    ("yes_no", "Yes", True),
    ("yes_no", False, False),
    ("yes_no", "0", False),
    ("choice", "dark blue", "dark_blue"),
    ("choice", "dark_blue", "dark_blue"),
    ("choice", None, None),
]


@pytest.mark.parametrize(("kind", "value", "wanted"), KEPT)
def test_a_value_is_kept_in_one_spelling_and_told_so_that_it_comes_back(
    kind: str, value: Any, wanted: Any
) -> None:
    """E12: what is told of a value is understood again."""
    info = FIELDS[kind]
    kept = stored(info, value)
    assert kept == wanted
    assert type(kept) is type(wanted)
    assert stored(info, told(info, kept)) == kept
    assert (typed(info, kept) is None) is (wanted is None)


REFUSED = [
    ("text", "x" * 10_000, "Note has 10,000 characters. It may have 2,000."),
    ("number", "1,234", "The Fat “1,234” may mean thousands or a fraction. Type 1234 or 1.234."),
    ("number", "NaN", "“NaN” is no value for Fat. Type a number, as 12.5."),
    ("number", "1e3", "“1e3” is no value for Fat. Type a number, as 12.5."),
    ("number", "1234567890.1234567", "It may have 15 digits, 6 of them decimals."),
    ("number", "1" * 16, "It may have 15 digits, 6 of them decimals."),
    ("number", Decimal("1E-7"), "It may have 15 digits, 6 of them decimals."),
    ("number", Decimal("Infinity"), "“Infinity” is no value for Fat."),
    ("date", "29.2.2023", "“29.2.2023” is no value for Harvest. Type a day as 2026-11-22."),
    ("date", "2023-02-29", "Type a day as 2026-11-22."),
    ("yes_no", "perhaps", "“perhaps” is no value for Organic. Type yes or no."),
    ("choice", "gr'; DROP", "“gr'; DROP” is no value for Colour. The choices are: Red, Dark blue."),
]


@pytest.mark.parametrize(("kind", "value", "words"), REFUSED)
def test_what_is_no_value_is_refused_at_its_field(kind: str, value: Any, words: str) -> None:
    with pytest.raises(UserError) as refused:
        stored(FIELDS[kind], value)
    assert words in str(refused.value)
    assert typed(FIELDS[kind], str(value)) is None


NUMBERS = st.decimals(-(10**8), 10**8, places=PLACES, allow_nan=False)


@given(NUMBERS, NUMBERS)
def test_numbers_are_ordered_by_their_doubles_as_they_are(one: Decimal, other: Decimal) -> None:
    """What SQLite sorts by: with 15 digits no two of them share a double."""
    info = FIELDS["number"]
    a, b = stored(info, one), stored(info, other)
    assert (typed(info, a), typed(info, b)) == (one, other)
    assert (float(a) < float(b), float(a) == float(b)) == (one < other, one == other)


def test_a_key_is_made_of_words_and_never_of_what_means_something_elsewhere() -> None:
    assert key_of("Shelf colour") == "shelf_colour"
    assert key_of("Größe (cm)", ["grosse_cm"]) == "grosse_cm_2"
    assert key_of("цвет") == "field"
    assert key_of("3D") == "field_3d"
    assert check_key(key_of("x" * 200)) == "x" * 55
    for key in ("", "a.b", 'a"b', "a'b", "$", "A", "_a", "1a", "a b", "a->>b", "a" * 61, "ключ"):
        with pytest.raises(UserError, match="is no key for a field"):
            check_key(key)


def test_choices_keep_their_keys_and_values_follow_another_type() -> None:
    more = options_of(["dark blue", "Green", "green-ish", "Зелёный"], COLOURS)
    assert [option.key for option in more] == ["dark_blue", "green", "green_ish", "choice"]
    text, number = FieldInfo("colour", "Colour"), FieldInfo("colour", "Colour", "number")
    assert converted(FIELDS["choice"], text, "dark_blue") == "Dark blue"
    assert converted(text, FIELDS["choice"], "red") == "red"
    assert converted(text, number, "7.0") == "7"
    with pytest.raises(UserError):
        converted(FIELDS["choice"], number, "red")


def test_a_change_of_one_value_is_taken_back_without_the_others() -> None:
    before, after = {"a": "1", "b": "2"}, {"a": "9", "b": "2"}
    now = {"a": "9", "b": "3", "c": True}
    assert rebased(now, before, after) == ({"a": "1", "b": "3", "c": True}, now)
    assert rebased({"b": "2"}, {"a": "1"}, {}) == ({"a": "1", "b": "2"}, {"b": "2"})
    assert rebased({"a": "5"}, before, after)[1] != {"a": "5"}
    assert merged({"a": "1"}, "a", None) == {}


def test_food_stands_in_the_order_of_the_food_information_regulation() -> None:
    """E12: nutrition and storage as groups; Regulation (EU) No 1169/2011, annex XV."""
    words = ["Energy", "fat", "saturates", "carbohydrate", "sugars", "fibre", "protein", "salt"]
    labels = [info.label for info in NUTRITION.fields[1:]]
    assert all(w.casefold() in t.casefold() for w, t in zip(words, labels, strict=True))
    fields = [info for group in groups_of(FOOD) for info in group.fields]
    assert len({info.key for info in fields}) == len({info.label for info in fields}) == 17
    assert all(check_key(info.key) and info.section for info in fields)
    assert groups_of("nutrition") == (GROUPS[0],)
    assert groups_of("drinks") == ()
