"""A ticket on paper: what stands on it, how long it is, and the PDF."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.domain.errors import Unavailable
from desktop.domain.shop import ShopInfo
from desktop.queries.tickets import Ticket, TicketLine
from desktop.ui.paper.ticket import WIDTH, height_of, paint, rows_of, save_pdf
from desktop.ui.theme import Theme

ID = UUID(int=1)


def shop(includes_tax: bool = True) -> ShopInfo:
    rates = (Decimal(19), Decimal(7))
    return ShopInfo(
        ID, ID, "M1", "Main Street Store", "Till", "EUR", "Europe/Berlin", includes_tax, rates, 0
    )


def line(position: int, name: str, quantity: str, price: str, rate: str) -> TicketLine:
    total = (Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01"))
    decimals = 3 if "." in quantity else 0
    return TicketLine(
        ID, ID, f"SKU-{position}", name, "Tea", "piece", decimals, "", Decimal(quantity),
        Decimal(price), Decimal(rate), total, Decimal(3), Decimal(3), None, position,
    )  # fmt: skip


def sale(*lines: TicketLine) -> Ticket:
    at = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
    return Ticket(ID, "M1-01-S-000731", "sell", "posted", "EUR", at, lines)


TWO = sale(line(2, "Milk", "0.333", "2.99", "7"), line(1, "Tea", "2", "12.90", "19"))


@pytest.fixture(autouse=True)
def plain(theme: Theme, english: QLocale) -> None:
    """Inter is loaded, numbers are English."""


def words(ticket: Ticket, includes_tax: bool = True) -> list[tuple[str, str]]:
    rows = rows_of(ticket, shop(includes_tax))
    return [(row.left, row.right) for row in rows if row.left and row.bars is None]


def test_shop_time_number_lines_taxes_and_total_stand_on_it_in_order() -> None:
    assert words(TWO) == [
        ("Main Street Store", ""),
        ("15 Nov 2026 00:30", ""),
        ("M1-01-S-000731", ""),
        ("Tea", ""),
        ("2 × 12.90", "25.80"),
        ("Milk", ""),
        ("0.333 × 2.99", "1.00"),
        ("Subtotal", "22.61"),
        ("Tax 7\u00a0%", "0.07"),
        ("Tax 19\u00a0%", "4.12"),
        ("Total", "26.80 EUR"),
        ("Not a fiscal receipt. No payment was taken by this program.", ""),
    ]


def test_where_prices_are_without_tax_it_comes_on_top() -> None:
    shown = dict(words(TWO, includes_tax=False))
    assert (shown["Subtotal"], shown["Total"]) == ("26.80", "31.77 EUR")


@pytest.mark.parametrize("includes_tax", [True, False])
def test_the_tax_a_sale_was_made_with_is_what_its_ticket_shows(includes_tax: bool) -> None:
    """Printed again years later, under other settings, in a shop that changed its currency."""
    made = replace(TWO, includes_tax=includes_tax)
    now = replace(shop(not includes_tax), currency="JPY")
    rows = rows_of(made, now)
    shown = [(row.left, row.right) for row in rows if row.left and row.bars is None]
    assert shown == words(TWO, includes_tax)


def test_without_tax_there_is_a_total_only() -> None:
    left = [what for what, _ in words(sale(line(1, "Tea", "1", "3.10", "0")))]
    assert "Subtotal" not in left
    assert "Total" in left


def test_a_long_name_takes_more_paper_instead_of_being_cut() -> None:
    short = height_of(rows_of(sale(line(1, "Tea", "1", "1.00", "0")), shop()))
    long = height_of(rows_of(sale(line(1, "Tea with many words " * 8, "1", "1.00", "0")), shop()))
    assert long > short + 20


def test_nothing_is_painted_outside_the_paper() -> None:
    rows = rows_of(sale(line(1, "Unbreakable" * 20, "999999.999", "99999999", "19")), shop())
    height = round(height_of(rows)) + 40
    image = QImage(round(WIDTH) + 80, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.translate(40, 0)
    paint(painter, rows)
    painter.end()
    edges = [*range(38), *range(round(WIDTH) + 43, image.width())]
    assert all(image.pixelColor(x, y).lightness() == 255 for x in edges for y in range(height))


def test_the_pdf_is_written_whole(tmp_path: Path) -> None:
    place = tmp_path / "tickets" / "M1-01-S-000731.pdf"
    assert save_pdf(TWO, shop(), place) == place
    content = place.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_what_stands_on_the_pdf_can_be_read_as_text(tmp_path: Path) -> None:
    """Mail programs, searches and screen readers see characters, not drawings."""
    document = pypdfium2.PdfDocument(save_pdf(TWO, shop(), tmp_path / "ticket.pdf"))
    try:
        said = document[0].get_textpage().get_text_range().replace("\r\n", " ")
    finally:
        document.close()
    lines = [" ".join(filter(None, row)).replace("\u00a0", " ") for row in words(TWO)]
    assert said.replace("\u00a0", " ") == " ".join(lines)
    assert "Total 26.80 EUR" in said


def test_a_scanner_reads_the_number_off_the_ticket(tmp_path: Path) -> None:
    """Scanned, it begins the return of what was sold with it."""
    document = pypdfium2.PdfDocument(save_pdf(TWO, shop(), tmp_path / "ticket.pdf"))
    try:
        picture = document[0].render(scale=3).to_numpy()
    finally:
        document.close()
    codes = zxingcpp.read_barcodes(picture)
    assert [(code.text, code.format.name) for code in codes] == [(TWO.number, "Code128")]


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "tickets").write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as refused:
        save_pdf(TWO, shop(), tmp_path / "tickets" / "x.pdf")
    assert "could not be written" in refused.value.message
