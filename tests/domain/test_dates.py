"""Dates of files: the order of a column is told by all of its rows, or asked."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.dates import Written, both_ways, order_of, read_date
from desktop.domain.errors import UserError

MAY = date(2024, 5, 3)
WAYS = (
    *("2024-05-03", "2024/5/3", "2024.05.03", "20240503", "2024-05-03T00:00", "45415"),
    *("3 May 2024", "May 3, 2024", "3rd May 24", "Friday, May 3rd, 2024", "03-MAY-2024"),
    *("3. Mai 2024", "3 mai 2024", "3 de mayo de 2024", "3 de maio de 2024", "2024-May-03"),
)
NAMES = (
    ("1. März 2024", "1 mars 2024", "1 de marzo de 2024", "1 de março de 2024", "Mar 1 2024"),
    ("1. Aug 2024", "1er août 2024", "1 ago 2024", "1 agosto 2024", "August 1, 2024"),
    ("1 Dez 2024", "1 déc. 2024", "1 dic 2024", "1 dezembro 2024", "1 December 2024"),
)


@pytest.mark.parametrize("text", WAYS)
def test_a_date_that_tells_its_own_order_needs_no_other(text: str) -> None:
    assert read_date(text).day == MAY


@pytest.mark.parametrize(("month", "texts"), [(3, NAMES[0]), (8, NAMES[1]), (12, NAMES[2])])
def test_months_are_known_in_five_languages(month: int, texts: tuple[str, ...]) -> None:
    assert {read_date(text).day for text in texts} == {date(2024, month, 1)}


@pytest.mark.parametrize(
    ("texts", "name", "example"),
    [
        (["01/02/2024", "25/12/2024"], "dmy", ""),
        (["01/02/2024", "12/25/2024"], "mdy", ""),
        (["01.02.24", "31.01.24"], "dmy", ""),
        (["01/02/2024", "03/04/2024"], "", "01/02/2024"),
        (["03/03/2024"], "dmy", ""),
        (["24-12-31", "99/01/02"], "ymd", ""),
        (["2024-05-03", "3 May 2024", "45415", "", "rubbish"], "", ""),
        (["25/12/2024", "26/12/2024", "12/25/2024"], "dmy", ""),
    ],
)
def test_all_rows_decide_or_a_person_does(texts: list[str], name: str, example: str) -> None:
    """Where rows tell different orders, as in the last case, most of them count."""
    found = order_of(texts)
    assert (found.name, found.example) == (name, example)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("03/05/2024 14:05", Written(MAY, time(14, 5))),
        ("03.05.24 2:05 pm", Written(MAY, time(14, 5))),
        ("2024-05-03T14:05:09.123Z", Written(MAY, time(14, 5, 9), timedelta(0))),
        ("2024-05-03 14:05:09+05:30", Written(MAY, time(14, 5, 9), timedelta(hours=5.5))),
        ("3 mai 2024 14h05", Written(MAY, time(14, 5))),
        ("May 3, 2024, 12:05 AM", Written(MAY, time(0, 5))),
        ("45415.5", Written(MAY, time(12))),
    ],
)
def test_a_time_of_day_and_its_zone_are_read_along(text: str, written: Written) -> None:
    assert read_date(text, "dmy") == written


@pytest.mark.parametrize(
    "text",
    ["", "13/13/2024", "31/02/2024", "tomorrow", "2024-13-01", "1/2/3", "99999", "5", "May", "1 2",
     "3 May 2024 25:00", "03/04/024", "0" * 90, "٣/٤/٢٠٢٤x", "-1/2/2024"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserError):
        read_date(text, "dmy")


def test_two_days_are_never_guessed() -> None:
    with pytest.raises(UserError, match="two days"):
        read_date("03/04/2024")
    assert both_ways("03/04/2024") == (date(2024, 4, 3), date(2024, 3, 4))


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_day_comes_back_from_every_order(day: date) -> None:
    for order, pattern in (("dmy", "%d/%m/%y"), ("mdy", "%m-%d-%Y"), ("ymd", "%y.%m.%d")):
        assert read_date(day.strftime(pattern), order).day == day
