"""Scenes of the manager's window: dashboard, alerts, palette, vendors."""

from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from sqlalchemy import select

from desktop.commands.vendors import SetVendorPrice, set_vendor_price
from desktop.queries.columns import Request
from desktop.queries.lists import stream
from desktop.queries.vendor_prices import VENDOR_PRICES, VendorPriceRow
from desktop.schema import Product, StockLevel
from desktop.ui.charts.days import DaysChart
from desktop.ui.pages.alerts import AlertsPage
from desktop.ui.pages.dashboard import DashboardPage
from desktop.ui.pages.vendors import VendorsPage
from desktop.ui.widgets.button import IconButton
from tests import trade
from tests.acting import Key, Play, click, dialogs, press
from tests.stage import NOW, Stage


def dashboard(*keys_pressed: Qt.Key, choose: str = "") -> Play:
    """The dashboard with a day of its chart read by keys, or with other figures."""

    def play(on: Stage) -> None:
        on.window.open_page("dashboard")
        page = on.window.findChildren(DashboardPage)[0]
        on.until(lambda: page.currentWidget() is page.board and page.is_at_rest)
        chart = page.findChildren(DaysChart)[0]
        if choose:
            click(on, choose)
            on.until(lambda: page.is_at_rest)
        if keys_pressed:
            chart.setFocus()
        for key in keys_pressed:
            press(on, key)

    return play


def dashboard_table(on: Stage) -> None:
    """The same figures as a table."""
    dashboard()(on)
    for button in on.window.findChildren(IconButton):
        if button.isVisible() and button.accessibleName() == "Show as table":
            button.click()
    on.settle(100)


def palette(text: str, *keys_pressed: Qt.Key) -> Play:
    """The palette over the products, with what was typed."""

    def play(on: Stage) -> None:
        on.window.open_page("products")
        on.settle(300)
        on.window.search()
        on.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
        for character in text:
            on.key_ms += 1000
            QTest.keyClicks(QApplication.focusWidget() or on.window, character)
        on.context.scanner.settle()
        on.settle(600)
        for key in keys_pressed:
            press(on, key)

    return play


def alerts(*keys_pressed: Qt.Key, tab: str = "", role: str = "admin", choose: str = "") -> Play:
    """The alerts with something sold below zero, some keys pressed, a tab or a button chosen."""

    def play(on: Stage) -> None:
        below_zero(on)
        on.context.role = role
        on.window.open_page("products")
        on.window.open_page("alerts")
        on.until(lambda: page_of_alerts(on).is_at_rest)
        page_of_alerts(on).open_with(tab or "open")
        on.until(lambda: page_of_alerts(on).is_at_rest)
        on.window.activateWindow()
        page_of_alerts(on).table.setFocus()
        for key in keys_pressed:
            press(on, key)
        if choose:
            click(on, choose)
        on.until(lambda: page_of_alerts(on).is_at_rest)

    return play


def page_of_alerts(on: Stage) -> AlertsPage:
    """The page that is shown."""
    return next(page for page in on.window.findChildren(AlertsPage) if page.isVisible())


def below_zero(on: Stage) -> None:
    """Once: more is sold of a product than there is."""
    with on.shop.database.read() as session:
        below = select(StockLevel.on_hand).where(StockLevel.on_hand < 0).limit(1)
        if session.scalar(below) is None:
            sku = session.scalars(select(Product.sku).order_by(Product.sku.desc()).limit(1)).one()
        else:
            return
    trade.scan(on.shop, sku, "sell", 900)
    on.settle(300)


def vendor(*keys_pressed: Qt.Key, role: str = "admin", choose: str = "") -> Play:
    """A vendor opened beside the table, and its price raised twice."""

    def play(on: Stage) -> None:
        on.context.role = role
        raise_a_price(on)
        on.window.open_page("products")
        on.window.open_page("vendors")
        page = next(page for page in on.window.findChildren(VendorsPage) if page.isVisible())
        price = first_price(on)
        page.open_with(price.vendor)
        prices = page.panel.prices
        on.until(lambda: prices.model.is_whole and prices.model.rowCount() > 0)
        on.settle(200)
        shown = [prices.model.row(row) for row in range(prices.model.rowCount())]
        prices.states.setFocus()
        prices.table.go_to([row.id if row else None for row in shown].index(price.id))
        for key in keys_pressed:
            press(on, key)
        if choose:
            named(on, choose)
        on.settle(300)

    return play


