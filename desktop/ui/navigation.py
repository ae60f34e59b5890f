"""All pages of the window, in order, and what for; each is imported when it is first opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page's word for the program, its title, drawing, section and ``module:Class``.

    ``has_key`` False: it stands between others without taking the number of the next one.
    """

    key: str
    title: str
    icon: str
    section: str
    target: str
    within: str = ""  # the page it is reached from; it has no row of its own
    has_key: bool = True


PAGES = (
    Page("scan", "Scan", "scan-barcode", "Work", "desktop.ui.pages.scan:ScanPage"),
    Page(
        "dashboard",
        "Dashboard",
        "layout-dashboard",
        "Work",
        "desktop.ui.pages.dashboard:DashboardPage",
    ),
    Page("products", "Products", "package", "Work", "desktop.ui.pages.products:ProductsPage"),
    Page("movements", "Movements", "history", "Work", "desktop.ui.pages.movements:MovementsPage"),
    Page("documents", "Documents", "file-text", "Work", "desktop.ui.pages.documents:DocumentsPage"),
    Page("labels", "Labels", "tags", "Work", "desktop.ui.pages.labels:LabelsPage", has_key=False),
    Page(
        "purchasing",
        "Purchasing",
        "shopping-cart",
        "Work",
        "desktop.ui.pages.purchasing:PurchasingPage",
        has_key=False,
    ),
    Page("vendors", "Vendors", "truck", "Work", "desktop.ui.pages.vendors:VendorsPage"),
    Page("alerts", "Alerts", "bell", "Insight", "desktop.ui.pages.alerts:AlertsPage"),
    Page(
        "forecasts",
        "Forecasts",
        "trending-up",
        "Insight",
        "desktop.ui.pages.forecasts:ForecastsPage",
        has_key=False,
    ),
    Page(
        "reorder",
        "Reorder",
        "package-plus",
        "Insight",
        "desktop.ui.pages.reorder:ReorderPage",
    ),
    Page(
        "reports",
        "Reports",
        "chart-column",
        "Insight",
        "desktop.ui.pages.reports:ReportsPage",
        has_key=False,
    ),
    Page(
        "stock_then",
        "Stock then",
        "clock",
        "Insight",
        "desktop.ui.pages.stock_then:StockThenPage",
        has_key=False,
    ),
    Page(
        "events",
        "Events",
        "calendar",
        "Insight",
        "desktop.ui.pages.events:EventsPage",
        has_key=False,
    ),
    Page(
        "feeds",
        "Feeds",
        "refresh-cw",
        "System",
        "desktop.ui.pages.feeds:FeedsPage",
        has_key=False,
    ),
    Page("database", "Database", "database", "System", "desktop.ui.pages.database:DatabasePage"),
    # Settings have a key of their own, Ctrl+comma.
    Page(
        "settings",
        "Settings",
        "settings",
        "System",
        "desktop.ui.pages.settings:SettingsPage",
        has_key=False,
    ),
    Page(
        "health",
        "Health of the database",
        "shield-check",
        "System",
        "desktop.ui.pages.health:HealthPage",
        within="database",
    ),
)


def keys_of(pages: Sequence[Page]) -> list[str]:
    """Ctrl+1 to Ctrl+9 for the first nine that have a key, "" for the others."""
    keyed = [page for page in pages if page.has_key and not page.within][:9]
    return [f"Ctrl+{keyed.index(page) + 1}" if page in keyed else "" for page in pages]


@dataclass(frozen=True)
class Deed:
    """What a page can be opened for: words, drawing, and the arguments of its ``open_with``."""

    text: str
    icon: str
    page: str
    arguments: tuple[tuple[str, Any], ...]


DEEDS = (
    Deed("Sell", "receipt-text", "scan", (("mode", "sell"),)),
    Deed("Receive", "arrow-down-to-line", "scan", (("mode", "receive"),)),
    Deed("Count", "clipboard-check", "scan", (("mode", "count"),)),
    Deed("Look up", "search", "scan", (("mode", "lookup"),)),
    Deed("Close of day", "calendar-clock", "documents", (("close", True),)),
    Deed("New product", "plus", "products", (("new", True),)),
    Deed("Import goods …", "upload", "products", (("imports", True),)),
    Deed("Custom fields", "list-checks", "products", (("fields", True),)),
    Deed("New feed", "refresh-cw", "feeds", (("new", True),)),
    Deed("Print all labels out of date", "tags", "labels", (("deed", "print"),)),
    Deed("Label templates", "pencil", "labels", (("deed", "design"),)),
    Deed("New purchase order", "plus", "purchasing", (("new", True),)),
    Deed("New vendor", "plus", "vendors", (("new", True),)),
    Deed("New event", "plus", "events", (("deed", "new"),)),
    Deed("Holidays of a country", "sun", "events", (("deed", "holidays"),)),
    Deed("Import events", "upload", "events", (("deed", "import"),)),
    Deed("Back up now", "hard-drive-download", "database", (("back_up", True),)),
    Deed("Shop: name, country, taxes", "store", "settings", (("card", "shop"),)),
    Deed("Alerts: rules and thresholds", "sliders-horizontal", "settings", (("card", "alerts"),)),
    Deed("Look: theme and text size", "type", "settings", (("card", "look"),)),
    Deed("Scanner and its test", "scan-line", "settings", (("card", "scanner"),)),
    Deed("Sound and volume", "volume-2", "settings", (("card", "sound"),)),
    Deed("Restore a backup", "archive-restore", "database", (("deed", "restore"),)),
    Deed("Something is wrong", "shield-alert", "database", (("deed", "mend"),)),
    Deed("Undo the last restore", "undo-2", "database", (("deed", "undo"),)),
    Deed("Schema: upgrade, rehearse, take back", "git-branch", "database", (("deed", "schema"),)),
    Deed("Copy the shop to another database", "server", "database", (("deed", "move"),)),
    Deed("Backups: how often and where", "shield-check", "settings", (("card", "safe"),)),
    Deed("Data: this computer or a server", "database", "settings", (("card", "place"),)),
)


def page_class(page: Page) -> Any:
    """The class of a page, imported now."""
    module, _, name = page.target.partition(":")
    return getattr(import_module(module), name)
