"""A promotion from today on is N, its name, Enter; the next sale of its goods is marked by it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.schema import DocumentLine, Event
from desktop.ui.dialogs.event_form import EventForm
from desktop.ui.pages.events import EventsPage
from tests.journeys.desk import Desk


def test_a_promotion_is_two_keys_and_its_name_and_counts_at_the_till(desk: Desk) -> None:
    tea = desk.has("Tea", "2.50", on_hand=5)
    desk.context.role = "manager"
    desk.window.open_page("events")
    page: EventsPage = desk.window.findChildren(EventsPage)[0]
    desk.bot.waitUntil(lambda: page.is_at_rest)
    page.month.setFocus()
    desk.keys = 0
    desk.press("n")
    desk.bot.waitUntil(lambda: bool(desk.window.findChildren(EventForm)))
    form = desk.dialog
    assert isinstance(form, EventForm)
    desk.bot.waitUntil(form.fields["name"].editor.hasFocus)
    desk.write("Tea week")
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(
        lambda: desk.ask(select(Event.name, Event.type)) == [("Tea week", "promotion")]
    )
    assert desk.keys == 2
    desk.bot.waitUntil(lambda: not form.isVisible())
    desk.window.activateWindow()  # as a window manager does when a dialog is gone
    desk.bot.waitUntil(lambda: QApplication.activeWindow() is desk.window)
    desk.window.open_page("scan")
    desk.find_page()
    desk.scan(tea)
    desk.sees("Sold  −1")
    assert desk.ask(select(DocumentLine.is_promo).where(DocumentLine.is_promo)) == [(True,)]
