"""Which backups stay over 400 days of a made-up clock, and when the next is due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.db.kept import CHECKSUM, FILE, backups, path_for
from desktop.jobs.backup.retention import (
    DAYS,
    EVERY,
    LAST,
    MONTHS,
    WEEKS,
    Kept,
    is_due,
    superfluous,
    thin_out,
)

BEGIN = datetime(2026, 1, 1, 7, 30, tzinfo=UTC)


def kept(at: datetime, is_proven: bool = False) -> Kept:
    return Kept(path_for(Path(), "M1", "0001", at, FILE), at, is_proven)


def lived(days: int, proven_at: datetime | None = None) -> tuple[list[Kept], datetime]:
    """A shop's backups after so many days: every four hours while it is open, thinned out."""
    there: list[Kept] = []
    at = BEGIN
    for day in range(days):
        for hour in (7, 11, 15, 19):
            at = BEGIN.replace(hour=hour) + timedelta(days=day)
            there.append(kept(at, at == proven_at))
            gone = set(superfluous(there))
            there = [one for one in there if one.path not in gone]
    return there, at


def test_over_400_days_the_promised_ones_are_there_and_no_more() -> None:
    there, now = lived(400)
    at = {one.at for one in there}
    assert len(there) <= LAST + DAYS + WEEKS + MONTHS
    assert {now - timedelta(hours=4 * n) for n in range(4)} <= at
    days = {one.date() for one in at}
    assert {now.date() - timedelta(days=n) for n in range(DAYS)} <= days
    weeks = {one.isocalendar()[:2] for one in at}
    assert {(now - timedelta(weeks=n)).isocalendar()[:2] for n in range(WEEKS)} <= weeks
    assert len({(one.year, one.month) for one in at}) == MONTHS
    assert now - min(at) <= timedelta(days=366)


@pytest.mark.parametrize("days", [1, 2, 8, 30, 100])
def test_on_every_day_the_newest_is_there(days: int) -> None:
    there, now = lived(days)
    assert max(one.at for one in there) == now


def test_of_each_period_it_is_the_newest_that_stays() -> None:
    there, now = lived(60)
    for one in there:
        if one.at.date() < now.date() - timedelta(days=LAST // 4 + 1):
            assert one.at.hour == 19


def test_the_last_proven_one_is_never_deleted() -> None:
    proven_at = BEGIN.replace(hour=11) + timedelta(days=3)
    there, _ = lived(400, proven_at)
    assert [one.at for one in there if one.is_proven] == [proven_at]


def test_of_two_proven_ones_the_older_may_go() -> None:
    many = [kept(BEGIN + timedelta(hours=n), n in (1, 5)) for n in range(60)]
    gone = superfluous(many)
    assert many[1].path in gone
    assert many[5].path not in gone


def test_nothing_goes_while_there_are_few() -> None:
    assert superfluous(kept(BEGIN + timedelta(minutes=n)) for n in range(LAST)) == []


def test_a_clock_that_was_set_back_deletes_no_newest() -> None:
    there, now = lived(40)
    early = kept(now - timedelta(days=1000))
    assert {one.path for one in there} & set(superfluous([*there, early])) == set()


@pytest.mark.parametrize(
    ("passed", "is_changed", "due"),
    [
        (timedelta(hours=3, minutes=59), True, False),
        (EVERY, True, True),
        (EVERY, False, False),
        (timedelta(days=9), False, False),
        (-EVERY, True, True),
    ],
)
def test_every_four_hours_when_something_changed(
    passed: timedelta, is_changed: bool, due: bool
) -> None:
    assert is_due(BEGIN, BEGIN + passed, is_changed) is due


def test_the_first_is_due_at_once() -> None:
    assert is_due(None, BEGIN, False)


def test_in_a_folder_checksums_go_with_their_backups_and_strangers_stay(tmp_path: Path) -> None:
    for number in range(LAST + 6):
        path = path_for(tmp_path, "M1", "0001", BEGIN + timedelta(minutes=number), FILE)
        path.touch()
        path.with_name(path.name + CHECKSUM).touch()
    (tmp_path / "holiday.zip").touch()
    (tmp_path / "onhand-notes.onhand").touch()
    gone = thin_out(tmp_path)
    assert len(gone) == 6
    assert len(backups(tmp_path)) == LAST
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == 2 * LAST + 2
    assert {"holiday.zip", "onhand-notes.onhand"} <= left
