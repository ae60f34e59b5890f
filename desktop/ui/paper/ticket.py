"""A ticket on paper: laid out once, then painted on the screen or into a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from desktop.domain.errors import Unavailable
from desktop.domain.money import tax_lines
from desktop.domain.shop import ShopInfo, currency_decimals
from desktop.queries.tickets import Ticket
from desktop.ui.paper.bars import code_128
from desktop.ui.text import TIMES, moment, money, percent, quantity, tr
from desktop.ui.theme import paper_font

# Lengths are points, 72 to the inch: a roll of 80 mm, of which 4 mm stay free on each side.
POINT_MM = 25.4 / 72
PAPER_MM = 80.0
EDGE_MM = 4.0
WIDTH = (PAPER_MM - 2 * EDGE_MM) / POINT_MM
SMALL, USUAL, LARGE = 8, 9, 14
GAP = 6.0
THIN = 0.7
CODE_HEIGHT = 26.0
MODULE, QUIET = 1.0, 10  # of the bars: a module's width, and the modules of white on each side
PDF_DPI = 600
INK = QColor("#000000")
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
ROOM = 100_000.0


@dataclass(frozen=True)
class Row:
    """Words at the left, or in the middle; a figure at the right; ``gap`` points below.

    ``bars``: drawn instead of the words, for a scanner; made once, not at each painting.
    """

    left: str
    right: str = ""
    size: int = USUAL
    is_bold: bool = False
    is_centred: bool = False
    gap: float = 0.0
    bars: QImage | None = None


RULE = Row("", size=0, gap=GAP)


def rows_of(ticket: Ticket, shop: ShopInfo) -> list[Row]:
    """What stands on the ticket, from top to bottom; its figures never change."""
    decimals = currency_decimals(ticket.currency)
    rows = [
        Row(shop.name, size=LARGE, is_bold=True, is_centred=True, gap=2),
        Row(moment(ticket.at, shop.zone), size=SMALL, is_centred=True),
        Row(_titled(ticket), size=SMALL, is_centred=True, gap=GAP),
        RULE,
    ]
    for line in sorted(ticket.lines, key=lambda line: line.position):
        amount = quantity(line.quantity, line.decimals)
        each = f"{amount} {TIMES} {money(line.price, decimals)}"
        rows.append(Row(line.name))
        rows.append(Row(each, money(line.total, decimals), gap=3))
    foot = tr("Not a fiscal receipt. No payment was taken by this program.")
    includes_tax = ticket.includes_tax
    if includes_tax is None:
        includes_tax = shop.prices_include_tax
    totals = _totals(ticket, includes_tax, decimals)
    foot_row = Row(foot, size=SMALL, is_centred=True, gap=GAP)
    return [*rows, RULE, *totals, foot_row, Row(ticket.number, bars=code_128(ticket.number))]


def _titled(ticket: Ticket) -> str:
    """The number; what is no sale says so."""
    words = {"return": tr("Return {number}", number=ticket.number)}
    if ticket.status == "void":
        return tr("{number}: void", number=ticket.number)
    return words.get(ticket.mode, ticket.number)


def _totals(ticket: Ticket, includes_tax: bool, decimals: int) -> list[Row]:
    """Net and tax per rate where there is tax, and what is to be paid."""
    sums = ((line.total, line.tax_rate) for line in ticket.lines)
    taxes = tax_lines(sums, includes_tax, decimals)
    taxed = [tax for tax in taxes if tax.rate]
    net = sum((tax.net for tax in taxes), Decimal(0))
    gross = sum((tax.gross for tax in taxes), Decimal(0))
    rows = [Row(tr("Subtotal"), money(net, decimals), SMALL)] if taxed else []
    for tax in taxed:
        words = tr("Tax {rate}", rate=percent(tax.rate))
        rows.append(Row(words, money(tax.tax, decimals), SMALL))
    total = f"{money(gross, decimals)} {ticket.currency}"
    return [*rows, Row(tr("Total"), total, LARGE, is_bold=True, gap=2 * GAP)]


def height_of(rows: Sequence[Row]) -> float:
    """How much paper the rows take, in points."""
    return sum(_height(row) + row.gap for row in rows)


def paint(painter: QPainter, rows: Sequence[Row]) -> None:
    """Paints the rows from the painter's origin, WIDTH points wide."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = 0.0
    for row in rows:
        height = _height(row)
        if row is RULE:
            painter.fillRect(QRectF(0, y, WIDTH, height), INK)
        elif row.bars is not None:
            _paint_bars(painter, y, row.bars)
        else:
            _paint_row(painter, QRectF(0, y, WIDTH, height), row)
        y += height + row.gap


