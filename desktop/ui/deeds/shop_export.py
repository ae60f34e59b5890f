"""Products into the file of a web shop: the dialog of the list's export, with that format."""

from collections.abc import Callable
from functools import partial

from desktop.ui.actions import Command
from desktop.ui.text import tr

SYSTEMS = {"shopify": "Shopify", "woocommerce": "WooCommerce"}


def shop_exports(export: Callable[[str], None]) -> list[Command]:
    """One for each web shop."""
    return [
        Command(tr("Export for {shop} …", shop=name), "", partial(export, system), "download")
        for system, name in SYSTEMS.items()
    ]
