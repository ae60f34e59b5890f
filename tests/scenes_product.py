"""Scenes of the products page: each tab of the panel, with something in it and with nothing."""

from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.commands.products import EditProduct, edit_product
from desktop.queries.columns import Request
from desktop.queries.lists import stream
from desktop.queries.vendor_prices import VENDOR_PRICES
from desktop.schema import AuditEntry, Product
from desktop.ui.pages.products import ProductsPage
from tests import trade
from tests.acting import Play, press
from tests.scenes_manager import below_zero
from tests.stage import Stage

NEW = "NEW-1"


def page_of_products(on: Stage) -> ProductsPage:
    """The page that is shown."""
    return next(page for page in on.window.findChildren(ProductsPage) if page.isVisible())


def tab(key: str, *keys_pressed: Qt.Key, sku: str = "") -> Play:
    """A product with prices and changes, opened on a tab."""

    def play(on: Stage) -> None:
        below_zero(on)
        change(on)
        on.window.open_page("products")
        on.settle(200)
        page = page_of_products(on)
        page.open_with(product=one(on, sku) if sku else with_prices(on))
        page.panel.show_tab(key)
        on.settle(300)
        page.panel.go_to(key)
        for pressed in keys_pressed:
            press(on, pressed)
        on.settle(300)

    return play


def categories(on: Stage) -> None:
    """The tree, a branch of it open and chosen."""
    change(on)
    on.window.open_page("products")
    on.settle(200)
    page = page_of_products(on)
    page.side.put_away()
    page.toggle_categories()
    on.settle(300)
    tree = page.categories.tree
    tree.expandAll()
    page.list.ask(page.list.request)
    press(on, Qt.Key.Key_Down)
    press(on, Qt.Key.Key_Down)
    on.settle(300)


def with_prices(on: Stage) -> UUID:
    """A product that two vendors sell."""
    with on.shop.database.read() as session:
        rows = list(stream(session, VENDOR_PRICES, Request()))
    return next(row.product for row in rows if row.is_best)


def one(on: Stage, sku: str) -> UUID:
    """The product with this SKU, made where it is not there."""
    with on.shop.database.read() as session:
        found = session.scalar(select(Product.id).where(Product.sku == sku))
    return found or trade.add_product(on.shop, sku, name="Nothing yet")


def change(on: Stage) -> None:
    """Once: some fields of that product are changed."""
    product = with_prices(on)
    with on.shop.database.read() as session:
        done = session.scalar(select(AuditEntry.id).where(AuditEntry.entity_id == product))
    values = (
        {"price": Decimal("13.40")},
        {"reorder_point": Decimal(12), "category": "Tea > Mint"},
    )
    for changed in () if done else values:
        head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
        on.shop.database.run(edit_product, EditProduct(*head, product, changed))


PRODUCT: tuple[tuple[str, str, Play], ...] = (
    ("product-stock", "demo", tab("stock")),
    ("product-ledger", "demo", tab("ledger")),
    ("product-vendors", "demo", tab("vendors")),
    ("product-alerts", "demo", tab("alerts")),
    ("product-history", "demo", tab("history")),
    ("product-new-ledger", "demo", tab("ledger", sku=NEW)),
    ("product-new-vendors", "demo", tab("vendors", sku=NEW)),
    ("product-new-alerts", "demo", tab("alerts", sku=NEW)),
    ("product-new-history", "demo", tab("history", sku=NEW)),
    ("product-categories", "demo", categories),
)
