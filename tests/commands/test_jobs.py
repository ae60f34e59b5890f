"""Rows of long work: made once, brought up to date, never reopened, ended when a program died."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from desktop.commands.jobs import EndLeftJobs, NoteJob, end_left_jobs, note_job
from desktop.domain.job import LEFT
from desktop.jobs.opening import Shop
from desktop.schema import Job
from tests.tills import Till, till


def noted(desk: Till, **values: Any) -> NoteJob:
    """A note that was taken."""
    command = replace(NoteJob(*desk.head(), "backup", "Backup of the shop"), **values)
    desk.send(note_job, command)
    return command


def row_of(desk: Till, command: NoteJob) -> Job:
    with desk.database.read() as session:
        found = session.scalars(select(Job).where(Job.id == command.id)).one()
        session.expunge(found)
        return found


def test_a_job_is_one_row_from_its_beginning_to_its_end(desk: Till) -> None:
    """C8: status, done of total, message, and who."""
    begun = noted(desk, started_at=desk.clock.now(), total=10)
    desk.clock.pass_by(5)
    noted(desk, id=begun.id, at=desk.clock.now(), done=4, total=10, message="product")
    half = row_of(desk, begun)
    assert (half.status, half.done, half.total, half.message) == ("running", 4, 10, "product")
    assert half.finished_at is None
    desk.clock.pass_by(5)
    ended = replace(begun, at=desk.clock.now(), status="done", done=9, total=10, message="12 rows")
    noted(desk, **vars(ended))
    row = row_of(desk, begun)
    assert (row.status, row.done, row.total, row.message) == ("done", 10, 10, "12 rows")
    assert row.finished_at == desk.clock.now()
    assert (row.user, row.started_at) == (desk.actor.user, begun.started_at)
    assert row.payload == {"title": "Backup of the shop"}
    assert row.origin is not None


def test_a_lost_beginning_is_made_good_by_the_end(desk: Till) -> None:
    ended = noted(desk, status="failed", error="The disk is full.", started_at=desk.clock.now())
    assert row_of(desk, ended).error == "The disk is full."


def test_a_run_that_ended_is_not_opened_again_by_a_late_note(desk: Till) -> None:
    ended = noted(desk, status="cancelled")
    noted(desk, id=ended.id, status="running", done=1, total=2)
    assert row_of(desk, ended).status == "cancelled"


def test_the_books_are_never_overwritten_by_a_note(desk: Till) -> None:
    key = desk.ids.new()
    with desk.database.write() as session:
        session.add(Job(id=key, kind="import", status="done", payload={}))
        session.add(Job(id=desk.ids.new(), kind="import", status="running", payload={}))
    mine = noted(desk, id=key, status="running", title="Another")
    assert row_of(desk, mine).payload == {}


def test_sizes_beyond_the_columns_keep_their_share(desk: Till) -> None:
    told = row_of(desk, noted(desk, done=3 * 10**12, total=6 * 10**12))
    assert 0 < told.total < 2**31
    assert abs(told.done * 2 - told.total) <= 1


def test_what_no_database_takes_is_left_out_of_words(desk: Till) -> None:
    told = row_of(desk, noted(desk, title="a\x00b\ud800\n" + "x" * 9_000, message="\x00"))
    assert told.payload["title"].startswith("ab x")
    assert len(told.payload["title"]) <= 2_000
    assert told.message == ""


def test_a_program_that_died_left_jobs_that_the_next_start_ends(shop: Shop, desk: Till) -> None:
    mine, waiting = noted(desk), noted(desk, status="waiting")
    other = till(shop)
    theirs, done = noted(other), noted(desk, status="done")
    assert desk.send(end_left_jobs, EndLeftJobs(*desk.head())) == 2
    for left in (mine, waiting):
        row = row_of(desk, left)
        assert (row.status, row.error) == ("failed", LEFT)
        assert row.finished_at is not None
    assert row_of(desk, theirs).status == "running"
    assert row_of(desk, done).status == "done"


def test_what_another_computer_has_not_told_of_for_a_day_is_ended_too(
    shop: Shop, desk: Till
) -> None:
    theirs = noted(till(shop), at=desk.clock.now() - timedelta(hours=25))
    assert desk.send(end_left_jobs, EndLeftJobs(*desk.head())) == 1
    assert row_of(desk, theirs).status == "failed"


def test_who_was_taken_for_dead_and_tells_again_is_alive(desk: Till) -> None:
    """A backup of the command line runs on while the window starts."""
    alive = noted(desk)
    desk.send(end_left_jobs, EndLeftJobs(*desk.head()))
    noted(desk, **vars(replace(alive, done=5, total=9)))
    row = row_of(desk, alive)
    assert (row.status, row.error, row.done, row.finished_at) == ("running", "", 5, None)
