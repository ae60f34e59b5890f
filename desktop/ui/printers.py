"""A list to a printer of this computer; where there is none, the way to a PDF."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.errors import UserError
from desktop.ui.context import Context
from desktop.ui.jobs import JobProgress, Outcome
from desktop.ui.paper.lists import print_rows
from desktop.ui.paper.printer_names import printers
from desktop.ui.text import plural, tr

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.ui.dialogs.export import Offer


class Printing(QObject):
    """Asks which printer, then sends the pages from a thread; ``save`` offers a PDF instead."""

    def __init__(
        self, page: QWidget, context: Context, offer: "Offer", save: Callable[[], None]
    ) -> None:
        super().__init__(page)
        self._page, self._context, self._offer, self._save = page, context, offer, save
        self._printer: QPrinter | None = None

    def start(self) -> None:
        """Looking for printers may take a while where they are in a network."""
        self._context.work.job(self, printers, then=self._on_printers)

    def _on_printers(self, names: list[str]) -> None:
        if not names:
            self._context.notify(
                tr("No printer is set up on this computer. A PDF can be printed elsewhere."),
                "warn",
                tr("Save a PDF"),
                self._save,
            )
            self.deleteLater()
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(self._printer, self._page)
        dialog.setWindowTitle(tr("Print {what}", what=self._offer.heading.title.lower()))
        dialog.accepted.connect(lambda: self.send(self._printer))
        dialog.rejected.connect(self.deleteLater)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    def send(self, printer: "QPrinter | None") -> None:
        """Paints onto this printer."""
        assert printer is not None
        self._printer = printer
        offer, opened = self._offer, self._context.work.patient
        order = replace(offer.order, heads=offer.shown)

        def run(told: JobProgress) -> Outcome:
            pages = print_rows(opened, order, told.cancel, told, offer.heading, printer)
            return Outcome(pages, plural("{n} page", "{n} pages", pages))

        what = offer.heading.title
        job = self._context.jobs.start("print", tr("Print {what}", what=what.lower()), run)
        job.done.connect(self._on_printed)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self.deleteLater)
        self._context.notify(tr("Printing {what} …", what=what.lower()), "info")

    def _on_printed(self, pages: int) -> None:
        self._context.notify(plural("Printed {n} page", "Printed {n} pages", pages), "ok")
        self.deleteLater()

    def _on_failed(self, error: UserError) -> None:
        self._context.notify(str(error), "bad", tr("Export"), self._save)
        self.deleteLater()
