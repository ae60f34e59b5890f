"""What can be done for the database, each a job with its progress, while the shop works."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.jobs import tending, verify
from desktop.jobs.health.pulse import Pulse
from desktop.ui.context import Context
from desktop.ui.dialogs.confirm import Confirm
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.pages.health.frame import HealthCard
from desktop.ui.rights import Right
from desktop.ui.text import file_size, number, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.steps import Bar
from desktop.ui.widgets.verdict import Verdict


@dataclass(frozen=True)
class Care:
    """A button: its words and drawing, the job's kind and title."""

    kind: str
    text: str
    icon: str
    title: str


CARE = (
    Care("check", "Check", "shield-check", "Check of the database"),
    Care("vacuum", "Vacuum", "archive", "Vacuum"),
    Care("analyze", "Analyze", "trending-up", "Fresh statistics"),
    Care("reindex", "Reindex", "list-checks", "Indexes built anew"),
    Care("rebuild_levels", "Rebuild levels", "hammer", "Levels added up anew"),
)
MEND = Care("mend_indexes", "Make them again", "hammer", "Missing indexes")


class CareCard(HealthCard):
    """Shows one job at a time, which goes on when the page is left; ``tended`` at each end."""

    tended = Signal()

    def __init__(self, context: Context, pulse: Pulse) -> None:
        super().__init__("hammer", tr("Care"))
        self._context = context
        self._pulse = pulse
        self._job: RunningJob | None = None
        self.buttons = {care.kind: self._button(care) for care in CARE}
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        self.add(row)
        self._build_going()
        self.verdict = Verdict()
        self.verdict.hide()
        self.add(self.verdict)
        Right(self, context, Permission.RUN_DATABASE, *self.buttons.values())
        self._attach_running()

    def _build_going(self) -> None:
        self._going = QWidget()
        self._words, self._bar = ElideLabel("", "small", "secondary"), Bar()
        row = QHBoxLayout(self._going)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self._bar, 1)
        row.addWidget(Button(tr("Stop"), icon="x", on_click=self._on_stop))
        self._going.hide()
        self.add(self._going)

    def _button(self, care: Care) -> Button:
        return Button(tr(care.text), icon=care.icon, on_click=partial(self.ask, care))

    def ask(self, care: Care) -> None:
        """Does it, after a question where all writing must wait for it."""
        if care.kind != "vacuum" or not self._context.place.is_sqlite:
            self.start(care)
            return
        sentence = tr(
            "The file is written anew. Who books meanwhile goes first: then it ends by itself and"
            " nothing is changed. Only while all is copied back at the end, bookings wait: a few"
            " seconds at most. A scan made then is booked right after."
        )
        Confirm(self, tr("Vacuum now?"), sentence, tr("Vacuum"), partial(self.start, care)).open()

    def start(self, care: Care) -> None:
        """The same job is not begun twice."""
        jobs = self._context.jobs
        job = jobs.of_kind(care.kind) or jobs.start(care.kind, tr(care.title), self._run(care.kind))
        self._follow(job)

    def _run(self, kind: str) -> Callable[[Any], Any]:
        database, context = self._pulse.database, self._context
        vacuum = partial(tending.vacuum, waits=lambda: context.work.writes_waiting > 0)
        every: dict[str, Callable[[Any], Any]] = {
            "check": partial(verify.examine, database),
            "vacuum": partial(vacuum, database),
            "analyze": partial(tending.analyze, database),
            "reindex": partial(tending.reindex, database),
            "mend_indexes": partial(tending.mend_indexes, database),
            "rebuild_levels": partial(
                verify.rebuild, database, context.clock, context.ids, context.actor()
            ),
        }
        tend = every[kind]

        def run(progress: Any) -> Outcome:
            done = tend(progress)
            return Outcome(done, done.summary)

        return run

    def _attach_running(self) -> None:
        kinds = {care.kind for care in (*CARE, MEND)}
        running = [job for job in self._context.jobs.running if job.kind in kinds]
        if running:
            self._follow(running[0])

    def _follow(self, job: RunningJob) -> None:
        if job is self._job:
            return
        self._job = job
        self.verdict.hide()
        self._going.show()
        self._on_progressed(job.last.done, job.last.total, job.last.message)
        job.progressed.connect(self._on_progressed)
        job.done.connect(partial(self._on_done, job))
        job.failed.connect(partial(self._on_failed, job))
        job.stopped.connect(partial(self._on_stopped, job))

    def _on_progressed(self, done: int, total: int, message: str) -> None:
        if self._job is None:
            return
        share = tr("{done} of {total}", done=number(done), total=number(total)) if total else ""
        before = self._context.jobs.before(self._job)
        if before:
            message = tr("waits until “{title}” has ended", title=before)
        words = (part for part in (self._job.title, message, share) if part)
        self._words.setText(" · ".join(words))
        self._bar.say(done / total if total else None)

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _on_done(self, job: RunningJob, found: Any) -> None:
        is_well = getattr(found, "is_whole", True)
        if is_well:
            self._end(job, "ok", *_words(found))
        else:
            hint = tr("Restore the newest backup, or ask for help with this text.")
            self._end(job, "bad", found.summary, hint)

    def _on_failed(self, job: RunningJob, error: UserError) -> None:
        job.seen_at(self)
        self._end(job, "bad", error.message, error.hint)

    def _on_stopped(self, job: RunningJob) -> None:
        self._end(
            job, "neutral", tr("Stopped."), tr("What was done so far stays; nothing is lost.")
        )

    def _end(self, job: RunningJob, tone: str, title: str, sentence: str) -> None:
        if job is not self._job:
            return
        self._job = None
        self._going.hide()
        self.verdict.say(tone, f"{job.title}: {title}", sentence)
        self.verdict.show()
        self.tended.emit()


def _words(found: Any) -> tuple[str, str]:
    """The result, and what more there is to say of it."""
    if getattr(found, "before", 0):
        back = file_size(max(found.before - found.after, 0))
        return tr("{size} given back.", size=back), tr("Nothing else was changed.")
    title, _, more = found.summary.partition(". ")
    return f"{title.rstrip('.')}.", more or tr("Nothing else was changed.")
