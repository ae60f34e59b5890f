"""Labels on their way, as a job: what came out is noted, also where the printer stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.commands.shelf_labels import NotePrinted, note_printed
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.label import Template
from desktop.domain.label_fields import LabelWords
from desktop.domain.progress import Progress
from desktop.jobs.labels.batch import Batch
from desktop.jobs.labels.sending import Halted, Stopped, host_of, send_zpl, write_zpl
from desktop.ui.context import Context
from desktop.ui.jobs import JobProgress, Outcome, RunningJob
from desktop.ui.labels.pdf import paint_labels, save_labels, set_up
from desktop.ui.text import plural, tr

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


@dataclass(frozen=True)
class Target:
    """Where labels go: ``pdf`` and ``zpl`` to ``path``, ``host`` to an address, ``printer``."""

    kind: str
    path: Path = Path()
    host: str = ""
    dpi: int = 203
    printer: "QPrinter | None" = None

    @property
    def is_file(self) -> bool:
        """Whole or not at all."""
        return self.kind in ("pdf", "zpl")

    @property
    def words(self) -> str:
        """As a title says it."""
        return {"pdf": str(self.path), "zpl": str(self.path), "host": self.host}.get(self.kind, "")


@dataclass(frozen=True)
class LabelOrder:
    """``start``: the first label's place on the sheet; ``first``: the label to begin with."""

    template: Template
    batch: Batch
    target: Target
    start: int = 1
    first: int = 1


class LabelRun(QObject):
    """Outlives the dialog that began it. ``stopped_at``: the label to go on with."""

    stopped_at = Signal(int)

    def __init__(self, owner: QObject, context: Context, order: LabelOrder) -> None:
        super().__init__(owner)
        self._context, self._order = context, order
        self._halted = 0  # so many labels were out when a person stopped it
        self.job = self._start()

    def _start(self) -> RunningJob:
        order = self._order
        labels = order.batch.labels[order.first - 1 :]

        def run(told: JobProgress) -> Outcome:
            try:
                _send(order, labels, told)
            except Halted as halted:
                self._halted = 0 if order.target.is_file else halted.printed
                raise
            return Outcome(len(labels), plural("{n} label", "{n} labels", len(labels)))

        title = plural("Print {n} label", "Print {n} labels", len(labels))
        job = self._context.jobs.start("labels", title, run, to=order.target.words)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        job.ended.connect(self.deleteLater)
        return job

    def _on_done(self, count: int) -> None:
        path = self._order.target.path
        self._note(len(self._order.batch.labels))
        words = plural("{n} label was printed", "{n} labels were printed", count)
        if self._order.target.is_file:
            words = plural(
                "{n} label is in {file}", "{n} labels are in {file}", count, file=path.name
            )
            self._tell(words, tr("Open folder"), lambda: _show(path.parent))
        else:
            self._tell(f"{words}.")

    def _on_failed(self, error: UserError) -> None:
        printed = error.printed if isinstance(error, Stopped) else 0
        self._note(self._order.first - 1 + printed)
        self.stopped_at.emit(self._order.first + printed)

    def _on_stopped(self) -> None:
        self._note(self._order.first - 1 + self._halted)
        said = plural("{n} label is printed.", "{n} labels are printed.", self._halted)
        said = said if self._halted else tr("Nothing was printed.")
        self._context.notify(f"{tr('Printing labels was stopped.')} {said}", "info")

    def _tell(self, words: str, label: str = "", action: Callable[[], None] | None = None) -> None:
        self._context.notify(words, "ok", label, action)

    def _note(self, last: int) -> None:
        """What is at the shelf now; the list of labels out of date follows by itself."""
        order, context = self._order, self._context
        labels = order.batch.printed(order.template, order.first - 1, last)
        if labels:
            head = context.signed()
            command = NotePrinted(*head, labels, order.template.key)
            context.work.write(context.work, note_printed, command, failed=self._on_not_noted)

    def _on_not_noted(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _send(order: LabelOrder, labels: list[LabelWords], told: Progress) -> None:
    target, template = order.target, order.template
    if target.kind == "pdf":
        save_labels(target.path, template, labels, order.start, told)
    elif target.kind == "zpl":
        write_zpl(target.path, template, labels, target.dpi, told)
    elif target.kind == "host":
        host = host_of(target.host)
        if host is None:
            raise UserError(
                tr("“{text}” is no address of a printer.", text=target.host[:60]),
                tr("Type it as 192.168.0.20:9100."),
                "host",
                "bad_host",
            )
        send_zpl(host, template, labels, target.dpi, told)
    else:
        assert target.printer is not None
        set_up(target.printer, template.paper)
        if not paint_labels(target.printer, template, labels, order.start, told):
            raise Unavailable(
                tr("The printer did not take the labels."),
                tr("Check that it is on and has paper, then print again, or save a PDF."),
                "printer",
            )
