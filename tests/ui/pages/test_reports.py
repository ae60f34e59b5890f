"""Reports: chosen by their tabs, read bar by bar, and each row leads to what is behind it."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from desktop.commands.categories import CreateCategory, create_category
from desktop.jobs.opening import Shop
from desktop.ui.charts.fan import FanChart
from desktop.ui.pages.documents import DocumentsPage
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.pages.reports import ReportsPage
from desktop.ui.widgets.row_table import RowTable
from tests.stage import NOW, Stage
from tests.tills import TestClock, till
from tests.trade import add_product
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key


@pytest.fixture
def trade(shop: Shop) -> None:
    """Four sold yesterday for 2.00 each."""
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(create_category, CreateCategory(*head, "Drinks"))
    cola = add_product(shop, "COLA", name="Cola", price=Decimal(2))
    sell(shop, "COLA", cola, 4)


def sell(shop: Shop, sku: str, product: UUID, units: int) -> None:
    """Ten came in, and so many were sold."""
    side = till(shop, TestClock(NOW - timedelta(days=1)))
    side.stock("receive", product, 10)
    document = side.ids.new()
    side.scan(sku, "sell", document, units)
    side.complete(document)


@ONE_ENGINE
def test_a_report_is_chosen_read_and_led_on_from(on: Stage, shop: Shop, trade: None) -> None:
    person = Person(on, "reports")
    page = on.window.findChildren(ReportsPage)[0]
    on.until(lambda: page.is_at_rest and bool(person.shown(FanChart)))
    chart, table = person.shown(FanChart)[0], person.shown(RowTable)[0]
    assert table.count == 90
    chart.setFocus()
    person.press(Key.Key_End)
    assert chart.accessibleDescription().startswith("Day Fri 13 Nov 2026 · Earned 8.00")
    person.click("ABC and XYZ")
    on.until(lambda: page.is_at_rest and table.count == 1)
    assert table.words(0)[:5] == ["COLA", "Cola", "8.00", "100\u00a0%", "A"]
    table.setFocus()
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(ProductPanel)))
    person.open("reports", report="abc")
    on.until(lambda: page.branches.count() == 2)
    tea = add_product(shop, "TEA", name="Tea", category="Drinks")
    page.branches.setFocus()
    person.press(Key.Key_Down)
    on.until(lambda: "Nothing to tell yet" in person.words())
    person.open("reports", report="demand")
    on.until(lambda: page.is_at_rest and not page.rows)
    person.sees("Nothing to tell yet")
    person.open("reports", report="abc")
    sell(shop, "TEA", tea, 3)
    on.work.changed.emit(frozenset({"document_line"}))
    on.until(lambda: [table.words(n)[0] for n in range(table.count)] == ["TEA"])
    person.click("Demand")
    on.until(lambda: page.is_at_rest and table.words(89)[1] == "3.00")
    person.open("reports", report="promotions")
    on.until(lambda: "Nothing to tell yet" in person.words())
    person.open("reports", report="demand")
    on.until(lambda: page.is_at_rest and bool(person.shown(FanChart)))
    chart.setFocus()
    person.press(Key.Key_End)
    person.press(Key.Key_Return)
    assert person.shown(MovementsPage) and person.names("name") == ["Tea"], "not the cola"
    person.sees("Category: Drinks")


@ONE_ENGINE
def test_a_row_of_spending_leads_to_its_deliveries(on: Stage, shop: Shop, trade: None) -> None:
    person = Person(on, "reports")
    page = on.window.findChildren(ReportsPage)[0]
    side = till(shop, TestClock(NOW - timedelta(days=1)))
    delivery = side.ids.new()
    side.scan("COLA", "receive", delivery, 6)
    side.complete(delivery)
    person.open("reports", report="spending")
    table = page.table
    on.until(lambda: page.is_at_rest and table.count == 4)
    assert [table.words(n)[0] for n in range(4)] == ["Vendor", "Category", "Person", "Month"]
    table.selectRow(3)
    table.setFocus()
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(DocumentsPage)))
    documents = on.window.findChildren(DocumentsPage)[0].list.model
    on.until(lambda: documents.rowCount() == 2)
    person.sees("Kind: Delivery")
