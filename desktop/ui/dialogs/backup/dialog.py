"""Makes a backup: what and where, then its steps with rows, size and time left; may be left alone.

The job goes on when the dialog is closed; a dialog that is opened meanwhile shows it again.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.keeping import Round
from desktop.jobs.backup.making import Made, Room, Way, Weighed, make, room, ways
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.ui.backup_counts import counts_of
from desktop.ui.context import Context
from desktop.ui.dialogs.backup import words
from desktop.ui.dialogs.backup.choice import Choice
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.steps import Steps
from desktop.ui.widgets.verdict import Verdict

KIND = "backup"
WIDTH = 580


class BackupDialog(Dialog):
    """Enter begins; then Escape leaves the job to itself, Stop ends it and leaves nothing."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        title = tr("Back up the shop")
        about = tr("One moment of it, while everybody goes on working.")
        super().__init__(parent, title, about, "hard-drive-download", WIDTH)
        self._context = context
        self._place = upkeep_of(context.settings)
        self._choice: Choice | None = None
        self._room: Room | None = None
        self._job: RunningJob | None = None
        self._made: Made | None = None
        self._weighed: Weighed | None = None
        self._looking = Label(tr("Looking …"), "body", "secondary")
        self._steps = Steps()
        self._verdict = Verdict()
        for part in (self._looking, self._steps, self._verdict):
            self.body.addWidget(part)
        self._note = self.add_note("")
        self._buttons()
        running = context.jobs.of_kind(KIND)
        if running is not None:
            self._attach(running)
        else:
            self._show_phase("choose")
            context.work.job(self, ways, self._place.url, then=self._on_ways, failed=self._refused)

    def _buttons(self) -> None:
        self._leave = self.add_cancel()
        self._folder = self.add_button(
            Button(tr("Show in folder"), icon="folder-open", on_click=self._on_show)
        )
        self._stop = self.add_button(Button(tr("Stop"), on_click=self._on_stop))
        self._begin = self.add_button(
            Button(tr("Back up"), "primary", "hard-drive-download", self._on_begin)
        )
        self._begin.setEnabled(False)

    def _show_phase(self, phase: str) -> None:
        """``choose``, ``run`` or ``end``: which parts can be seen."""
        self._looking.setVisible(phase == "choose" and self._choice is None)
        if self._choice is not None:
            self._choice.setVisible(phase == "choose")
        self._steps.setVisible(phase != "choose")
        self._verdict.hide()
        self._stop.setVisible(phase == "run")
        self._begin.setVisible(phase == "choose")
        self._folder.hide()
        texts = {"choose": tr("Cancel"), "run": tr("Run in background"), "end": tr("Close")}
        self._leave.setText(texts[phase])
        keep = tr("You can keep working. Sales are not held up.")
        self._note.setText(keep if phase == "run" else "")
        self._fit()

    def _fit(self) -> None:
        if self.isVisible():
            self.place()

    def _focus_first(self) -> None:
        """Enter begins."""
        (self._begin if self._begin.isVisible() else self._leave).setFocus()

    def _on_ways(self, found: list[Way]) -> None:
        self._choice = Choice(found, self._place.folder)
        self._choice.changed.connect(self._look_for_room)
        self.body.insertWidget(0, self._choice)
        self._begin.setEnabled(True)
        self._show_phase("choose")
        self._begin.setFocus()
        self._look_for_room()

    def _look_for_room(self) -> None:
        assert self._choice is not None
        self._context.work.job(
            self, room, self._place.url, self._choice.form, self._choice.folder,
            then=self._on_room, failed=self._refused,
        )  # fmt: skip

    def _on_room(self, found: Room) -> None:
        self._room = found
        if self._choice is not None:
            self._choice.say_room(found)

    def _on_begin(self) -> None:
        if self._choice is None or self._job is not None:
            return
        context, order = self._context, self._choice.order()
        now, url = context.clock.now(), self._place.url

        def run(told: Progress) -> Outcome:
            self._weighed = Weighed(order.folder, told)
            made = make(url, order, now, self._weighed)
            return Outcome(made, words.done_words(made))

        asked: dict[str, Any] = {"form": order.form, "is_tried": order.is_tried}
        asked["folder"] = str(order.folder)
        self._attach(context.jobs.start(KIND, tr("Backup of the shop"), run, **asked))

    def _attach(self, job: RunningJob) -> None:
        """Shows a job, begun here, in a dialog that was closed, or by the schedule."""
        self._job = job
        form = job.payload.get("form", upkeep_form(self._context))
        is_tried = job.payload.get("is_tried", False)
        self._steps.show_lines(words.steps_of(form, is_tried, self._room))
        where = job.payload.get("folder", str(self._place.folder))
        self.retitle(tr("Backing up the shop"), tr("To {folder}", folder=where))
        self._show_phase("run")
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        before = self._context.jobs.before(job)
        waits = tr("Waits until “{title}” has ended", title=before)
        self._steps.say(waits if before else tr("Begins …"), None)
        if job.last.message:
            self._on_progress(job.last.done, job.last.total, job.last.message)
        self._leave.setFocus()

    def _on_progress(self, done: int, total: int, message: str) -> None:
        if self._job is not None and self._job.is_stopping:
            self._steps.say(tr("Stopping …"), None)
            return
        if not message:
            return
        size = self._weighed.size if self._weighed is not None else 0
        self._steps.follow(done, total, message, counts_of(message, done, total, size))

    def _on_done(self, result: Made | Round) -> None:
        if isinstance(result, Round):  # it was made by itself
            if result.made is None:
                self._steps.finish(tr("Nothing had changed since the last one"))
                self._show_phase("end")
                return
            result = Made(result.made)
        made = self._made = result
        if made.is_trial_stopped:
            self._steps.begin(len(self._steps.lines) - 1)
            self._steps.halt(tr("Backed up. You stopped the trial restore."))
        else:
            self._steps.finish(tr("Backed up"), words.done_words(made))
        self.retitle(tr("Backed up"), str(made.backup.path))
        self._show_phase("end")
        self._folder.show()
        if made.drilled is not None and not made.drilled.ok:
            self._steps.fail(tr("The trial restore failed"))
            hint = tr("The shop itself is as it was. Make another backup, and check the disk.")
            self._verdict.say("bad", made.drilled.message, hint)
            self._verdict.show()
        self._leave.setFocus()
        self._fit()

    def _on_failed(self, error: UserError) -> None:
        if self._job is not None:
            self._job.seen_at(self)
        self._steps.fail(tr("No backup was made"))
        self.retitle(tr("No backup was made"), tr("The shop is as it was."))
        self._show_phase("end")
        self._refused(error)
        self._leave.setFocus()

    def _on_stopped(self) -> None:
        self._steps.halt(tr("Stopped. Nothing was left behind."))
        self.retitle(tr("No backup was made"), tr("You stopped it. The shop is as it was."))
        self._show_phase("end")
        self._leave.setFocus()

    def _refused(self, error: UserError) -> None:
        self._looking.hide()
        self._verdict.say("bad", error.message, error.hint)
        self._verdict.show()
        self._fit()

    def _on_stop(self) -> None:
        if self._job is not None:
            self._leave.setFocus()
            self._stop.setEnabled(False)
            self._job.stop()

    def _on_show(self) -> None:
        if self._made is not None:
            folder: Path = self._made.backup.path.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def upkeep_form(context: Context) -> str:
    """The format that backups have which are made by themselves."""
    return "sqlite" if context.place.is_sqlite else "portable"
