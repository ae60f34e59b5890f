"""Asks which printer of this computer takes the labels; where there is none, says so."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from desktop.ui.context import Context
from desktop.ui.paper.printer_names import printers
from desktop.ui.text import tr

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def ask_printer(owner: QWidget, context: Context, done: Callable[["QPrinter"], object]) -> None:
    """Looking for printers may take a while where they are in a network."""

    def found(names: list[str]) -> None:
        if names:
            _ask(owner, done)
        else:
            context.notify(
                tr("No printer is set up on this computer. A PDF can be printed elsewhere."), "warn"
            )

    context.work.job(owner, printers, then=found)


def _ask(owner: QWidget, done: Callable[["QPrinter"], object]) -> None:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, owner)
    dialog.setWindowTitle(tr("Print labels"))
    dialog.accepted.connect(lambda: done(printer))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)
