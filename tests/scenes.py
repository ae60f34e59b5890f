"""Scenes beyond the plain pages: scans, panels, dialogs, states, filled in and refused."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from desktop.domain.errors import UserError
from desktop.ui.pages.first_start import FirstStart
from desktop.ui.pages.products import ProductsPage
from desktop.ui.table.page import ListPage
from desktop.ui.widgets.status_page import State, failed
from tests.acting import Key, Play, click, codes, dialogs, press, scan
from tests.scenes_backup import BACKUP
from tests.scenes_categories import CATEGORIES
from tests.scenes_connect import PLACE
from tests.scenes_documents import DOCUMENTS
from tests.scenes_edit import EDIT
from tests.scenes_events import EVENTS
from tests.scenes_export import EXPORT
from tests.scenes_feeds import FEEDS
from tests.scenes_fields import FIELDS
from tests.scenes_forecasts import FORECASTS
from tests.scenes_health import HEALTH
from tests.scenes_import import IMPORT
from tests.scenes_jobs import JOBS
from tests.scenes_labels import LABELS
from tests.scenes_manager import MANAGER
from tests.scenes_mend import MEND
from tests.scenes_migrate import SCHEMA
from tests.scenes_pictures import PICTURES
from tests.scenes_product import PRODUCT
from tests.scenes_purchasing import PURCHASING
from tests.scenes_reorder import REORDER
from tests.scenes_reports import REPORTED
from tests.scenes_restore import RESTORE
from tests.scenes_rules import RULES
from tests.scenes_scanning import SCANNING
from tests.scenes_stock_then import STOCK_THEN
from tests.scenes_variants import VARIANTS
from tests.scenes_views import VIEWS
from tests.stage import Stage, let_write

NEW = "5901234123457"


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


def ticket_saved(on: Stage) -> None:
    """The ticket of that sale is written."""
    complete(on)
    press(on, Key.Key_P)
    on.settle(300)


def ticket(on: Stage) -> None:
    """The ticket itself, opened from the notice."""
    ticket_saved(on)
    click(on, "Show")
    on.until(lambda: bool(dialogs()))


def panel(on: Stage) -> None:
    """A product opened beside the table."""
    on.window.open_page("products")
    on.settle(500)
    press(on, Key.Key_Down)
    press(on, Key.Key_Return)
    page = next(page for page in on.window.findChildren(ProductsPage) if page.isVisible())
    on.until(lambda: page.side.is_open)
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
    ("scan-ticket-saved", "demo", ticket_saved),
    ("dialog-ticket", "demo", ticket),
    ("products-panel", "demo", panel),
    ("dialog-new-product", "demo", new_product),
    ("dialog-change-stock", "demo", change_stock),
    ("movements-taken-back", "demo", taken_back),
    ("read-only-scan", "demo", read_only("scan")),
    ("read-only-products", "demo", read_only("products")),
    ("read-only-movements", "demo", read_only("movements")),
    ("movements-no-match", "demo", no_match),
    ("dialog-leaving", "demo", leaving),
    ("settings-foot", "demo", settings_foot),
    ("dialog-keys", "demo", keys),
    ("not-opened", "empty", instead(failed("The shop could not be opened", GONE, lambda: None))),
    ("first-start", "empty", first_start),
    *MANAGER,
    *DOCUMENTS,
    *RULES,
    *VIEWS,
    *HEALTH,
    *RESTORE,
    *JOBS,
    *LABELS,
    *PLACE,
    *PRODUCT,
    *PICTURES,
    *FIELDS,
    *PURCHASING,
    *REORDER,
    *SCANNING,
    *EXPORT,
    *CATEGORIES,
    *EVENTS,
    *IMPORT,
    *FEEDS,
    *EDIT,
    *VARIANTS,
    *BACKUP,
    *STOCK_THEN,
    *SCHEMA,
    *MEND,
    *FORECASTS,
    *REPORTED,
)
