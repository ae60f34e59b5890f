"""The matrix of variants by keys: typed, pasted, left out, refused in words, made, taken back.

Checklist: D3.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.commands.products import EditProduct, edit_product
from desktop.domain.matrix import Option
from desktop.jobs.opening import Shop
from desktop.ui.dialogs.family import FamilyDialog
from desktop.ui.dialogs.store_prices import StorePricesDialog
from desktop.ui.dialogs.variants import VariantsDialog
from desktop.ui.pages.products import ProductsPage
from desktop.ui.widgets.money_edit import MoneyEdit
from tests.commands.test_families import family, make, matrix
from tests.stage import Stage
from tests.trade import add_product, scan
from tests.ui.pages.conftest import on
from tests.ui.pages.hand import Person

__all__ = ["on"]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def opened(on: Stage, person: Person) -> Any:
    person.page.table.setFocus()
    person.page.table.go_to(0)
    person.press(Key.Key_V, CTRL | SHIFT)
    on.until(lambda: isinstance(QApplication.activeWindow(), VariantsDialog))
    dialog: Any = QApplication.activeWindow()
    on.until(lambda: hasattr(dialog, "table"))
    return dialog


def typed(person: Person, dialog: Any) -> None:
    """Three sizes, four colours."""
    person.write(dialog.options.lines[0].name, "Size")
    person.write(dialog.options.lines[0].values, "S")
    for size in "ML":  # Enter goes on to the next value
        person.press(Key.Key_Return)
        QTest.keyClicks(dialog.options.lines[0].values, size)
    person.click("Add option")
    person.write(dialog.options.lines[1].name, "Colour")
    person.write(dialog.options.lines[1].values, "Red, Dark blue, Black, Sand")


def pasted(person: Person, dialog: Any) -> None:
    """A block that clashes, then one that does not."""
    at = dialog.model.index(0, 2)
    assert dialog.model.data(at) == "TEE-S-RED"
    dialog.table.setCurrentIndex(dialog.model.index(0, 3))
    QGuiApplication.clipboard().setText("4006381333931\t13\n2900000000018\t14,5x\n")
    person.press(Key.Key_V, CTRL)
    person.sees("The code belongs to Mug (MUG).")
    assert not dialog.make.isEnabled()
    QGuiApplication.clipboard().setText("2900000000025\t13\n2900000000018\t14\n")
    person.press(Key.Key_V, CTRL)


def sees_the_parent(on: Stage, person: Person) -> None:
    """With the sum of its variants and the span of their prices."""
    on.until(lambda: "TEE-S-SAND" in person.names("sku"))
    row = next(r for r in map(person.page.model.row, range(13)) if r.sku == "TEE")
    words = person.page.words
    columns = {column.key: column for column in person.page.model.query.columns}
    assert (row.on_hand, row.variants) == (4, 12)
    assert words.cell(columns["price"], row) == "12.00–14.00"
    assert words.detail(columns["name"], row) == "TEE · 12 variants"


def taken_back_and_made_again(on: Stage, shop: Shop, person: Person, tee: UUID) -> None:
    """By the notice and by keys; what has a sale is the same product as before."""
    before = {v.sku: v.product for v in family(shop, tee).variants}
    person.click("Undo")
    person.sees("Taken back: Variants of Tee.")
    on.until(lambda: person.names("sku") == ["TEE"])
    on.window.activateWindow()  # as a window manager does when a dialog is gone
    on.until(lambda: QApplication.activeWindow() is on.window)
    person.press(Key.Key_Z, CTRL | SHIFT)
    person.sees("Done again: Variants of Tee.")
    again = {v.sku: v.product for v in family(shop, tee).variants if v.status == "active"}
    assert (len(again), again["TEE-S-SAND"]) == (12, before["TEE-S-SAND"])
    on.until(lambda: len(person.names("sku")) == 13)
    person.press(Key.Key_Z, CTRL)
    person.sees("Taken back: Variants of Tee.")
    on.until(lambda: person.names("sku") == ["TEE"])


def test_twelve_variants_are_typed_made_sold_and_taken_back(on: Stage, shop: Shop) -> None:
    tee = add_product(shop, "TEE", name="Tee", price=Decimal(12))
    add_product(shop, "MUG", "4006381333931", name="Mug")
    person = Person(on, "products")
    person.look_for("tee")
    dialog = opened(on, person)
    typed(person, dialog)
    person.sees("12 will be made.")
    middle = dialog.geometry().center() - on.window.geometry().center()
    assert middle.manhattanLength() < 4  # also after what was shown late
    dialog.table.setFocus()
    pasted(person, dialog)
    dialog.table.setCurrentIndex(dialog.model.index(3, 7))
    person.press(Key.Key_5)  # typing opens the cell
    dialog.model.told()  # the shop's answer to what was typed before
    person.press(Key.Key_Return)
    on.until(lambda: dialog.table.currentIndex().row() == 4)
    person.press(Key.Key_Delete)
    person.sees("11 will be made. 1 is left out.")
    person.press(Key.Key_Delete)
    person.sees("12 will be made.")
    dialog.coded.setChecked(True)
    on.until(lambda: bool(dialog.model.data(dialog.model.index(11, 3))))
    on.until(dialog.make.isEnabled)
    person.press(Key.Key_Return, CTRL)
    on.until(lambda: QApplication.activeModalWidget() is None)
    person.sees("12 variants were made")
    found = family(shop, tee)
    assert [(v.barcode, v.price, v.on_hand) for v in found.variants[:2]] == [
        ("2900000000025", 13, 0), ("2900000000018", 14, 0),
    ]  # fmt: skip
    assert found.variants[3].on_hand == 5
    assert len({v.barcode for v in found.variants} - {""}) == 12
    assert scan(shop, found.variants[3].barcode).on_hand == 4
    sees_the_parent(on, person)
    taken_back_and_made_again(on, shop, person, tee)


def tabbed(person: Person, dialog: Any) -> None:
    """From cell to cell as in a spreadsheet, also out of one that is typed into, and out again."""

    def at() -> tuple[int, int]:
        index = dialog.table.currentIndex()
        return index.row(), index.column()

    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(0, 6))
    person.press(Key.Key_3)
    person.press(Key.Key_Tab)  # the next cell is open at once
    assert (at(), dialog.model.data(dialog.model.index(0, 6))) == ((0, 7), "3")
    person.press(Key.Key_Escape)
    person.press(Key.Key_Tab)
    assert at() == (1, 2)  # what stands at the left takes nothing
    person.press(Key.Key_Backtab, SHIFT)
    assert at() == (0, 7)
    for key, keys in ((Key.Key_F6, Qt.KeyboardModifier.NoModifier), (Key.Key_Tab, CTRL)):
        dialog.table.setFocus()
        person.press(key, keys)
        assert not dialog.table.hasFocus()
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(1, 7))
    person.press(Key.Key_Tab)
    assert not dialog.table.hasFocus()


def test_a_family_is_opened_from_a_variant_and_its_stock_is_told(on: Stage, shop: Shop) -> None:
    add_product(shop, "TEE", name="Tee")
    paper = scan(shop, "TEE", "receive", 5)
    person = Person(on, "products")
    dialog = opened(on, person)
    person.write(dialog.options.lines[0].name, "Size")
    person.write(dialog.options.lines[0].values, "S, M")
    person.sees("Tee itself has 5 on hand, which is counted as 0")
    on.until(dialog.make.isEnabled)
    tabbed(person, dialog)
    person.click("Make 2 variants")
    person.sees("Complete that paper or take the product off it first.")
    assert paper.on_hand == 5
    person.write(dialog.options.lines[0].values, "S, s")
    person.write(dialog.options.lines[0].name, "")
    person.sees("An option has no name.")
    assert not dialog.make.isEnabled()
    person.press(Key.Key_Escape)
    on.until(lambda: QApplication.activeModalWidget() is None)


def test_a_price_of_the_store_is_set_and_taken_back(on: Stage, shop: Shop) -> None:
    """Checklist D2."""
    add_product(shop, "TEA", name="Tea", price=Decimal(3))
    person = Person(on, "products")
    page = person.shown(ProductsPage)[0]
    page.list.table.go_to(0)
    page.editing.set_store_prices()
    on.until(lambda: isinstance(QApplication.activeModalWidget(), StorePricesDialog))
    person.sees("It costs 3.00 wherever a store has no price of its own.")
    on.until(lambda: bool(person.shown(MoneyEdit)))
    person.type("Test shop (M1)", "2.5x")
    person.click("Save")
    assert "2.5x" in person.error_at("Test shop (M1)")
    person.type("Test shop (M1)", "2.50")
    person.click("Save")
    on.until(lambda: QApplication.activeModalWidget() is None)
    on.until(lambda: person.names("counts") == [Decimal("2.5")])
    assert scan(shop, "TEA").price == Decimal("2.5")
    person.click("Undo")
    person.sees("Taken back: Prices by store of Tea.")
    on.until(lambda: person.names("counts") == [3])


def joined(on: Stage, person: Person, dialog: Any) -> None:
    """A product that exists, with one value forgotten at first."""
    person.click("Add to the family")
    person.sees("Choose a product first.")
    person.write(dialog.pick.line, "old")
    on.until(dialog.pick.hits.isVisible)
    person.press(Key.Key_Return)
    on.until(dialog.values[0].hasFocus)
    person.write(dialog.values[0], "Green")
    person.press(Key.Key_Return)
    person.sees("Size has no value.")
    person.write(dialog.values[1], "s")
    person.press(Key.Key_Return)
    on.until(lambda: dialog.table.count == 2)


def test_a_family_is_renamed_left_and_joined_in_its_window(on: Stage, shop: Shop) -> None:
    """With keys where a person types; each change is one step back on the page."""
    tee = add_product(shop, "TEE", name="Tee")
    make(shop, tee, matrix(shop, Option("Colour", ("Red", "Blue")), Option("Size", ("S",))))
    add_product(shop, "OLD", name="Old shirt")
    blue = next(v.product for v in family(shop, tee).variants if v.sku == "TEE-BLUE-S")
    archived = EditProduct(*on.context.signed(), blue, {"status": "archived"})
    shop.database.run(edit_product, archived)
    person = Person(on, "products")
    person.look_for("tee")
    person.page.table.setFocus()
    person.page.table.go_to(0)
    person.shown(ProductsPage)[0].editing.show_family()
    on.until(lambda: isinstance(QApplication.activeWindow(), FamilyDialog))
    dialog: Any = QApplication.activeWindow()
    on.until(lambda: dialog.table.count == 2)
    assert dialog.table.words(1)[0] == "Blue, S (archived)"
    dialog.what.set_current(("Colour", "Red"))
    person.write(dialog.to, "blue")
    person.press(Key.Key_Return)
    person.sees("two variants would be the same")
    person.write(dialog.to, "Crimson")
    person.press(Key.Key_Return)
    on.until(lambda: dialog.table.words(0)[:2] == ["Crimson, S", "Tee - Crimson, S"])
    dialog.table.selectRow(1)
    person.click("Take out of the family")
    on.until(lambda: dialog.table.count == 1)
    joined(on, person, dialog)
    told = {v.sku: v.values for v in family(shop, tee).variants}
    assert told == {"OLD": "Green, S", "TEE-RED-S": "Crimson, S"}
    person.press(Key.Key_Escape)
    on.until(lambda: QApplication.activeModalWidget() is None)
    on.window.activateWindow()  # as a window manager does when a dialog is gone
    on.until(lambda: QApplication.activeWindow() is on.window)
    for words in ("Old shirt in its family", "Tee - Blue, S out of its family", "Red of Tee"):
        person.press(Key.Key_Z, CTRL)
        person.sees(f"Taken back: {words}.")
    assert family(shop, tee).options == (Option("Colour", ("Red", "Blue")), Option("Size", ("S",)))
