"""Reports: chosen by their tabs, read bar by bar, and each row leads to what is behind it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from desktop.jobs.opening import Shop
from desktop.ui.charts.fan import FanChart
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
    cola = add_product(shop, "COLA", name="Cola", price=Decimal(2))
    side = till(shop, TestClock(NOW - timedelta(days=1)))
    side.stock("receive", cola, 10)
    document = side.ids.new()
    side.scan("COLA", "sell", document, 4)
    side.complete(document)


@ONE_ENGINE
def test_a_report_is_chosen_read_and_led_on_from(on: Stage, trade: None) -> None:
    person = Person(on, "reports")
    page = on.window.findChildren(ReportsPage)[0]
    on.until(lambda: page.is_at_rest and bool(person.shown(FanChart)))
    chart, table = person.shown(FanChart)[0], person.shown(RowTable)[0]
    assert table.rowCount() == 90
    chart.setFocus()
    person.press(Key.Key_End)
    assert chart.accessibleDescription().startswith("Day Fri 13 Nov 2026 · Earned 8.00")
    person.click("ABC and XYZ")
    on.until(lambda: page.is_at_rest and table.rowCount() == 1)
    row = [item.text() for n in range(5) if (item := table.item(0, n)) is not None]
    assert row == ["COLA", "Cola", "8.00", "100\u00a0%", "A"]
    table.setFocus()
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(ProductPanel)))
    person.open("reports", report="promotions")
    on.until(lambda: "Nothing to tell yet" in person.words())
    person.open("reports", report="demand")
    on.until(lambda: page.is_at_rest and bool(person.shown(FanChart)))
    chart.setFocus()
    person.press(Key.Key_End)
    person.press(Key.Key_Return)
    assert person.shown(MovementsPage) and person.names("kind") == ["sale"]
