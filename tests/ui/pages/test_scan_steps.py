"""What belongs together at the till: a count with its number, a completion with its ticket."""

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.schema import Document, StockLevel, StockMove
from tests.journeys.desk import CTRL, ENTER, Desk

Key = Qt.Key


def on_hand(desk: Desk) -> int:
    [(level,)] = desk.ask(select(StockLevel.on_hand))
    return int(level)


def standing(desk: Desk) -> list[tuple[str, int | None]]:
    """Kind and number of each count and uncount, in the ledger's order."""
    return [
        (kind, None if number is None else int(number))
        for kind, number in desk.ask(
            select(StockMove.kind, StockMove.set_qty)
            .where(StockMove.kind.in_(("count", "uncount")))
            .order_by(StockMove.seq)
        )
    ]


def counted(desk: Desk, number: int) -> None:
    desk.write(f"{number}{ENTER}")
    desk.sees(f"Counted  {number}")


def test_a_scan_and_its_number_are_taken_back_with_one_key(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Key.Key_F4)
    desk.scan(code)
    desk.sees("Counted  1")
    counted(desk, 17)
    assert on_hand(desk) == 17
    desk.keys = 0
    desk.press(Key.Key_Z, CTRL)
    desk.sees("Undone")
    assert desk.keys == 1
    assert on_hand(desk) == 5
    assert desk.tiles == ["5"]
    desk.bot.waitUntil(lambda: desk.rows == [])
    assert standing(desk) == [("count", 1), ("count", 17), ("uncount", None), ("uncount", None)]


def test_a_corrected_number_is_of_the_same_step(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Key.Key_F4)
    desk.scan(code)
    counted(desk, 17)
    counted(desk, 18)
    desk.press(Key.Key_Z, CTRL)
    desk.sees("Undone")
    assert on_hand(desk) == 5


def test_both_are_booked_again_with_one_key(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Key.Key_F4)
    desk.scan(code)
    counted(desk, 17)
    for _ in range(2):
        desk.press(Key.Key_Z, CTRL)
        desk.bot.waitUntil(lambda: desk.rows == [])
        assert on_hand(desk) == 5
        desk.press(Key.Key_Y, CTRL)
        desk.sees("Counted again")
        desk.bot.waitUntil(lambda: len(desk.rows) == 1)
        assert on_hand(desk) == 17


def test_the_step_before_is_taken_back_with_the_next_key(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Key.Key_F4)
    for number in (17, 18):
        desk.scan(code)
        counted(desk, number)
    desk.press(Key.Key_Z, CTRL)
    desk.sees("Undone")
    assert on_hand(desk) == 17
    desk.press(Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: desk.rows == [])
    assert on_hand(desk) == 5


def test_a_scan_that_comes_at_once_after_the_undo_is_not_taken_along(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=5)
    desk.press(Key.Key_F4)
    desk.scan(code)
    counted(desk, 17)
    desk.press(Key.Key_Z, CTRL)
    desk.scan(code)
    desk.sees("Counted  1")
    assert on_hand(desk) == 1
    kinds = [kind for kind, _ in standing(desk)]
    assert kinds == ["count", "count", "uncount", "uncount", "count"]


def numbers(desk: Desk) -> list[str]:
    """Of the completed sales, oldest first."""
    posted = select(Document.number).where(Document.kind == "sale", Document.status == "posted")
    return [number for (number,) in desk.ask(posted.order_by(Document.number))]


def test_a_ticket_that_was_refused_is_not_written_with_the_next_sale(desk: Desk) -> None:
    code = desk.has("Thing", "1.00", on_hand=10)
    desk.scan("5901234123457")
    desk.sees("Unknown barcode")
    desk.press(Key.Key_P, CTRL)
    desk.sees("Nothing was sold")
    desk.scan(code)
    desk.sees("Sold  −1")
    desk.press(Key.Key_F12)
    desk.sees("Sale complete")
    desk.scan(code)
    desk.press(Key.Key_P, CTRL)
    desk.bot.waitUntil(lambda: len(numbers(desk)) == 2)
    wanted = f"Ticket {numbers(desk)[-1]} is saved as PDF."
    desk.bot.waitUntil(lambda: wanted in desk.notices)
    assert desk.notices == [wanted]
