"""Amounts in words, exact in every unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import UserError
from desktop.domain.measure import (
    Part,
    UnitOf,
    by_price,
    converted,
    in_cases,
    is_amount,
    parse_amount,
    total,
    weighed,
)

PIECE = UnitOf("piece", "count", Decimal(1), 0, (Decimal(6),))
KG = UnitOf("kg", "mass", Decimal(1), 3)
G = UnitOf("g", "mass", Decimal("0.001"), 0)
L = UnitOf("l", "volume", Decimal(1), 3)
ML = UnitOf("ml", "volume", Decimal("0.001"), 0)


def amount(text: str, unit: UnitOf, one: int = 1) -> Decimal:
    parts = parse_amount(text)
    assert parts is not None
    return total(parts, unit, Decimal(one))


@pytest.mark.parametrize(
    ("text", "unit", "quantity"),
    [
        ("2 kg", G, "2000"),
        ("2kg", KG, "2"),
        ("0,5 kg", G, "500"),
        ("333 g", KG, "0.333"),
        ("1 kg + 250 g", KG, "1.25"),
        ("75 cl", ML, "750"),
        ("1.5 l", ML, "1500"),
        ("250 ml", L, "0.25"),
        ("3x6", PIECE, "18"),
        ("3 × 6", PIECE, "18"),
        ("1 case", PIECE, "6"),
        ("3 cases + 4", PIECE, "22"),
        ("2 boxes", PIECE, "12"),
        ("12 pieces", PIECE, "12"),
        ("5", PIECE, "5"),
        ("16 oz", UnitOf("lb", "mass", Decimal("0.45359237"), 3), "1"),
    ],
)
def test_what_is_typed_is_so_much(text: str, unit: UnitOf, quantity: str) -> None:
    assert amount(text, unit) == Decimal(quantity)


def test_a_bare_number_counts_what_the_code_stands_for() -> None:
    assert amount("3", PIECE, one=6) == 18
    assert amount("3x2", PIECE, one=6) == 36
    assert amount("3 cases + 4", PIECE, one=6) == 22
    assert amount("2 cases", PIECE, one=24) == 48


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("2 kg", PIECE, "counted in piece: 2 kg is a weight"),
        ("2 l", KG, "2 l is a volume"),
        ("3 pieces", KG, "3 pieces is a number of pieces"),
        ("1 case", KG, "No code of it stands for a case"),
        ("0.5 g", G, "too fine"),
        ("1 mg", KG, "too fine"),
        ("2000 t", KG, "too large"),
    ],
)
def test_what_it_cannot_be_is_said_in_words(text: str, unit: UnitOf, words: str) -> None:
    with pytest.raises(UserError, match=words):
        amount(text, unit)


def test_two_sizes_of_case_are_not_guessed() -> None:
    both = UnitOf("piece", "count", Decimal(1), 0, (Decimal(6), Decimal(12)))
    with pytest.raises(UserError, match="cases of 6, 12"):
        amount("1 case", both)


@pytest.mark.parametrize("text", ["", "kg", "tea", "2 kg tea", "3x", "x6", "2 +", "-3", "1e5", "٣"])
def test_anything_else_is_no_amount(text: str) -> None:
    assert parse_amount(text) is None
    assert not is_amount(text)


def test_a_comma_that_may_part_thousands_is_refused() -> None:
    assert not is_amount("1,500 g")
    with pytest.raises(UserError, match="thousands"):
        parse_amount("1,500 g")


@given(st.integers(0, 10**9), st.sampled_from([(G, KG, "g", "kg"), (ML, L, "ml", "l")]))
def test_there_and_back_is_the_same(
    thousandths: int, pair: tuple[UnitOf, UnitOf, str, str]
) -> None:
    """Whatever number of grams is exact in kilograms, and comes back."""
    small, large, name, other = pair
    there = converted(Decimal(thousandths), name, large)
    assert there == Decimal(thousandths) / 1000
    assert converted(there, other, small) == thousandths


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_parts_add_up_exactly(grams: list[int]) -> None:
    """E14: a kilogram without three times 333 g is one gram."""
    whole = UnitOf("t", "mass", Decimal(1000), 9)
    parts = [Part(Decimal(n), "g") for n in grams]
    assert sum(converted(p.number, p.unit, whole) for p in parts) == Decimal(sum(grams)) / 10**6


def test_a_scales_label_is_rounded_to_the_unit() -> None:
    assert weighed(Decimal("1.2345"), "kg", KG) == Decimal("1.235")
    assert weighed(Decimal("1.234"), "kg", G) == 1234
    assert weighed(Decimal("1.234"), "kg", PIECE) is None


def test_a_price_tells_how_much_of_a_weighed_product() -> None:
    assert by_price(Decimal("7.95"), Decimal("15.90"), KG) == Decimal("0.5")
    assert by_price(Decimal("7.95"), Decimal("15.90"), PIECE) is None
    assert by_price(Decimal("7.95"), Decimal(0), KG) is None


@given(st.integers(0, 10**6), st.integers(1, 500))
def test_cases_and_the_rest_are_the_whole(pieces: int, size: int) -> None:
    cases, rest = in_cases(Decimal(pieces), Decimal(size))
    assert cases * size + rest == pieces
    assert rest >= 0 and (size == 1 or rest < size)
