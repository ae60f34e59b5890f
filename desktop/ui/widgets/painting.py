"""The three strokes that painted widgets and table cells share: a box, a line of text, a ring."""

from math import ceil

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
SINGLE_LINE = Qt.TextFlag.TextSingleLine.value  # plain numbers: enums take longer than the text


def paint_box(
    painter: QPainter,
    rect: QRect,
    radius: float,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1,
) -> None:
    """A rounded box whose border lies inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(border, width) if border else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    inset = width / 2 if border else 0
    inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    rounding = min(radius, rect.height() / 2)
    painter.drawRoundedRect(inner, rounding, rounding)


def paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """One line of text, shortened with … where it does not fit; returns the width it took."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(text)
    if width > rect.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(text)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(rect, align.value | SINGLE_LINE, text)
    return width


def text_width(font: QFont, text: str) -> int:
    """The advance of a line of text in pixels, rounded up so that it fits its own box."""
    return ceil(QFontMetricsF(font).horizontalAdvance(text))
