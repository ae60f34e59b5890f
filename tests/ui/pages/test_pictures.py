"""Pictures of a product as a person handles them: pasted, dropped, ordered, removed, undone."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from sqlalchemy import select

from desktop.jobs.opening import Shop
from desktop.queries.pictures import pictures_of
from desktop.schema import Product
from desktop.ui.deeds.pictures import has_pictures
from desktop.ui.dialogs.listing import ListingDialog
from desktop.ui.dialogs.picture import PictureDialog
from desktop.ui.dialogs.product_form import ProductForm
from desktop.ui.pages.products import ProductsPage
from desktop.ui.pages.products.pictures import Gallery
from desktop.ui.widgets.last_scan_card import LastScanCard
from tests.photos import add, photo, picture, png
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.hand import Person

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key
PATIENCE_S = 40.0  # a process of its own reads them


def names(shop: Shop, product: UUID) -> list[str]:
    with shop.database.read() as session:
        return [row.name for row in pictures_of(session, product)]


def drop(person: Person, at: QPoint, *files: Path) -> None:
    """Files let go of at a point of the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(at), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page_of(person).dropEvent(event)


def copied_cells() -> QMimeData:
    """As a spreadsheet copies them: text, and an image of it."""
    data = QMimeData()
    data.setImageData(photo("Cup", 20))
    assert has_pictures(data)
    data.setText("1\t2")
    return data


def page_of(person: Person) -> ProductsPage:
    return person.shown(ProductsPage)[0]


def gallery_of(person: Person) -> Gallery:
    return page_of(person).panel.overview.gallery


def at_row(person: Person, number: int) -> QPoint:
    table = person.page.table
    middle = table.visualRect(table.list.index(number, 0)).center()
    return table.viewport().mapTo(page_of(person), middle)


