"""Reorder at the window: before the first run, as forecasts come, and into a file."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.opening import Shop
from desktop.ui.chart_file import save
from desktop.ui.dialogs.paste_cells import PasteCells
from desktop.ui.pages.reorder import ReorderPage
from tests.foretold import expects
from tests.stage import NOW, Stage
from tests.tills import till
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
D = Decimal


def wanted(shop: Shop, name: str, a_day: float, **values: Any) -> None:
    """Three on hand and so many a day, of a vendor with packs of six in three days."""
    side = till(shop)
    product = side.product(name, **values)
    side.stock("receive", product, 3)
    expects(shop.database, shop.ids, shop.actor.store, product, a_day, NOW)
    vendor = side.send(save_vendor, SaveVendor(*side.head(), f"{name} & sons"))
    offer = SetVendorPrice(*side.head(), vendor, product, D("1.10"), D(6), lead_time_days=3)
    side.send(set_vendor_price, offer)


@ONE_ENGINE
def test_proposals_come_by_themselves_stay_while_edited_and_go_to_a_file(
    on: Stage, shop: Shop, tmp_path: Path
) -> None:
    person = Person(on, "reorder")
    page = on.window.findChildren(ReorderPage)[0]
    on.until(lambda: not page.is_reading)
    person.sees("No forecasts yet")
    assert person.button("Forecast now").isEnabled()
    wanted(shop, "Tea", 2.0)
    on.work.changed.emit(frozenset({"forecast"}))
    on.until(lambda: len(page.rows.rows) == 1)
    path = tmp_path / "order.csv"
    save(page, on.context, page.figures(), path)
    on.until(path.exists)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["vendor"]) == ("Tea", "Tea & sons")
    assert [D(row[key]) for key in ("quantity", "cost", "on_hand")] == [18, D("19.80"), 3]
    page.table.setFocus()
    person.press(Key.Key_Space)
    wanted(shop, "Jam", 3.0)
    on.work.changed.emit(frozenset({"forecast"}))
    on.settle(50)
    on.until(lambda: not page.is_reading)
    assert page.rows.rows and not page.rows.taken, "what was left out stays left out"
    page.refresh()
    on.until(lambda: len(page.rows.rows) == 2)
    page.refresh()
    page.refresh(is_void=True)
    page.make()
    person.sees("Still working it out.")
    on.until(lambda: len(page.rows.rows) == 2)
    current = page.table.currentIndex().row()
    assert page.rows.rows[current].proposal.goods.name == "Tea", "the same line is current"


@ONE_ENGINE
def test_one_category_is_shown_and_ordered_and_what_was_typed_in_others_stays(
    on: Stage, shop: Shop
) -> None:
    for name, category in (("Tea", "Drinks"), ("Cola", "Drinks"), ("Soap", "House")):
        wanted(shop, name, 2.0, category=category)
    person = Person(on, "reorder")
    page = on.window.findChildren(ReorderPage)[0]
    on.until(lambda: len(page.rows.rows) == 3)
    page.table.setFocus()
    person.press(Key.Key_Space)  # the first line is left out
    left_out = page.rows.rows[0].proposal.goods.name
    choice = page.category
    assert [choice.itemText(row) for row in range(3)] == ["All categories", "Drinks", "House"]
    person.press(Key.Key_Slash)
    assert choice.hasFocus()
    person.press(Key.Key_End)
    on.until(lambda: [row.proposal.goods.name for row in page.rows.rows] == ["Soap"])
    assert person.button("Make 1 order").isEnabled()
    assert [row[1] for row in page.figures().rows] == ["Soap"], "the file has what is shown"
    choice.chosen.emit(None)
    assert [row.proposal.goods.name for row in page.rows.rows if not row.is_taken] == [left_out]
    page.refresh(is_void=True)
    on.until(lambda: len(page.rows.taken) == 3)


def look(person: Person, text: str = "") -> PasteCells:
    """What is asked before anything changes; of a pasted text, where there is one."""
    if text:
        QGuiApplication.clipboard().setText(text)
        person.press(Key.Key_V, CTRL)
    person.on.until(lambda: bool(person.shown(PasteCells)))
    return person.shown(PasteCells)[0]


def has(page: ReorderPage, on: Stage, quantities: list[Decimal]) -> None:
    """These quantities, and the keys in the table again."""
    assert [row.proposal.quantity for row in page.rows.rows] == quantities
    on.window.activateWindow()
    page.table.setFocus()
    on.until(page.table.hasFocus)


@ONE_ENGINE
def test_quantities_are_pasted_and_filled_down_after_a_look_and_taken_back_by_one_key(
    on: Stage, shop: Shop
) -> None:
    for name in ("Tea", "Cola", "Soap"):
        wanted(shop, name, 2.0)
    person = Person(on, "reorder")
    page = on.window.findChildren(ReorderPage)[0]
    on.until(lambda: len(page.rows.rows) == 3 and page.table.isVisible())
    before = [row.proposal.quantity for row in page.rows.rows]

    has(page, on, before)
    page.table.selectRow(0)
    shown = look(person, "24\nmany\n6\n9")
    assert not shown.apply.isEnabled() and "not a number" in shown.table.words(0)[3]
    assert "1 line has no row here" in shown.told.text()
    shown.leave_out.setChecked(True)
    shown.apply.click()
    has(page, on, [D(24), before[1], D(6)])
    person.press(Key.Key_A, CTRL)
    person.press(Key.Key_D, CTRL)
    look(person).apply.click()
    has(page, on, [D(24)] * 3)
    person.press(Key.Key_A, CTRL)
    look(person, "12").apply.click()
    has(page, on, [D(12)] * 3)
    person.press(Key.Key_Space)
    assert not page.rows.taken
    for quantities in ([D(12)] * 3, [D(24)] * 3, [D(24), before[1], D(6)], before):
        person.press(Key.Key_Z, CTRL)
        has(page, on, quantities)
        assert len(page.rows.taken) == 3
    page.table.selectRow(0)
    look(person, "30").apply.click()
    page.refresh()
    on.until(lambda: not page.is_reading)
    has(page, on, before)
    person.press(Key.Key_Z, CTRL)
    person.sees("worked out anew since")
    has(page, on, before)
