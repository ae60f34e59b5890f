"""The dialog that prints labels; Enter prints, and what was chosen stands there next time."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.label import Template
from desktop.domain.permissions import Permission
from desktop.jobs.labels.batch import Batch, batch_of, templates
from desktop.ui.context import Context
from desktop.ui.dialogs.print_labels.choices import Choices
from desktop.ui.dialogs.print_labels.preview import Pages
from desktop.ui.dialogs.print_labels.source import LabelSource, problems
from desktop.ui.labels.run import LabelOrder, LabelRun, Target
from desktop.ui.rights import Right
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label

WIDE = 860


@dataclass(frozen=True)
class _Found:
    batch: Batch
    problem: str


class PrintLabels(Dialog):
    """``printed`` when all labels are out. Escape stops what is under way."""

    printed = Signal()

    def __init__(self, parent: QWidget, context: Context, source: LabelSource) -> None:
        wide = min(current_theme().px(WIDE), parent.window().width() - 40)
        super().__init__(parent, tr("Print labels"), source.title, "tags", wide)
        self._context, self._source = context, source
        self.batch: Batch | None = None
        self.run: LabelRun | None = None
        self._asked = 0
        self.choices = Choices(context, source)
        self.pages = Pages(context)
        self._problem = Label("", "small", "warn", wrap=True)
        self._bar = QProgressBar()
        self._put_together()
        self.choices.changed.connect(self._ask)
        self.choices.placed.connect(self._show_pages)
        context.work.read(self, templates, then=self._on_templates, failed=self._refused)

    def _put_together(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far it is"))
        for part in (self.choices, self._problem, self._bar):
            left.addWidget(part)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addLayout(left)
        row.addWidget(self.pages, 1)
        self.body.addLayout(row)
        self._problem.setFixedWidth(self.choices.width())
        for hidden in (self._problem, self._bar):
            hidden.hide()
        self._leave = self.add_button(Button(tr("Run in background"), on_click=self._put_away))
        self._leave.hide()
        self._cancel = self.add_cancel()
        self.go = self.add_button(Button(tr("Print"), "primary", "printer", self._on_go))
        self.go.setEnabled(False)
        self._may = Right(self, self._context, Permission.PRINT_LABELS)

    def _focus_first(self) -> None:
        """The button: Enter is enough."""
        self.go.setFocus()

    def _on_templates(self, found: tuple[Template, ...]) -> None:
        self.choices.show_templates(found)

    def _ask(self) -> None:
        """What the shop's books say now of what is wanted, and what of it does not fit."""
        context, choices = self._context, self.choices
        if not choices.is_ready:
            return
        self._asked += 1
        asked, template, copies = self._asked, choices.chosen, choices.copies.value()
        store, today = context.shop.store, context.shop.day_of(context.clock.now())

        def read(session: Any) -> _Found:
            wanted = self._source.read(session, template)
            if copies:
                wanted = [replace(one, copies=copies) for one in wanted]
            batch = batch_of(session, store, wanted, today, template)
            return _Found(batch, problems(template, batch))

        def then(found: _Found) -> None:
            if asked == self._asked and self.run is None:
                self._show(found)

        context.work.read(self, read, then=then, failed=self._refused)

    def _show(self, found: _Found) -> None:
        is_first, self.batch = self.batch is None, found.batch
        self.choices.first.setRange(1, len(found.batch.labels))
        self._show_pages()
        self.go.setEnabled(not self._may.reason)
        if is_first:
            self.go.setFocus()
        self._say(found.problem or self._may.reason, "warn")

    def _show_pages(self) -> None:
        """From the label to go on with; what is out of the printer changes none that is left."""
        if self.batch is None:
            return
        choices = self.choices
        labels = self.batch.labels[choices.first.value() - 1 :]
        self.pages.show_labels(choices.chosen, labels, choices.start.value())
        self.go.setText(plural("Print {n} label", "Print {n} labels", len(labels)))

    def _refused(self, error: UserError) -> None:
        self.go.setEnabled(False)
        self._say(str(error), "bad")

    def _say(self, words: str, tone: str) -> None:
        self._problem.set_tone(tone)
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        if self.isVisible():
            self.place()

    def _on_go(self) -> None:
        if self.batch is None or self.run is not None:
            return
        target = self.choices.target.target()
        self.choices.keep(target)
        if target.kind == "printer":
            from desktop.ui.dialogs.print_labels.printer import ask_printer

            ask_printer(self, self._context, lambda one: self._begin(replace(target, printer=one)))
        else:
            self._begin(target)

    def _begin(self, target: Target) -> None:
        assert self.batch is not None
        choices = self.choices
        places = (choices.start.value(), choices.first.value())
        order = LabelOrder(choices.chosen, self.batch, target, *places)
        self.run = LabelRun(self._owner, self._context, order)
        job = self.run.job
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._put_away)
        self.run.stopped_at.connect(choices.go_on_at)
        self._show_running(True)

    def _show_running(self, is_running: bool) -> None:
        self.choices.setEnabled(not is_running)
        self.go.setEnabled(not is_running)
        self._bar.setRange(0, 0)
        self._bar.setVisible(is_running)
        self._leave.setVisible(is_running)
        self._cancel.setText(tr("Stop") if is_running else tr("Cancel"))
        if is_running:
            self._cancel.setFocus()
            self._say("", "secondary")

    def _on_progress(self, done: int, total: int) -> None:
        if total:
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            words = tr("{done} of {total} labels", done=number(done), total=number(total))
            self._say(words, "secondary")

    def _on_done(self, _count: int) -> None:
        self.printed.emit()
        if self.isVisible():
            self.accept()

    def _on_failed(self, error: UserError) -> None:
        if not self.isVisible():
            self._context.notify(str(error), "bad")
            return
        if self.run is not None:
            self.run.job.seen_at(self)
        self.run = None
        self._show_running(False)
        self._say(str(error), "bad")
        self.go.setFocus()

    def reject(self) -> None:
        """While it runs it is stopped first; the window goes when that is done."""
        if self.run is not None and self.run.job.is_running:
            self._say(tr("Stopping …"), "secondary")
            self.run.job.stop()
            return
        super().reject()

    def _put_away(self) -> None:
        """Without a word to the job."""
        super().reject()
