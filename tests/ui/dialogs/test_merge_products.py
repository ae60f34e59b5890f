"""Products that may be the same are shown with the reason, merged by keys, and parted again."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.jobs.opening import Shop
from desktop.ui.dialogs.merge_products import MergeDialog
from desktop.ui.pages.products import ProductsPage
from tests.stage import Stage
from tests.tills import till
from tests.trade import add_product
from tests.ui.pages.conftest import on
from tests.ui.pages.hand import Person

__all__ = ["on"]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def begun(on: Stage, person: Person, deed: str) -> Any:
    getattr(person.shown(ProductsPage)[0].editing, deed)()
    on.until(lambda: isinstance(QApplication.activeWindow(), MergeDialog))
    dialog: Any = QApplication.activeWindow()
    on.until(lambda: dialog.table.count > 0)
    return dialog


def test_duplicates_are_found_merged_and_parted(on: Stage, shop: Shop) -> None:
    desk = till(shop)
    for sku, name, held in (("T1", "Oat milk", 5), ("T2", "Oat  Milk", 3)):
        desk.clock.pass_by(60)
        desk.stock("receive", add_product(shop, sku, name=name), held)
    add_product(shop, "X", name="Bread")
    person = Person(on, "products")
    dialog = begun(on, person, "find_twins")
    person.sees("Their names hardly differ")
    on.until(lambda: dialog.table.geometry().bottom() < dialog.keep.geometry().top())
    assert dialog.table.words(0)[2] == "T2"
    dialog.table.selectRow(1)
    person.click("This one stays")
    assert dialog.table.words(0)[:3] == ["Stays", "Oat milk", "T1"]
    person.sees("Oat milk stays and has 8 pieces on hand here. Oat  Milk (T2) leaves the lists")
    person.click("Merge")
    on.until(lambda: QApplication.activeModalWidget() is None)
    person.sees("1 product became part of Oat milk")
    on.until(lambda: person.names("sku") == ["X", "T1"])
    person.click("Undo")
    person.sees("Taken back: Merge into Oat milk.")
    on.until(lambda: sorted(person.names("sku")) == ["T1", "T2", "X"])
    on.window.activateWindow()  # as a window manager does when a dialog is gone
    on.until(lambda: QApplication.activeWindow() is on.window)
    person.press(Key.Key_Z, CTRL | SHIFT)
    person.sees("Done again: Merge into Oat milk.")
    on.until(lambda: person.names("sku") == ["X", "T1"])
    person.press(Key.Key_Z, CTRL | SHIFT)
    person.sees("Nothing was taken back here that could be done again.")


def test_what_somebody_chose_is_merged_and_what_cannot_be_is_said(on: Stage, shop: Shop) -> None:
    for sku in ("A", "B", "C"):
        add_product(shop, sku, name=f"Product {sku}")
    person = Person(on, "products")
    page = person.shown(ProductsPage)[0]
    page.editing.merge()
    person.sees("Choose the products that are the same first")
    page.list.table.selectAll()
    on.until(lambda: page.list.table.place.count() == 3)
    dialog = begun(on, person, "merge")
    dialog.table.selectRow(2)
    person.click("Leave out")
    assert dialog.table.count == 2
    assert not dialog.leave_out.isEnabled()
    assert not dialog.skip.isVisible()
    merge_elsewhere(shop)
    person.click("Merge")
    person.sees("was merged before")
    person.press(Key.Key_Escape)


def merge_elsewhere(shop: Shop) -> None:
    """Somebody else is faster."""
    from desktop.commands.merges import MergeProducts, merge_products
    from desktop.queries.product import products_of_code

    with shop.database.read() as session:
        first, second = (products_of_code(session, sku)[0] for sku in ("B", "A"))
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(merge_products, MergeProducts(*head, (first,), second))