def test_a_picture_is_pasted_with_ctrl_v_taken_back_and_pasted_again(on: Stage, shop: Shop) -> None:
    """In the table and in the panel; what looks like another product's is said."""
    cup, tea = (add_product(shop, sku, name=name) for sku, name in (("1", "Cup"), ("2", "Tea")))
    person = Person(on, "products")
    person.page.table.setFocus()
    person.page.table.go_to(0)
    assert not has_pictures(copied_cells())
    QGuiApplication.clipboard().setImage(photo("Cup", 20))
    person.press(Key.Key_V, CTRL)
    person.sees("1 picture added to Cup.", PATIENCE_S)
    assert names(shop, cup) == ["Pasted picture"]
    on.until(lambda: on.context.pictures.small(cup) is not None)
    person.press(Key.Key_Z, CTRL)
    person.sees("Taken back: 1 picture of Cup.")
    assert names(shop, cup) == []
    on.until(lambda: on.context.pictures.small(cup) is None)
    person.press(Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    person.sees("Done again: 1 picture of Cup.")
    person.press(Key.Key_Down)
    person.press(Key.Key_Return)
    person.sees("Drop one here, or paste it.")
    gallery_of(person).add_button.setFocus()
    QGuiApplication.clipboard().setImage(photo("Cup", 20, 600, 600))
    person.press(Key.Key_V, CTRL)
    person.sees("Added. Looks like Cup (1).", PATIENCE_S)
    on.until(lambda: len(gallery_of(person).rows) == 1)
    assert names(shop, tea) == ["Pasted picture"]
    person.click("Merge …")
    person.sees("Their pictures look alike.")
    on.until(lambda: bool(person.button("Merge").isEnabled()))
    person.click("Merge")
    on.until(lambda: len(person.names("sku")) == 1)


def test_a_form_takes_pictures_also_of_a_product_that_is_not_there_yet(
    on: Stage, shop: Shop
) -> None:
    person = Person(on, "products")
    person.click("New product")
    on.until(lambda: bool(person.shown(ProductForm)))
    form = person.shown(ProductForm)[0]
    assert form.focusWidget() is person.field("Name").editor
    person.type("Name", "Cup")
    person.type("SKU", "1")
    form.findChildren(Gallery)[0].add_button.setFocus()
    QGuiApplication.clipboard().setImage(photo("Cup", 20))
    person.press(Key.Key_V, CTRL)
    person.sees("1 picture is added when it is saved.")
    person.click("Save")
    person.sees("1 picture added to the new product.", PATIENCE_S)
    with shop.database.read() as session:
        assert names(shop, session.scalars(select(Product.id)).one()) == ["Pasted picture"]
    on.until(page_of(person).panel.isVisible)
    person.click("Edit")
    on.until(lambda: bool(person.shown(ProductForm)))
    strip = person.shown(ProductForm)[0].findChildren(Gallery)[0].strip
    on.until(lambda: strip.model().rowCount() == 1)


def test_files_are_dropped_on_a_row_and_what_is_none_changes_nothing(
    on: Stage, shop: Shop, tmp_path: Path
) -> None:
    cup, tea = (add_product(shop, sku, name=name) for sku, name in (("1", "Cup"), ("2", "Tea")))
    person = Person(on, "products")
    files = [tmp_path / name for name in ("a.png", "b.png", "bad.jpg")]
    for n, file in enumerate(files):
        file.write_bytes(b"nothing" if file.suffix == ".jpg" else png(photo("Tea", 90 * n)))
    drop(person, at_row(person, 1), *files)
    person.sees("bad.jpg was not taken in.", PATIENCE_S)
    assert names(shop, tea) == []
    drop(person, QPoint(5, 5), files[0])
    person.sees("Drop pictures on the product that they show.")
    drop(person, at_row(person, 1), *files[:2])
    person.sees("2 pictures added to Tea.", PATIENCE_S)
    assert (names(shop, cup), names(shop, tea)) == ([], ["a.png", "b.png"])
    on.context.role = "clerk"
    on.work.reach.writable()
    drop(person, at_row(person, 0), files[0])
    person.sees("Your role may not change products.")


def test_a_folder_named_by_sku_is_dropped_and_taken_back_as_one(
    on: Stage, shop: Shop, tmp_path: Path
) -> None:
    cup, tea = (add_product(shop, sku, name=name) for sku, name in (("1", "Cup"), ("2", "Tea")))
    person = Person(on, "products")
    for n, name in enumerate(("1.png", "2.png", "2~2.png", "stranger.png")):
        (tmp_path / name).write_bytes(png(photo("Tea", 60 * n)))
    drop(person, QPoint(5, 5), tmp_path)
    person.sees("1 picture was not taken in", PATIENCE_S)
    QTest.keyClick(person.shown(ListingDialog)[0], Key.Key_Escape)
    person.sees("3 pictures added to 2 products.")
    assert (names(shop, cup), names(shop, tea)) == (["1.png"], ["2.png", "2~2.png"])
    page_of(person).editing.edits.undo()  # what Ctrl+Z does, once the window is the active one
    person.sees("Taken back: pictures of")
    assert names(shop, cup) == names(shop, tea) == []


def test_pictures_are_put_in_order_removed_and_enlarged_by_keys(on: Stage, shop: Shop) -> None:
    tea = add_product(shop, "1", name="Tea")
    add(shop, tea, [picture(photo("Tea", 50 * n), f"{n}.png") for n in range(3)])
    person = Person(on, "products")
    person.press(Key.Key_Return)
    on.until(lambda: bool(page_of(person).panel.isVisible() and gallery_of(person).rows))
    strip = gallery_of(person).strip
    strip.setFocus()

    def is_shown(*wanted: str) -> None:
        on.until(lambda: [row.name for row in gallery_of(person).rows] == list(wanted))
        assert names(shop, tea) == list(wanted)

    person.press(Key.Key_Right, ALT)
    is_shown("1.png", "0.png", "2.png")
    assert strip.currentIndex().row() == 1  # the picture that was moved
    person.press(Key.Key_Right)
    person.press(Key.Key_Home, ALT)
    is_shown("2.png", "1.png", "0.png")
    person.press(Key.Key_Delete)
    is_shown("1.png", "0.png")
    person.sees("The picture was removed.")
    person.press(Key.Key_Z, CTRL)
    is_shown("2.png", "1.png", "0.png")
    strip.setCurrentIndex(strip.tiles.index(0))
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(PictureDialog)))
    dialog = person.shown(PictureDialog)[0]
    person.sees("1 of 3  ·  2.png  ·  480 × 480")
    QTest.keyClick(dialog, Key.Key_Left)
    person.sees("3 of 3  ·  0.png")
    on.until(lambda: person.button("Save as …").isEnabled())
    QTest.keyClick(dialog, Key.Key_Escape)


def test_a_sold_product_is_shown_with_its_picture(on: Stage, shop: Shop) -> None:
    tea = add_product(shop, "1", name="Tea")
    add_product(shop, "2", name="Cup")
    add(shop, tea, [picture(photo("Tea", 30))])
    person = Person(on)
    on.window.open_page("scan")
    card = person.shown(LastScanCard)
    person.scan("1")
    on.until(lambda: bool(person.shown(LastScanCard)) and person.shown(LastScanCard)[0].has_photo)
    person.scan("2")
    on.until(lambda: not person.shown(LastScanCard)[0].has_photo)
    assert not card
