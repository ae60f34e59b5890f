"""Choose a file, see what it would do, say what was read wrongly, and import it; all or nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.progress import Cancelled
from desktop.jobs.importing import Choices, Desk, Report
from desktop.jobs.importing.aside import imported_aside, look_into
from desktop.jobs.importing.fetching import Kept, is_address
from desktop.jobs.importing.previewing import Preview
from desktop.ui.context import Context
from desktop.ui.dialogs.import_goods import words
from desktop.ui.dialogs.import_goods.pictures import take_pictures
from desktop.ui.dialogs.import_goods.seen import SeenFile
from desktop.ui.jobs import JobProgress, Outcome, RunningJob
from desktop.ui.rights import Right
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.file_line import FileLine

WIDE, MARGIN = 920, 80
Done = Callable[[UUID, str], object]
_Found = tuple[Kept | None, Preview]


class ImportGoods(Dialog):
    """``done(import, sentence)`` comes after the commit, also when the dialog is gone.

    ``kept`` tells the place and the choices of a file that is to be read again and again.
    """

    kept = Signal(str, object)

    def __init__(
        self, parent: QWidget, context: Context, done: Done, path: Path | None = None
    ) -> None:
        sentence = tr(
            "CSV, Excel, OpenDocument or JSON. Nothing is written before you have seen it."
        )
        width = min(current_theme().px(WIDE), parent.window().width() - MARGIN)
        super().__init__(parent, tr("Import goods"), sentence, "upload", width)
        self._context = context
        self._done = done
        self._asked = 0  # only the newest look counts; older ones end
        self.preview: Preview | None = None
        self.job: RunningJob | None = None
        kinds = [
            tr("Lists (*.csv *.txt *.tsv *.json *.xlsx *.xlsm *.xls *.ods)"),
            tr("All files (*)"),
        ]
        asked, hint = tr("Path of the file"), tr("Or drop it here, or paste an https address.")
        self._file = FileLine(asked, tr("Import goods"), kinds, hint)
        self._file.chosen.connect(self.look_into)
        self.path = self._file.path
        self.seen = SeenFile(parent.window().height(), context.shop)
        self._copy: Kept | None = None  # of an address, fetched once
        self._bar = QProgressBar()
        self.keep = Button(tr("Keep as a feed …"), icon="refresh-cw", on_click=self._on_keep)
        self.add_button(self.keep, left=True)
        self._cancel = self.add_cancel()
        self.go = self.add_button(Button(tr("Look into it"), "primary", "search", self._on_go))
        self._put_together()
        Right(self, context, Permission.IMPORT, self.keep)
        if path is not None:
            self.look_into(path)

    def _put_together(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far it is"))
        for part in (self._file, self.seen, self._bar):
            self.body.addWidget(part)
        self.path.textEdited.connect(self._forget)
        self.seen.changed.connect(self._look)
        self.setAcceptDrops(True)
        self._forget()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file."""
        if dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The same as choosing it."""
        path = dropped(event)
        if path is not None and self.job is None:
            self.look_into(path)

    def reject(self) -> None:
        """While it runs it is stopped first; nothing is written then."""
        if self.job is not None and self.job.is_running:
            self.seen.say(tr("Stopping …"))
            self.job.stop()
            return
        self._asked += 1
        super().reject()

    def look_into(self, path: Path) -> None:
        """Reads a file and tells what it would do."""
        self.path.setText(str(path))
        self._forget()
        self._look()

    def _forget(self) -> None:
        """Another file: what was said is of the old one."""
        self._asked += 1
        self.preview = self._copy = None
        self.keep.hide()
        self.seen.forget()
        self.seen.hide()
        self._bar.hide()
        self._file.set_error("")
        self._offer(tr("Look into it"), "search", True)

    def _offer(self, text: str, icon: str, is_on: bool) -> None:
        """What the button does; the dialog is as tall as what it shows."""
        self.go.setText(text)
        self.go.set_icon(icon)
        self.go.setEnabled(is_on)
        if self.isVisible():
            self.place()

    def _look(self) -> None:
        """All anew; what was asked before is of no interest any more."""
        desk, typed = _desk(self._context), self._file.text
        if not typed or desk is None:
            return
        self._asked += 1
        asked = self._asked
        self._file.set_error("")
        self._bar.setRange(0, 0)
        self._bar.show()
        self._offer(self.go.text(), "search", False)
        still = _Still(lambda: asked == self._asked)
        self._context.work.job(
            self, _preview, desk, self._copy or typed, self.seen.choices, still,
            then=partial(self._on_seen, asked), failed=partial(self._on_unread, asked),
        )  # fmt: skip

    def _on_seen(self, asked: int, found: _Found | None) -> None:
        if asked != self._asked or found is None:
            return
        self._copy, self.preview = found
        preview = self.preview
        self.keep.setVisible(preview.report is not None)
        self._bar.hide()
        self.seen.show_file(preview)
        self.seen.show()
        report = preview.report
        text = tr("Import") if report is None else words.asked(report)
        self._offer(text, "check", words.is_anything(report))
        if self.go.isEnabled() and not self.seen.isAncestorOf(self.focusWidget() or self):
            self.go.setFocus()

    def _on_unread(self, asked: int, error: UserError) -> None:
        if asked != self._asked:
            return
        self._bar.hide()
        self._file.set_error(str(error))
        self._offer(tr("Look into it"), "search", True)
        self.preview = None
        self.keep.hide()

    def _on_go(self) -> None:
        """The first Enter looks, the second one imports."""
        report = None if self.preview is None else self.preview.report
        if report is None:
            self._look()
        elif self.job is None and words.is_anything(report):
            self._start()

    def _start(self) -> None:
        context = self._context
        desk, choices = _desk(context), self.seen.choices
        copy = self._copy  # held until the job has ended
        path = self._file.typed if copy is None else copy.path
        if path is None or desk is None:
            return

        def run(told: JobProgress) -> Outcome:
            report = imported_aside(desk, path, choices, told)
            pictures = take_pictures(context, path, choices, report, told)
            return Outcome((report, pictures), words.summary(report))

        title = tr("Import of {file}", file=path.name)
        self.job = job = context.jobs.start("import_file", title, run, path=self._file.text)
        self._show_running(True)
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        job.done.connect(partial(_tell_done, self._done))

    def _show_running(self, is_running: bool) -> None:
        for part in (self.seen, self._file, self.keep):
            part.setEnabled(not is_running)
        self._cancel.setText(tr("Stop") if is_running else tr("Cancel"))
        self._bar.setRange(0, 0)
        self._bar.setVisible(is_running)
        if not is_running:
            self.job = None
        self._offer(self.go.text(), "check", not is_running)

    def _on_progress(self, done: int, total: int, message: str) -> None:
        if self.job is None or self.job.is_stopping:
            return
        self._bar.setRange(0, max(total, done) if total else 0)
        self._bar.setValue(done)
        if message == "Pictures":
            self.seen.say(tr("{n} of {total} pictures", n=number(done), total=number(total)))
        elif message:
            self.seen.say(tr("{step}: {n} rows", step=tr(message), n=number(done)))

    def _on_done(self, result: tuple[Report, str]) -> None:
        report, _ = result
        self._show_running(False)
        if report.imported is None:  # the shop changed since it was looked at
            self.seen.tell(report)
            self._offer(tr("Import"), "check", False)
        elif self.isVisible():
            self.accept()

    def _on_failed(self, error: UserError) -> None:
        if self.job is not None:
            self.job.seen_at(self)
        self._show_running(False)
        self._file.set_error(str(error))

    def _on_stopped(self) -> None:
        self._show_running(False)
        self.seen.say(tr("Stopped. Nothing was written."))

    def _on_keep(self) -> None:
        typed = self._file.typed
        if typed is not None:
            place = self._file.text if self._copy else str(typed.absolute())
            self.kept.emit(place, self.seen.choices)


class _Still:
    """Ends a look whose answer nobody waits for."""

    def __init__(self, is_wanted: Callable[[], bool]) -> None:
        self._is_wanted = is_wanted

    def report(self, done: int, total: int, message: str = "") -> None:
        """Raises Cancelled."""
        if not self._is_wanted():
            raise Cancelled


def _desk(context: Context) -> Desk | None:
    if context.pulse is None:
        return None
    return Desk(context.pulse.database, context.actor(), context.clock, context.ids)


def _preview(desk: Desk, place: str | Kept, choices: Choices, still: _Still) -> _Found | None:
    """Of an address, with the copy that was looked into: the same is imported."""
    try:
        if isinstance(place, str) and not is_address(place):
            return None, look_into(desk, Path(place).expanduser(), choices, still)
        copy = Kept(place, still) if isinstance(place, str) else place
        return copy, look_into(desk, copy.path, choices, still)
    except Cancelled:
        return None


def _tell_done(done: Done, result: tuple[Report, str]) -> None:
    report, pictures = result
    if report.imported is not None:
        done(report.imported.id, f"{words.said(report)} {pictures}".strip())


def dropped(event: QDropEvent) -> Path | None:
    """The one file that is dragged here."""
    urls = event.mimeData().urls()
    is_one = len(urls) == 1 and urls[0].isLocalFile()
    return Path(urls[0].toLocalFile()) if is_one else None
