"""The Scan page beyond the journeys: order, refusals, a hold, quantities, names, open documents."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.products import (
    CreateProduct,
    EditProduct,
    NewBarcode,
    create_product,
    edit_product,
)
from desktop.commands.scans import BookScan, book_scan
from desktop.jobs.opening import Shop
from desktop.schema import Barcode, Document, StockMove
from desktop.ui.pages.scan.display import UNDONE_MS
from desktop.ui.pages.scan.left_open import LeftOpen
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.scan_list import ScanList
from tests.journeys.desk import CTRL, ENTER, Desk
from tests.ui.pages.hand import ONE_ENGINE

Key = Qt.Key


def sold(desk: Desk) -> list[tuple[str, int]]:
    """Code (last six digits) and quantity of every sale, in the ledger's order."""
    rows = desk.ask(
        select(Barcode.code, StockMove.qty)
        .join(StockMove, StockMove.product == Barcode.product)
        .where(StockMove.kind == "sale")
        .order_by(StockMove.seq)
    )
    return [(code[-6:], int(quantity)) for code, quantity in rows]


def button(desk: Desk, words: str) -> Button:
    """The visible button that says so; a new one is shown by its layout in the next event."""
    desk.bot.waitUntil(lambda: len(_buttons(desk, words)) == 1)
    return _buttons(desk, words)[0]


def _buttons(desk: Desk, words: str) -> list[Button]:
    return [b for b in desk.page.findChildren(Button) if b.text() == words and b.isVisible()]


def test_thirty_scans_a_second_are_all_there_and_in_order(desk: Desk, full: bool) -> None:
    codes = [desk.has(f"Thing {n}", "1.00", on_hand=100) for n in range(7)]
    wanted = [codes[n * n % 7] for n in range(30 * (60 if full else 5))]
    for code in wanted:
        desk.scan(code, after_ms=33 - 14 * 4)
        QApplication.processEvents()
    desk.bot.waitUntil(
        lambda: sum(int(c.split()[0]) for _, c, _ in desk.rows) == len(wanted), timeout=60_000
    )
    assert sold(desk) == [(code[-6:], -1) for code in wanted]


def test_the_next_scans_wait_for_nothing(desk: Desk) -> None:
    codes = [desk.has(f"Thing {n}", "1.00", on_hand=100) for n in range(5)]
    for code in codes * 4:
        desk.scan(code)
    desk.press(Key.Key_F12)
    desk.scan(codes[0])
    desk.bot.waitUntil(lambda: len(sold(desk)) == 21)
    desk.bot.waitUntil(lambda: desk.rows == [("Thing 0", "1 ×", "1.00")])
    assert sold(desk) == [(code[-6:], -1) for code in [*codes * 4, codes[0]]]
    documents = desk.ask(select(Document.status).order_by(Document.number))
    assert documents[-2:] == [("posted",), ("open",)]


