"""The five steps as they go, the verdict at their end, and what was found."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.jobs.backup.mending import TOLD, Checked, Examined, Rehearsed
from desktop.jobs.backup.wrong import Diagnosis, Way
from desktop.ui.dialogs.mend import words
from desktop.ui.text import number, plural, tr
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.steps import DONE, FAILED, RUNNING, WAITING, StepLine, Steps
from desktop.ui.widgets.verdict import Verdict

DETECT, BACKUP, RESTORE, VALIDATE, RESUME = range(5)


class Course(QWidget):
    """Says what runs and how it went; decides nothing."""

    def __init__(self) -> None:
        super().__init__()
        names = (tr("Look for what is wrong"), tr("Check the backup"), tr("Restore"),
                 tr("Validate"), tr("Resume"))  # fmt: skip
        every = zip(names, TOLD, strict=True)
        self._lines = [StepLine(name, told_by=told) for name, told in every]
        self.steps, self.verdict = Steps(self._lines), Verdict()
        self._details = Label("", "small", "secondary", wrap=True)
        self._details.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.steps, self.verdict, self._details):
            column.addWidget(part)
        self.steps.say(tr("Nothing is running"), 0.0)
        safe = tr(
            "It goes all of the way in a temporary place: looks at the shop, reads the newest"
            " backup, restores and validates it there, and clears it away. “Look for what is"
            " wrong” changes nothing either, and then says what helps."
        )
        self.verdict.say("info", tr("“Rehearse” is safe: nothing is changed."), safe)

    def begin(self, at: int) -> None:
        """From the first step, or from the validation on."""
        self.steps.show_lines(self._lines)
        self.steps.begin(at)
        self._tell_details([])
        title = tr("The shop is only read while this runs.")
        self.verdict.say("neutral", title, tr("“Close” stops it at once."))

    def begin_care(self) -> None:
        """The shop's own rows mend it, no backup."""
        self.steps.show_lines(self._lines)
        self.steps.put(DETECT, DONE)
        self.steps.put(BACKUP, WAITING, tr("not needed"))
        self.steps.put(RESTORE, RUNNING, tr("built anew instead"))
        self._tell_details([])
        self.verdict.say("neutral", tr("The shop goes on working meanwhile."))

    def tell(self, done: int, total: int, message: str) -> None:
        """How far a part of it is."""
        counts = tr("{n} of {total}", n=number(done), total=number(total)) if total else ""
        self.steps.follow(done, total, message, counts)

    def refuse(self, error: UserError) -> None:
        """It could not be done to its end."""
        self.steps.fail(error.message)
        self.verdict.say("bad", error.message, error.hint)

    def examined(self, done: Examined, now: datetime, zone: str) -> None:
        """What was found, and the way out."""
        diagnosis, checked = done.diagnosis, done.checked
        self._mark(DETECT, diagnosis.way is not Way.ASK, words.found(diagnosis))
        if checked is not None:
            self._mark(BACKUP, checked.found is not None, words.backup(checked, now, zone))
        elif diagnosis.way is not Way.ASK:
            self.steps.put(BACKUP, WAITING, tr("not needed"))
        if diagnosis.is_sound:
            for step in (RESTORE, VALIDATE):
                self.steps.put(step, WAITING, tr("not needed"))
            self._mark(RESUME, True, "")
        self.steps.say(tr("Looked through"), 1.0)
        self.verdict.say(*words.way_out(diagnosis, checked, now, zone))
        self._tell_found(diagnosis, checked)

    def rehearsed(self, done: Rehearsed, now: datetime, zone: str) -> None:
        """How it went in the temporary place."""
        checked, restored = done.checked, done.restored
        self._mark(DETECT, True, words.found(done.diagnosis))
        self._mark(BACKUP, checked.found is not None, words.backup(checked, now, zone))
        if restored is not None:
            rows = plural("{n} row, on trial", "{n} rows, on trial", done.rows)
            self._mark(RESTORE, True, rows)
            self._mark(VALIDATE, restored.way <= Way.LEVELS, words.found(restored))
            self._mark(RESUME, True, tr("the shop was not touched"))
        self.steps.say(tr("Rehearsed"), 1.0)
        self.verdict.say(*words.rehearsed(done, now, zone))
        self._tell_found(done.diagnosis, checked)

    def validated(self, diagnosis: Diagnosis) -> None:
        """Whether the shop is sound after it was mended."""
        self._mark(VALIDATE, diagnosis.is_sound, words.found(diagnosis))
        if diagnosis.is_sound:
            self._mark(RESUME, True, "")
        self.steps.say(tr("Validated"), 1.0)
        self.verdict.say(*words.validated(diagnosis))
        self._tell_found(diagnosis, None)

    def _mark(self, step: int, is_well: bool, note: str) -> None:
        self.steps.put(step, DONE if is_well else FAILED, note)

    def _tell_found(self, diagnosis: Diagnosis, checked: Checked | None) -> None:
        over = words.passed_over(checked) if checked is not None else ""
        self._tell_details([*words.findings(diagnosis), *([over] if over else [])])

    def _tell_details(self, said: list[str]) -> None:
        self._details.setText("\n\n".join(said))
        self._details.setVisible(bool(said))
