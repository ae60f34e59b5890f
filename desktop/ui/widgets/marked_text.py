"""One line of text in which some letters stand out: bold and coloured."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout

Spans = Iterable[tuple[int, int]]


def paint_marked(
    painter: QPainter, rect: QRect, text: str, marks: Spans, font: QFont, ink: QColor, mark: QColor
) -> None:
    """Shortened with … where it does not fit; ``marks`` count characters."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    spans = list(marks)
    widest = QFontMetrics(bold if spans else font)
    shown = widest.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    formats = []
    for start, end in spans:
        format_range = QTextLayout.FormatRange()
        format_range.start = _units(text[:start])
        format_range.length = _units(text[start:end])
        look = QTextCharFormat()
        look.setFont(bold)
        look.setForeground(mark)
        format_range.format = look
        if format_range.start + format_range.length <= _units(shown):
            formats.append(format_range)
    layout = QTextLayout(shown, font)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    painter.setPen(ink)
    layout.draw(painter, QPointF(rect.x(), rect.y() + (rect.height() - line.height()) / 2))


def _units(text: str) -> int:
    """Qt counts in UTF-16: a character beyond the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
