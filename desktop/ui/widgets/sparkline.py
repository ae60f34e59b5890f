"""The small course of a figure: a line over a fading ground, a dot at its end."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

WIDTH = 1.8
DOT = 3.0
GROUND = 46  # of 255, how much of the colour lies under the line


def paint_course(
    painter: QPainter,
    rect: QRect,
    values: Sequence[float],
    color: QColor,
    open_end: bool = False,
) -> None:
    """Fits the values into ``rect``, lowest at the foot; nothing for fewer than two.

    ``open_end``: the last value is not final, the way to it is dotted.
    """
    if len(values) < 2:
        return
    points = _points(rect, values)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ground(rect, color))
    feet = [QPointF(points[-1].x(), rect.bottom()), QPointF(points[0].x(), rect.bottom())]
    painter.drawPolygon(QPolygonF([*points, *feet]))
    pen = QPen(color, WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    sure = points[:-1] if open_end else points
    painter.drawPolyline(QPolygonF(sure))
    if open_end:
        pen.setDashPattern([0.1, 2.2])
        painter.setPen(pen)
        painter.drawLine(points[-2], points[-1])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(points[-1], DOT, DOT)


def _points(rect: QRect, values: Sequence[float]) -> list[QPointF]:
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    inner = rect.adjusted(2, 4, -4, -4)
    step = inner.width() / (len(values) - 1)
    middle = 0.5 if high == low else 0.0
    return [
        QPointF(
            inner.x() + number * step,
            inner.bottom() - ((value - low) / span + middle) * inner.height(),
        )
        for number, value in enumerate(values)
    ]


def _ground(rect: QRect, color: QColor) -> QLinearGradient:
    fading = QLinearGradient(QPointF(rect.topLeft()), QPointF(rect.bottomLeft()))
    top, foot = QColor(color), QColor(color)
    top.setAlpha(GROUND)
    foot.setAlpha(0)
    fading.setColorAt(0, top)
    fading.setColorAt(1, foot)
    return fading
