"""Names in memory: what a few letters lead to, in which order, and which letters are marked."""

import random

import pytest

from desktop.domain.search import folded
from desktop.queries.names import Names, spans

GOODS = {
    "Barista milk 1 l": "dai-2 0400",
    "Crème brûlée 2 × 100 g": "des-1",
    "Decaf Espresso 1 kg": "cof-2 0401",
    "Goat milk 0.5 l": "dai-4",
    "House Espresso 1 kg": "cof-1001 04006381333931",
    "Milk chocolate 100 g": "sna-1",
    "Oat cookies 250 g": "sna-2",
    "Oat milk 1 l": "dai-1",
    "100 % juice": "bev-1",
    "Ünlü % çay_x": "tea-1",
    "قهوة عربية": "cof-9",
    "Latte 😀 mix": "cof-8",
}
NAMES = sorted(GOODS, key=lambda name: folded(f"{name} {GOODS[name]}"))
ALL = Names((folded(f"{name} {GOODS[name]}"), len(folded(name))) for name in NAMES)


def found(text: str, limit: int = 6, preferred: tuple[int, ...] = ()) -> list[str]:
    return [NAMES[hit.number] for hit in ALL.find(text, limit, preferred)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("oat mlik", "Oat milk 1 l"),
        ("espresso hous", "House Espresso 1 kg"),
        ("expreso hause", "House Espresso 1 kg"),
        ("hosue", "House Espresso 1 kg"),
        ("barsita", "Barista milk 1 l"),
        ("cokies", "Oat cookies 250 g"),
        ("choclate 100", "Milk chocolate 100 g"),
        ("creme BRULEE", "Crème brûlée 2 × 100 g"),
        ("unlu cay", "Ünlü % çay_x"),
        ("ÜNLÜ", "Ünlü % çay_x"),
        ("presso h", "House Espresso 1 kg"),
        ("cof-1001", "House Espresso 1 kg"),
        ("6381", "House Espresso 1 kg"),
        ("عربية", "قهوة عربية"),
        ("😀", "Latte 😀 mix"),
        ("100 %", "100 % juice"),
    ],
)
def test_what_a_person_types_leads_to_the_name(text: str, first: str) -> None:
    assert found(text)[:1] == [first]


def test_names_that_begin_so_come_before_words_that_do_before_pieces() -> None:
    assert found("milk") == [
        "Milk chocolate 100 g",
        "Barista milk 1 l",
        "Goat milk 0.5 l",
        "Oat milk 1 l",
    ]
    assert found("oat") == ["Oat cookies 250 g", "Oat milk 1 l", "Goat milk 0.5 l"]


def test_what_was_picked_before_comes_first_among_equals_only() -> None:
    oat = NAMES.index("Oat milk 1 l")
    assert found("oat", preferred=(oat,)) == [
        "Oat milk 1 l",
        "Oat cookies 250 g",
        "Goat milk 0.5 l",
    ]
    assert found("milk", 2, (oat,)) == ["Milk chocolate 100 g", "Oat milk 1 l"]


def test_slips_are_forgiven_only_where_nothing_is_spelt_so() -> None:
    assert [hit.is_near for hit in ALL.find("milk", 3)] == [False] * 3
    assert [hit.is_near for hit in ALL.find("mlik", 3)] == [True] * 3


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "xq", "zzzz", "x" * 10_000, "q w " * 3000, "' OR 1=1", "milk 77"]
)
def test_what_is_no_name_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_numbers_are_taken_as_they_are_typed() -> None:
    assert found("mlik 1 l")[0] in ("Barista milk 1 l", "Oat milk 1 l")
    assert found("cof-1002") == []


def test_codes_are_found_behind_the_name_only() -> None:
    assert [NAMES[n] for n in ALL.in_codes("100", 6)] == ["House Espresso 1 kg"]
    assert [NAMES[n] for n in ALL.in_codes(" COF-2", 6)] == ["Decaf Espresso 1 kg"]
    assert ALL.in_codes(" ", 6) == []


def test_among_very_many_words_the_first_letter_must_be_right() -> None:
    dice = random.Random(7)
    words = sorted({"".join(dice.choices("abcdefgh", k=9)) for _ in range(20_500)})
    names = Names((word, len(word)) for word in [*words, "stracciatella"])
    last = len(words)
    assert [hit.number for hit in names.find("stracciatela", 1)] == [last]
    assert [hit.number for hit in names.find("tsracciatella", 1)] == [last]
    assert names.find("xtracciatella", 1) == []


@pytest.mark.parametrize(
    ("text", "pieces", "marked"),
    [
        ("House Espresso", ("espr",), ["Espr"]),
        ("Goat or oat", ("oat",), ["oat"]),
        ("Crème brûlée", ("brul", "cre"), ["Crè", "brûl"]),
        ("Straße", ("ss",), ["ß"]),
        ("Goat", ("oat",), ["oat"]),
        ("Latte 😀 mix", ("mix", "😀"), ["😀", "mix"]),
        ("100 %", ("%", "nothing"), ["%"]),
        ("(a+b)", ("a+b",), ["a+b"]),
    ],
)
def test_the_letters_that_match_are_marked(
    text: str, pieces: tuple[str, ...], marked: list[str]
) -> None:
    assert [text[start:end] for start, end in spans(text, pieces)] == marked
