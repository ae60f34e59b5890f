"""Vendors as a person works with them: opened, made, changed, priced, deleted; both ways around."""

from datetime import datetime
from decimal import Decimal
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import select, text

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import Unavailable
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.schema import Document, VendorPrice
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.pages.vendors import VendorsPage
from desktop.ui.pages.vendors.panel import VendorPanel
from desktop.ui.widgets.product_pick import ProductPick
from desktop.ui.widgets.skeleton import Skeleton
from tests import looks
from tests.stage import Stage
from tests.trade import add_product, scan
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def vendor(shop: Shop, name: str, **values: Any) -> UUID:
    return shop.database.run(save_vendor, SaveVendor(*head(shop), name, **values))


def price(shop: Shop, by: UUID, product: UUID, unit: str, **values: Any) -> None:
    command = SetVendorPrice(*head(shop), by, product, Decimal(unit), **values)
    shop.database.run(set_vendor_price, command)


def fill(shop: Shop) -> dict[str, UUID]:
    """Two vendors of tea, one of espresso too, and one without prices."""
    made = {name: vendor(shop, name, phone="+1 2") for name in ("Roastery", "Union", "Zed")}
    made["tea"] = add_product(shop, "T-1", name="Tea")
    made["espresso"] = add_product(shop, "E-1", name="Espresso")
    price(shop, made["Roastery"], made["tea"], "3.10", lead_time_days=3, vendor_sku="R-77")
    price(shop, made["Roastery"], made["tea"], "3.40", lead_time_days=3, vendor_sku="R-77")
    price(shop, made["Union"], made["tea"], "2.90", min_order_qty=Decimal(24))
    price(shop, made["Roastery"], made["espresso"], "7.60")
    return made


def opened(on: Stage) -> Person:
    """The first vendor, opened by Enter."""
    person = Person(on, "vendors")
    assert person.names() == ["Roastery", "Union", "Zed"]
    person.press(Key.Key_Return)
    rows_of(person, 2)
    return person


def rows_of(person: Person, rows: int) -> None:
    """Waits until the panel shows so many prices."""
    model = panel(person).prices.model
    person.on.until(lambda: model.is_whole and model.rowCount() == rows)
    person.on.until(lambda: not rows or model.row(rows - 1) is not None)
    person.on.lay_out()


def panel(person: Person) -> VendorPanel:
    person.on.until(lambda: bool(person.shown(VendorPanel)))
    return person.shown(VendorPanel)[0]


def wait_for_dialog(on: Stage) -> None:
    """Until keys go to it."""
    on.until(lambda: isinstance(QApplication.activeWindow(), QDialog))
    on.until(lambda: QApplication.focusWidget() is not None)


def test_the_panel_tells_contact_prices_terms_history_and_the_best(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = opened(on)
    person.sees("+1 2")
    person.press(Key.Key_Return)
    assert panel(person).prices.table.hasFocus()
    person.press(Key.Key_Down)
    person.sees("3.10 → 3.40")
    words = person.words()
    assert {"R-77", "3.40 EUR", "3 days", "Price history"} <= set(words)
    assert "Best" not in words
    person.press(Key.Key_Escape)
    assert not person.shown(VendorPanel)
    person.press(Key.Key_Return)
    person.press(Key.Key_Down)
    rows_of(person, 1)
    person.sees("2.90 EUR")
    person.sees("Best")
    person.press(Key.Key_Down)
    person.sees("No prices yet")


def test_enter_on_a_price_leads_to_the_product_and_its_vendor_back(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = opened(on)
    person.press(Key.Key_Return)
    person.press(Key.Key_Down)
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(ProductPanel)))
    person.sees("Best")
    link = person.button("Show the vendor Union")
    link.setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Key.Key_Return)
    on.until(lambda: bool(person.shown(VendorsPage)))
    person.sees("2.90 EUR")
    assert panel(person).vendor is not None


