"""Moments as they are typed: times, days and both, in the shop's zone."""

from datetime import UTC, datetime

import pytest

from desktop.domain.errors import UserError
from desktop.domain.moments import parse_moment, parse_past

# A Saturday at 10:24 in Berlin.
NOW = datetime(2026, 11, 21, 9, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("10:05", "2026-11-21T09:05:00Z"),
        ("9:05", "2026-11-21T08:05:00Z"),
        ("14:05", "2026-11-20T13:05:00Z"),  # it is not 14:05 yet: yesterday
        ("  Yesterday   18:00 ", "2026-11-20T17:00:00Z"),
        ("today 08:00:30", "2026-11-21T07:00:30Z"),
        ("today", "2026-11-21T09:24:00Z"),  # so far
        ("yesterday", "2026-11-20T22:59:59.999999Z"),
        ("2026-11-20", "2026-11-20T22:59:59.999999Z"),
        ("20.11.2026", "2026-11-20T22:59:59.999999Z"),
        ("2026-07-01 14:05", "2026-07-01T12:05:00Z"),  # in summer time
        ("2026-11-20T14:05", "2026-11-20T13:05:00Z"),
        ("2026-11-20T14:05:01.5+00:00", "2026-11-20T14:05:01.500000Z"),
        ("2026-11-20T14:05Z", "2026-11-20T14:05:00Z"),
    ],
)
def test_a_typed_moment_is_understood(typed: str, wanted: str) -> None:
    found = parse_moment(typed, NOW, "Europe/Berlin")
    assert found == datetime.fromisoformat(wanted)
    assert found.tzinfo == UTC


def test_a_day_ends_when_the_shops_next_one_begins() -> None:
    found = parse_moment("2026-11-19", NOW, "Europe/Berlin", 4)
    assert found == datetime(2026, 11, 20, 2, 59, 59, 999999, UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "14", "25:00", "2026-13-01", "2026-02-30", "31.02.2026", "yesterday x", "x 14:05",
     "14:05 yesterday", "2026-11-20 14", "'; --", "९:०५"],
)  # fmt: skip
def test_what_is_no_moment_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_moment(typed, NOW, "Europe/Berlin")
    assert refused.value.code == "bad_time"


@pytest.mark.parametrize("typed", ["today 23:00", "2026-11-22", "2027-01-01 00:00"])
def test_what_is_still_to_come_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_past(typed, NOW, "Europe/Berlin")
    assert refused.value.code == "future"
