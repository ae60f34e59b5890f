"""Labels onto pages: to a PDF or a printer of this computer, label by label, with progress."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.domain.errors import Unavailable
from desktop.domain.label import Paper, Template
from desktop.domain.label_fields import LabelWords
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.labels.sending import Halted
from desktop.ui.labels.painter import UNIT, paint_label
from desktop.ui.text import tr

PDF_DPI = 1200
INCH = 25.4
PART = 10  # labels between two words to the progress


def save_labels(
    path: Path, template: Template, labels: Sequence[LabelWords], start: int, progress: Progress
) -> Path:
    """A PDF that appears whole or not at all; ``start``: the first label's place, from 1.

    May run in any thread. Unavailable where it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = QPdfWriter(str(part))
        writer.setResolution(PDF_DPI)
        writer.setTitle(template.name)
        set_up(writer, template.paper)
        if not paint_labels(writer, template, labels, start, progress):
            raise OSError(str(part))
        del writer
        part.replace(path)
    except OSError:
        raise Unavailable(
            tr("The labels could not be written to {place}.", place=path.parent),
            tr("Check that the disk has room, or choose another folder. Nothing was printed."),
            "labels",
        ) from None
    finally:
        with suppress(OSError):
            part.unlink()
    return path


def set_up(device: QPagedPaintDevice, paper: Paper) -> None:
    """The template's page, without margins: it has its own."""
    width, height = paper.page
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter)
    none = QMarginsF(0, 0, 0, 0)
    device.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, none))


def paint_labels(
    device: QPagedPaintDevice,
    template: Template,
    labels: Sequence[LabelWords],
    start: int,
    progress: Progress,
) -> bool:
    """False where the device did not take a page; Halted tells how many are on it."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    dpi, page = device.logicalDpiX(), 0
    scale, dot = dpi / INCH / UNIT, INCH / dpi
    try:
        for number, label in enumerate(labels):
            if number % PART == 0:
                progress.report(number, len(labels))
            on, x, y = template.paper.place(number + start - 1)
            if on != page:
                if not device.newPage():
                    return False
                page = on
            painter.save()
            painter.scale(scale, scale)
            painter.translate(round(x / dot) * dot * UNIT, round(y / dot) * dot * UNIT)
            paint_label(painter, template, label, dot)
            painter.restore()
        progress.report(len(labels), len(labels))
    except Cancelled as why:
        painter.end()
        raise Halted(number) from why
    except BaseException:
        painter.end()
        raise
    return painter.end()