def named(on: Stage, name: str) -> None:
    """A click on the button of this name or with these words."""
    for button in on.window.findChildren(QAbstractButton):
        if button.isVisible() and name in (button.text(), button.accessibleName()):
            button.click()
            return


def first_price(on: Stage) -> VendorPriceRow:
    """The price that the scenes change: of the first product of the first vendor with two."""
    with on.shop.database.read() as session:
        rows = list(stream(session, VENDOR_PRICES, Request(sort="vendor_name")))
    best = [row for row in rows if row.is_best] or rows
    return min(best, key=lambda row: (row.vendor_name, row.name))


def raise_a_price(on: Stage) -> None:
    """Once: a price goes up, and again."""
    price = first_price(on)
    if price.vendor_sku:
        return
    for number in (1, 2):
        raised = price.unit_price + number * Decimal("0.35")
        command = SetVendorPrice(
            on.shop.ids.new(), on.shop.actor, NOW - timedelta(days=40 - 20 * number), price.vendor,
            price.product, raised, lead_time_days=3, vendor_sku="NR-0815",
            min_order_qty=Decimal(12), pack_qty=Decimal(6), is_preferred=True,
        )  # fmt: skip
        on.shop.database.run(set_vendor_price, command)


def price_picking(on: Stage) -> None:
    """A new price, while its product is looked for."""
    vendor(choose="New price")(on)
    on.key_ms += 1000
    QTest.keyClicks(QApplication.focusWidget() or on.window, "o")
    on.context.scanner.settle()
    on.settle(400)


def vendor_refused(on: Stage) -> None:
    """A new vendor whose e-mail is none."""
    vendor()(on)
    click(on, "New vendor")
    form = dialogs()[0]
    for edit, words in zip(form.findChildren(QLineEdit), ("Tea", "", "", "tea"), strict=False):
        edit.setText(words)
    for button in form.findChildren(QAbstractButton):
        if button.text() == "Save":
            button.click()
    on.settle(200)
    assert dialogs() == [form]


MANAGER: tuple[tuple[str, str, Play], ...] = (
    ("dashboard-day", "demo", dashboard(*[Key.Key_Left] * 9)),
    ("dashboard-90", "demo", dashboard(choose="90 d")),
    ("dashboard-table", "demo", dashboard_table),
    ("alerts-below-zero", "demo", alerts()),
    ("alerts-low", "demo", alerts(*[Key.Key_Down] * 3)),
    ("alerts-done", "demo", alerts(tab="done")),
    ("alerts-no-match", "demo", alerts(Key.Key_Slash, Key.Key_X, Key.Key_X)),
    ("alerts-read-only", "demo", alerts(role="clerk")),
    ("dialog-acknowledge-all", "demo", alerts(choose="Acknowledge all")),
    ("alerts-acknowledged", "demo", alerts(Key.Key_E)),
    ("alerts-snoozed", "demo", alerts(tab="snoozed")),
    ("palette-empty", "demo", palette("")),
    ("palette-found", "demo", palette("espr")),
    ("palette-near", "demo", palette("expreso hause", Key.Key_Down)),
    ("palette-commands", "demo", palette(">re")),
    ("palette-document", "demo", palette("#00003")),
    ("palette-no-match", "demo", palette("decaf without end")),
    ("vendors-panel", "demo", vendor()),
    ("vendors-read-only", "demo", vendor(Key.Key_Down, role="clerk")),
    ("dialog-vendor", "demo", vendor(choose="Edit")),
    ("dialog-new-vendor", "demo", vendor_refused),
    ("dialog-price", "demo", vendor(choose="Change the price")),
    ("dialog-new-price", "demo", price_picking),
    ("dialog-delete-vendor", "demo", vendor(choose="Delete the vendor")),
)
