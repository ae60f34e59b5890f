"""Close of day by the palette; a sale held and gone on with; goods back by ticket, goods, Enter."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import select

from desktop.schema import Document, Job
from desktop.ui.dialogs.close_day import CloseDayDialog
from desktop.ui.dialogs.held import HeldDialog
from desktop.ui.dialogs.palette.dialog import PaletteDialog
from desktop.ui.dialogs.palette.entries import Entry
from desktop.ui.dialogs.palette.view import FoundView
from desktop.ui.dialogs.return_goods import ReturnDialog
from tests.journeys.desk import CTRL, Desk

Key = Qt.Key


def closings(desk: Desk) -> list[dict[str, str]]:
    wanted = select(Job.payload).where(Job.kind == "close_of_day").order_by(Job.finished_at)
    return [row.payload["figures"] for row in desk.ask(wanted)]


def is_posted(desk: Desk, sales: int) -> None:
    """Waits until so many sales are complete, and none is open."""
    wanted = select(Document.status).where(Document.kind == "sale")
    desk.bot.waitUntil(lambda: [row.status for row in desk.ask(wanted)] == ["posted"] * sales)


def offered() -> list[str]:
    """What the palette shows."""
    palette = QApplication.activeWindow()
    view = palette.findChild(FoundView) if palette is not None else None
    rows = view.rows.rows if isinstance(view, FoundView) else []
    return [row.title for row in rows if isinstance(row, Entry)]


def has_focus(kind: type[QDialog]) -> bool:
    """Whether keys go to such a dialog."""
    focus = QApplication.focusWidget()
    return isinstance(QApplication.activeWindow(), kind) and focus is not None


def test_a_day_is_closed_with_eight_keys(desk: Desk) -> None:
    """Ctrl+K, five letters, Enter opens it; Enter closes the day."""
    tea = desk.has("Tea", "2.50", on_hand=9)
    desk.scan(tea)
    desk.press(Key.Key_F12)
    is_posted(desk, 1)
    desk.context.role = "manager"
    desk.keys = desk.scans = 0
    desk.press(Key.Key_K, CTRL)
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeWindow(), PaletteDialog))
    for letter in "close":
        desk.press(letter)
    desk.bot.waitUntil(lambda: "Close of day" in offered())
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: has_focus(CloseDayDialog))
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: len(closings(desk)) == 1)
    assert (desk.scans, desk.keys) == (0, 8)
    assert Decimal(closings(desk)[0]["total"]) == Decimal("2.50")


def test_a_sale_is_held_and_gone_on_with_by_one_key_each_way(desk: Desk) -> None:
    """F8 lays aside, the next sale begins; F8, Enter takes it up again."""
    tea, cola = desk.has("Tea", "2.50", on_hand=9), desk.has("Cola", "1.00", on_hand=9)
    desk.scan(tea)
    desk.bot.waitUntil(lambda: [row[0] for row in desk.rows] == ["Tea"])
    desk.press(Key.Key_F8)
    desk.bot.waitUntil(lambda: desk.rows == [])
    desk.scan(cola)
    desk.bot.waitUntil(lambda: [row[0] for row in desk.rows] == ["Cola"])
    desk.press(Key.Key_F12)
    desk.bot.waitUntil(lambda: desk.rows == [])
    desk.press(Key.Key_F8)
    desk.bot.waitUntil(lambda: has_rows(desk) and has_focus(HeldDialog))
    desk.press(Key.Key_Return)
    desk.bot.waitUntil(lambda: [row[0] for row in desk.rows] == ["Tea"])
    desk.press(Key.Key_F12)
    is_posted(desk, 2)
    assert desk.keys == 5


def has_rows(desk: Desk) -> bool:
    found = QApplication.activeModalWidget()
    return isinstance(found, HeldDialog) and found.has_rows


def test_goods_come_back_with_the_ticket_scanned_wherever_one_is(desk: Desk) -> None:
    """Ticket, goods, Enter: two scans and a key."""
    tea = desk.has("Tea", "2.50", on_hand=9)
    for _ in range(2):
        desk.scan(tea)
    desk.press(Key.Key_F12)
    is_posted(desk, 1)
    number = desk.ask(select(Document.number).where(Document.kind == "sale"))[0].number
    desk.window.open_page("products")
    desk.keys = desk.scans = 0
    desk.scan(number)
    desk.bot.waitUntil(has_lines)
    desk.scan(tea)
    desk.bot.waitUntil(lambda: has_lines(ticked=1))
    desk.press(Key.Key_Return)
    back = select(Document.total).where(Document.kind == "return", Document.status == "posted")
    desk.bot.waitUntil(lambda: [row.total for row in desk.ask(back)] == [Decimal("-2.50")])
    assert (desk.scans, desk.keys) == (2, 1)


def has_lines(ticked: int = 0) -> bool:
    found = QApplication.activeModalWidget()
    sheet = found.sheet if isinstance(found, ReturnDialog) else None
    return sheet is not None and sheet.pieces == ticked
