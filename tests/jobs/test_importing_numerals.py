"""Numbers of files: 1.234,56 and 1,234.56, told by all rows of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import UserError
from desktop.jobs.importing.numerals import decimal_of, is_number, told_by, with_point


@pytest.mark.parametrize(
    ("cells", "signs"),
    [
        (["1.234,56"], ","),
        (["1,234.56"], "."),
        (["2,5"], ","),
        (["2.5"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["1,23,456.00"], "."),
        (["0,125"], ","),
        (["1234,567"], ","),
        ([",5"], ","),
        (["1,234", "1.234", "7", ""], ""),
        (["12 €", "1 234 567"], ""),
        (["R$ 1.234,50"], ","),
        (["1'234.50"], "."),
        (["2,5", "2.5"], ",."),
    ],
)
def test_the_sign_of_decimals_is_told_by_what_only_it_can_mean(
    cells: list[str], signs: str
) -> None:
    assert told_by(cells) == set(signs)


def test_one_row_of_a_column_tells_how_all_columns_are_read() -> None:
    assert decimal_of([["1.000", "2.000"], ["3,5"]]) == ","
    assert decimal_of([["1.000", "2.5"], ["3,5"]]) == ""
    assert decimal_of([]) == ""


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1.234", ",", "1234"),
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
        ("-1.234.567,8", ",", "-1234567.8"),
        ("€ 12,50", ",", "12.50"),
        ("12.50 EUR", ".", "12.50"),
        ("$1,234.50", ".", "1234.50"),
        ("N$260", "", "260"),
        ("1\u202f234,5", ",", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("007", ".", "007"),
    ],
)
def test_numbers_are_read_by_the_files_own_sign(text: str, decimal: str, number: str) -> None:
    assert with_point(text, decimal, ".") == number


@pytest.mark.parametrize(
    ("text", "decimal", "usual"),
    [("1,234", "", "."), ("1.234", "", ","), ("1,23", ".", "."), ("12,34,5", ".", ".")],
)  # fmt: skip
def test_what_may_be_two_numbers_or_none_is_refused(text: str, decimal: str, usual: str) -> None:
    with pytest.raises(UserError):
        with_point(text, decimal, usual)


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([",.", ".,"]))
def test_every_amount_is_read_as_it_was_written(whole: int, cents: int, signs: str) -> None:
    group, decimal = signs[0], signs[1]
    written = f"{whole:,}".replace(",", group) + f"{decimal}{cents:02d}"
    assert decimal_of([[written]]) == decimal
    assert with_point(written, decimal, decimal) == f"{whole}.{cents:02d}"


def test_words_and_dates_are_no_numbers() -> None:
    assert [is_number(text) for text in ("12.5", "Tea", "2024-01-01", "", "€ 3")] == [
        *(True, False, False, False, True)
    ]
