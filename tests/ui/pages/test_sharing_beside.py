"""Lists that paint several columns in one give all of them away: alerts, and those at the side."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.jobs.opening import Shop
from desktop.ui.actions import installed
from desktop.ui.dialogs.export import ExportDialog
from desktop.ui.pages.alerts import AlertsPage
from tests.stage import Stage
from tests.tills import till
from tests.ui.pages.hand import ONE_ENGINE, Person
from tests.ui.pages.test_product_panel import go_to_rows, opened, tea

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TITLES = {
    2: "Time,Kind,Change,Counted,After,Product,SKU,Location,User,Document",
    4: "Alert,SKU,Severity,Rule,On hand,Since,State",
    5: "Time,User,What,Done,Name,Changes",
}


def copied(person: Person) -> list[list[str]]:
    """All rows of the list with the focus, through the clipboard."""
    QGuiApplication.clipboard().clear()
    person.press(Key.Key_A, CTRL)
    person.press(Key.Key_C, CTRL)
    clipboard = QGuiApplication.clipboard()
    person.on.until(lambda: bool(clipboard.text()))
    return list(csv.reader(clipboard.text().splitlines(keepends=True), delimiter="\t"))


@pytest.mark.parametrize("tab", TITLES)
def test_a_products_list_is_copied_with_the_columns_of_the_whole_one(
    on: Stage, shop: Shop, tab: int
) -> None:
    tea(shop)
    person = opened(on, tab)
    go_to_rows(person)
    titles, *rows = copied(person)
    assert set(TITLES[tab].split(",")) <= set(titles)
    found = [dict(zip(titles, row, strict=True)) for row in rows]
    if tab == 2:
        assert [row["Change"] for row in found] == ["-3", "24"]
    elif tab == 4:
        assert [row["Rule"] for row in found] == ["Low stock"]
    else:
        assert any("price" in row["Changes"] for row in found)


@ONE_ENGINE
def test_the_file_of_a_products_list_says_whose_it_is(
    on: Stage, shop: Shop, tmp_path: Path
) -> None:
    tea(shop)
    person = opened(on, 2)
    go_to_rows(person)
    person.press(Key.Key_E, CTRL)
    on.until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    form = on.window.findChildren(ExportDialog)[0]
    assert (form.windowTitle(), form._offer.heading.facts) == ("Export movements", "Green tea")
    path = tmp_path / "ledger.csv"
    form.findChildren(QLineEdit)[0].setText(str(path))
    on.settle(50)
    person.press(Key.Key_Return)
    on.until(path.exists)
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_alerts_are_copied_with_all_that_is_painted_in_their_rows(on: Stage, shop: Shop) -> None:
    desk = till(shop)
    for name, on_hand in (("Tea", 4), ("Cola", -2)):
        product = desk.product(name, reorder_point=Decimal(5))
        desk.stock("receive", product, 6)
        desk.stock("waste", product, 6 - on_hand)
    person = Person(on, "alerts")
    page = on.window.findChildren(AlertsPage)[0]
    on.until(lambda: page.is_at_rest and page.model.rowCount() == 2)
    page.table.setFocus()
    titles, *rows = copied(person)
    found = [dict(zip(titles, row, strict=True)) for row in rows]
    assert [(row["Severity"], row["On hand"]) for row in found] == [
        ("Critical", "-2"),
        ("Warning", "4"),
    ]


@ONE_ENGINE
def test_what_is_not_there_to_see_is_not_offered(on: Stage, shop: Shop) -> None:
    """The palette offers a page's commands: those of a tab only where the tab is open."""
    tea(shop)
    person = opened(on, 2)
    page = on.window._pages["products"]
    told = {command.text for command in installed(page)}
    assert {"Export products", "Export movements"} <= told
    assert "Export changes" not in told
    person.press(Key.Key_Escape)
    on.until(lambda: "Export movements" not in {c.text for c in installed(page)})
