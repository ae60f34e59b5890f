"""What keeps a shop safe by itself: what is due when, whose turn it is, the second folder."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.db.kept import backups
from desktop.db.lease import lease
from desktop.domain.errors import UserError
from desktop.jobs.backup.drill import drill
from desktop.jobs.backup.record import HISTORY
from desktop.jobs.backup.upkeep import (
    QUIET,
    check_second,
    due,
    keep_on_exit,
    round_of,
    unproven_since,
    upkeep_of,
)
from desktop.jobs.opening import Shop
from desktop.queries.safety import Runs, last_runs
from desktop.schema import Job
from tests import trade
from tests.keeping import run
from tests.stage import NOW

NONE = Runs({}, None)


def test_everything_is_due_at_first_and_then_by_its_time(shop: Shop) -> None:
    place, now = upkeep_of(shop.settings), shop.clock.now()
    assert due(place, now, NONE) == ["backup", "verify"]
    made = round_of(place, now).made
    assert made is not None
    done = Runs({"backup": now, "verify": now}, now)
    assert due(place, now, done) == ["drill"]
    assert drill(place.folder, now).ok
    trade.add_product(shop, "A")
    hour = timedelta(hours=1)
    assert due(place, now + 3 * hour, done) == []
    assert due(place, now + 4 * hour, done) == ["backup"]
    assert due(place, now + timedelta(days=7), done) == ["backup", "drill", "verify", "analyze"]


WEEK = timedelta(days=7)
BIG = 100_000_000


@pytest.mark.parametrize(
    ("runs", "wanted"),
    [
        (Runs({}, NOW - WEEK, NOW - QUIET), ["analyze"]),
        (Runs({}, NOW - WEEK, NOW - QUIET / 2), []),
        (Runs({}, NOW - 2 * WEEK, NOW), ["analyze"]),
        (Runs({"analyze": NOW}, NOW - WEEK, None, BIG, BIG // 4), ["vacuum"]),
        (Runs({"analyze": NOW}, NOW - WEEK, NOW, BIG, BIG // 4), []),
        (Runs({"analyze": NOW}, NOW - WEEK, None, BIG, BIG // 5), []),
        (Runs({"analyze": NOW}, NOW - WEEK, None, BIG // 10, BIG // 10), []),
        (Runs({"analyze": NOW, "vacuum": NOW}, NOW - WEEK, None, BIG, BIG // 4), []),
    ],
)
def test_statistics_weekly_and_room_where_it_is_worth_it_while_nobody_scans(
    shop: Shop, runs: Runs, wanted: list[str]
) -> None:
    """B30, C28: what is dead is measured, never guessed."""
    kept = replace(runs, done=runs.done | {"backup": NOW, "verify": NOW})
    place = replace(upkeep_of(shop.settings), folder=shop.settings.data_dir / "none")
    found = [kind for kind in due(place, NOW, kept) if kind not in ("backup", "drill")]
    assert found == wanted


def test_what_is_dead_and_when_something_was_booked_is_read_of_the_shop(shop: Shop) -> None:
    trade.add_product(shop, "A", "4006381333931")
    trade.scan(shop, "A", "receive", 5)
    litter = "CREATE TABLE litter AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
    litter += " SELECT i + 1 FROM n WHERE i < 20000) SELECT i, 'some words' AS w FROM n"
    run(shop, litter)
    with shop.database.read() as session:
        before = last_runs(session)
    run(shop, "DROP TABLE litter")
    with shop.database.read() as session:
        after = last_runs(session)
    assert after.booked is not None and shop.clock.now() - after.booked < timedelta(minutes=5)
    assert after.size > 100_000
    assert after.dead > before.dead + 100_000 or not shop.database.is_sqlite


def test_what_did_not_change_is_not_backed_up_again(shop: Shop) -> None:
    place, now = upkeep_of(shop.settings), shop.clock.now()
    round_of(place, now)
    later = now + timedelta(days=2)
    assert "backup" in due(place, later, NONE)
    assert round_of(place, later).made is None
    assert "backup" not in due(place, later, Runs({"backup": later}, None)), "it was looked at"


def test_a_trial_that_failed_is_tried_again_after_hours_not_at_once(shop: Shop) -> None:
    place, now = upkeep_of(shop.settings), shop.clock.now()
    made = round_of(place, now).made
    assert made is not None
    made.path.write_bytes(made.path.read_bytes()[:-99])
    assert not drill(place.folder, now).ok
    assert "drill" not in due(place, now + timedelta(hours=3), NONE)
    assert "drill" in due(place, now + timedelta(hours=4), NONE)


def test_of_many_programs_on_a_shop_one_does_it(shop: Shop) -> None:
    place, now = upkeep_of(shop.settings), shop.clock.now()
    with lease(place.url, "backup") as is_ours:
        assert is_ours
        done = round_of(place, now)
    assert (done.made, done.is_elsewhere) == (None, True)
    assert round_of(place, now).made is not None
    elsewhere = replace(place, folder=place.folder.with_name("another computer"))
    trade.add_product(shop, "A")
    lately = Runs({"backup": now, "verify": now}, now)
    wanted = due(elsewhere, now + timedelta(hours=1), lately)
    assert wanted == (["backup"] if shop.database.is_sqlite else [])


def test_runs_of_all_workstations_are_told(shop: Shop) -> None:
    at = shop.clock.now()
    with shop.database.write() as session:
        for kind, status in (("backup", "done"), ("drill", "failed"), ("import", "done")):
            job = Job(id=shop.ids.new(), kind=kind, status=status, payload={}, finished_at=at)
            session.add(job)
    with shop.database.read() as session:
        runs = last_runs(session)
    assert runs.done == {"backup": at} and runs.born is not None


def test_a_week_without_a_proven_backup_is_told(shop: Shop) -> None:
    place, now = upkeep_of(shop.settings), shop.clock.now()
    born = now - timedelta(days=8)
    assert unproven_since(place, now, Runs({}, born)) == born
    assert unproven_since(place, now, Runs({}, now - timedelta(days=1))) is None
    round_of(place, now)
    assert unproven_since(place, now + timedelta(days=6), Runs({}, born)) is None
    later = now + timedelta(days=8)
    assert unproven_since(place, later, Runs({}, born)) is not None
    assert unproven_since(place, later, Runs({"backup": now + timedelta(days=3)}, born)) is None


def test_on_exit_a_changed_file_is_kept_unless_it_is_switched_off(shop: Shop) -> None:
    now, folder = shop.clock.now(), upkeep_of(shop.settings).folder
    keep_on_exit(replace(shop.settings, backup_on_exit=False), now)
    assert backups(folder) == []
    keep_on_exit(shop.settings, now)
    assert len(backups(folder)) == int(shop.database.is_sqlite)


def test_a_second_folder_is_tried_before_it_is_taken(tmp_path: Path) -> None:
    check_second(tmp_path / "stick")
    assert list((tmp_path / "stick").iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        check_second(tmp_path / "file" / "stick")
    assert not (tmp_path / "file" / HISTORY).exists()
