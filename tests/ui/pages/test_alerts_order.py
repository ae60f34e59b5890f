"""An alert that goods run out leads to the order that cures it: made once, then opened."""

from decimal import Decimal

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.opening import Shop
from desktop.schema import Document, DocumentLine
from desktop.ui.alerts.words import deed_of, facts_of
from desktop.ui.pages.alerts import AlertsPage
from desktop.ui.pages.dashboard import DashboardPage
from desktop.ui.pages.purchasing import PurchasingPage
from desktop.ui.widgets.button import Button
from tests.foretold import expects
from tests.stage import NOW, Stage
from tests.tills import TestClock, till
from tests.ui.pages.hand import ONE_ENGINE, Person

pytestmark = ONE_ENGINE
D = Decimal


def ordered(shop: Shop) -> list[tuple[str, Decimal]]:
    with shop.database.read() as session:
        wanted = select(Document.status, DocumentLine.qty).join(
            DocumentLine, DocumentLine.document == Document.id
        )
        found = session.execute(wanted.where(Document.kind == "purchase"))
        return [(status, quantity) for status, quantity in found]


def test_order_it_makes_the_draft_that_reorder_proposes_and_then_opens_it(
    on: Stage, shop: Shop
) -> None:
    desk = till(shop, TestClock(NOW))
    tea = desk.product("Tea")
    desk.stock("receive", tea, 3)
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "North"))
    price = SetVendorPrice(*desk.head(), vendor, tea, D("1.10"), D(6), lead_time_days=3)
    desk.send(set_vendor_price, price)
    expects(shop.database, desk.ids, desk.actor.store, tea, 2.0, NOW)
    look(Desk(shop.database, desk.ids, desk.actor), NOW)
    on.window.open_page("dashboard")
    board = on.window.findChildren(DashboardPage)[0]
    person = Person(on)
    on.until(lambda: bool([b for b in person.shown(Button) if b.text() == "Order 18"]))
    assert board.isVisible()
    person.open("alerts")
    page = on.window.findChildren(AlertsPage)[0]
    for words, fact in (
        ("Order 18", "order 18 from North"), ("Open order", "18 in a draft order")
    ):  # fmt: skip
        on.window.open_page("alerts")
        on.until(lambda: page.is_at_rest)
        page.table.setFocus()
        on.until(lambda: page.table.alert(0) is not None)
        alert = page.table.alert(0)
        assert alert is not None
        deed = deed_of(alert)
        assert deed is not None
        assert deed.text == words  # 10 days of 2 less 3, in packs of 6
        assert fact in facts_of(alert, NOW, "UTC")
        person.press(Qt.Key.Key_Return)
        on.until(lambda: bool(ordered(shop)))
        on.until(lambda: bool(person.shown(PurchasingPage)))
        on.until(lambda: person.shown(PurchasingPage)[0].panel.card is not None)
        assert ordered(shop) == [("draft", D(18))]
