"""Scenes beyond the plain pages: scans, panels, dialogs, states, filled in and refused."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QScrollArea
from sqlalchemy import select

from desktop.commands.vendors import SetVendorPrice, set_vendor_price
from desktop.domain.barcode import shown
from desktop.domain.errors import UserError
from desktop.queries.columns import Request
from desktop.queries.lists import stream
from desktop.queries.vendor_prices import VENDOR_PRICES, VendorPriceRow
from desktop.schema import Barcode, Product, StockLevel
from desktop.ui.charts.days import DaysChart
from desktop.ui.pages.alerts import AlertsPage
from desktop.ui.pages.dashboard import DashboardPage
from desktop.ui.pages.first_start import FirstStart
from desktop.ui.pages.scan import ScanPage
from desktop.ui.pages.vendors import VendorsPage
from desktop.ui.table.page import ListPage
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.status_page import State, failed
from tests import trade
from tests.stage import NOW, Stage, let_write

Play = Callable[[Stage], None]
Key = Qt.Key
NEW = "5901234123457"


def dialogs() -> list[QDialog]:
    """The dialogs that are open."""
    tops = QApplication.topLevelWidgets()
    return [top for top in tops if isinstance(top, QDialog) and top.isVisible()]


def leave(on: Stage) -> None:
    """Closes what a scene opened, and lets the shop be written again."""
    for dialog in dialogs():
        dialog.reject()
    on.settle(50)
    let_write(on.shop, True)
    for page in on.window.findChildren(ScanPage):
        page.outbox.leave_out()
    on.work.reach.writable()


def codes(on: Stage) -> list[str]:
    """Barcodes of the shop, as they are printed."""
    with on.shop.database.read() as session:
        single = select(Barcode.code).where(Barcode.pack_qty == 1)
        found = session.execute(single.order_by(Barcode.id).limit(30))
        return [shown(code) for (code,) in found]


def scan(on: Stage, code: str) -> None:
    """A code as a scanner types it."""
    on.key_ms += 1000
    target = QApplication.focusWidget() or on.window
    QTest.keyClicks(target, code)
    QTest.keyClick(target, Key.Key_Return)
    on.settle(120)


def press(on: Stage, key: Qt.Key) -> None:
    """One key, and what it does."""
    on.key_ms += 1000
    QTest.keyClick(QApplication.focusWidget() or on.window, key)
    on.context.scanner.settle()
    on.settle(150)


def click(on: Stage, words: str) -> None:
    """A click on the button that says so."""
    for button in on.window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() == words:
            button.click()
    on.settle(200)


def mode(key: Qt.Key, *wanted: int, after: str = "") -> Play:
    """Some scans in a mode; ``after`` is one more code."""

    def play(on: Stage) -> None:
        on.window.open_page("scan")
        on.settle(100)
        press(on, key)
        known = codes(on)
        for number in wanted:
            scan(on, known[number])
        if after:
            scan(on, after)

    return play


def keys(on: Stage) -> None:
    """The list of keys."""
    on.window.open_page("scan")
    on.window.help()
    on.settle(200)


def complete(on: Stage) -> None:
    """A sale, completed."""
    mode(Key.Key_F2, 4, 5)(on)
    press(on, Key.Key_F12)


def ticket(on: Stage) -> None:
    """The ticket of that sale."""
    complete(on)
    press(on, Key.Key_P)
    on.settle(300)


def panel(on: Stage) -> None:
    """A product opened beside the table."""
    on.window.open_page("products")
    on.settle(500)
    press(on, Key.Key_Down)
    press(on, Key.Key_Return)
    on.settle(300)


def new_product(on: Stage) -> None:
    """The form, refused for want of a name."""
    on.window.open_page("products")
    on.settle(300)
    click(on, "New product")
    for button in dialogs()[0].findChildren(QAbstractButton):
        if button.text() == "Save":
            button.click()
    on.settle(200)


def change_stock(on: Stage) -> None:
    """A product's stock by hand."""
    panel(on)
    click(on, "Change stock")


def read_only(page: str) -> Play:
    """A page while the file can be read and not written, and a scan was tried."""

    def play(on: Stage) -> None:
        let_write(on.shop, False)
        mode(Key.Key_F2, 0)(on)
        on.window.open_page(page)
        on.settle(400)

    return play


def leaving(on: Stage) -> None:
    """Closing the window over bookings that could not be made."""
    let_write(on.shop, False)
    mode(Key.Key_F2, 0, 1, 2)(on)
    on.window.close()
    on.settle(300)


def taken_back(on: Stage) -> None:
    """A movement, taken back."""
    on.window.open_page("movements")
    on.settle(400)
    press(on, Key.Key_Down)
    click(on, "Take back")
    on.settle(300)


def no_match(on: Stage) -> None:
    """A filter that finds nothing."""
    on.window.open_page("movements")
    on.settle(300)
    for page in on.window.findChildren(ListPage):
        if page.isVisible():
            page.ask(page.request.searching("decaf without end"))
    on.settle(300)


def settings_foot(on: Stage) -> None:
    """The lower half of Settings."""
    on.window.open_page("settings")
    on.settle(300)
    for area in on.window.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    on.settle(100)


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
    for edit, words in zip(dialogs()[0].findChildren(QLineEdit), ("Tea", "", "tea"), strict=False):
        edit.setText(words)
    for button in dialogs()[0].findChildren(QAbstractButton):
        if button.text() == "Save":
            button.click()
    on.settle(200)


def first_start(on: Stage) -> None:
    """The first questions."""
    on.window.show_instead(FirstStart("/home/shop/onhand"))
    on.settle(200)


def instead(state: State) -> Play:
    """A state in place of the pages."""
    return lambda on: on.window.show_instead(state)


GONE = UserError("The shop's file is gone.", "Bring it back, or restore a backup.", code="gone")
SCENES: tuple[tuple[str, str, Play], ...] = (
    ("scan-sell", "demo", mode(Key.Key_F2, 0, 1, 2, 1)),
    ("scan-receive", "demo", mode(Key.Key_F3, 6, 7)),
    ("scan-count", "demo", mode(Key.Key_F4, 8, 9)),
    ("scan-look-up", "demo", mode(Key.Key_F7, 3)),
    ("scan-unknown", "demo", mode(Key.Key_F2, after=NEW)),
    ("scan-complete", "demo", complete),
    ("dialog-ticket", "demo", ticket),
    ("dashboard-day", "demo", dashboard(*[Key.Key_Left] * 9)),
    ("dashboard-90", "demo", dashboard(choose="90 d")),
    ("dashboard-table", "demo", dashboard_table),
    ("products-panel", "demo", panel),
    ("dialog-new-product", "demo", new_product),
    ("dialog-change-stock", "demo", change_stock),
    ("movements-no-match", "demo", no_match),
    ("movements-taken-back", "demo", taken_back),
    ("read-only-scan", "demo", read_only("scan")),
    ("read-only-products", "demo", read_only("products")),
    ("read-only-movements", "demo", read_only("movements")),
    ("dialog-leaving", "demo", leaving),
    ("settings-foot", "demo", settings_foot),
    ("dialog-keys", "demo", keys),
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
    ("not-opened", "empty", instead(failed("The shop could not be opened", GONE, lambda: None))),
    ("first-start", "empty", first_start),
)
