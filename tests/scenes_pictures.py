"""Scenes of pictures: the table and the panel with them, the scan card, one enlarged, the hint."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.schema import AttachmentLink, Product
from desktop.ui.dialogs.picture import PictureDialog
from tests.acting import Play, dialogs, press, scan
from tests.photos import add, photo, picture
from tests.scenes_product import page_of_products
from tests.stage import Stage

FIRST = "COF-1001"
SHOWN = (
    "COF-1001",
    "HOU-8004",
    "BRE-4515",
    "BAK-4001",
    "BEV-7007",
    "DEL-2514",
    "DAI-2001",
    "PRO-3003",
    "GRO-5021",
    "SNA-6008",
    "BEV-7003",
    "HOU-8104",
)


def with_photos(on: Stage) -> dict[str, UUID]:
    """Once: some products get a picture, the first one several."""
    wanted = select(Product.sku, Product.id, Product.name).where(Product.sku.in_(SHOWN))
    with on.shop.database.read() as session:
        goods = {row.sku: (row.id, row.name) for row in session.execute(wanted)}
        is_done = session.scalar(select(AttachmentLink.id).limit(1)) is not None
    for n, (sku, (key, name)) in enumerate(sorted(goods.items())):
        if not is_done:
            shapes = ((480, 480), (640, 400), (300, 520)) if sku == FIRST else ((480, 480),)
            views = [photo(name.split()[0], n * 47 + k * 9, *size) for k, size in enumerate(shapes)]
            add(on.shop, key, [picture(view, f"{sku}-{k}.png") for k, view in enumerate(views)])
    return {sku: key for sku, (key, _) in goods.items()}


def panel(on: Stage) -> None:
    """The first product's pictures, one of them chosen."""
    goods = with_photos(on)
    on.window.open_page("products")
    on.settle(200)
    page = page_of_products(on)
    page.open_with(product=goods[FIRST])
    page.panel.show_tab("stock")
    on.until(lambda: len(page.panel.overview.gallery.rows) == 3)
    page.panel.overview.gallery.strip.setFocus(Qt.FocusReason.TabFocusReason)
    page.panel.overview.ensureWidgetVisible(page.panel.overview.gallery)
    on.settle(400)


def enlarged(on: Stage) -> None:
    """The second one as large as there is room."""
    panel(on)
    gallery = page_of_products(on).panel.overview.gallery
    gallery.strip.opened.emit(gallery.rows[1].link)
    on.until(lambda: any(isinstance(each, PictureDialog) for each in dialogs()))
    on.settle(300)


def form(on: Stage) -> None:
    """A product is changed, with its pictures below its fields."""
    panel(on)
    page = page_of_products(on)
    page.panel.edit_wanted.emit(page.panel.card)
    on.settle(900)


def hint(on: Stage) -> None:
    """A picture of another product, pasted."""
    goods = with_photos(on)
    on.window.open_page("products")
    on.settle(300)
    page = page_of_products(on)
    page.list.table.go_to(3)
    page.list.table.setFocus()
    n = sorted(goods).index(FIRST)
    QGuiApplication.clipboard().setImage(photo("House", n * 47, 600, 600))
    table = page.list.table
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    on.settle(2_500)


def scanned(on: Stage) -> None:
    """Sold: the card has its picture."""
    with_photos(on)
    on.window.open_page("scan")
    press(on, Qt.Key.Key_F2)
    scan(on, FIRST)
    on.settle(700)


def found(on: Stage) -> None:
    """The palette, with a product that has one."""
    with_photos(on)
    on.window.open_page("products")
    on.settle(300)
    press(on, Qt.Key.Key_Escape)
    QTest.keyClick(on.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    on.until(lambda: bool(dialogs()))
    QTest.keyClicks(QApplication.focusWidget() or dialogs()[0], "esp")
    on.settle(900)


PICTURES: tuple[tuple[str, str, Play], ...] = (
    ("pictures-panel", "demo", panel),
    ("pictures-large", "demo", enlarged),
    ("pictures-form", "demo", form),
    ("pictures-hint", "demo", hint),
    ("pictures-scanned", "demo", scanned),
    ("pictures-found", "demo", found),
)
