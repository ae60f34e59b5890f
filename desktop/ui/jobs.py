"""Long work of the window: each job a row, a bar wherever it is looked at, and a way to stop it.

Start one with ``context.jobs.start("backup", tr("Backup of the shop"), run)``, where ``run`` takes
a Progress and calls ``report`` now and then. What comes back is a RunningJob: connect to its
signals from a dialog, and let the dialog be closed when it likes, the job goes on. A dialog that
opens later finds it in ``context.jobs.running`` and shows ``last`` at once. ``run`` may return
words for the drawer as ``Outcome(value, words)``; anything else is just the result.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.jobs import EndLeftJobs, NoteJob, end_left_jobs, note_job
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.job import CANCELLED, DONE, FAILED, RUNNING, UNDER_WAY, WAITING, lane_of
from desktop.domain.permissions import Actor
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.noting import Noting
from desktop.queries.lists import Cancel
from desktop.ui.work import Work

SHOWN_EVERY_MS = 50
KEPT = 50  # ended jobs of this window, for whoever asks how one went
_log = logging.getLogger("onhand.jobs")


@dataclass(frozen=True)
class Outcome:
    """A result with the words that the drawer shows for it: "41 200 rows, 12 MB".

    ``payload`` is kept with the row, beside what the job was begun with.
    """

    value: Any
    words: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """How far a job is; ``total`` 0 while it is not known."""

    done: int = 0
    total: int = 0
    message: str = ""

    @property
    def share(self) -> float | None:
        """From 0 to 1; None while the whole is not known."""
        return min(self.done / self.total, 1.0) if self.total > 0 else None


class JobProgress:
    """What ``run`` gets: ``report``, and ``cancel`` for work that takes a token instead."""

    def __init__(self, cancel: Cancel, told: Progress) -> None:
        self.cancel = cancel
        self._told = told

    def report(self, done: int, total: int, message: str = "") -> None:
        """Raises Cancelled when the job was stopped."""
        self._told.report(done, total, message)


class RunningJob(QObject):
    """One job. Exactly one of ``done``, ``failed`` and ``stopped`` comes, on the GUI thread.

    ``progressed`` comes at most twenty times a second and with the newest words; a step that took
    less may never be told. ``last``, ``status``, ``error`` and ``result`` can always be read.
    """

    progressed = Signal(object, object, str)  # done, total (0: not known), message
    done = Signal(object)  # what ``run`` returned
    failed = Signal(object)  # UserError
    stopped = Signal()
    ended = Signal()  # after one of the three
    _moved = Signal()

    def __init__(self, key: UUID, kind: str, title: str, is_cancellable: bool, parent: QObject):
        super().__init__(parent)
        self.id, self.kind, self.title = key, kind, title
        self.is_cancellable = is_cancellable
        self.payload: Mapping[str, Any] = {}  # what it was begun with
        self.status = WAITING
        self.last = Told()
        self.result: Any = None
        self.words = ""
        self.error: UserError | None = None
        self.is_seen = False  # its failure stands where a person looks: no sign tells it again
        self.cancel = Cancel()
        self._lock = threading.Lock()  # it begins or is dropped, never both
        self._newest = self.last
        self._is_told = False  # a signal is on its way for what is newest
        self._begun_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_EVERY_MS)
        self._timer.timeout.connect(self._show)
        self._moved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)

    def seen_at(self, place: QWidget) -> None:
        """Asked by who shows the failure: on the screen it is enough told."""
        self.is_seen = self.is_seen or place.isVisible()

    @property
    def is_running(self) -> bool:
        """Whether it runs or waits for its turn."""
        return self.status in UNDER_WAY

    @property
    def is_stopping(self) -> bool:
        """It was asked to stop and has not yet."""
        return self.is_running and self.cancel.is_set

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None while nobody can tell."""
        share = self.last.share
        passed = time.monotonic() - self._begun_at
        if not self._begun_at or not share or share < 0.02 or passed < 1:
            return None
        return passed * (1 - share) / share

    def stop(self) -> None:
        """As soon as it looks up; ``stopped`` tells when it did. Some cannot be stopped."""
        if not self.is_cancellable or not self.is_running:
            return
        with self._lock:
            self.cancel.set()
            is_waiting = self.status == WAITING
        if is_waiting:
            QTimer.singleShot(0, self, lambda: self.end(CANCELLED))
        else:
            self.progressed.emit(*_parts(self.last))

    def begun(self) -> bool:
        """Called in the job's thread; False where it was stopped before its turn came."""
        with self._lock:
            if self.cancel.is_set:
                return False
            self.status = RUNNING
        self._begun_at = time.monotonic()
        self._moved.emit()
        return True

    def report(self, done: int, total: int, message: str = "") -> None:
        """Called in the job's thread; only the newest is kept, one signal for many reports."""
        if self.cancel.is_set:
            raise Cancelled
        self._newest = Told(done, total, message)
        if not self._is_told:
            self._is_told = True
            self._moved.emit()

    def end(self, status: str, value: Any = None) -> None:
        """On the GUI thread: what became of it; it ends once."""
        if not self.is_running:
            return
        self._timer.stop()
        self._show()
        self.status = status
        if status == DONE:
            self.result, self.words = (
                (value.value, value.words) if isinstance(value, Outcome) else (value, "")
            )
            self.done.emit(self.result)
        elif status == FAILED:
            self.error = value
            self.failed.emit(value)
        else:
            self.words = value or ""
            self.stopped.emit()
        self.ended.emit()

    def _on_moved(self) -> None:
        if self.is_running and not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        self._is_told = False  # first: what is reported from now on is told anew
        self.last = self._newest
        self.progressed.emit(*_parts(self.last))


