"""Receiving by hand: goods that keep lots are asked for theirs once, and nobody has to answer."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.schema import Lot, StockMove
from desktop.ui.dialogs.name_lot import NameLot
from desktop.ui.dialogs.name_lots import NameLots
from tests.journeys.desk import CTRL, ENTER, Desk
from tests.journeys.test_labels import FRESH, GTIN, moved
from tests.journeys.test_orders import sent, status

MILK, HAM = GTIN[1:], "4006381333931"


def receives(desk: Desk) -> None:
    desk.has("Milk", "1.20", code=GTIN, sku="MILK", tracking="lot")
    desk.has("Ham", "3.00", code=HAM, sku="HAM", tracking="lot")
    desk.has("Tea", "2.00", sku="TEA")
    desk.page.set_mode("receive")


def is_asked(desk: Desk, about: str) -> NameLot:
    def is_it() -> bool:
        dialog = QApplication.activeModalWidget()
        return isinstance(dialog, NameLot) and about in dialog._subtitle.text()

    desk.bot.waitUntil(is_it)
    desk.bot.waitUntil(desk.dialog.isActiveWindow)
    dialog = desk.dialog
    assert isinstance(dialog, NameLot)
    return dialog


def is_booked(desk: Desk, *rows: tuple[int, str]) -> None:
    desk.bot.waitUntil(lambda: moved(desk) == list(rows))
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_a_lot_is_typed_once_and_the_next_ones_of_the_delivery_are_of_it(desk: Desk) -> None:
    """E13: 1 scan, the lot, its day; by keys alone."""
    receives(desk)
    desk.write("24*")
    desk.scan(MILK)
    is_asked(desk, "24 × Milk")
    assert moved(desk) == []
    desk.write("L7\t31.3.2027" + ENTER)
    is_booked(desk, (24, "L7"))
    desk.scan(MILK)
    is_booked(desk, (24, "L7"), (1, "L7"))
    days = desk.ask(select(Lot.expiry_date).where(Lot.code == "L7"))
    assert [str(day) for (day,) in days] == ["2027-03-31"]
    desk.press(Qt.Key.Key_B, CTRL)
    desk.scan(MILK)
    lot = is_asked(desk, "1 × Milk").lot
    desk.bot.waitUntil(lambda: "L7" in lot.code.accessibleDescription())
    desk.press(Qt.Key.Key_Down)
    assert lot.code.text() == "L7"
    desk.write(ENTER)
    is_booked(desk, (24, "L7"), (1, "L7"), (1, "L7"))


def test_what_is_wrong_is_told_at_its_line_and_nothing_is_booked(desk: Desk) -> None:
    receives(desk)
    desk.scan(MILK)
    dialog = is_asked(desk, "Milk")
    desk.write("-\t32.13.2027" + ENTER)
    desk.bot.waitUntil(lambda: "without a lot" in dialog.lot.code.accessibleDescription())
    dialog.lot.code.setText("L1")
    desk.write(ENTER)
    desk.bot.waitUntil(lambda: "is no day" in dialog.lot.day.accessibleDescription())
    desk.press(Qt.Key.Key_Escape)
    desk.sees_title("Milk was left out.")
    assert moved(desk) == []
    desk.scan(MILK)
    is_asked(desk, "Milk")
    desk.write("L1\t1.3.2026" + ENTER)
    desk.sees("Out of date")
    desk.press("1")
    is_booked(desk, (1, "L1"))


def test_a_scan_meanwhile_is_never_lost(desk: Desk) -> None:
    """More of the same waits with it; other goods book it without a lot; its label names it."""
    receives(desk)
    desk.scan(MILK)
    desk.scan(MILK)
    is_asked(desk, "2 × Milk")
    desk.scan("TEA")
    is_booked(desk, (1, "-"), (1, "-"), (1, "-"))
    desk.scan(MILK)
    is_asked(desk, "1 × Milk")
    desk.scan(FRESH)
    is_booked(desk, *3 * [(1, "-")], (1, "L7"))
    desk.scan(HAM)
    is_asked(desk, "1 × Ham")
    desk.scan(FRESH)  # of other goods: both are booked
    is_booked(desk, *3 * [(1, "-")], (1, "L7"), (1, "-"), (1, "L7"))
    desk.scan(HAM)
    is_asked(desk, "1 × Ham")
    desk.write(ENTER)
    desk.scan(HAM)
    is_booked(desk, *3 * [(1, "-")], (1, "L7"), (1, "-"), (1, "L7"), (1, "-"), (1, "-"))
    assert sum(q for (q,) in desk.ask(select(StockMove.qty))) == Decimal(8)


@pytest.mark.both_engines
def test_an_order_that_is_received_whole_asks_once_for_all_its_lots(desk: Desk) -> None:
    """D8: typed by keys, or the label scanned; a line that stays empty is of no lot."""
    receives(desk)
    order, number = sent(desk, ("Milk", 10), ("Tea", 4), ("Ham", 2))
    desk.scan(number)
    desk.bot.waitUntil(lambda: len(desk.rows) == 3)
    desk.press(Qt.Key.Key_F12)
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NameLots))
    dialog = desk.dialog
    assert isinstance(dialog, NameLots) and len(dialog.lots) == 2
    desk.bot.waitUntil(dialog.isActiveWindow)
    desk.scan(FRESH)
    milk, ham = dialog.lots.values()
    desk.bot.waitUntil(lambda: milk.code.text() == "L7" and milk.day.day() == "2027-03-31")
    for wrong in ("soon", "1.3.2026"):  # no day, and one that is over
        ham.day.setText(wrong)
        desk.write(ENTER)
        assert dialog.isVisible() and moved(desk) == []
    ham.day.setText("")
    desk.write(ENTER)
    desk.sees("Delivery booked")
    assert sorted(moved(desk)) == [(2, "-"), (4, "-"), (10, "L7")]
    assert status(desk, order) == "posted"
