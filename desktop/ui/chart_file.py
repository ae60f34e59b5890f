"""What a chart shows as a file: its rows, or the chart as a picture, by the ending of its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.jobs.exporting.figures import Cell, write_figures, write_picture
from desktop.ui.context import Context
from desktop.ui.file_dialog import documents, new_file
from desktop.ui.text import tr

KINDS = {
    "csv": "CSV (*.csv)",
    "xlsx": "Excel (*.xlsx)",
    "json": "JSON (*.json)",
    "png": "PNG (*.png)",
}


@dataclass(frozen=True)
class ChartFile:
    """A name for the file, titles and rows; ``chart`` is what a picture is taken of."""

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: QWidget | None = None


def ask_and_save(parent: QWidget, context: Context, file: ChartFile) -> None:
    """Asks where; the file's name says what it becomes."""
    kinds = [word for kind, word in KINDS.items() if kind != "png" or file.chart is not None]
    wanted, kind = new_file(parent, tr("Export"), documents() / file.name, kinds)
    if wanted:
        path = Path(wanted)
        ending = next((key for key, word in KINDS.items() if word == kind), "csv")
        known = path.suffix.lower().lstrip(".") in KINDS
        save(parent, context, file, path if known else path.with_name(f"{path.name}.{ending}"))


def save(parent: QWidget, context: Context, file: ChartFile, path: Path) -> None:
    """Writes the file aside, and says where it is."""
    write: Callable[[], object]
    if path.suffix.lower() == ".png" and file.chart is not None:
        write = partial(write_picture, path, _picture(file.chart))
    else:
        write = partial(write_figures, path, file.titles, file.rows)

    def written(_: object) -> None:
        url = QUrl.fromLocalFile(str(path.parent))

        def show() -> None:
            QDesktopServices.openUrl(url)

        context.notify(tr("{file} was written", file=path.name), "ok", tr("Show"), show)

    context.work.job(
        parent, write, then=written, failed=lambda error: context.notify(str(error), "bad")
    )


def _picture(chart: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    chart.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())
