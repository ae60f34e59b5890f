"""Look up: price and stock of the thing in the hand, nothing else lost on the screen."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select

from desktop.schema import StockMove
from tests.journeys.desk import Desk


def test_price_and_stock_with_one_scan(desk: Desk) -> None:
    espresso = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    milk = desk.has("Whole milk 1 l", "1.19", on_hand=7)
    desk.scan(espresso)
    desk.sees("Sold  −1")
    before = desk.rows
    desk.press(Qt.Key.Key_F7)
    desk.scans = desk.keys = 0
    [(moves,)] = desk.ask(select(func.count()).select_from(StockMove))
    desk.scan(milk)
    desk.sees("1.19")
    desk.sees_title("Whole milk 1 l")
    assert (desk.scans, desk.keys) == (1, 0)
    assert desk.tiles == ["7", "1.19", "7"]
    assert desk.rows == before
    assert desk.ask(select(func.count()).select_from(StockMove)) == [(moves,)]
    desk.press(Qt.Key.Key_F2)
    assert desk.rows == before
