"""Labels at the real window: one key after a scan, all that are due, a printer that stops."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.product_changes import ChangeProducts, change_products
from desktop.commands.shelf_labels import ForgetLabels, WantLabels, forget_labels, want_labels
from desktop.domain.change import Change
from desktop.domain.permissions import Actor
from desktop.schema import Product
from desktop.ui.dialogs.print_labels import PrintLabels
from desktop.ui.labels.count import LabelCount
from desktop.ui.labels.run import LabelRun
from desktop.ui.pages.labels import LabelsPage
from desktop.ui.pages.products import ProductsPage
from desktop.ui.pictures.reader import read
from desktop.ui.widgets.label import Label
from tests.journeys.desk import CTRL, ENTER, Desk
from tests.label_printer import printer

SHIFTED = CTRL | Qt.KeyboardModifier.ShiftModifier
TEA = "4006381333931"

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def label(desk: Desk, code: str, name: str) -> Path:
    """Scan, one key: the file of the label."""
    desk.scan(code)
    desk.press(Qt.Key.Key_P, SHIFTED)
    desk.bot.waitUntil(lambda: any(name in notice for notice in desk.notices))
    return desk.context.settings.data_dir / "labels" / name


def test_print_a_label_for_this_item(desk: Desk) -> None:
    """product.md: print a label for this item, 1S+1K; the code on the PDF reads back."""
    desk.has("Tea", "2.50", code=TEA, sku="TEA/1")
    path = label(desk, TEA, "TEA-1.pdf")
    assert [code.text for code in read(str(path))] == [TEA]
    assert (desk.scans, desk.keys) == (1, 1)


def test_what_is_out_of_date_is_printed_with_one_key_and_enter_and_taken_back(desk: Desk) -> None:
    """A printer without paper says where to go on; what is out is not asked for again."""
    counts: list[int] = []
    LabelCount(desk.context, counts.append, desk.window)
    for sku, code in (("TEA", TEA), ("MILK", "96385074"), ("SALT", "036000291452")):
        desk.has(sku.title(), "2.50", code=code, sku=sku)
        label(desk, code, f"{sku}.pdf")
    keys = [key for (key,) in desk.ask(select(Product.id))]
    dearer = ChangeProducts(*head(desk), tuple(keys), "price", Change("set", Decimal(3)))
    desk.work.write(desk.window, change_products, dearer)
    desk.bot.waitUntil(lambda: counts[-1:] == [3])
    desk.window.open_page("labels")
    desk.press(Qt.Key.Key_P, SHIFTED)
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = desk.dialog
    assert isinstance(dialog, PrintLabels)
    desk.bot.waitUntil(dialog.go.hasFocus)
    choices = dialog.choices
    choices.target.kind.set_current("host")
    choices.target.kind.chosen.emit("host")
    with printer(most=1) as there:
        choices.target.host.setText(str(there.host))
        desk.press(ENTER)
        desk.bot.waitUntil(lambda: dialog.run is None and choices.first.value() == 2)
    desk.bot.waitUntil(lambda: counts[-1] == 2 and dialog.go.text() == "Print 2 labels")
    with printer() as there:
        choices.target.host.setText(str(there.host))
        desk.bot.waitUntil(dialog.go.hasFocus)
        desk.press(ENTER)
        desk.bot.waitUntil(lambda: counts[-1] == 0)
    assert there.text.count("^XZ") == 2
    desk.bot.waitUntil(lambda: not dialog.isVisible())


def says(page: LabelsPage, words: str) -> bool:
    labels = page.list.states.findChildren(Label)
    return any(label.isVisible() and label.text() == words for label in labels)


def test_what_was_printed_before_stop_is_not_asked_for_again(desk: Desk) -> None:
    """The page says why it is empty; only what there is to print can be printed."""
    counts: list[int] = []
    LabelCount(desk.context, counts.append, desk.window)
    desk.window.open_page("labels")
    page = desk.window.findChild(LabelsPage)
    assert page is not None
    desk.bot.waitUntil(lambda: says(page, "No products yet") and not page.print.isEnabled())
    desk.press(Qt.Key.Key_P, SHIFTED)
    assert desk.notices[-1] == "No label is out of date."
    desk.has("Milk", "1.20")
    desk.has("Tea", "2.50")
    desk.work.changed.emit(frozenset({"product"}))  # they came past the window
    desk.bot.waitUntil(lambda: says(page, "No labels at the shelves yet"))
    keys = tuple(key for (key,) in desk.ask(select(Product.id).order_by(Product.name)))
    desk.work.write(desk.window, want_labels, WantLabels(*head(desk), keys))
    desk.bot.waitUntil(lambda: counts[-1:] == [2] and page.print.isEnabled())
    desk.press(Qt.Key.Key_P, SHIFTED)
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = desk.dialog
    assert isinstance(dialog, PrintLabels)
    dialog.choices.copies.setValue(20)  # before the templates are there
    desk.bot.waitUntil(lambda: dialog.go.text() == "Print 40 labels" and dialog.go.hasFocus())
    dialog.choices.target.kind.set_current("host")
    dialog.choices.target.kind.chosen.emit("host")
    with printer(slow=True) as there:
        dialog.choices.target.host.setText(str(there.host))
        desk.press(ENTER)
        desk.bot.waitUntil(lambda: there.labels == 30 and dialog.run is not None)
        desk.press(Qt.Key.Key_Escape)
        desk.bot.waitUntil(lambda: counts[-1] == 1)
    assert desk.notices[-1] == "Printing labels was stopped. 30 labels are printed."
    desk.bot.waitUntil(lambda: not desk.window.findChildren(LabelRun))
    desk.work.write(desk.window, forget_labels, ForgetLabels(*head(desk), (keys[-1],)))
    desk.bot.waitUntil(lambda: says(page, "All labels are up to date"))


def head(desk: Desk) -> tuple[UUID, Actor, datetime]:
    return desk.shop.ids.new(), desk.shop.actor, desk.clock.now()


def test_labels_of_chosen_products_are_asked_for_and_that_is_taken_back(desk: Desk) -> None:
    counts: list[int] = []
    LabelCount(desk.context, counts.append, desk.window)
    for name in ("Tea", "Milk"):
        desk.has(name, "2.50")
    desk.window.open_page("products")
    page = desk.window.findChild(ProductsPage)
    assert page is not None
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == 2)
    page.list.table.setFocus()
    page.list.table.selectAll()
    desk.bot.waitUntil(lambda: page.list.table.place.count() == 2)
    page.editing.want_labels()
    desk.bot.waitUntil(lambda: counts[-1:] == [2])
    assert desk.notices[-1] == "2 products are on the list of labels."
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: counts[-1] == 0)


def test_a_forgotten_label_is_taken_back_by_one_key(desk: Desk) -> None:
    desk.has("Tea", "2.50", code=TEA, sku="TEA")
    label(desk, TEA, "TEA.pdf")
    desk.window.open_page("labels", view="all")
    page = desk.window.findChild(LabelsPage)
    assert page is not None
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.list.table.setFocus()
    desk.press(Qt.Key.Key_Delete)
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == 0)
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == 1)
