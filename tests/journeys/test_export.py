"""What is shown goes into files, onto the clipboard and onto paper: by keys, as it was shown."""

import csv
import os
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from select import select as readable
from threading import Event

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from desktop.commands.pictures import AddPictures, add_pictures
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.cells import unguarded
from desktop.domain.picture import Picture
from desktop.domain.picture_names import file_name
from desktop.queries.columns import Filter
from desktop.schema import Job, Product
from desktop.ui.dialogs.export import ExportDialog
from desktop.ui.pages.vendors import VendorsPage
from desktop.ui.printers import Printing
from desktop.ui.table.page import ListPage
from desktop.ui.widgets.pill import PillButton
from tests.journeys.desk import CTRL, Desk
from tests.ui.pages.hand import ONE_ENGINE

FULL = 1 << 17  # bytes, more than a pipe takes
GOODS = {"Tea": ("3.50", 12), "=1+1": ("1234.5", 0), "Milk": ("1.19", 3), "Oats": ("2.00", 0)}


@pytest.fixture
def page(desk: Desk, tmp_path: Path) -> ListPage:
    """The list of products, four of them, with the focus."""
    for name, (price, on_hand) in GOODS.items():
        desk.has(name, price, on_hand, sku=f"S-{name}")
    return show(desk, "products", 4)


def show(desk: Desk, key: str, rows: int) -> ListPage:
    """A page's list with so many rows."""
    desk.window.open_page(key)
    page: ListPage = next(each for each in desk.window.findChildren(ListPage) if each.isVisible())
    desk.bot.waitUntil(lambda: page.model.is_whole and page.model.rowCount() == rows)
    page.states.setFocus()
    desk.keys = 0
    return page


def dialog(desk: Desk) -> ExportDialog:
    desk.press("e", CTRL)
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    found = desk.dialog
    assert isinstance(found, ExportDialog)
    desk.bot.waitUntil(lambda: found.isAncestorOf(QApplication.focusWidget() or desk.window))
    return found


def choose(within: ExportDialog, words: str) -> None:
    button = next(b for b in within.findChildren(QAbstractButton) if b.text().startswith(words))
    button.click()


def into(within: ExportDialog, path: Path) -> Path:
    within.findChildren(QLineEdit)[0].setText(str(path))
    return path


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_rows_shown_in_their_order_and_with_their_filters(
    desk: Desk, page: ListPage, tmp_path: Path
) -> None:
    page.table.choose_column("margin", True)
    page.table.head.moveSection(page.table.head.visualIndex(5), 0)  # the price before the name
    page.ask(
        page.request.with_filter("stock", Filter("stock", "in", ("ok",))).sorted_by("price", True)
    )
    desk.bot.waitUntil(lambda: page.model.is_whole and page.model.rowCount() == 2)
    form = dialog(desk)
    path = into(form, tmp_path / "out.csv")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(path.exists)
    assert desk.keys == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(path) == [
        ["Price", "Product", "SKU", "On hand", "Margin"],
        ["3.5", "Tea", "S-Tea", "12", ""],
        ["1.19", "Milk", "S-Milk", "3", ""],
    ]
    desk.bot.waitUntil(lambda: desk.notices == ["Exported 2 products"])


def test_the_chosen_rows_as_a_workbook(desk: Desk, page: ListPage, tmp_path: Path) -> None:
    page.table.place.toggle(1)  # the first row is chosen by the focus
    form = dialog(desk)
    choose(form, "Excel")
    path = into(form, tmp_path / "out.xlsx")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(path.exists)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows == [
        ["Product", "SKU", "On hand", "Price"],
        ["=1+1", "S-=1+1", 0.0, 1234.5],
        ["Milk", "S-Milk", 3.0, 1.19],
    ]