def test_a_vendor_is_made_changed_and_deleted(on: Stage, shop: Shop) -> None:
    person = Person(on, "vendors")
    person.sees("No vendors yet")
    person.press(Key.Key_N, CTRL)
    wait_for_dialog(on)
    person.type("E-mail", "tea")
    person.press(Key.Key_Return)
    on.until(lambda: "empty" in person.error_at("Name"))
    person.type("Name", "Tea & Co")
    person.press(Key.Key_Return)
    on.until(lambda: "no e-mail" in person.error_at("E-mail"))
    person.type("E-mail", "tea@co.example")
    person.press(Key.Key_Return)
    on.until(lambda: person.names() == ["Tea & Co"])
    person.sees("tea@co.example")
    person.click("Edit")
    wait_for_dialog(on)
    person.type("Phone", "555")
    person.press(Key.Key_Return)
    person.sees("555")
    person.click("Delete the vendor")
    wait_for_dialog(on)
    person.press(Key.Key_Return)
    person.sees("Tea & Co was deleted")
    on.until(lambda: person.page.model.rowCount() == 0)


@ONE_ENGINE
def test_a_vendor_that_a_document_names_stays_and_it_says_why(on: Stage, shop: Shop) -> None:
    made = fill(shop)
    document = scan(shop, "T-1", "receive", 3).document
    with shop.database.write() as session:
        row = session.get_one(Document, document)
        row.vendor = made["Roastery"]
        number = row.number
    person = opened(on)
    person.click("Delete the vendor")
    wait_for_dialog(on)
    person.press(Key.Key_Return)
    person.sees(f"Roastery is named by {number}. Make the vendor inactive.")
    assert "Roastery" in person.names()


@ONE_ENGINE
def test_a_price_is_made_for_a_product_found_by_typing(on: Stage, shop: Shop) -> None:
    fill(shop)
    add_product(shop, "O-1", name="Oat drink")
    person = opened(on)
    person.click("New price")
    wait_for_dialog(on)
    person.press(Key.Key_Return)
    person.type("Product", "te")
    pick = person.shown(ProductPick)[0]
    on.until(pick.hits.isVisible)
    person.press(Key.Key_Return)
    on.until(lambda: person.error_at("Product") == "Roastery asks 3.40 for it already.")
    person.type("Product", "oat")
    on.until(pick.hits.isVisible)
    person.press(Key.Key_Return)
    assert person.field("Unit price").editor.hasFocus()
    person.press(Key.Key_Return)
    on.until(lambda: "What does one cost" in person.error_at("Unit price"))
    person.type("Unit price", "1.20")
    person.type("Pack", "6")
    person.press(Key.Key_Return)
    rows_of(person, 3)
    with shop.database.read() as session:
        found = session.scalars(select(VendorPrice).where(VendorPrice.pack_qty == 6)).one()
        assert found.unit_price == Decimal("1.20")


def test_the_second_editor_is_told_and_keeps_what_was_typed(on: Stage, shop: Shop) -> None:
    made = fill(shop)
    person = opened(on)
    panel(person).prices.table.go_to(1)
    person.sees("3.40 EUR")
    person.click("Change the price")
    wait_for_dialog(on)
    price(shop, made["Roastery"], made["tea"], "3.80", lead_time_days=8, vendor_sku="R-77")
    person.type("Unit price", "3.50")
    person.press(Key.Key_Return)
    on.until(lambda: "set this to “3.80” at" in person.error_at("Unit price"))
    assert text_at(person, "Unit price") == "3.50"
    assert person.error_at("Lead time, days") == ""  # nobody here touched it: theirs stays
    person.click("Save mine anyway")
    person.sees("3.80 → 3.50")
    with shop.database.read() as session:
        mine = VendorPrice.vendor == made["Roastery"]
        wanted = select(VendorPrice).where(mine, VendorPrice.product == made["tea"])
        found = session.scalars(wanted).one()
        assert (found.unit_price, found.lead_time_days) == (Decimal("3.50"), 8)


def text_at(person: Person, label: str) -> str:
    return str(person.field(label).editor.property("text"))


