"""Sell: one scan is one sale; the ticket is one key more."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from desktop.schema import Document, StockMove
from tests.journeys.desk import CTRL, Desk


def test_one_item_is_sold_with_one_scan(desk: Desk) -> None:
    code = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.scan(code)
    desk.sees("Sold  −1")
    assert (desk.scans, desk.keys) == (1, 0)
    assert desk.tiles == ["23", "12.90", "1"]
    assert desk.rows == [("House Espresso 1 kg", "1 ×", "12.90")]
    desk.hears("mode.sell")
    moves = desk.ask(select(StockMove.kind, StockMove.qty).where(StockMove.kind == "sale"))
    assert moves == [("sale", Decimal(-1))]


def test_with_a_ticket_it_is_one_key_more(desk: Desk) -> None:
    code = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.scan(code)
    desk.press(Qt.Key.Key_P, CTRL)
    desk.sees("Sale complete")
    desk.bot.waitUntil(lambda: bool(desk.notices))
    assert (desk.scans, desk.keys) == (1, 1)
    [(number, status)] = desk.ask(
        select(Document.number, Document.status).where(Document.kind == "sale")
    )
    assert status == "posted"
    paper = desk.shop.settings.data_dir / "tickets" / f"{number}.pdf"
    assert paper.read_bytes().startswith(b"%PDF")


def test_f12_completes_and_p_prints(desk: Desk) -> None:
    code = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.scan(code)
    desk.press(Qt.Key.Key_F12)
    desk.sees("Sale complete")
    assert desk.rows == []
    desk.press("p")
    desk.bot.waitUntil(lambda: bool(desk.notices))
    assert desk.field.text() == ""
    assert "is saved as PDF" in desk.notices[0]


def test_p_is_a_letter_again_once_another_mode_is_taken(desk: Desk) -> None:
    desk.scan(desk.has("House Espresso 1 kg", "12.90", on_hand=24))
    desk.press(Qt.Key.Key_F12)
    desk.sees("Sale complete")
    desk.press(Qt.Key.Key_F3)
    desk.scan(desk.has("Paper cups", "2.00"))
    desk.sees("Received  +1")
    assert "ticket" not in desk.field.findChild(QLineEdit).placeholderText()
    desk.press("p")
    assert desk.field.text() == "p"
    assert desk.notices == []
