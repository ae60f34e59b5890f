"""All pages of the window, in order; each is imported when it is opened for the first time."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page's word for the program, its title, drawing, section and ``module:Class``."""

    key: str
    title: str
    icon: str
    section: str
    target: str


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
    Page("alerts", "Alerts", "bell", "Insight", "desktop.ui.pages.alerts:AlertsPage"),
    Page("settings", "Settings", "settings", "System", "desktop.ui.pages.settings:SettingsPage"),
)


def page_class(page: Page) -> Any:
    """The class of a page, imported now."""
    module, _, name = page.target.partition(":")
    return getattr(import_module(module), name)