def test_the_same_item_at_once_asks_in_the_band_only(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.scan(code)
    desk.sees("Sold  −1")
    desk.scan(code, after_ms=100)
    desk.sees("Sold  −1   again?")
    desk.scan(code, after_ms=900)
    desk.sees("Sold  −1")
    assert desk.rows == [("Thing", "3 ×", "3.00")]


@pytest.mark.parametrize("typed", ["5*", "5 *"])
def test_a_typed_quantity_goes_with_the_next_scan_only(desk: Desk, typed: str) -> None:
    code = desk.has("Thing", "1.25", on_hand=10)
    desk.write(typed)
    desk.scan(code)
    desk.sees("Sold  −5")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert desk.rows == [("Thing", "6 ×", "7.50")]


def test_a_quantity_ended_with_enter_is_kept_for_the_scan(desk: Desk) -> None:
    code = desk.has("Thing", "1.25", on_hand=10)
    desk.write("5*" + ENTER)
    desk.scan(code)
    desk.sees("Sold  −5")


def test_plus_and_minus_change_the_last_line(desk: Desk) -> None:
    code = desk.has("Thing", "1.25", on_hand=10)
    desk.scan(code)
    desk.press("+")
    desk.press("+")
    desk.press("-")
    desk.bot.waitUntil(lambda: desk.rows == [("Thing", "2 ×", "2.50")] and desk.tiles[0] == "8")
    desk.press("-")
    desk.press("-")
    desk.bot.waitUntil(lambda: desk.rows == [])
    assert [quantity for _, quantity in sold(desk)] == [-1, -1, -1, 1, 1, 1]
    assert desk.field.text() == ""


def test_a_typed_name_finds_products_to_choose_from(desk: Desk) -> None:
    desk.has("House Espresso 1 kg", "12.90", on_hand=5)
    decaf = desk.has("Decaf Espresso 1 kg", "13.90", on_hand=5)
    desk.write("2*espresso" + ENTER)
    desk.sees("Which one?")
    hits = [view for view in desk.page.findChildren(ScanList) if view.isVisible()]
    assert [row.title for row in hits[0].rows.rows] == [
        "Decaf Espresso 1 kg",
        "House Espresso 1 kg",
    ]
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Up)
    desk.press(ENTER)
    desk.sees("Sold  −2")
    assert sold(desk) == [(decaf[-6:], -2)]


def test_a_typed_sku_is_a_code(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5, sku="AB-1")
    desk.write("AB-1" + ENTER)
    desk.sees("Sold  −1")
    assert sold(desk) == [(code[-6:], -1)]


def test_a_refusal_says_why_and_the_next_scan_goes_on(desk: Desk) -> None:
    shop, gone = desk.shop, desk.has("Gone", "1.00")
    good = desk.has("Good", "1.00", on_hand=5)
    [(product,)] = desk.ask(select(Barcode.product).where(Barcode.code == gone.zfill(14)))
    archive = EditProduct(
        shop.ids.new(), shop.actor, shop.clock.now(), product, {"status": "archived"}
    )
    shop.database.run(edit_product, archive)
    desk.scan(gone)
    desk.sees("Nothing was sold")
    desk.sees_title("Gone is archived.")
    desk.hears("bad")
    desk.scan(good)
    desk.sees("Sold  −1")
    assert sold(desk) == [(good[-6:], -1)]


@pytest.mark.parametrize("typed", ["0*", "99999999*", "0.5*"])
def test_an_impossible_quantity_is_refused_in_words(desk: Desk, typed: str) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.write(typed)
    desk.scan(code)
    desk.sees("Nothing was sold")
    desk.hears("bad")
    assert sold(desk) == []
    assert desk.rows == []


def test_out_of_reach_the_very_same_scans_are_kept_and_booked_in_order(desk: Desk) -> None:
    codes = [desk.has(f"Thing {n}", "1.00", on_hand=100) for n in range(3)]
    desk.scan(codes[0])
    desk.sees("Sold  −1")
    desk.hears("mode.sell")
    with desk.read_only():
        for code in codes:
            desk.scan(code)
        desk.sees("Not booked")
        desk.bot.waitUntil(lambda: desk.band.fact == "3 wait, in order")
        assert set(desk.ear.tokens) == {"bad"}
        assert sold(desk) == [(codes[0][-6:], -1)]
        desk.press(Key.Key_Escape)
        desk.sees("Not booked")
    desk.press(ENTER)
    desk.bot.waitUntil(lambda: len(desk.rows) == 3)
    assert sold(desk) == [(code[-6:], -1) for code in [codes[0], *codes]]
    assert desk.rows[-1] == ("Thing 0", "2 ×", "2.00") or ("Thing 0", "2 ×", "2.00") in desk.rows


def test_back_in_reach_the_next_scan_takes_the_kept_ones_along(desk: Desk) -> None:
    codes = [desk.has(f"Thing {n}", "1.00", on_hand=100) for n in range(2)]
    with desk.read_only():
        desk.scan(codes[0])
        desk.sees("Not booked")
    desk.scan(codes[1])
    desk.bot.waitUntil(lambda: len(desk.rows) == 2)
    assert sold(desk) == [(code[-6:], -1) for code in codes]


