"""Receive: each line of a delivery one scan, one key at the end."""

from decimal import Decimal

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.schema import Document, StockLevel
from tests.journeys.desk import Desk


def test_a_delivery_checked_line_by_line(desk: Desk) -> None:
    goods = {f"Thing {n}": desk.has(f"Thing {n}", "2.00", unit_cost=Decimal("1.10")) for n in "abc"}
    desk.press(Qt.Key.Key_F3)
    desk.scans = desk.keys = 0
    for number, code in zip((24, 6, 12), goods.values(), strict=True):
        desk.write(f"{number}*")
        desk.scan(code)
        desk.sees(f"Received  +{number}")
    assert [(name, amount) for name, _, amount in desk.rows] == [
        ("Thing c", "12"),
        ("Thing b", "6"),
        ("Thing a", "24"),
    ]
    assert desk.tiles == ["12", "1.10", "12"]
    desk.press(Qt.Key.Key_F12)
    desk.sees("Delivery booked")
    assert (desk.scans, desk.keys) == (3, 1)
    desk.hears(*["mode.receive"] * 3)
    assert desk.ask(select(Document.status).where(Document.kind == "receipt")) == [("posted",)]
    levels = desk.ask(select(StockLevel.on_hand).order_by(StockLevel.on_hand))
    assert levels == [(6,), (12,), (24,)]
