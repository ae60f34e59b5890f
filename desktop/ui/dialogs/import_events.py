"""Events from a file: what it would do is shown before it is done; problems with their rows."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.commands.imports import ImportProblem
from desktop.commands.many_events import AddEvents, EventsAdded, add_events
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.jobs.importing.events import Plan, plan_events
from desktop.ui.context import Context
from desktop.ui.events.preview import TALL, EventPreview
from desktop.ui.rights import Right
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.file_line import FileLine
from desktop.ui.widgets.label import Label

MOST = 200


class ImportEventsDialog(Dialog):
    """``done(batch, words, sentence)`` comes after the commit. All of the file, or nothing."""

    def __init__(
        self, parent: QWidget, context: Context, done: Callable[[UUID, str, str], object]
    ) -> None:
        sentence = tr("A CSV file with event_name and event_date, or a calendar (.ics).")
        super().__init__(parent, tr("Import events"), sentence, "upload")
        self._context = context
        self._done = done
        self._id = context.ids.new()
        self.plan: Plan | None = None
        kinds = [tr("Events (*.csv *.ics *.txt)")]
        self._file = FileLine(tr("Path of the file"), tr("Import events"), kinds)
        self._file.chosen.connect(self.look_into)
        self.path = self._file.path
        self.preview = EventPreview()
        self.problems = QPlainTextEdit()
        self._said = Label("", "body", "secondary", wrap=True)
        self._put_together()
        Right(self, context, Permission.EDIT_EVENT)

    def _put_together(self) -> None:
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.setAccessibleName(tr("What is wrong with the file"))
        self.problems.setFixedHeight(current_theme().px(TALL))
        for part in (self._file, self.preview, self.problems, self._said):
            self.body.addWidget(part)
        self.preview.hide()
        self.problems.hide()
        self._said.hide()
        self.add_cancel()
        self.go = self.add_button(Button(tr("Look into it"), "primary", "search", self._on_go))
        self.path.textEdited.connect(self._forget)

    def look_into(self, path: Path) -> None:
        """Reads a file and tells what it would do."""
        self.path.setText(str(path))
        self._forget()
        zone = self._context.shop.zone
        self.go.setEnabled(False)
        self._context.work.read(
            self, plan_events, path, zone, then=self._on_plan, failed=self._on_failed
        )

    def _forget(self) -> None:
        """Another file: what was said is of the old one."""
        self.plan = None
        self._file.set_error("")
        for part in (self.preview, self.problems, self._said):
            part.hide()
        self.go.setText(tr("Look into it"))
        self.go.set_icon("search")
        self.go.setEnabled(True)
        self.place()

    def _on_go(self) -> None:
        """The first Enter looks, the second one imports."""
        if self.plan is None:
            if self._file.typed is not None:
                self.look_into(self._file.typed)
            return
        self.go.setEnabled(False)
        context = self._context
        command = AddEvents(self._id, context.actor(), context.clock.now(), self.plan.events)
        context.work.write(self, add_events, command, then=self._on_added, failed=self._on_failed)

    def _on_plan(self, plan: Plan) -> None:
        told = [*plan.notes]
        if plan.ignored:
            told.append(tr("Columns that were not read: {names}.", names=", ".join(plan.ignored)))
        if plan.problems:
            self._show_problems(plan)
            self.go.setEnabled(True)
            told.insert(0, tr("Nothing can be imported until this is mended."))
        else:
            self.plan = plan
            self.preview.show_events(plan.events, plan.states)
            self.preview.show()
            told.insert(0, f"{self.preview.said or tr('No events are in it')}.")
            new = plan.count("new") + plan.count("changed")
            self.go.setText(plural("Import {n} event", "Import {n} events", new))
            self.go.set_icon("check")
            self.go.setEnabled(new > 0)
        self._said.set_tone("bad" if plan.problems else "secondary")
        self._said.setText(" ".join(told))
        self._said.show()
        self.go.setFocus()
        self.place()

    def _show_problems(self, plan: Plan) -> None:
        lines = [_told(problem) for problem in plan.problems[:MOST]]
        if len(plan.problems) > MOST:
            lines.append(tr("… and {n} more", n=number(len(plan.problems) - MOST)))
        self.problems.setPlainText("\n".join(lines))
        self.problems.show()

    def _on_added(self, added: EventsAdded) -> None:
        self.accept()
        count = added.created + added.changed
        said = plural("{n} event was imported.", "{n} events were imported.", count)
        self._done(added.batch, tr("the import"), said)

    def _on_failed(self, error: UserError) -> None:
        self.go.setEnabled(True)
        self._file.set_error(str(error))
        self.place()


def _told(problem: ImportProblem) -> str:
    told = tr("Row {row}, {column}", row=problem.row, column=problem.field)
    value = f" “{problem.value[:60]}”" if problem.value else ""
    return f"{told}{value}: {problem.reason}"