class Jobs(QObject):
    """All long work of one window; made with its context, and ends with its Work."""

    changed = Signal()  # one began or ended
    ended = Signal(object)  # the RunningJob

    def __init__(self, work: Work, clock: Clock, ids: Ids, actor: Callable[[], Actor]) -> None:
        super().__init__(work)
        self._work = work
        self._clock = clock
        self._ids = ids
        self._actor = actor
        self._all: list[RunningJob] = []

    @property
    def running(self) -> Sequence[RunningJob]:
        """Those that run or wait, the oldest first."""
        return [job for job in self._all if job.is_running]

    @property
    def recent(self) -> Sequence[RunningJob]:
        """Those that ended in this window, the newest first."""
        return [job for job in reversed(self._all) if not job.is_running]

    def of_kind(self, kind: str) -> RunningJob | None:
        """The one of a kind that runs or waits: a dialog attaches to it when it opens again."""
        return next((job for job in self.running if job.kind == kind), None)

    def before(self, job: RunningJob) -> str:
        """The title of the one that a job waits for, "" where its turn has come."""
        lane = lane_of(job.kind)
        others = [each for each in self.running if each is not job and lane_of(each.kind) == lane]
        return others[0].title if job.status == WAITING and others else ""

    def start(
        self,
        kind: str,
        title: str,
        run: Callable[[JobProgress], Any],
        is_cancellable: bool = True,
        **payload: Any,
    ) -> RunningJob:
        """Runs ``run(progress)`` in a long thread, after those of its lane: see ``lane_of``.

        ``title`` is shown in the drawer; ``payload`` is kept with the row, as plain values.
        """
        job = RunningJob(self._ids.new(), kind, title, is_cancellable, self)
        job.payload = payload
        first = NoteJob(
            job.id, self._actor(), self._clock.now(), kind, title, WAITING, payload=payload
        )
        note = _Note(self._work, self)
        lane = lane_of(kind)
        if any(lane_of(other.kind) == lane for other in self.running):
            note.write(first)
        self._all.append(job)
        noting = Noting(first, self._clock, job, note.write)
        job.stopped.connect(noting.cancelled)
        job.ended.connect(lambda: self._on_ended(job))
        self._work.job(
            job,
            _run_noted,
            job,
            noting,
            run,
            stop=job.cancel.set,  # when the window closes: even what no person may stop
            lane=lane,
            then=lambda ended: job.end(*ended),
            failed=lambda error: job.end(FAILED, error),
        )
        self.changed.emit()
        return job

    def tell_of(
        self, kind: str, title: str, began: datetime, status: str, words: str, **payload: Any
    ) -> None:
        """A row for work that is over: it was done while the shop was closed."""
        now, is_failed = self._clock.now(), status == FAILED
        note = NoteJob(
            self._ids.new(), self._actor(), now, kind, title, status,
            message="" if is_failed else words, error=words if is_failed else "",
            started_at=began, payload=payload,
        )  # fmt: skip
        self._work.write(self, note_job, note, failed=_log_lost, is_waited_for=False)

    def end_left(self) -> None:
        """At the start: what a program on this computer left running when it died has failed."""
        command = EndLeftJobs(self._ids.new(), self._actor(), self._clock.now())
        self._work.write(self, end_left_jobs, command, failed=_log_lost, is_waited_for=False)

    def _on_ended(self, job: RunningJob) -> None:
        for old in list(self.recent)[KEPT:]:
            self._all.remove(old)
            old.deleteLater()
        self.changed.emit()
        self.ended.emit(job)


class _Note:
    """Hands notes to the writer's thread from any thread: one at a time, only the last must go."""

    def __init__(self, work: Work, owner: QObject) -> None:
        self._work = work
        self._owner = owner
        self._waiting = 0
        self._lock = threading.Lock()

    def write(self, note: NoteJob) -> None:
        with self._lock:
            if self._waiting and note.status == RUNNING and note.done:
                return  # the database does not keep up; the next note says more
            self._waiting += 1
        self._work.write(
            self._owner, note_job, note, then=self._on_written, failed=self._on_lost,
            is_waited_for=False,
        )  # fmt: skip

    def _on_written(self, _: None) -> None:
        with self._lock:
            self._waiting -= 1

    def _on_lost(self, error: UserError) -> None:
        self._on_written(None)
        _log_lost(error)


def _log_lost(error: UserError) -> None:
    _log.warning("the row of a job was not written: %s", error.line)


def _run_noted(job: RunningJob, noting: Noting, run: Callable[[Any], Any]) -> tuple[str, Any]:
    """In a long thread. What is not a UserError goes up to Work, which logs and tells it."""
    if not job.begun():
        noting.cancelled()
        return CANCELLED, None
    noting.begin()
    try:
        value = run(JobProgress(job.cancel, noting))
    except Cancelled as why:
        noting.cancelled(str(why))
        return CANCELLED, str(why)
    except BaseException as error:
        noting.failed(error)
        if isinstance(error, UserError):
            _log.error("%s: %s", job.title, error.line)
        raise
    told = value if isinstance(value, Outcome) else Outcome(value, "")
    noting.succeeded(told.words, told.payload)
    return DONE, value


def _parts(told: Told) -> tuple[int, int, str]:
    return told.done, told.total, told.message
