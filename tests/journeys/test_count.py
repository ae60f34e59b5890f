"""Count: twenty products are twenty scans, each with its number, and one key."""

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.schema import Barcode, Document, StockLevel
from tests.journeys.desk import ENTER, Desk


def levels(desk: Desk) -> dict[str, int]:
    rows = desk.ask(
        select(Barcode.code, StockLevel.on_hand).join(
            StockLevel, StockLevel.product == Barcode.product
        )
    )
    return {code[-13:]: int(on_hand) for code, on_hand in rows}


def test_twenty_products_are_twenty_scans_and_one_key(desk: Desk) -> None:
    found = {desk.has(f"Thing {n}", "1.00", on_hand=5): n * 3 % 40 for n in range(20)}
    desk.press(Qt.Key.Key_F4)
    desk.scans = desk.keys = 0
    for code, number in found.items():
        desk.scan(code)
        desk.write(str(number))
    desk.press(Qt.Key.Key_F12)
    desk.sees("Count finished")
    assert (desk.scans, desk.keys) == (20, 1)
    assert levels(desk) == found
    assert desk.ask(select(Document.status).where(Document.kind == "count")) == [("posted",)]


def test_without_a_number_each_scan_counts_one_more(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Qt.Key.Key_F4)
    for tally in (1, 2, 3):
        desk.scan(code)
        desk.sees(f"Counted  {tally}")
    assert levels(desk) == {code: 3}


def test_enter_ends_a_number_and_zero_is_one(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Qt.Key.Key_F4)
    desk.scan(code)
    desk.sees("Counted  1")
    desk.write("0" + ENTER)
    desk.sees("Counted  0")
    assert levels(desk) == {code: 0}


def test_a_number_after_an_unknown_code_is_given_to_nobody(desk: Desk) -> None:
    known = desk.has("Known", "1.00", on_hand=5)
    desk.press(Qt.Key.Key_F4)
    desk.scan(known)
    desk.sees("Counted  1")
    desk.scan("5901234123457")
    desk.sees("Unknown barcode")
    desk.write("45")
    desk.scan(known)
    desk.sees("Counted  2")
    assert levels(desk) == {known: 2}