@ONE_ENGINE
def test_a_price_is_removed_after_a_question(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = opened(on)
    person.sees("7.60 EUR")
    person.click("Remove the price")
    wait_for_dialog(on)
    person.sees("Remove the price of Espresso?")
    person.press(Key.Key_Return)
    rows_of(person, 1)


@ONE_ENGINE
def test_a_clerk_reads_and_every_change_says_who_may(on: Stage, shop: Shop) -> None:
    fill(shop)
    on.context.role = "clerk"
    person = opened(on)
    person.sees("7.60 EUR")
    names = ("New vendor", "Edit", "New price", "Delete the vendor", "Change the price")
    for name in (*names, "Remove the price"):
        button = person.button(name)
        assert not button.isEnabled()
        assert "may not change vendors" in button.toolTip()
    person.press(Key.Key_N, CTRL)
    person.sees("may not change vendors")
    assert QApplication.activeModalWidget() is None


@ONE_ENGINE
def test_views_search_and_no_match(on: Stage, shop: Shop) -> None:
    fill(shop)
    vendor(shop, "Old", is_active=False)
    person = opened(on)
    person.page.show_view("all")
    assert person.names() == ["Old", "Roastery", "Union", "Zed"]
    person.look_for("zzz")
    person.sees("Nothing matches “zzz”")
    person.click("Clear filters")
    assert person.names() == ["Roastery", "Union", "Zed"]


@ONE_ENGINE
def test_many_prices_have_a_filter_line(on: Stage, shop: Shop) -> None:
    made = fill(shop)
    for number in range(8):
        product = add_product(shop, f"N-{number}", name=f"Nut {number}")
        price(shop, made["Zed"], product, "1")
    person = opened(on)
    person.open("vendors", vendor=made["Zed"])
    rows_of(person, 8)
    line = panel(person).prices.filter
    assert line.isVisible()
    person.write(line, "nut 3")
    rows_of(person, 1)
    person.write(line, "zzz")
    person.sees("Nothing matches “zzz”")
    person.press(Key.Key_Escape)
    rows_of(person, 8)
    assert line.text() == ""


@ONE_ENGINE
def test_while_it_reads_a_skeleton_stands_there(on: Stage, shop: Shop) -> None:
    fill(shop)
    held = Event()
    for _ in range(3):
        on.work.job(on.work, held.wait, 20)
    on.window.open_page("vendors")
    on.until(lambda: bool(Person(on).shown(Skeleton)))
    held.set()
    assert len(Person(on).names()) == 3


@ONE_ENGINE
def test_a_list_that_cannot_be_read_says_so_and_is_tried_again(on: Stage, shop: Shop) -> None:
    fill(shop)
    with shop.database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE vendor RENAME TO away"))
    person = Person(on, "vendors")
    person.sees("Vendors could not be read")
    with shop.database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO vendor"))
    person.click("Try again")
    on.until(lambda: len(person.names()) == 3)


@ONE_ENGINE
def test_without_the_server_rows_stay_and_nothing_typed_is_lost(
    on: Stage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shop)
    person = opened(on)
    person.click("Edit")
    wait_for_dialog(on)
    person.type("Phone", "999")

    def lost(*_: Any) -> None:
        raise Unavailable("The server does not answer.", "Try again.")

    monkeypatch.setattr(shop.database, "run", lost)
    person.press(Key.Key_Return)
    person.sees("The server does not answer. Try again.")
    assert text_at(person, "Phone") == "999"
    monkeypatch.undo()
    person.click("Save")
    person.sees("999")


@ONE_ENGINE
@pytest.mark.parametrize("scale", [100, 130])
def test_the_open_panel_fits_and_every_control_of_it_has_a_name(
    on: Stage, shop: Shop, scale: int
) -> None:
    fill(shop)
    person = opened(on)
    if on.theme.scale != scale:
        on.theme.set_scale(scale)
    person.sees("7.60 EUR")
    on.lay_out()
    assert looks.problems(on.window, on.window.size()) == []
    for widget in panel(person).findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            told = QAccessible.queryAccessibleInterface(widget)
            assert told.text(QAccessible.Text.Name), widget


def test_a_price_is_edited_in_its_cell_and_taken_back(on: Stage, shop: Shop) -> None:
    """Its other terms stay; the key is the same as for products."""
    made = fill(shop)
    person = opened(on)
    rows_of(person, 2)
    table = panel(person).prices.table
    table.go_to(1)
    table.setFocus()
    person.press(Key.Key_Right)
    for key in (Key.Key_3, Key.Key_Period, Key.Key_9):
        person.press(key)
    person.press(Key.Key_Return)
    mine = VendorPrice.vendor == made["Roastery"]
    wanted = select(VendorPrice.unit_price, VendorPrice.lead_time_days, VendorPrice.vendor_sku)
    wanted = wanted.where(mine, VendorPrice.product == made["tea"])

    def stored() -> tuple[Any, ...]:
        with shop.database.read() as session:
            return tuple(session.execute(wanted).one())

    on.until(lambda: stored() == (Decimal("3.9"), 3, "R-77"))
    on.until(table.hasFocus)
    person.press(Key.Key_Z, CTRL)
    person.sees("Taken back: Price of Tea.")
    assert stored() == (Decimal("3.4"), 3, "R-77")
