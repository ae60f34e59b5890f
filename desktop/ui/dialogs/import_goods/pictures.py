"""Pictures that a file of goods names: those beside it come in, those of the web when asked for."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.importing import Choices, Report
from desktop.ui.context import Context
from desktop.ui.text import plural, tr
from desktop.ui.widgets.choices import Check


class PictureChecks(QWidget):
    """Not there while the file names none; ``changed`` when a person wants others."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.files, self.web = Check("", True), Check("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        for check in (self.files, self.web):
            row.addWidget(check)
            check.clicked.connect(lambda _on: self.changed.emit())
        row.addStretch(1)
        self.hide()

    @property
    def wanted(self) -> str:
        """As ``Choices.pictures`` has it; who asks the web wants the files, too."""
        return "web" if self.web.isChecked() else "files" if self.files.isChecked() else ""

    def forget(self) -> None:
        """Another file."""
        self.files.setChecked(True)
        self.web.setChecked(False)
        self.hide()

    def show_counts(self, files: int, addresses: int) -> None:
        """How many there are of both."""
        self.files.setText(
            plural("Take in {n} picture beside the file", "Take in {n} pictures beside the file",
                   files)
        )  # fmt: skip
        self.web.setText(
            plural("Fetch {n} picture from the web", "Fetch {n} pictures from the web", addresses)
        )
        self.files.setVisible(files > 0)
        self.files.setEnabled(not self.web.isChecked())
        self.web.setVisible(addresses > 0)
        self.setVisible(bool(files or addresses))


def take_pictures(
    context: Context, path: Path, choices: Choices, report: Report, told: Progress
) -> str:
    """After the goods, in the same job and taken back with them; a sentence, "" without any."""
    from desktop.jobs.pictures.taking_in import Desk, with_goods

    named = [pair for pair in report.pictures if choices.wants(pair[1])]
    done = report.imported
    if done is None or not named:
        return ""
    read, write = context.work.patient, context.work.patient_write
    desk = Desk(read, write, context.ids, context.actor(), context.clock)
    try:
        taken = with_goods(desk, path, named, done.id, told, choices.pictures == "web")
    except Cancelled:
        return tr("The pictures were stopped. Import the file again to add those that are missing.")
    if not taken.failed:
        return ""
    return plural(
        "{n} picture was not taken in: {why}",
        "{n} pictures were not taken in: {why}",
        taken.failed,
        why=taken.refused[0],
    )