@ONE_ENGINE
def test_products_go_to_a_web_shop_from_the_same_dialog(
    desk: Desk, page: ListPage, tmp_path: Path
) -> None:
    """C4: only the chosen ones; the columns are the web shop's."""
    page.table.place.toggle(1)
    form = dialog(desk)
    choose(form, "Shopify")
    assert not form._columns.isVisible()
    assert form.findChildren(QLineEdit)[0].text().endswith(".csv")
    path = into(form, tmp_path / "shop.csv")
    choose(form, "Export")
    desk.bot.waitUntil(path.exists)
    found = lines(path)
    assert found[0][:2] == ["Handle", "Title"]
    assert [row[1] for row in found[1:]] == ["'=1+1", "Milk"]
    desk.bot.waitUntil(lambda: desk.notices == ["Exported 2 products"])


def test_pages_say_what_they_show(desk: Desk, page: ListPage, tmp_path: Path) -> None:
    page.ask(page.request.searching("t"))  # Tea, Oats
    desk.bot.waitUntil(lambda: page.model.is_whole and page.model.rowCount() == 2)
    form = dialog(desk)
    choose(form, "PDF")
    path = into(form, tmp_path / "out.pdf")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(path.exists)
    words = text_of(path)[0]
    for piece in ("Products", "Test shop", "Status: Active", "“t", "Tea", "3.50", "1 of 1"):
        assert piece in words
    assert "Milk" not in words


def text_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_a_file_that_is_there_is_replaced_only_when_told(
    desk: Desk, page: ListPage, tmp_path: Path
) -> None:
    form = dialog(desk)
    path = into(form, tmp_path / "out.csv")
    path.write_text("old")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: any(b.text() == "Replace" for b in buttons(form)))
    assert path.read_text() == "old"
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: not form.isVisible())
    assert len(lines(path)) == 5


def buttons(form: ExportDialog) -> list[QAbstractButton]:
    return [button for button in form.findChildren(QAbstractButton) if button.isVisible()]


@ONE_ENGINE
def test_a_folder_that_is_not_there_is_said_at_the_file(
    desk: Desk, page: ListPage, tmp_path: Path
) -> None:
    form = dialog(desk)
    path = into(form, tmp_path / "nowhere" / "out.csv")
    desk.press(Qt.Key.Key_Return)
    edit = form.findChildren(QLineEdit)[0]
    desk.bot.waitUntil(lambda: "There is no folder" in edit.accessibleDescription())
    assert "Choose another folder." in edit.accessibleDescription()
    assert not any(p.isVisible() for p in desk.window.findChildren(PillButton) if p._what == "Jobs")
    path.parent.mkdir()
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(path.exists)


@ONE_ENGINE
def test_escape_stops_it_and_nothing_is_written(desk: Desk, page: ListPage, tmp_path: Path) -> None:
    form = dialog(desk)
    path = into(form, tmp_path / "out.csv")
    freed = Event()
    desk.work.job(desk.window, freed.wait, 20, stop=freed.set, lane="export")  # ours waits
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: form.job is not None)
    desk.press(Qt.Key.Key_Escape)
    desk.bot.waitUntil(lambda: not form.isVisible())
    freed.set()
    assert desk.notices == ["Export stopped. Nothing was written."]
    assert not path.exists()


@ONE_ENGINE
def test_stopped_among_its_pictures_it_says_what_lies_in_their_folder(
    desk: Desk, page: ListPage, tmp_path: Path
) -> None:
    """C7. The second one goes into a pipe, which is full, so that it is stopped there."""
    rows = sorted((page.model.row(n) for n in range(3)), key=lambda row: row.id)
    for row in rows:
        picture = Picture(row.sku, "image/png", row.sku.encode() * FULL, 4, 3, b"small", None)
        command = AddPictures(*desk.context.signed(), row.id, (picture,))
        desk.shop.database.run(add_pictures, command)
    form = dialog(desk)
    path = into(form, tmp_path / "out.csv")
    form._pictures.setChecked(True)
    folder = tmp_path / "out pictures"
    folder.mkdir()
    held = folder / f".{file_name(rows[1].sku, 1, 'image/png')}.part"
    os.mkfifo(held)
    pipe = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: bool(readable([pipe], [], [], 0)[0]))
    desk.press(Qt.Key.Key_Escape)

    def is_stopped() -> bool:
        with suppress(BlockingIOError):
            while os.read(pipe, FULL):
                pass
        return not form.isVisible()

    desk.bot.waitUntil(is_stopped)
    os.close(pipe)
    (said,) = desk.notices
    lies = "2 pictures lie in the folder “out pictures”."
    assert said == f"Export stopped. out.csv was not written; {lies}"
    assert not path.exists()


