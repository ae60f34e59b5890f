"""Undo: the last booking with one key, again for the one before, and back again."""

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.schema import Product, StockLevel
from tests.journeys.desk import CTRL, Desk


def on_hand(desk: Desk) -> dict[str, int]:
    rows = desk.ask(
        select(Product.name, StockLevel.on_hand).join(StockLevel, StockLevel.product == Product.id)
    )
    return {name: int(number) for name, number in rows}


def test_the_last_booking_is_taken_back_with_one_key(desk: Desk) -> None:
    first, second = desk.has("First", "1.00", on_hand=10), desk.has("Second", "2.00", on_hand=10)
    for code in (first, second, second):
        desk.scan(code)
    desk.bot.waitUntil(lambda: len(desk.rows) == 2)
    desk.keys = 0
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.sees("Undone  +1")
    assert desk.keys == 1
    desk.bot.waitUntil(lambda: desk.rows[0] == ("Second", "1 ×", "2.00"))
    assert on_hand(desk) == {"First": 9, "Second": 9}
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: desk.rows == [])
    assert on_hand(desk) == {"First": 10, "Second": 10}


def test_what_was_undone_is_booked_again(desk: Desk) -> None:
    code = desk.has("First", "1.00", on_hand=10)
    desk.scan(code)
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: desk.rows == [])
    desk.press(Qt.Key.Key_Y, CTRL)
    desk.sees("Sold again  −1")
    desk.bot.waitUntil(lambda: desk.rows == [("First", "1 ×", "1.00")])
    assert on_hand(desk) == {"First": 9}
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: desk.rows == [])
    assert on_hand(desk) == {"First": 10}


def test_a_chosen_line_is_removed_whole(desk: Desk) -> None:
    first, second = desk.has("First", "1.00", on_hand=10), desk.has("Second", "2.00", on_hand=10)
    for code in (first, first, second):
        desk.scan(code)
    desk.bot.waitUntil(lambda: len(desk.rows) == 2 and desk.rows[0][0] == "Second")
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Delete)
    desk.bot.waitUntil(lambda: [row[0] for row in desk.rows] == ["Second"])
    assert on_hand(desk) == {"First": 10, "Second": 9}
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: desk.rows == [])
    assert on_hand(desk) == {"First": 10, "Second": 10}


def test_nothing_to_undo_is_said(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.sees_title("There is nothing to undo here.")
    desk.hears("bad")
