"""Jobs of the window: a row each, told now and then, stopped, and never hurt by their row."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

import desktop
from desktop.domain.errors import UserError
from desktop.domain.job import LEFT
from desktop.domain.progress import Cancelled
from desktop.jobs.opening import Shop
from desktop.queries.jobs import KINDS
from desktop.schema import AppUser, Job
from desktop.ui.jobs import JobProgress, Jobs, Outcome, RunningJob
from desktop.ui.pages.health.care import CARE, MEND
from desktop.ui.work import Work


@pytest.fixture
def work(shop: Shop, qapp: object) -> Iterator[Work]:
    opened = Work(shop.database)
    yield opened
    opened.close()


@pytest.fixture
def jobs(work: Work, shop: Shop) -> Jobs:
    return Jobs(work, shop.clock, shop.ids, lambda: shop.actor)


class Gate:
    """A job that reports, then waits until the test lets it go on."""

    def __init__(self, result: Any = None) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        self.result = result

    def __call__(self, progress: JobProgress) -> Any:
        progress.report(1, 4, "half of a half")
        self.reached.set()
        assert self.open.wait(10)
        progress.report(4, 4, "all")
        return self.result


def row_of(shop: Shop, job: RunningJob) -> Job | None:
    with shop.database.read() as session:
        found = session.scalars(select(Job).where(Job.id == job.id)).first()
        session.expunge_all()
        return found


def in_row(shop: Shop, job: RunningJob, status: str, qtbot: QtBot) -> Job:
    """The row, when it says this."""
    found: list[Job] = []

    def says() -> bool:
        row = row_of(shop, job)
        found[:] = [row] if row is not None else []
        return row is not None and row.status == status

    qtbot.waitUntil(says)
    return found[0]


def test_a_job_tells_how_far_it_is_and_its_row_says_what_came_of_it(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    """C8; model "job"."""
    gate = Gate(Outcome(42, "42 rows"))
    job = jobs.start("backup", "Backup of the shop", gate, place="here")
    assert jobs.running == [job]
    assert jobs.of_kind("backup") is job
    qtbot.waitUntil(lambda: job.last.message == "half of a half")
    assert job.last.share == 0.25
    assert job.status == "running"
    in_row(shop, job, "running", qtbot)
    with qtbot.waitSignal(job.done) as told:
        gate.open.set()
    assert told.args == [42]
    assert (job.status, job.words, job.last.share) == ("done", "42 rows", 1)
    assert jobs.running == []
    assert jobs.recent == [job]
    row = in_row(shop, job, "done", qtbot)
    assert (row.kind, row.message, row.done, row.total) == ("backup", "42 rows", 4, 4)
    assert row.payload == {"title": "Backup of the shop", "place": "here"}
    assert row.started_at is not None
    assert row.user == shop.actor.user


def test_a_job_lives_on_when_the_dialog_that_began_it_is_gone(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    dialog = QObject()
    gate = Gate()
    job = jobs.start("backup", "Backup", gate)
    job.done.connect(dialog.deleteLater)
    dialog.deleteLater()
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(job.ended):
        gate.open.set()
    assert job.status == "done"
    assert job.result is None  # nothing returned is a result too


def test_a_job_that_is_stopped_says_so_and_so_does_its_row(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    gate = Gate()
    job = jobs.start("export", "Products", gate)
    qtbot.waitUntil(gate.reached.is_set)
    job.stop()
    assert job.is_stopping
    with qtbot.waitSignal(job.stopped):
        gate.open.set()
    assert job.status == "cancelled"
    in_row(shop, job, "cancelled", qtbot)


def test_a_job_that_waits_for_another_is_stopped_at_once(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    gate, ran = Gate(), []
    first = jobs.start("backup", "Backup", gate)
    second = jobs.start("drill", "Restore drill", lambda _: ran.append(1))
    in_row(shop, second, "waiting", qtbot)
    with qtbot.waitSignal(second.stopped):
        second.stop()
    in_row(shop, second, "cancelled", qtbot)
    with qtbot.waitSignal(first.done):
        gate.open.set()
    third = jobs.start("drill", "Restore drill", lambda _: ran.append(3))
    with qtbot.waitSignal(third.done):
        pass
    assert ran == [3]


def test_an_export_runs_beside_a_long_backup_and_two_of_one_lane_one_by_one(
    jobs: Jobs, qtbot: QtBot
) -> None:
    """Two of one kind, and two that take the whole shop, wait for each other; no others do."""
    backup, export = Gate(), Gate()
    long = jobs.start("backup", "Backup", backup)
    first = jobs.start("export", "Products", export)
    second = jobs.start("export", "Vendors", lambda _: None)
    restore = jobs.start("restore", "Restore", lambda _: None)
    other = jobs.start("verify", "Books", lambda _: None)
    qtbot.waitUntil(lambda: backup.reached.is_set() and export.reached.is_set())
    qtbot.waitUntil(lambda: other.status == "done")
    assert (second.status, restore.status) == ("waiting", "waiting")
    export.open.set()
    qtbot.waitUntil(lambda: second.status == "done")
    assert first.status == "done"
    assert (long.status, restore.status) == ("running", "waiting")
    backup.open.set()
    qtbot.waitUntil(lambda: restore.status == "done")


def test_what_cannot_be_stopped_goes_on(jobs: Jobs, qtbot: QtBot) -> None:
    gate = Gate()
    job = jobs.start("migrate", "Migration", gate, is_cancellable=False)
    qtbot.waitUntil(gate.reached.is_set)
    job.stop()
    assert not job.is_stopping
    with qtbot.waitSignal(job.done):
        gate.open.set()


def test_a_failure_is_told_in_its_own_words(jobs: Jobs, shop: Shop, qtbot: QtBot) -> None:
    def run(_: JobProgress) -> None:
        raise UserError("The disk is full.", "Make room.", code="disk_full")

    job = jobs.start("backup", "Backup", run)
    with qtbot.waitSignal(job.failed) as told:
        pass
    assert told.args is not None
    assert told.args[0].code == "disk_full"
    assert in_row(shop, job, "failed", qtbot).error == "The disk is full. Make room."


def test_a_fault_of_ours_is_logged_and_its_details_are_not_in_the_row(
    jobs: Jobs, shop: Shop, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def run(_: JobProgress) -> None:
        raise ValueError("postgresql://ann:secret@server")

    job = jobs.start("backup", "Backup", run)
    with qtbot.waitSignal(job.failed):
        pass
    row = in_row(shop, job, "failed", qtbot)
    assert "secret" not in row.error
    assert "log" in row.error
    assert "unexpected failure" in caplog.text


def test_a_row_that_cannot_be_written_never_stops_the_job(
    jobs: Jobs, work: Work, shop: Shop, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever acts was deactivated meanwhile: every note is refused, the work is done."""
    with shop.database.write() as session:
        session.execute(update(AppUser).values(is_active=False))
    unheard: list[object] = []
    work.unheard.connect(unheard.append)
    work.refused.connect(lambda: unheard.append("refused"))
    job = jobs.start("backup", "Backup", lambda progress: progress.report(1, 1))
    with qtbot.waitSignal(job.done):
        pass
    qtbot.waitUntil(lambda: caplog.text.count("was not written") == 2)
    assert row_of(shop, job) is None
    assert unheard == []
    assert work.reach.trouble is None