@ONE_ENGINE
def test_left_to_itself_it_goes_on_and_tells_when_the_file_is_there(
    desk: Desk, page: ListPage, tmp_path: Path
) -> None:
    form = dialog(desk)
    path = into(form, tmp_path / "out.csv")
    freed = Event()
    desk.work.job(desk.window, freed.wait, 20, stop=freed.set, lane="export")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: form.job is not None)
    choose(form, "Run in background")
    assert not form.isVisible()
    assert [job.title for job in desk.context.jobs.running] == ["Export to out.csv"]
    freed.set()
    desk.bot.waitUntil(lambda: desk.notices == ["Exported 4 products"])
    assert path.exists()
    desk.bot.waitUntil(lambda: desk.ask(select(Job.kind, Job.status))[-1] == ("export", "done"))


def test_the_chosen_rows_are_copied_for_spreadsheets(desk: Desk, page: ListPage) -> None:
    desk.press("a", CTRL)
    desk.press("c", CTRL)
    desk.bot.waitUntil(lambda: desk.notices == ["Copied 4 rows"])
    mime = QGuiApplication.clipboard().mimeData()
    rows = list(csv.reader(mime.text().splitlines(keepends=True), delimiter="\t"))
    assert rows[0] == ["Product", "SKU", "On hand", "Price"]
    assert rows[1] == ["'=1+1", "S-=1+1", "0", "1234.5"]
    assert [unguarded(row[0]) for row in rows[1:]] == ["=1+1", "Milk", "Oats", "Tea"]
    assert "<td style=\"mso-number-format:'\\@'\">Milk</td>" in mime.html()
    assert desk.keys == 2


@ONE_ENGINE
def test_without_a_printer_a_pdf_is_offered(desk: Desk, page: ListPage) -> None:
    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this computer has a printer")
    desk.press("p", CTRL)
    desk.bot.waitUntil(lambda: bool(desk.notices))
    assert desk.notices[0].startswith("No printer is set up on this computer.")


@ONE_ENGINE
def test_a_printer_gets_the_pages(desk: Desk, page: ListPage, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    Printing(page, desk.context, page.sharing.offer(), lambda: None).send(printer)
    desk.bot.waitUntil(lambda: desk.notices[-1:] == ["Printed 1 page"])
    assert "1 of 1" in text_of(tmp_path / "paper.pdf")[0]


def test_vendors_prices_are_exported_from_their_own_list(desk: Desk, tmp_path: Path) -> None:
    shop = desk.shop
    desk.has("Tea", "3.50", sku="S-Tea")
    now = desk.clock.now()
    maker = SaveVendor(shop.ids.new(), shop.actor, now, "Leaf & Co", email="a@b.example")
    vendor = shop.database.run(save_vendor, maker)
    product = desk.ask(select(Product.id))[0][0]
    command = SetVendorPrice(
        shop.ids.new(), shop.actor, now, vendor, product, Decimal("1.20"), vendor_sku="+1"
    )
    shop.database.run(set_vendor_price, command)
    show(desk, "vendors", 1)
    desk.press(Qt.Key.Key_Return)
    prices = desk.window.findChildren(VendorsPage)[0].panel.prices
    desk.bot.waitUntil(lambda: prices.model.is_whole and prices.model.rowCount() == 1)
    desk.press(Qt.Key.Key_Return)
    form = dialog(desk)
    choose(form, "All: ")
    path = into(form, tmp_path / "out.csv")
    choose(form, "Export")
    desk.bot.waitUntil(path.exists)
    found = dict(zip(*lines(path), strict=True))
    assert found["Vendor"] == "Leaf & Co"
    assert found["Vendor's code"] == "'+1"