def test_what_is_kept_can_be_left_out_aloud(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=100)
    with desk.read_only():
        desk.scan(code)
        desk.sees("Not booked")
        button(desk, "Leave them out").click()
        desk.sees_title("1 booking was left out")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert sold(desk) == [(code[-6:], -1)]


def test_each_mode_has_its_own_list(desk: Desk) -> None:
    first, second = desk.has("First", "1.00", on_hand=5), desk.has("Second", "2.00", on_hand=5)
    desk.scan(first)
    desk.press(Key.Key_F3)
    desk.scan(second)
    desk.sees("Received  +1")
    assert [row[0] for row in desk.rows] == ["Second"]
    desk.press(Key.Key_F2)
    assert [row[0] for row in desk.rows] == ["First"]
    kinds = desk.ask(select(Document.kind).where(Document.status == "open"))
    assert sorted(kind for (kind,) in kinds) == ["receipt", "sale"]


def test_subtotal_and_tax_of_each_rate_stand_under_the_list(desk: Desk) -> None:
    for name, price, rate in (("A", "12.90", "19"), ("B", "4.20", "7"), ("C", "1.00", "0")):
        desk.scan(desk.has(name, price, on_hand=5, tax_rate=Decimal(rate)))
    words = desk.list.findChildren(type(desk.list._title))
    desk.bot.waitUntil(lambda: "18.10" in [w.text() for w in words if w.isVisible()])
    shown = [w.text() for w in desk.list.findChildren(type(words[0])) if w.isVisible()]
    assert [w for w in shown if w[:1].isdigit()] == ["18.10", "15.77", "0.27", "2.06"]
    assert "Tax 7\u00a0%" in shown
    assert "Tax 19\u00a0%" in shown


def test_a_sale_left_open_is_offered_and_gone_on_with(desk: Desk, shop: Shop) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    document = shop.ids.new()
    command = BookScan(shop.ids.new(), shop.actor, shop.clock.now(), code, "sell", document)
    shop.database.run(book_scan, command)
    desk.press(Key.Key_F5)
    desk.bot.waitUntil(lambda: desk.one(LeftOpen).isVisible())
    button(desk, "Go on with it").click()
    desk.bot.waitUntil(lambda: desk.rows == [("Thing", "1 ×", "1.00")])
    desk.scan(code)
    desk.bot.waitUntil(lambda: desk.rows == [("Thing", "2 ×", "2.00")])
    assert not desk.one(LeftOpen).isVisible()
    desk.press(Key.Key_F12)
    desk.sees("Sale complete")
    status = desk.ask(select(Document.status).where(Document.id == document))
    assert status == [("posted",)]


def test_a_sale_left_open_can_be_completed_as_it_is(desk: Desk, shop: Shop) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    document = shop.ids.new()
    command = BookScan(shop.ids.new(), shop.actor, shop.clock.now(), code, "sell", document)
    shop.database.run(book_scan, command)
    desk.press(Key.Key_F5)
    button(desk, "Complete it").click()
    desk.bot.waitUntil(lambda: len(desk.notices) == 1)
    desk.bot.waitUntil(lambda: not desk.one(LeftOpen).isVisible())
    assert desk.ask(select(Document.status).where(Document.id == document)) == [("posted",)]
    assert desk.rows == []


@ONE_ENGINE
def test_f12_with_nothing_scanned_is_refused(desk: Desk) -> None:
    desk.press(Key.Key_F12)
    desk.sees_title("There is nothing to complete yet.")


