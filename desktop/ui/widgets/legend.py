"""What the lines, boxes and marks of a chart mean, from left to right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.painting import paint_text, text_width

SIDE, GAP, NEXT = 20, 7, 18


@dataclass(frozen=True)
class Sample:
    """``drawing`` is one of DRAWINGS in a colour by its name."""

    drawing: str
    color: str
    words: str


class Legend(QWidget):
    """One line; samples that have no room are left out whole, and told in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._samples: tuple[Sample, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_samples(self, samples: Sequence[Sample]) -> None:
        """Others, in drawing order."""
        self._samples = tuple(samples)
        self.setToolTip(", ".join(sample.words for sample in samples))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, font = 2, theme.font("small")
        for sample in self._samples:
            box = QRect(x + SIDE + GAP, 0, text_width(font, sample.words) + 2, self.height())
            if box.right() > self.width():
                break
            DRAWINGS[sample.drawing](painter, QRect(x, 0, SIDE, self.height()), theme, sample.color)
            paint_text(painter, box, sample.words, font, theme.color("text.secondary"))
            x = box.right() + NEXT


def _line(painter: QPainter, box: QRect, theme: Theme, color: str) -> None:
    painter.setPen(QPen(theme.color(color), 2.2))
    painter.drawLine(box.left(), box.center().y(), box.right(), box.center().y())


def _dashes(painter: QPainter, box: QRect, theme: Theme, color: str) -> None:
    painter.setPen(QPen(theme.color(color), 1.6, Qt.PenStyle.DashLine))
    painter.drawLine(box.left(), box.center().y(), box.right(), box.center().y())


def _diamond(painter: QPainter, box: QRect, theme: Theme, color: str) -> None:
    painter.save()
    painter.translate(box.center())
    painter.rotate(45)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(color))
    painter.drawRect(QRect(-4, -4, 8, 8))
    painter.restore()


def _box(painter: QPainter, box: QRect, theme: Theme, color: str) -> None:
    _filled(painter, box, QBrush(theme.color(color)))


def _hatched(painter: QPainter, box: QRect, theme: Theme, color: str) -> None:
    _filled(painter, box, QBrush(theme.color(color), Qt.BrushStyle.BDiagPattern))


def _filled(painter: QPainter, box: QRect, brush: QBrush) -> None:
    middle = box.center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRect(QRect(middle.x() - 8, middle.y() - 5, 16, 10))


def _cross(painter: QPainter, box: QRect, theme: Theme, color: str) -> None:
    middle = QPointF(box.center())
    painter.setPen(QPen(theme.color(color), 2.2))
    for sign in (1, -1):
        painter.drawLine(middle - QPointF(3.5, 3.5 * sign), middle + QPointF(3.5, 3.5 * sign))


DRAWINGS: dict[str, Callable[[QPainter, QRect, Theme, str], None]] = {
    "line": _line,
    "dashes": _dashes,
    "diamond": _diamond,
    "box": _box,
    "hatched": _hatched,
    "cross": _cross,
}
