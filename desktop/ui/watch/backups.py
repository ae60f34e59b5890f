"""Keeps the shop safe by itself: looks now and then what is due, does it as jobs, tells alerts."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.commands.pictures import ClearUnused, clear_unused
from desktop.commands.safety_alerts import TellSafety, tell_safety
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.backup.drill import Drilled, drill
from desktop.jobs.backup.keeping import Round
from desktop.jobs.backup.looking import CURRENT
from desktop.jobs.backup.upkeep import Upkeep, due, round_of, unproven_since, upkeep_of
from desktop.jobs.tending import GAVE_WAY, by_itself
from desktop.jobs.verify import Verified, verify_reading
from desktop.queries.health import checks
from desktop.queries.safety import Runs, last_runs
from desktop.ui.context import Context
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.text import file_size, plural, tr

FIRST_MS = 60_000
EVERY_MS = 300_000
DAY = timedelta(days=1)


class Keeper(QObject):
    """One for each window; nothing that it does holds up a scan, all of it can be stopped."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._told: dict[str, bool] = {}
        self._tended: dict[str, datetime] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(FIRST_MS, self, self.look)
        context.jobs.ended.connect(self._on_ended)

    def look(self) -> None:
        """Finds out what is due; while a job runs, nothing is."""
        place = self._context.place
        if not place.is_sqlite and place.schema > CURRENT:
            return  # only the newer program keeps all of it
        if not self._context.jobs.running:
            self._context.work.read(self, last_runs, then=self._on_runs, failed=_leave)

    def _on_runs(self, runs: Runs) -> None:
        place, now = upkeep_of(self._context.settings), self._context.clock.now()

        def both() -> tuple[list[str], Any]:
            return due(place, now, runs), unproven_since(place, now, runs)

        self._context.work.job(self, both, then=partial(self._on_due, place), failed=_leave)

    def _on_due(self, place: Upkeep, found: tuple[list[str], Any]) -> None:
        wanted, since = found
        facts = None if since is None or "backup" in wanted else {"since": since.isoformat()}
        if since is None or "backup" not in wanted:
            self._tell("backup_old", facts)
        starts: dict[str, Callable[[Upkeep], object]] = {
            "backup": self._back_up,
            "drill": self._drill,
            "verify": self._verify,
            "analyze": partial(self._tend, "analyze", tr("Fresh statistics")),
            "vacuum": partial(self._tend, "vacuum", tr("Vacuum by itself")),
        }
        for kind in wanted:
            starts[kind](place)
        self._clear_pictures()

    def _clear_pictures(self) -> None:
        """Those that nothing has shown for a month, some of them a day."""
        context, now = self._context, self._context.clock.now()
        if now - self._tended.get("pictures", now - DAY) < DAY or context.work.reach.is_read_only:
            return
        self._tended["pictures"] = now
        command = ClearUnused(context.ids.new(), context.actor(), now)
        context.work.write(self, clear_unused, command, failed=_leave, is_waited_for=False)

    def _back_up(self, place: Upkeep) -> None:
        now = self._context.clock.now()

        def run(told: Progress) -> Outcome:
            done = round_of(place, now, told, is_aside=True)
            if done.is_elsewhere:  # it may yet fail there: this run is no backup
                raise Cancelled(tr("Another program or workstation is making it."))
            return Outcome(done, _round_words(done))

        job = self._context.jobs.start("backup", tr("Backup by itself"), run)
        job.done.connect(self._on_backed_up)
        job.failed.connect(lambda error: self._context.notify(str(error), "bad"))

    def _on_backed_up(self, done: Round) -> None:
        if done.made is not None:
            self._tell("backup_old", None)
            self._tell("second_failed", {"why": done.warning} if done.warning else None)
        if done.warning:
            self._context.notify(done.warning, "warn")

    def _drill(self, place: Upkeep) -> RunningJob:
        now = self._context.clock.now()

        def run(told: Progress) -> Outcome:
            done = drill(place.folder, now, told)
            words = plural("{n} row", "{n} rows", done.rows) if done.ok else done.message
            return Outcome(done, words)

        job = self._context.jobs.start("drill", tr("Restore on trial"), run)
        job.done.connect(self._on_drilled)
        return job

    def _on_drilled(self, done: Drilled) -> None:
        self._tell("drill_failed", None if done.ok else {"why": done.message, "path": done.path})

    def _verify(self, _: Upkeep) -> RunningJob:
        reading = self._context.work.patient

        def run(told: Progress) -> Outcome:
            look = partial(told.report, 0, 0, tr("Reading the data whole"))
            look()
            with reading() as session:
                wrong = [each.message for each in checks(session, look) if not each.is_passed]
            books = verify_reading(reading, told)
            wrong += [f"{each.where}: {each.message}" for each in books.problems]
            return Outcome(wrong, _verify_words(books, wrong))

        job = self._context.jobs.start("verify", tr("Weekly look at the books"), run)
        job.done.connect(self._on_verified)
        return job

    def _tend(self, kind: str, title: str, _: Upkeep) -> None:
        """What could not be done is tried again tomorrow, not at every look."""
        context, now = self._context, self._context.clock.now()
        is_tried = now - self._tended.get(kind, now - DAY) < DAY
        if context.pulse is None or context.work.reach.is_read_only or is_tried:
            return
        database = context.pulse.database
        self._tended[kind] = now

        def run(told: Progress) -> Outcome:
            try:
                done = by_itself(kind, database, told, lambda: context.work.writes_waiting > 0)
            except Unavailable as error:
                if error.code != GAVE_WAY:
                    raise
                raise Cancelled(error.message) from None
            if done is None:
                raise Cancelled(tr("Another program or workstation is at it."))
            return Outcome(done, done.summary)

        context.jobs.start(kind, title, run)

    def _on_verified(self, wrong: list[str]) -> None:
        facts = {"why": wrong[0], "number": len(wrong)} if wrong else None
        self._tell("books_broken", facts)

    def _on_ended(self, job: RunningJob) -> None:
        """A check that a person began says as much of the books as the weekly look."""
        if job.kind == "check" and isinstance(job.result, Verified):
            found = job.result
            self._on_verified([f"{each.where}: {each.message}" for each in found.problems])

    def _tell(self, kind: str, facts: Mapping[str, Any] | None) -> None:
        """Once for each change of it in this window."""
        is_so = facts is not None
        if self._told.get(kind) == is_so:
            return
        self._told[kind] = is_so
        context = self._context
        head = context.signed()
        context.work.write(self, tell_safety, TellSafety(*head, kind, facts), failed=_leave)


def _round_words(done: Round) -> str:
    if done.made is None:
        return tr("Nothing had changed since the last one")
    rows = plural("{n} row", "{n} rows", done.made.rows)
    return f"{rows} · {file_size(done.made.size)}"


def _verify_words(books: Verified, wrong: list[str]) -> str:
    if wrong:
        return wrong[0]
    return plural("{n} movement is whole", "{n} movements are whole", books.moves)


def _leave(_: UserError) -> None:
    """The data is not there: at the next look it may be."""
