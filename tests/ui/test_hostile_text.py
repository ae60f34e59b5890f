"""Hostile text on its way out: pages say it or show that something is there, copies stay text."""

import csv
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QLocale

from desktop.db.keys import Cancel
from desktop.domain.cells import guarded, unguarded
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Order, copy, export, heads_of
from desktop.jobs.opening import Shop
from desktop.queries.chosen import Chosen
from desktop.queries.products import PRODUCTS
from desktop.queries.shop import shop_info
from desktop.ui.paper.lists import Heading, pdf_pages
from desktop.ui.theme import Theme
from tests import hostile, trade

PLAIN = [text for text in hostile.WORDS if text.isascii() or text == "Crème brûlée"]
FOREIGN = [text for text in hostile.WORDS if text not in PLAIN]
NAME = [column for column in PRODUCTS.columns if column.key == "name"]


@pytest.fixture(autouse=True)
def plain(theme: Theme, english: QLocale) -> None:
    """Inter is loaded, numbers are English."""


def order(shop: Shop, path: Path = Path()) -> Order:
    return Order(
        PRODUCTS, Chosen(trade.request(shop), 0), heads_of(NAME, PRODUCTS.columns)[:1], path
    )


def page(shop: Shop, path: Path, facts: str = "") -> tuple[str, bytes]:
    """The names of all products on a page: its text, and how it looks."""
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
    pages = pdf_pages(Heading("Products", facts, "today", info))
    export(lambda: shop.database.read(60), order(shop, path), Cancel(), Silent(), pages)
    document = pypdfium2.PdfDocument(path)
    try:
        said = document[0].get_textpage().get_text_range()
        return " ".join(said.split()), bytes(document[0].render().buffer)
    finally:
        document.close()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("text", PLAIN)
def test_a_page_says_it_as_it_is(shop: Shop, tmp_path: Path, text: str) -> None:
    trade.add_product(shop, "S-1", name=text)
    said, _ = page(shop, tmp_path / "out.pdf", facts=text)
    assert said.count(" ".join(text.split())) == 2


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("text", FOREIGN)
def test_what_the_font_does_not_have_still_shows(shop: Shop, tmp_path: Path, text: str) -> None:
    """A character that no font has is a box; an empty heading is what the page is held against."""
    trade.add_product(shop, "S-1", name=text)
    _, with_it = page(shop, tmp_path / "with.pdf", facts=text)
    _, without = page(shop, tmp_path / "without.pdf")
    assert with_it != without


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_no_text_keeps_a_page_from_being_painted(shop: Shop, tmp_path: Path) -> None:
    """Also what no command would keep: half surrogates, NUL, marks of direction."""
    trade.add_product(shop, "S-1", name="Tea")
    for text in hostile.EVERY:
        assert "Tea" in page(shop, tmp_path / "out.pdf", facts=text)[0]


class Table(HTMLParser):
    """The cells of a table in HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_a_copy_gives_it_back_as_text_twice(shop: Shop) -> None:
    for number, text in enumerate(hostile.WORDS):
        trade.add_product(shop, f"S-{number}", name=text)
    found = copy(lambda: shop.database.read(60), order(shop), Cancel(), Silent(), ".")
    _, *rows = csv.reader(found.lines.splitlines(keepends=True), delimiter="\t")
    lines = [row[0] for row in rows]
    table = Table()
    table.feed(found.html)
    cells = [cell.strip("\n") for cell in table.cells]
    assert table.tags <= {"meta", "table", "tr", "th", "td", "br"}
    for given in (lines, cells):
        assert sorted(given) == sorted(guarded(text) for text in hostile.WORDS)
        assert {unguarded(cell) for cell in given} == set(hostile.WORDS)
        assert not [cell for cell in given if cell.startswith(("=", "@", "+"))]
