"""The list of jobs: newest first, what ran in words, who and where."""

from pathlib import Path

import main
from desktop.commands.closing import CloseDay, close_day
from desktop.commands.jobs import NoteJob, note_job
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.jobs import JOBS, KINDS, STATUSES, job_card, jobs_under_way
from tests.tills import till
from tests.trade import rows_of


def test_the_newest_job_is_first_and_names_its_person_and_computer(shop: Shop) -> None:
    desk = till(shop)
    first = desk.head()
    desk.send(note_job, NoteJob(*first, "backup", "Backup", "done", message="12 rows"))
    desk.clock.pass_by(60)
    at = desk.clock.now()
    failed = NoteJob(*desk.head(), "drill", "Drill", "failed", error="No.", started_at=at)
    desk.send(note_job, failed)
    newest, older = rows_of(shop, JOBS)
    assert (newest.id, newest.title, newest.said, newest.at) == (failed.id, "Drill", "No.", at)
    assert (older.id, older.said, older.status) == (first[0], "12 rows", "done")
    assert newest.person
    assert newest.computer == "Test till"


def test_a_close_of_day_is_shown_beside_them(shop: Shop) -> None:
    desk = till(shop)
    closing = CloseDay(*desk.head(), desk.clock.now().date(), desk.ids.new(), {"total": "1"})
    desk.send(close_day, closing)
    desk.send(note_job, NoteJob(*desk.head(), "export", "Products"))
    chosen = Filter("kind", "is", "close_of_day")
    (row,) = rows_of(shop, JOBS, chosen)
    assert (row.kind, row.status, row.said) == ("close_of_day", "done", "2026-03-02")
    with shop.database.read() as session:
        card = job_card(session, closing.key)
        assert jobs_under_way(session) == 1
    assert card.payload["figures"] == {"total": "1"}
    assert card.finished_at == closing.at


def test_jobs_are_found_by_their_title_message_and_error(shop: Shop) -> None:
    desk = till(shop)
    desk.send(note_job, NoteJob(*desk.head(), "export", "Goods as CSV", "done", message="7 rows"))
    desk.send(note_job, NoteJob(*desk.head(), "backup", "Backup", "failed", error="Disk is full"))
    for typed, kind in (("csv", "export"), ("7 rows", "export"), ("full", "backup")):
        assert [row.kind for row in rows_of(shop, JOBS, search=typed)] == [kind]


def test_every_status_of_the_schema_has_a_word(shop: Shop) -> None:
    statuses = {"waiting", "running", "done", "failed", "cancelled", "undone"}
    assert {choice.value for choice in STATUSES} == statuses
    assert len({choice.value for choice in KINDS}) == len(KINDS)
    icons = Path(main.__file__).parent / "resources" / "icons"
    assert [choice.icon for choice in KINDS if not (icons / f"{choice.icon}.svg").exists()] == []
