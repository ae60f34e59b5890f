"""A label painted in mm: the same on the screen, on paper and in a PDF."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from desktop.domain.errors import UserError
from desktop.domain.label import POINT, Element, Template
from desktop.domain.label_codes import CodeText
from desktop.domain.label_fields import LabelWords, is_whole
from desktop.domain.label_text import LEADING, Fitted, fitted
from desktop.jobs.labels.codes import module_width, modules_of, too_small
from desktop.ui.theme import paper_font

UNIT = 100  # of the painter, in a mm: fonts have whole sizes
INK = QColor("#000000")
PAPER = QColor("#ffffff")
_MEASURED = 1000
_WORDS = 8.0  # points of the words below a code, at most
_SHARE = 0.25  # of a code's height for the words below it, at most


def paint_label(painter: QPainter, template: Template, label: LabelWords, dot: float = 0.0) -> None:
    """From the painter's origin, which is scaled to UNIT a mm; ``dot``: the printer's, in mm."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, dot == 0)
    for element in template.elements:
        painter.save()
        _turn(painter, element)
        if element.kind == "text":
            _paint_text(painter, element, label)
        elif element.kind == "barcode":
            _paint_code(painter, element, label, dot)
        elif element.kind == "picture":
            _paint_picture(painter, element, label)
        elif element.kind == "line":
            _paint_line(painter, element)
        else:
            _paint_frame(painter, element)
        painter.restore()


def cut_words(element: Element, label: LabelWords) -> bool:
    """Whether some of a text's words do not get on the label."""
    return element.kind == "text" and _fit(element, label).is_cut


def small_code(element: Element, label: LabelWords) -> str:
    """Why a barcode will not be read, in words; "" where it will."""
    code = label.code(element) if element.kind == "barcode" else None
    if code is None:
        return ""
    width, height = _sides(element)
    try:
        return too_small(code, width, height - (0 if code.is_square else _below(element)))
    except UserError as error:
        return str(error)


def _sides(element: Element) -> tuple[float, float]:
    """Width and height as its contents see them."""
    return (element.h, element.w) if element.turn % 180 else (element.w, element.h)


def _turn(painter: QPainter, element: Element) -> None:
    """The origin becomes the upper left corner as the contents see it."""
    width, height = _sides(element)
    painter.translate((element.x + element.w / 2) * UNIT, (element.y + element.h / 2) * UNIT)
    painter.rotate(element.turn)
    painter.translate(-width / 2 * UNIT, -height / 2 * UNIT)


def _box(x: float, y: float, w: float, h: float) -> QRectF:
    return QRectF(x * UNIT, y * UNIT, w * UNIT, h * UNIT)


@lru_cache(4)
def _metrics(bold: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(_MEASURED / UNIT / POINT, bold))


def _font(size: float, bold: bool) -> QFont:
    weight = QFont.Weight.Bold if bold else QFont.Weight.Normal
    return paper_font(max(1, round(size * POINT * UNIT)), weight)


def _fit(element: Element, label: LabelWords) -> Fitted:
    metrics = _metrics(element.bold)
    measured = _MEASURED / POINT

    def measure(words: str) -> float:
        return metrics.horizontalAdvance(words) / measured

    words, sides = label.text(element), _sides(element)
    return fitted(words, *sides, element.size, measure, is_whole(element.text))


_ALIGNED = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def _paint_text(painter: QPainter, element: Element, label: LabelWords) -> None:
    found = _fit(element, label)
    painter.setFont(_font(found.size, element.bold))
    painter.setPen(INK)
    width, _ = _sides(element)
    tall = found.size * POINT * LEADING
    how = _ALIGNED[element.align] | Qt.AlignmentFlag.AlignVCenter
    how |= Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
    for row, line in enumerate(found.lines):
        painter.drawText(_box(0, row * tall, width, tall), how, line)


def _below(element: Element) -> float:
    """How much of a line code's height its words take, in mm."""
    return min(_WORDS * POINT, _sides(element)[1] * _SHARE)


def _paint_code(painter: QPainter, element: Element, label: LabelWords, dot: float) -> None:
    """Black on white with its quiet zones; what cannot be a code is told in its place."""
    code = label.code(element)
    if code is None:
        return
    width, height = _sides(element)
    below = 0.0 if code.is_square else _below(element)
    try:
        module = module_width(code, width, height - below, dot)
        modules = modules_of(code)
    except UserError:
        painter.setPen(INK)
        painter.setFont(_font(6, False))
        painter.drawText(_box(0, 0, width, height), Qt.TextFlag.TextWordWrap, code.content)
        return
    taken = modules.width * module
    spare = width - taken - 2 * code.quiet * module
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[element.align]
    x = code.quiet * module + spare * share
    x = _whole(x, dot)
    tall = module if code.is_square else height - below
    y = _whole(max(0.0, (height - modules.height * module) / 2), dot) if code.is_square else 0.0
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    rects = [
        _box(x + begin * module, y + row * tall, length * module, tall)
        for row, runs in enumerate(modules.runs)
        for begin, length in runs
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    painter.drawRects(rects)
    if below:
        _paint_below(painter, code, _box(x, height - below, taken, below), below)


def _whole(value: float, dot: float) -> float:
    return round(value / dot) * dot if dot else value


def _paint_below(painter: QPainter, code: CodeText, box: QRectF, tall: float) -> None:
    font = _font(tall / POINT / LEADING, False)
    words = code.content
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(INK)
    if metrics.horizontalAdvance(words) > box.width():
        shrunk = font.pixelSize() * box.width() / metrics.horizontalAdvance(words)
        font.setPixelSize(max(1, int(shrunk)))
        painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)


def _paint_picture(painter: QPainter, element: Element, label: LabelWords) -> None:
    picture = QImage.fromData(label.picture) if label.picture else QImage()
    if picture.isNull():
        return
    width, height = _sides(element)
    share = min(width / picture.width(), height / picture.height())
    wide, tall = picture.width() * share, picture.height() * share
    painter.drawImage(_box((width - wide) / 2, (height - tall) / 2, wide, tall), picture)


def _paint_line(painter: QPainter, element: Element) -> None:
    """Along the longer side of its box."""
    width, height = _sides(element)
    if width >= height:
        painter.fillRect(_box(0, (height - element.line) / 2, width, element.line), INK)
    else:
        painter.fillRect(_box((width - element.line) / 2, 0, element.line, height), INK)


def _paint_frame(painter: QPainter, element: Element) -> None:
    width, height = _sides(element)
    pen = QPen(INK, element.line * UNIT)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = element.line / 2
    painter.drawRect(_box(half, half, width - element.line, height - element.line))
