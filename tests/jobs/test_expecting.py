"""How long an upgrade will take, from the last one or from the size alone."""

from dataclasses import replace
from datetime import UTC, datetime

from desktop.jobs.migrating.expecting import SECONDS_OF_SMALL, SMALL, expected_seconds
from desktop.queries.migrations import Step

LAST = Step(datetime(2026, 11, 1, tzinfo=UTC), "0001", "0002", "anna", "1.0", 30_000, 1 << 30)


def test_the_pace_of_the_newest_measured_upgrade_tells_it() -> None:
    unmeasured = replace(LAST, milliseconds=0, size=0)
    assert expected_seconds(3 << 30, [unmeasured, LAST, replace(LAST, milliseconds=1000)]) == 90.0


def test_without_one_only_a_small_shop_is_told() -> None:
    assert expected_seconds(SMALL, []) == SECONDS_OF_SMALL
    assert expected_seconds(SMALL + 1, []) is None
