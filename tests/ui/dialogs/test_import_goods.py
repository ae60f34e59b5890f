"""Goods from a file by keys: looked at, set right, taken in as a job, and taken back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.jobs.opening import Shop
from desktop.queries.pictures import all_shown
from desktop.schema import Product
from desktop.ui.dialogs.import_goods import ImportGoods
from desktop.ui.pages.products import ProductsPage
from desktop.ui.widgets.findings import MOST
from tests.importing import products
from tests.photos import photo
from tests.stage import NOW, FrozenClock, Stage
from tests.trade import add_product, scan
from tests.ui.pages.conftest import on
from tests.ui.pages.hand import ONE_ENGINE, Person

__all__ = ["on"]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
GOODS = "Thing;What;Price\nT1;Green tea;2,50\nT2;Black tea;1,99\n"


@pytest.fixture
def person(on: Stage) -> Person:
    on.context.role = "manager"
    return Person(on, "products")


def opened(person: Person) -> ImportGoods:
    person.press(Key.Key_I, CTRL)
    person.on.until(lambda: isinstance(QApplication.activeModalWidget(), ImportGoods))
    return person.shown(ImportGoods)[0]


def looked(person: Person, path: Path, text: str) -> ImportGoods:
    path.write_text(text, "utf-8")
    dialog = opened(person)
    dialog.look_into(path)
    person.on.until(lambda: dialog.preview is not None)
    return dialog


@ONE_ENGINE
def test_a_file_is_seen_set_right_taken_in_and_taken_back(
    person: Person, shop: Shop, tmp_path: Path
) -> None:
    """Columns nobody knows get their fields, one becomes a new one; the notice takes it back."""
    photo("Tea", 90).save(str(tmp_path / "tea.png"))
    text = GOODS.replace("Price", "Worth;Leaves;Images").replace("2,50", "2,50;3;tea.png")
    text = text.replace("1,99", "1,99;4,5;https://shop.example/tea.png")
    dialog = looked(person, tmp_path / "goods.csv", text)
    assert (dialog.go.isEnabled(), dialog.seen.tabs.current) == (False, "columns")
    for at, field in enumerate(("sku", "name", "price")):
        dialog.seen.columns.combos[at].set_current(field)
        dialog.seen.columns.combos[at].chosen.emit(field)
    person.on.until(lambda: dialog.go.isEnabled() and dialog.go.text() == "Import 2 products")
    assert dialog.seen.changes.table.words(0) == ["2", "T1", "Green tea", "new"]
    assert products(shop) == {}
    leaves = dialog.seen.columns.combos[3]
    for field, kept in (("name", ""), ("new", "name")):  # a mistake takes the field only for a time
        leaves.set_current(field)
        leaves.chosen.emit(field)
        assert dialog.seen.columns.combos[1].current_key() == kept
    person.on.until(lambda: leaves.currentText() == "New field: number" and dialog.go.isEnabled())
    assert dialog.seen.said.text().startswith("2 new, 1 picture, 1 new field.")
    checks = dialog.seen.pictures
    assert checks.files.text() == "Take in 1 picture beside the file"
    assert (checks.web.isVisible(), checks.web.isChecked()) == (True, False)
    person.press(Key.Key_Return, CTRL)
    person.on.until(lambda: not person.shown(ImportGoods))
    person.sees("goods.csv is in: 2 new, 1 picture, 1 new field.")
    assert str(products(shop)["T1"].price) == "2.5000"
    with shop.database.read() as session:
        (shown,) = all_shown(session)
        assert (shown.sku, shown.mime) == ("T1", "image/png")
        told = select(Product.custom).where(Product.sku == "T2")
        assert session.scalars(told).one() == {"leaves": "4.5"}
    edits = person.shown(ProductsPage)[0].editing.edits
    edits.undo()
    person.sees("Taken back: the import.")
    edits.redo()
    person.sees("Import the file again with Ctrl+I.")
    assert products(shop) == {}


@ONE_ENGINE
def test_problems_stand_with_their_rows_and_may_stay_out(
    person: Person, shop: Shop, tmp_path: Path
) -> None:
    add_product(shop, "T1", name="Old tea")
    bad = GOODS.replace("1,99", "1,9O").replace("Thing", "SKU").replace("What", "Name")
    dialog = looked(person, tmp_path / "goods.csv", bad)
    assert dialog.seen.tabs.current == "problems"
    assert dialog.seen.problems.table.words(0)[:3] == ["3", "Price", "1,9O"]
    assert not dialog.go.isEnabled()
    dialog.seen.leave.click()
    person.on.until(dialog.go.isEnabled)
    row = dialog.seen.changes.table.words(0)
    assert row == ["2", "T1", "Green tea", "Name Old tea → Green tea; Price 1.00 → 2.50"]
    dialog.go.click()
    person.on.until(lambda: not person.shown(ImportGoods))
    assert [row.name for row in products(shop).values()] == ["Green tea"]


@ONE_ENGINE
def test_a_dropped_file_that_is_none_is_said_in_the_dialog(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "torn.xlsx"
    path.write_bytes(b"PK\x03\x04 torn")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    page = person.shown(ProductsPage)[0]
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    person.sees("torn.xlsx is damaged")
    person.press(Key.Key_Escape)
    person.on.until(lambda: not person.shown(ImportGoods))


@ONE_ENGINE
def test_of_a_long_file_the_first_rows_are_listed_and_this_is_told(
    person: Person, tmp_path: Path
) -> None:
    rows = "".join(f"L{n};Thing {n};1,{n % 90 + 10}\n" for n in range(MOST + 1))
    dialog = looked(person, tmp_path / "long.csv", f"SKU;Name;Price\n{rows}")
    assert dialog.go.text() == "Import 2,001 products"
    assert "The first 2,000 rows are listed." in dialog.seen.said.text()
    assert dialog.seen.changes.table.words(0)[1] == "L0"


@ONE_ENGINE
def test_sales_are_listed_and_what_was_sold_here_stays_out(
    person: Person, shop: Shop, tmp_path: Path
) -> None:
    add_product(shop, "T1", "96385074", name="Tea")
    scan(replace(shop, clock=FrozenClock()), "96385074", "sell", 1)
    day = NOW.date()
    rows = f"{day},T1,4\n{day - timedelta(days=1)},T1,2\n"
    dialog = looked(person, tmp_path / "till.csv", f"Date,SKU,Qty sold\n{rows}")
    assert dialog.go.text() == "Import 1 sale"
    assert "1 day of a product was sold here and is left out." in dialog.seen.said.text()
    table = dialog.seen.changes.table
    assert [table.words(n)[3].partition(":")[0] for n in (0, 1)] == ["sold", "left out, sold here"]
