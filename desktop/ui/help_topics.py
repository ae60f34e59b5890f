"""The help that is shipped: a Markdown file for each page and dialog, and which is for what."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.ui.assets import asset

LANGUAGE = "en"
# In the order of the table of contents; the pages stand as in the navigation.
ORDER = (
    *("scan", "dashboard", "products", "movements", "documents", "purchasing"),
    *("labels", "vendors", "alerts", "reorder"),
    *(
        "forecasts",
        "reports",
        "events",
        "stock_then",
        "feeds",
        "database",
        "settings",
        "health",
        "lists",
    ),
    *("palette", "backup", "restore", "mend", "move_shop", "connect", "first_start"),
    *("product_form", "variants", "custom_fields", "vendor_form", "bulk_change", "import_goods"),
    *("export", "jobs", "log"),
    "migrate",
)
# A dialog's module and the topic that tells of it, where its name is another.
_DIALOGS = {
    "category_form": "products",
    "category_place": "products",
    "close_day": "documents",
    "codes": "product_form",
    "confirm": "lists",
    "delivery_note": "scan",
    "event_form": "events",
    "family": "variants",
    "feed_form": "feeds",
    "feed_run": "feeds",
    "held": "documents",
    "end_order": "purchasing",
    "holidays": "events",
    "import_events": "events",
    "job": "jobs",
    "label_designer": "labels",
    "last_year": "reorder",
    "link_product": "scan",
    "listing": "health",
    "ticket": "scan",
    "merge_products": "products",
    "name_lot": "scan",
    "name_lots": "scan",
    "new_product": "product_form",
    "open_orders": "scan",
    "order_form": "purchasing",
    "order_product": "purchasing",
    "picture": "products",
    "paste_cells": "lists",
    "reorder_policy": "reorder",
    "print_labels": "labels",
    "restore_stock": "stock_then",
    "return_goods": "documents",
    "scale_codes": "settings",
    "stock_change": "product_form",
    "store_prices": "variants",
    "vendor_price": "vendor_form",
    "void_document": "documents",
}


@dataclass(frozen=True)
class Topic:
    """One file of the help; ``text`` is Markdown without its title."""

    key: str
    title: str
    text: str

    def has(self, words: Sequence[str]) -> bool:
        """Whether all these words, in small letters, are in it."""
        whole = f"{self.title} {self.text}".casefold()
        return all(word in whole for word in words)


def topics() -> list[Topic]:
    """All of the help, in order; a page without a file is no topic."""
    files = {path.stem: path for path in asset("help", LANGUAGE).glob("*.md")}
    order = [*(key for key in ORDER if key in files), *sorted(set(files) - set(ORDER))]
    found = []
    for key in order:
        title, _, text = files[key].read_text("utf-8").partition("\n")
        found.append(Topic(key, title.removeprefix("# ").strip(), text.strip()))
    return found


def topic_of_dialog(module: str) -> str:
    """The topic for a dialog by its module, "" for a frame of the program's own."""
    parts = module.split(".")
    if "dialogs" not in parts[:-1]:
        return ""
    name = parts[parts.index("dialogs") + 1]
    return _DIALOGS.get(name, name)