def test_many_reports_are_few_signals_and_the_last_is_never_lost(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    told: list[tuple[int, int, str]] = []
    gate = threading.Event()

    def run(progress: JobProgress) -> None:
        for number in range(50_000):
            progress.report(number, 10**11, "row")
        progress.report(50_000, 10**11, "the last step")
        assert gate.wait(10)

    job = jobs.start("export", "Products", run)
    job.progressed.connect(lambda *parts: told.append(parts))
    qtbot.waitUntil(lambda: job.last.message == "the last step")
    gate.set()
    with qtbot.waitSignal(job.done):
        pass
    assert told[-1] == (50_000, 10**11, "the last step")
    assert len(told) < 200


def test_the_end_of_a_stopped_job_is_noted_when_the_window_closes(
    shop: Shop, qapp: object, qtbot: QtBot
) -> None:
    work = Work(shop.database)
    jobs = Jobs(work, shop.clock, shop.ids, lambda: shop.actor)
    begun = threading.Event()

    def run(progress: JobProgress) -> None:
        while True:
            progress.report(1, 2)
            begun.set()

    job = jobs.start("backup", "Backup", run)
    qtbot.waitUntil(begun.is_set)
    work.close()
    row = row_of(shop, job)
    assert row is not None
    assert row.status == "cancelled"


def test_what_a_program_left_is_ended_at_the_next_start(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    gate = Gate()
    job = jobs.start("backup", "Backup", gate)
    in_row(shop, job, "running", qtbot)
    jobs.end_left()
    assert in_row(shop, job, "failed", qtbot).error == LEFT
    with qtbot.waitSignal(job.done):
        gate.open.set()
    in_row(shop, job, "done", qtbot)  # who was taken for dead tells that it is alive


def test_every_kind_of_job_that_is_begun_has_a_word_in_the_list() -> None:
    begun = {care.kind for care in (*CARE, MEND)}
    for path in Path(desktop.__file__).parent.rglob("*.py"):
        begun |= set(re.findall(r'jobs\.start\(\s*"(\w+)"', path.read_text("utf-8")))
    assert {"backup_check", "vacuum", "stock_then"} <= begun
    assert begun <= {kind.value for kind in KINDS}


def test_a_job_that_has_nothing_to_show_ends_stopped_and_says_why(
    jobs: Jobs, shop: Shop, qtbot: QtBot
) -> None:
    def run(_: JobProgress) -> None:
        raise Cancelled("Another workstation is making it.")

    job = jobs.start("backup", "Backup", run)
    with qtbot.waitSignal(job.stopped):
        pass
    assert in_row(shop, job, "cancelled", qtbot).message == "Another workstation is making it."
