"""A list on paper: A4 pages with a head, the table's titles on each page, and "3 of 12"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
)

from desktop.domain.progress import Progress
from desktop.jobs.exporting import Head
from desktop.ui.paper.bars import code_128, has_bars
from desktop.ui.text import number, tr
from desktop.ui.theme import paper_font

# Lengths are points, 72 to the inch.
A4 = (595.0, 842.0)
EDGE = 34.0
TITLE, FACTS, CELL = 16, 8, 8
ROW = 16.0
TOP = 46.0
BARS, BARRED = 22.0, 40.0  # how tall bars are, and a row with bars
MODULE, QUIET = 0.9, 10  # of the bars: a module's width, and the modules of white on each side
FOOT = 22.0
PAD = 4.0
MEASURED = 400
WIDEST = 190.0
LEAST = 24.0
THIN = 0.5
INK, PALE, RULE, BAND = (QColor(c) for c in ("#1b2130", "#5b6474", "#c9ced8", "#f4f5f8"))


@dataclass(frozen=True)
class Sheets:
    """``facts`` stand under the title: what the rows were filtered by; ``foot`` on every page.

    ``code`` stands as bars at the top, for a scanner; so do the values of a column of barcodes.
    """

    title: str
    shop: str
    facts: str
    foot: str
    heads: tuple[Head, ...]
    rows: Sequence[Sequence[str]]
    code: str = ""

    @property
    def row(self) -> float:
        """How tall a row is."""
        return BARRED if any(head.kind == "barcode" for head in self.heads) else ROW

    @property
    def top(self) -> float:
        """The head of the first page; later pages have the table's titles only."""
        return TOP + (BARS + FACTS + 2 * PAD if self.code else 0.0)

    @cached_property
    def wanted(self) -> list[float]:
        """How wide each column would like to be."""
        title, cell = QFontMetricsF(_font(CELL, bold=True)), QFontMetricsF(_font(CELL))
        found = []
        for column, head in enumerate(self.heads):
            shown = [row[column] for row in self.rows[:MEASURED]]
            measure = bars_width if head.kind == "barcode" else cell.horizontalAdvance
            widest = max([title.horizontalAdvance(head.title), *map(measure, shown)])
            found.append(min(WIDEST, max(LEAST, widest)) + 2 * PAD)
        return found

    @property
    def is_wide(self) -> bool:
        """Whether the paper lies on its side."""
        return sum(self.wanted) > A4[0] - 2 * EDGE

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is painted on a page."""
        width, height = reversed(A4) if self.is_wide else A4
        return width - 2 * EDGE, height - 2 * EDGE

    @cached_property
    def widths(self) -> list[float]:
        """The columns on the paper: what is left goes to words, what lacks is taken from all."""
        room, wanted = self.size[0], self.wanted
        spare = room - sum(wanted)
        if spare < 0:
            return [width * room / sum(wanted) for width in wanted]
        words = [width if not head.is_right else 0.0 for width, head in self._columns()]
        return [
            width + spare * share / (sum(words) or 1.0)
            for width, share in zip(wanted, words, strict=True)
        ]

    def _columns(self) -> list[tuple[float, Head]]:
        return list(zip(self.wanted, self.heads, strict=True))

    def slice_of(self, page: int) -> range:
        """The rows that stand on a page, counted from 0."""
        height = self.size[1] - FOOT - ROW
        first, later = int((height - self.top) // self.row), int(height // self.row)
        start = 0 if page == 0 else first + (page - 1) * later
        return range(start, min(len(self.rows), start + (later if page else first)))

    @cached_property
    def pages(self) -> int:
        """How many pages it takes, one at least."""
        page = 1
        while self.slice_of(page - 1).stop < len(self.rows):
            page += 1
        return page


def set_up(device: QPagedPaintDevice, sheets: Sheets) -> None:
    """Paper and edges, before a painter begins."""
    wide, tall = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait
    margins = QMarginsF(EDGE, EDGE, EDGE, EDGE)
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        wide if sheets.is_wide else tall,
        margins,
        QPageLayout.Unit.Point,
    )
    device.setPageLayout(layout)


def paint_pages(device: QPagedPaintDevice, sheets: Sheets, progress: Progress) -> bool:
    """Paints every page; False where the device could not take it. May run in any thread."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        scale = device.logicalDpiX() / 72
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_whole = True
        for page in range(sheets.pages):
            if page:
                is_whole = device.newPage() and is_whole
            paint_page(painter, sheets, page)
            progress.report(sheets.slice_of(page).stop, len(sheets.rows))
    finally:
        is_ended = painter.end()
    return is_whole and is_ended


