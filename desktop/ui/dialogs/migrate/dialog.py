"""The schema's dialog: choose a schema, read what would be done, try it, do it."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.jobs import migrating
from desktop.jobs.backup.before import keep_shop
from desktop.jobs.backup.making import Way as Format
from desktop.jobs.backup.making import ways
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.jobs.migrating import Migrated, Offer, Rehearsed, Way
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.dialogs.migrate import parts
from desktop.ui.dialogs.migrate.going import Going, Written
from desktop.ui.doing import Doing, beside
from desktop.ui.file_dialog import new_file
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.steps import StepLine, StepLines, Steps

WIDTH, TALL = 620, 110
SAFE = "If a step fails, nothing is changed."


class MigrateDialog(Dialog):
    """``Going`` says whether a shop is open, which then is closed for the work."""

    def __init__(self, parent: QWidget, going: Going) -> None:
        about = tr("A verified backup is made first; all of it is done, or nothing.")
        width = current_theme().px(WIDTH)
        super().__init__(parent, tr("Schema of the database"), about, "arrow-up", width)
        self._going = going
        self._offer: Offer | None = None
        self._way: Way | None = None
        self._doing: Doing | None = None
        self._schemas = parts.Schemas()
        self._choice = QWidget()
        self._targets = QHBoxLayout(self._choice)
        self._targets.setContentsMargins(0, 0, 0, 0)
        self._revisions = StepLines()
        self._history = Label("", "small", "secondary", wrap=True)
        self._sql = QPlainTextEdit()
        self._lost = Label("", "medium", "warn", wrap=True)
        self._typed = LineEdit("", "")
        self._confirm = Field(tr("Type the schema's number to go back"), self._typed)
        self._kept = parts.KeptAs()
        self._expected = Label("", "small", "secondary", wrap=True)
        self._seconds: float | None = None  # that it is expected to take
        self._note: Label | None = None
        self._written: Written | None = None  # while the shop is changed
        self._logged = ""
        self._said = Label("", "medium", "secondary", wrap=True)
        self._steps = Steps((), has_log=True)
        self._build()
        self._begin(lambda _: _looked(going.settings), self._on_offer)

    def _build(self) -> None:
        self._sql.setReadOnly(True)
        self._sql.setTabChangesFocus(True)
        self._sql.setAccessibleName(tr("SQL of the change"))
        self._sql.setFixedHeight(current_theme().px(TALL))
        plan = QVBoxLayout()
        plan.setContentsMargins(0, 0, 0, 0)
        plan.setSpacing(10)
        plan.addWidget(self._choice)
        for part in (self._revisions, self._history, self._sql, self._lost, self._confirm):
            plan.addWidget(part)
        plan.addWidget(self._kept)
        plan.addWidget(self._expected)
        self._plan = QWidget()
        self._plan.setLayout(plan)
        self.body.addWidget(self._schemas)
        self.body.addWidget(self._plan)
        self.body.addWidget(self._steps)
        self.body.addWidget(self._said)
        for hidden in (self._lost, self._confirm, self._steps, self._said):
            hidden.hide()
        self._save = Button(tr("Save SQL …"), icon="file-down", on_click=self._on_save)
        self._try = Button(tr("Rehearse on a copy"), icon="copy", on_click=self._on_rehearse)
        self._copy = Button(tr("Copy log"), icon="copy", on_click=self._steps.copy_log)
        for button in (self._save, self._try):
            self.add_button(button, left=True)
        self.add_button(self._copy).hide()
        self._cancel = self.add_cancel(tr("Close"))
        self._agree = self.add_button(Button(tr("Upgrade"), "primary", "arrow-up"))
        self._agree.clicked.connect(self._on_agreed)
        self._typed.textChanged.connect(lambda _: self._allow())
        self._allow()

    def _begin(self, run: Any, then: Any, told: Any = None) -> None:
        """One thing at a time; the buttons wait for its end."""
        self._doing = beside(self, run, then, self._on_failed, told)
        self._allow()

    def _on_offer(self, looked: tuple[Offer, list[Format]]) -> None:
        offer, formats = looked
        self._doing, self._offer = None, offer
        self._kept.show_ways(formats)
        self._revisions.show_lines(parts.revision_lines(offer))
        self._history.setText(parts.history_words(offer))
        names = [(one.revision, one.revision, one.title) for one in offer.revisions]
        chosen = Segments(names, offer.head)
        chosen.chosen.connect(self._on_target)
        self._targets.addWidget(Label(tr("Go to schema"), "body", "secondary"))
        self._targets.addWidget(chosen)
        self._targets.addStretch(1)
        self._on_target(offer.head)

    def _on_target(self, target: object) -> None:
        assert self._offer is not None
        wanted, before = str(target), self._offer.current
        self._schemas.show_way(before, wanted, self._offer.head)
        self._way = None
        self._lost.hide()
        self._typed.setText("")
        self._confirm.setVisible(wanted < before)
        self._agree.setText(tr("Upgrade") if wanted >= before else tr("Take back and close"))
        if wanted == before:
            self._sql.setPlainText(tr("The database has this schema; there is nothing to do."))
            self._allow()
            self.place()
            return
        settings = self._going.settings
        self._begin(lambda _: migrating.way_to(settings, before, wanted), self._on_way)

    def _on_way(self, way: Way) -> None:
        self._doing, self._way = None, way
        self._sql.setPlainText(way.sql)
        self._seconds = way.seconds
        self._expected.setText(parts.expected_words(way.seconds))
        if parts.is_back(self._offer, self._way):
            program = tr("Afterwards only a program of schema {n} opens it.", n=way.target)
            self._lost.setText(f"{parts.lost_words(way.lost)} {program}")
            self._lost.show()
        self._allow()
        self.place()
        (self._typed if parts.is_back(self._offer, self._way) else self._agree).setFocus()

    def _allow(self) -> None:
        is_free = self._doing is None and self._way is not None
        typed = not parts.is_back(self._offer, self._way) or (
            self._way is not None and self._typed.text().strip() == self._way.target
        )
        self._save.setEnabled(is_free)
        self._try.setEnabled(is_free)
        self._agree.setEnabled(is_free and typed)
        self._choice.setEnabled(self._doing is None)

    def _on_save(self) -> None:
        assert self._way is not None and self._offer is not None
        name = f"onhand-{self._offer.current}-to-{self._way.target}.sql"
        path, _ = new_file(self, tr("Save SQL"), Path.home() / name, ["SQL (*.sql)"])
        if path is not None:
            self.save_sql(path)

    def save_sql(self, path: Path) -> None:
        """Writes the text as psql and sqlite3 take it."""
        assert self._way is not None
        try:
            path.write_text(self._way.sql, "utf-8")
        except OSError as error:
            self._say(tr("The file cannot be written: {e}.", e=error.strerror or error), "bad")
        else:
            self._say(tr("Saved as {path}.", path=path), "secondary")

    def _on_rehearse(self) -> None:
        assert self._way is not None
        way, going = self._way, self._going
        names = (migrating.COPY, *way.steps[1:-2], migrating.CHECK)
        self._follow(names, tr("The shop itself is not touched."))

        def run(progress: Any) -> Rehearsed:
            return migrating.try_way(going.settings, way.target, going.now(), progress)

        def then(done: Rehearsed) -> None:
            self._doing = None
            self._steps.finish(tr("The rehearsal went well"))
            self._seconds = done.seconds + done.copy_s
            self._say(f"{parts.rehearsed_words(done)} {parts.expected_words(self._seconds)}", "ok")
            self._allow()
            (self._agree if self._agree.isEnabled() else self._cancel).setFocus()

        self._begin(run, then, self.tell)

    def _on_agreed(self) -> None:
        assert self._way is not None
        way, going = self._way, self._going
        keep = partial(keep_shop, form=self._kept.form)
        written = self._written = Written(going.settings)

        def run(progress: Any) -> Migrated:
            at, told = going.now(), written.of(progress)
            return migrating.go(going.settings, way.target, keep, going.user, at, told)

        if going.aside is not None:
            title = (
                tr("Taking the database back")
                if parts.is_back(self._offer, self._way)
                else tr("Upgrading")
            )
            self.accept()
            names = parts.told_by(way.steps)
            about = f"{parts.waits_words(self._seconds)} {tr(SAFE)}"
            going.aside(Aside(title, run, _tell, steps=names, about=about, counts=written.counts))
            return
        self.begin_steps(way.steps)
        self._begin(run, self._on_done, self.tell)
        if self._doing is not None:
            self._doing.ended.connect(self._on_stopped, Qt.ConnectionType.QueuedConnection)

    def begin_steps(self, names: tuple[str, ...]) -> None:
        """From here on it is left at its end only; stopped, nothing is changed."""
        self.retitle(tr("Upgrading the database"), parts.waits_words(self._seconds))
        self._follow(names, tr(SAFE))
        self._cancel.setText(tr("Stop"))
        self._agree.hide()

    def _follow(self, names: tuple[str, ...], note: str) -> None:
        self._note = self._note or self.add_note("")
        self._note.setText(note)
        self._plan.hide()
        self._said.hide()
        told = (StepLine(tr(each[0]), told_by=each) for each in parts.told_by(names))
        self._steps.show_lines(tuple(told))
        self._steps.show()
        self._save.hide()
        self._try.hide()
        self._copy.show()
        self.place()

    def tell(self, done: int, total: int, message: str) -> None:
        """What the work reports: the step it is at, and a line of the log."""
        counts = self._written.counts(done, total, message) if self._written is not None else ""
        self._steps.follow(done, total, message, counts)
        if message != self._logged:
            self._logged = message
            self._steps.log(f"{self._going.now():%H:%M:%S}  {message}")

    def _on_done(self, done: Migrated) -> None:
        self._doing = None
        self._steps.finish(tr("The database has schema {n}", n=done.after))
        self.accept()
        if self._going.after is not None:
            self._going.after()

    def _on_stopped(self) -> None:
        """While the shop was changed, which is taken back."""
        if self._doing is None or not self._doing.is_stopped:
            return
        self._doing = None
        self._steps.halt(tr("Stopped. Nothing was changed."))
        self._change_over()
        self._allow()
        self._cancel.setFocus()

    def _change_over(self) -> None:
        self._written = None
        self._cancel.setEnabled(True)
        self._cancel.setText(tr("Close"))
        self._agree.show()

    def _on_failed(self, error: UserError) -> None:
        self._doing = None
        self._change_over()
        if self._steps.isVisible():
            self._steps.fail(tr("Nothing was changed"))
            self._steps.log(str(error))
        self._say(str(error), "bad")
        self._allow()

    def _say(self, words: str, tone: str) -> None:
        self._said.set_tone(tone)
        self._said.setText(words)
        self._said.show()
        self.place()

    def reject(self) -> None:
        """What changes the shop is stopped and waited for; everything else is only stopped."""
        if self._doing is not None and self._written is not None:
            self._doing.stop()
            self._cancel.setEnabled(False)
            self._cancel.setText(tr("Stopping …"))
            return
        if self._doing is not None:
            self._doing.stop()  # it ends by itself; its answer is for nobody then
        super().reject()


def _looked(settings: Settings) -> tuple[Offer, list[Format]]:
    """How the schema is, and in which formats the backup before a change can be made."""
    return migrating.offer(settings), ways(upkeep_of(settings).url)


def _tell(context: Any, done: Migrated) -> None:
    words = tr("The database has schema {n} now; the backup is {path}.", n=done.after,
               path=done.backup)  # fmt: skip
    context.notify(words, "ok")
