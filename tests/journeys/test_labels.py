"""GS1 labels at the real window: lot and expiry in one scan, goods out of date, units, packs."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from desktop.commands.products import AddBarcode, EditProduct, add_barcode, edit_product
from desktop.schema import Barcode, Document, Lot, Product, StockMove
from desktop.ui.dialogs.delivery_note import DeliveryNoteDialog
from desktop.ui.dialogs.delivery_note import dialog as delivery_note
from desktop.ui.dialogs.name_lot import NameLot
from desktop.ui.dialogs.new_product import NewProductDialog
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pill import Pill
from tests.codes_on_paper import note
from tests.journeys.desk import CTRL, ENTER, Desk
from tests.journeys.test_orders import sent, status

GTIN = "09506000134352"
GS = "\x1d"
FRESH = f"]d201{GTIN}10L7{GS}17270331"
OLD = f"]d201{GTIN}10L1{GS}17260301"


def has_milk(desk: Desk) -> None:
    desk.has("Milk", "1.20", code=GTIN, sku="MILK")
    run = desk.shop.database.run
    ((key,),) = desk.ask(select(Product.id))
    head = (desk.shop.ids.new(), desk.shop.actor, desk.clock.now())
    run(edit_product, EditProduct(*head, key, {"tracking": "lot"}))
    head = (desk.shop.ids.new(), desk.shop.actor, desk.clock.now())
    run(add_barcode, AddBarcode(*head, key, "CASE", Decimal(6)))


def sees_pill(desk: Desk, words: str) -> None:
    def texts() -> list[str]:
        return [pill.text for pill in desk.page.findChildren(Pill) if pill.isVisible()]

    desk.bot.waitUntil(lambda: words in texts())


def moved(desk: Desk) -> list[tuple[int, str]]:
    rows = desk.ask(
        select(StockMove.qty, Lot.code).join(Lot, Lot.id == StockMove.lot).order_by(StockMove.seq)
    )
    return [(int(quantity), code) for quantity, code in rows]


def test_the_scanners_separator_arrives_and_lot_and_expiry_are_shown(desk: Desk) -> None:
    """A line edit drops ASCII 29: the filter collects the text before it."""
    has_milk(desk)
    desk.page.set_mode("receive")
    desk.write("12*")
    desk.scan(FRESH)
    desk.sees("Received  +12")
    assert moved(desk) == [(12, "L7")]
    sees_pill(desk, "Lot L7")
    sees_pill(desk, "Expires 31 Mar 2027")


def test_goods_out_of_date_wait_for_a_key_and_the_next_scan_skips_them(desk: Desk) -> None:
    has_milk(desk)
    desk.scan(OLD)
    desk.sees("Out of date")
    desk.hears("bad")
    desk.press("1")
    desk.sees("Sold  −1")
    assert moved(desk) == [(-1, "L1")]
    desk.scan(OLD)
    desk.sees("Out of date")
    desk.press("2")
    desk.scan("MILK")
    desk.bot.waitUntil(lambda: moved(desk) == [(-1, "L1"), (-1, "-")])


def test_an_unknown_label_is_linked_by_its_product_number(desk: Desk) -> None:
    desk.scan(FRESH)
    desk.sees("Unknown barcode")
    desk.write("Oat")
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    desk.bot.waitUntil(desk.dialog.isActiveWindow)
    desk.write(" milk" + ENTER)
    desk.sees("Sold  −1")
    assert desk.ask(select(Barcode.code)) == [(GTIN,)]
    assert desk.notices == ["Lot L7 was not noted: the product is not tracked by lot."]


def test_units_and_packs_are_typed_before_a_scan_and_after_a_count(desk: Desk) -> None:
    has_milk(desk)
    desk.page.set_mode("receive")
    desk.write("3 cases + 4*")
    desk.scan("MILK")
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NameLot))
    desk.bot.waitUntil(desk.dialog.isActiveWindow)
    desk.write(ENTER)  # without a lot
    desk.sees("Received  +22")
    desk.scan("CASE")
    desk.sees("Received  +6")
    sees_pill(desk, "1 case of 6")
    desk.page.set_mode("count")
    desk.scan("MILK")
    desk.write("4 cases + 1" + ENTER)
    desk.bot.waitUntil(lambda: [q for (q,) in desk.ask(select(StockMove.set_qty))][-1] == 25)
    desk.page.set_mode("lookup")
    desk.scan("MILK")
    sees_pill(desk, "4 cases of 6 + 1")
    desk.page.set_mode("sell")
    desk.write("2 kg*")
    desk.scan("MILK")
    desk.sees("Nothing was sold")
    desk.sees_title("It is counted in piece: 2 kg is a weight.")


def test_a_delivery_note_is_read_and_booked_with_one_key_and_taken_back_with_one(
    desk: Desk, tmp_path: Path
) -> None:
    """issue: drop a photo or PDF of a delivery note; all codes in it, as a list to book."""
    has_milk(desk)
    desk.has("Tea", "2.50", code="4006381333931")
    path = note(tmp_path / "note.pdf", ["4006381333931", "CASE"], ["NOBODY"])
    drop(desk.page, path)
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = desk.dialog
    assert isinstance(dialog, DeliveryNoteDialog)
    desk.bot.waitUntil(lambda: len(dialog.rows) == 3, timeout=30_000)
    assert [row.name for row in dialog.rows] == ["Tea", "Milk", ""]
    assert "No product" in dialog.rows[2].problem
    first, second, third = dialog.amounts
    assert first is not None and second is not None and third is None
    assert second.text() == "6"
    first.setText("1 kg")
    dialog.go.click()
    assert dialog.isVisible()  # a weight is no number of pieces: it is said, nothing is booked
    first.setText("24")
    dialog.go.click()
    desk.bot.waitUntil(lambda: len(moved(desk)) == 2)
    assert sorted(moved(desk)) == [(6, "-"), (24, "-")]
    desk.bot.waitUntil(lambda: bool(desk.rows))
    assert [(name, amount) for name, _count, amount in desk.rows] == [("Milk", "6"), ("Tea", "24")]
    assert desk.notices == ["2 lines of note.pdf were received."]
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: len(moved(desk)) == 4)
    assert desk.keys == 1


def test_what_another_file_held_and_what_is_beyond_the_list_is_never_taken_for_the_note(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_note, "MOST", 1)
    desk.has("Tea", "2.50", code="4006381333931")
    old = note(tmp_path / "old.pdf", ["4006381333931"], ["NOBODY"])
    drop(desk.page, old)
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = desk.dialog
    assert isinstance(dialog, DeliveryNoteDialog)
    desk.bot.waitUntil(lambda: len(dialog.rows) == 1, timeout=30_000)
    told = [label.text() for label in dialog.findChildren(Label)]
    assert any("The first 1 codes are listed. 1 more code is not in it." in one for one in told)
    bare = tmp_path / "bare.png"
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    assert blank.save(str(bare))
    dialog.read(old)
    dialog.read(bare)  # before the first one is read
    desk.bot.waitUntil(
        lambda: any("no code in it" in one.text() for one in dialog.findChildren(Label)),
        timeout=30_000,
    )
    assert not dialog.rows and dialog.path.text() == str(bare)
    dialog.reject()


@pytest.mark.both_engines
def test_a_note_of_an_order_proposes_what_is_to_come_and_takes_unknown_codes_in(
    desk: Desk, tmp_path: Path
) -> None:
    """D8: its unknown codes become products in the dialog; what is missing and too much is told."""
    has_milk(desk)
    desk.has("Tea", "2.50", code="4006381333931")
    desk.has("Mugs", "4.00")
    order, _number = sent(desk, ("Milk", 12), ("Tea", 10), ("Mugs", 4))
    dialog = reads(desk, note(tmp_path / "note.pdf", ["4006381333931", "CASE"], ["NOBODY"]))
    assert dialog.order.current_key() == order
    first, second = dialog.amounts[:2]
    assert first is not None and second is not None
    assert (first.text(), second.text()) == ("10", "12")
    dialog.activateWindow()  # no window manager does it here
    desk.bot.waitUntil(dialog.isActiveWindow)
    first.setFocus()
    first.selectAll()
    desk.write("11")

    says(desk, dialog, "1 too many", "as ordered", "Ordered and not here: Mugs (4)")
    create = next(b for b in dialog.findChildren(Button) if b.text() == "New …")
    create.click()
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NewProductDialog))
    desk.bot.waitUntil(desk.dialog.isActiveWindow)
    desk.write("Cocoa" + ENTER)
    desk.bot.waitUntil(lambda: [row.name for row in dialog.rows] == ["Tea", "Milk", "Cocoa"])
    says(desk, dialog, "1 too many", "not ordered")
    dialog.go.click()
    desk.bot.waitUntil(lambda: sorted(moved(desk)) == [(1, "-"), (11, "-"), (12, "-")])
    wanted_rows = {("Tea", "11 / 10"), ("Milk", "12 / 12"), ("Mugs", "0 / 4"), ("Cocoa", "1 / 0")}
    desk.bot.waitUntil(lambda: {(name, amount) for name, _, amount in desk.rows} == wanted_rows)
    desk.press(Qt.Key.Key_F12)
    desk.bot.waitUntil(lambda: status(desk, order) == "open" and bool(desk.notices))
    assert [q for (q,) in desk.ask(select(Document.status).where(Document.source == order))]


def reads(desk: Desk, path: Path) -> DeliveryNoteDialog:
    """The dialog with the three codes of a file that was dropped."""
    drop(desk.page, path)
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DeliveryNoteDialog))
    dialog = desk.dialog
    assert isinstance(dialog, DeliveryNoteDialog)
    desk.bot.waitUntil(lambda: len(dialog.rows) == 3, timeout=30_000)
    return dialog


def says(desk: Desk, dialog: DeliveryNoteDialog, *words: str) -> None:
    """Waits until all of this stands in it."""

    def said() -> set[str]:
        return {one.text() for one in dialog.findChildren(Label) if one.isVisible()}

    desk.bot.waitUntil(lambda: {*words} <= said())


def drop(page: QWidget, path: Path) -> None:
    """As a file manager lets go of a file above the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, buttons = QPoint(50, 50), Qt.MouseButton.LeftButton
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(page, QDragEnterEvent(at, copy, data, buttons, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(at), copy, data, buttons, none))