def paint_page(painter: QPainter, sheets: Sheets, page: int) -> None:
    """One page from the painter's origin, in points."""
    width, height = sheets.size
    y = 0.0
    if page == 0:
        shop = QRectF(width * 0.6, 0, width * 0.4, 20)
        _text(painter, QRectF(0, 0, width * 0.6, 20), sheets.title, _font(TITLE, bold=True))
        _text(painter, shop, sheets.shop, _font(FACTS), PALE, is_right=True)
        _text(painter, QRectF(0, 22, width, 12), sheets.facts, _font(FACTS), PALE)
        if sheets.code:
            _bars(painter, QRectF(0, TOP - PAD, width, BARS + FACTS + PAD), sheets.code)
        y = sheets.top
    _titles(painter, sheets, y)
    y += ROW
    font = _font(CELL)
    for number_, row in enumerate(sheets.slice_of(page)):
        if number_ % 2:
            painter.fillRect(QRectF(0, y, width, sheets.row), BAND)
        _row(painter, sheets, sheets.rows[row], y, font)
        y += sheets.row
    line = QRectF(0, height - 12, width, 12)
    _text(painter, line, sheets.foot, _font(FACTS), PALE)
    words = tr("{page} of {pages}", page=number(page + 1), pages=number(sheets.pages))
    _text(painter, line, words, _font(FACTS), PALE, is_right=True)


def _titles(painter: QPainter, sheets: Sheets, y: float) -> None:
    x, font = 0.0, _font(CELL, bold=True)
    for head, width in zip(sheets.heads, sheets.widths, strict=True):
        box = QRectF(x + PAD, y, width - 2 * PAD, ROW)
        _text(painter, box, head.title, font, INK, head.is_right)
        x += width
    painter.fillRect(QRectF(0, y + ROW - THIN, sheets.size[0], THIN * 2), RULE)


def _row(painter: QPainter, sheets: Sheets, cells: Sequence[str], y: float, font: QFont) -> None:
    x, tall = 0.0, sheets.row
    for cell, head, width in zip(cells, sheets.heads, sheets.widths, strict=True):
        box = QRectF(x + PAD, y, width - 2 * PAD, tall)
        if cell and head.kind == "barcode":
            _bars(painter, box.adjusted(0, PAD, 0, -PAD), cell)
        elif cell:
            _text(painter, box, cell, font, INK, head.is_right)
        x += width


def bars_width(code: str) -> float:
    """What a code takes on paper, with the white that a scanner needs beside it."""
    return (code_128(code).width() + 2 * QUIET) * MODULE if has_bars(code) else 0.0


def _bars(painter: QPainter, box: QRectF, code: str) -> None:
    """The code as bars on white, its digits below; narrower where there is less room."""
    if not has_bars(code):
        _text(painter, box, code, _font(CELL), INK)
        return
    bars = code_128(code)
    module = min(MODULE, box.width() / (bars.width() + 2 * QUIET))
    ground = QRectF(box.x(), box.y(), (bars.width() + 2 * QUIET) * module, box.height())
    painter.fillRect(ground, Qt.GlobalColor.white)
    tall = box.height() - FACTS - 2
    inside = QRectF(box.x() + QUIET * module, box.y() + 1, bars.width() * module, tall)
    painter.drawImage(inside, bars)
    words = QRectF(inside.x(), inside.bottom(), box.width() - QUIET * module, FACTS + 2)
    _text(painter, words, code, _font(FACTS - 1), INK)


def _text(
    painter: QPainter,
    box: QRectF,
    words: str,
    font: QFont,
    ink: QColor = INK,
    is_right: bool = False,
) -> None:
    """One line, shortened where it does not fit."""
    painter.setFont(font)
    painter.setPen(ink)
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(words) > box.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    how = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(box, how, words)


def _font(size: int, bold: bool = False) -> QFont:
    return paper_font(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