def save_pdf(ticket: Ticket, shop: ShopInfo, path: Path) -> Path:
    """Writes the ticket as one page as long as it needs; Unavailable where it cannot be written.

    May run in any thread. The file appears whole or not at all.
    """
    refusal = Unavailable(
        tr("The ticket could not be written to {place}.", place=path.parent),
        tr("Check that the disk has room. The sale is booked; print it again later."),
        "ticket",
    )
    return save_roll(rows_of(ticket, shop), ticket.number, path, refusal)


def save_roll(rows: Sequence[Row], title: str, path: Path, refusal: Unavailable) -> Path:
    """Writes rows as one page as long as it needs; ``refusal`` where it cannot be written.

    May run in any thread. The file appears whole or not at all.
    """
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = QPdfWriter(str(part))
        height = height_of(rows) * POINT_MM + 2 * EDGE_MM
        writer.setPageSize(QPageSize(QSizeF(PAPER_MM, height), QPageSize.Unit.Millimeter))
        margins = QMarginsF(EDGE_MM, EDGE_MM, EDGE_MM, EDGE_MM)
        writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
        writer.setResolution(PDF_DPI)
        writer.setTitle(title)
        painter = QPainter()
        is_written = painter.begin(writer)
        if is_written:
            painter.scale(PDF_DPI / 72, PDF_DPI / 72)
            paint(painter, rows)
            is_written = painter.end()
        if not is_written:
            raise OSError(str(part))
        part.replace(path)
    except OSError:
        raise refusal from None
    return path


def _font(row: Row) -> QFont:
    return paper_font(row.size, QFont.Weight.Bold if row.is_bold else QFont.Weight.Normal)


def _height(row: Row) -> float:
    """Words that are too long for one line take several."""
    if row is RULE:
        return THIN
    if row.bars is not None:
        return CODE_HEIGHT
    metrics = QFontMetricsF(_font(row))
    box = QRectF(0, 0, _left_width(row, metrics), ROOM)
    return max(metrics.boundingRect(box, WRAPPED, row.left).height(), metrics.height())


def _paint_bars(painter: QPainter, y: float, bars: QImage) -> None:
    """In the middle, as wide as the paper lets it be with its quiet zones."""
    module = min(MODULE, WIDTH / (bars.width() + 2 * QUIET))
    width = bars.width() * module
    painter.drawImage(QRectF((WIDTH - width) / 2, y, width, CODE_HEIGHT), bars)


def _left_width(row: Row, metrics: QFontMetricsF) -> float:
    return WIDTH - (metrics.horizontalAdvance(row.right) + GAP if row.right else 0.0)


def _paint_row(painter: QPainter, box: QRectF, row: Row) -> None:
    font = _font(row)
    painter.setFont(font)
    painter.setPen(INK)
    align = Qt.AlignmentFlag.AlignHCenter if row.is_centred else Qt.AlignmentFlag.AlignLeft
    left = QRectF(box.x(), box.y(), _left_width(row, QFontMetricsF(font)), box.height())
    painter.drawText(left, WRAPPED | align, row.left)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
    painter.drawText(box, right, row.right)