def test_the_last_ticket_is_shown_again(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.scan(code)
    desk.press(Key.Key_F12)
    desk.sees("Sale complete")
    desk.press(Key.Key_P, CTRL)
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    assert desk.dialog.windowTitle() == "Ticket"
    desk.scan(code)
    desk.sees("Sold  −1")
    assert QApplication.activeModalWidget() is None


@ONE_ENGINE
def test_esc_empties_the_line(desk: Desk) -> None:
    desk.write("esp")
    desk.press(Key.Key_Escape)
    assert desk.field.text() == ""


def test_rubbish_from_the_scanner_does_no_harm(desk: Desk) -> None:
    for rubbish in ("'; DROP TABLE product; --", "=cmd()", "%s%n", "x" * 600, "5*5*5"):
        desk.scan(rubbish)
        desk.sees("Unknown barcode")
    QTest.keyClicks(desk.window, "")
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.scan(code)
    desk.sees("Sold  −1")
    assert len(sold(desk)) == 1


@ONE_ENGINE
def test_typed_rubbish_is_shown_as_typed(desk: Desk) -> None:
    desk.write("NaN*" + ENTER)
    desk.sees("Unknown barcode")
    desk.sees_title("NaN*")


@ONE_ENGINE
def test_f1_names_every_key(desk: Desk) -> None:
    keys = [key for key, _ in desk.page.keys]
    assert {"F2", "F3", "F4", "F7", "F12", "Ctrl Z", "Del", "5 *"} <= set(keys)


def back_timer(desk: Desk) -> QTimer:
    """The one that brings the card back after an undo."""
    return next(t for t in desk.page.findChildren(QTimer) if t.interval() == UNDONE_MS)


def test_after_an_undo_the_newest_line_comes_back(desk: Desk) -> None:
    first, second = desk.has("First", "1.00", on_hand=5), desk.has("Second", "1.00", on_hand=5)
    desk.scan(first)
    desk.scan(second)
    desk.press(Key.Key_Z, CTRL)
    desk.sees("Undone  +1")
    desk.bot.waitUntil(lambda: [row[0] for row in desk.rows] == ["First"])
    assert back_timer(desk).isActive()
    back_timer(desk).start(0)
    desk.sees("Sold  −1")
    desk.sees_title("First")


@ONE_ENGINE
def test_a_question_after_an_undo_stays(desk: Desk) -> None:
    code = desk.has("First", "1.00", on_hand=5)
    desk.scan(code)
    desk.press(Key.Key_Z, CTRL)
    desk.sees("Undone  +1")
    desk.scan("5901234123457")
    desk.sees("Unknown barcode")
    assert not back_timer(desk).isActive()


@ONE_ENGINE
def test_digits_without_a_star_are_not_lost_in_silence(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.write("5")
    desk.scan(code)
    desk.sees("Sold  −1")
    assert desk.notices == ["“5” was not used. Type 5* before a scan for a quantity."]


@ONE_ENGINE
def test_a_scan_after_an_unclear_quantity_is_refused_aloud(desk: Desk) -> None:
    """One piece would be booked of what may be a thousand."""
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.write("1,000*")
    desk.scan(code)
    desk.sees("Nothing was sold")
    assert not desk.rows
    desk.write("3*")
    desk.scan(code)
    desk.sees("Sold  −3")


def test_an_unknown_code_looked_up_is_created_and_shown_without_a_booking(desk: Desk) -> None:
    desk.press(Key.Key_F7)
    desk.scan("5901234123457")
    desk.sees("Unknown barcode")
    desk.press("2")
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    desk.bot.waitUntil(desk.dialog.isActiveWindow)
    desk.write("Oat cookies\t2.49" + ENTER)
    desk.sees("2.49")
    desk.sees_title("Oat cookies")
    assert desk.ask(select(StockMove.id)) == []


def test_what_was_booked_before_the_start_can_be_undone(
    shop: Shop, open_desk: Callable[[], Desk]
) -> None:
    code = "5901234123457"
    product = CreateProduct(
        shop.ids.new(), shop.actor, shop.clock.now(), "S-1", "Thing", barcodes=(NewBarcode(code),)
    )
    shop.database.run(create_product, product)
    command = BookScan(shop.ids.new(), shop.actor, shop.clock.now(), code, "sell", shop.ids.new())
    shop.database.run(book_scan, command)
    desk = open_desk()
    desk.press(Key.Key_Z, CTRL)
    desk.sees("Undone  +1")
    assert [quantity for _, quantity in sold(desk)] == [-1, 1]
