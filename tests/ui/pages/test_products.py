"""Products as a person works with them: found, ordered, opened, made, changed, put away."""

from decimal import Decimal
from threading import Event
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs import opening
from desktop.jobs.opening import Shop
from desktop.settings import load
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.widgets.skeleton import Skeleton
from tests.stage import Stage
from tests.trade import add_product, scan
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CODE = "4006381333931"


def fill(shop: Shop) -> dict[str, Any]:
    """Four products: one in stock, one low, one out, one below zero."""
    goods = {
        "Apple juice": ("Drinks", "2.50", 20), "Bread": ("Bakery", "3.10", 2),
        "Cola": ("Drinks", "1.20", 0), "Dates": ("Fruit", "4.00", -1),
    }  # fmt: skip
    made = {}
    for name, (category, price, on_hand) in goods.items():
        sku = f"S-{name[0]}"
        made[name] = add_product(
            shop, sku, name=name, category=category, price=Decimal(price), reorder_point=Decimal(5)
        )
        if on_hand:
            mode = "receive" if on_hand > 0 else "sell"
            scan(shop, sku, mode, abs(on_hand))
    return made


def other_till(shop: Shop, place: Any) -> Shop:
    """A second workstation on the same data, with its own connection."""
    return opening.open_shop(load(place, environment={"DATABASE_URL": shop.settings.url}), "till")


def test_words_choices_and_saved_views_narrow_the_list(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = Person(on, "products")
    assert person.names() == ["Apple juice", "Bread", "Cola", "Dates"]
    person.look_for("apple")
    assert person.names() == ["Apple juice"]
    person.look_for("")
    person.choose("Category", "Drinks")
    assert person.names() == ["Apple juice", "Cola"]
    person.click("Category: Drinks  ×")
    person.choose("Stock", "Out of stock", "Below zero")
    assert person.names() == ["Cola", "Dates"]
    person.page.show_view("low")
    assert person.names() == ["Bread", "Cola", "Dates"]


def test_a_click_on_a_head_orders_and_a_second_turns_it(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = Person(on, "products")
    keys = [column.key for column in person.page.model.query.columns]
    person.page.table.head.sectionClicked.emit(keys.index("price"))
    assert person.names() == ["Dates", "Bread", "Apple juice", "Cola"]
    person.page.table.head.sectionClicked.emit(keys.index("price"))
    assert person.names() == ["Cola", "Apple juice", "Bread", "Dates"]
    person.page.table.head.sectionClicked.emit(keys.index("on_hand"))
    assert person.names() == ["Dates", "Cola", "Bread", "Apple juice"]


def test_the_panel_tells_stock_codes_vendors_and_movements(on: Stage, shop: Shop) -> None:
    """A2."""
    product = add_product(shop, "S-1", CODE, name="Espresso", reorder_point=Decimal(5))
    scan(shop, CODE, "receive", 24)
    scan(shop, CODE, "sell", 3)
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    vendor = shop.database.run(save_vendor, SaveVendor(*head, name="Roastery"))
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    price = SetVendorPrice(
        *head, vendor, product, Decimal("7.60"), min_order_qty=Decimal(6), lead_time_days=3
    )
    shop.database.run(set_vendor_price, price)
    person = Person(on, "products")
    person.press(Key.Key_Return)
    person.sees("Roastery")
    person.sees("All movements")
    words = person.words()
    for piece in ("Espresso", "In stock", "4006381333931", "7.60", "3 days · min 6", "21", "+24"):
        assert any(piece in each for each in words), piece
    scan(shop, CODE, "sell", 20)
    person.sees("Low stock")
    person.press(Key.Key_Escape)
    assert not person.shown(ProductPanel)


def test_the_open_panel_follows_the_chosen_row(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = Person(on, "products")
    person.press(Key.Key_Return)
    person.sees("Edit")
    person.press(Key.Key_Down)
    person.press(Key.Key_Down)
    on.until(lambda: "Cola" in person.words() and "Out of stock" in person.words())
    assert "In stock" not in person.words()


def test_enter_on_a_figure_shows_the_movements_behind_it(on: Stage, shop: Shop) -> None:
    """Promise 4, A3."""
    fill(shop)
    person = Person(on, "products")
    person.press(Key.Key_Return)
    figure = person.button("20 on hand, Shop floor: its movements")
    figure.setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Key.Key_Return)
    assert person.shown(MovementsPage)
    assert person.names() == ["Apple juice"]
    assert person.names("after") == [20]
    person.sees("Product: Apple juice  ×")


def test_a_product_is_made_changed_and_put_away(on: Stage, shop: Shop) -> None:
    """A1."""
    person = Person(on, "products")
    person.sees("No products yet")
    person.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    on.until(lambda: QApplication.activeModalWidget() is not None)
    for label, typed in (("Name", "Tea"), ("SKU", "T-1"), ("Price", "2.50"), ("Barcode", CODE)):
        person.type(label, typed)
    person.click("Save")
    on.until(lambda: person.names() == ["Tea"])
    person.sees("4006381333931")
    person.click("Edit")
    on.until(lambda: QApplication.activeModalWidget() is not None)
    person.type("Name", "Green tea")
    person.press(Key.Key_Return)
    on.until(lambda: person.names() == ["Green tea"] and "Green tea" in person.words())
    person.click("Edit")
    on.until(lambda: QApplication.activeModalWidget() is not None)
    status = person.field("Status").editor
    status.setFocus()
    person.press(Key.Key_End)
    person.click("Save")
    on.until(lambda: person.names() == [])
    person.sees("No products yet")
    person.click("Status: Active  ×")
    assert person.names() == ["Green tea"]


REFUSED = (
    ("Name", "", "name"),
    ("SKU", "S-A", "S-A"),
    ("Barcode", CODE, "Apple"),
    ("Price", "-1", "not negative"),
    ("Price", "NaN", "number"),
    ("Reorder at", "3.00005", ""),
)


@ONE_ENGINE
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(on: Stage, shop: Shop) -> None:
    """A30."""
    add_product(shop, "S-A", CODE, name="Apple juice")
    person = Person(on, "products")
    for label, typed, sentence in REFUSED:
        person.click("New product")
        for each, words in (("Name", "Tea"), ("SKU", "T-1"), ("Price", "2.50")):
            person.type(each, words)
        person.type(label, typed)
        person.click("Save")
        on.until(lambda label=label: bool(person.error_at(label)))  # type: ignore[misc]
        assert sentence in person.error_at(label)
        assert person.field(label).editor.hasFocus()
        assert person.error_at("Reorder at" if label != "Reorder at" else "Name") == ""
        assert person.names() == ["Apple juice"]
        person.press(Key.Key_Escape)
        on.until(lambda: QApplication.activeModalWidget() is None)


def test_stock_changed_by_hand_is_undone_from_its_notice(on: Stage, shop: Shop) -> None:
    fill(shop)
    person = Person(on, "products")
    person.press(Key.Key_Return)
    person.sees("All movements")
    person.click("Change stock")
    person.click("Write off")
    person.type("Reason", "broken")
    person.type("Broken, expired or gone", "3")
    person.press(Key.Key_Return)
    person.sees("Written off: Apple juice −3, now 17 on hand")
    on.until(lambda: person.names("on_hand")[0] == 17)
    person.click("Undo")
    on.until(lambda: person.names("on_hand")[0] == 20)


def test_rows_of_another_workstation_appear_by_themselves(
    on: Stage, shop: Shop, tmp_path: Any
) -> None:
    other = other_till(shop, tmp_path / "other")
    fill(other)
    person = Person(on, "products")
    person.press(Key.Key_Return)
    person.sees("Edit")
    add_product(other, "S-0", name="A new one")
    on.until(lambda: "A new one" in person.names(), 2)
    scan(other, "S-A", "sell", 7)
    on.until(lambda: 13 in person.names("on_hand"), 2)
    person.sees("13", 2)
    other.database.close()


def test_while_it_reads_a_skeleton_stands_there_and_the_window_answers(
    on: Stage, shop: Shop
) -> None:
    fill(shop)
    held = Event()
    for _ in range(3):
        on.work.job(on.work, held.wait, 20)
    on.window.open_page("products")
    on.until(lambda: bool(Person(on).shown(Skeleton)))
    on.window.open_page("movements")
    on.window.open_page("products")
    held.set()
    assert len(Person(on).names()) == 4


def test_a_list_that_cannot_be_read_says_so_and_is_tried_again(on: Stage, shop: Shop) -> None:
    fill(shop)
    with shop.database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE category RENAME TO away"))
    person = Person(on, "products")
    person.sees("Products could not be read")
    with shop.database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO category"))
    person.click("Try again")
    on.until(lambda: len(person.names()) == 4)


@ONE_ENGINE
def test_a_clerk_adds_products_and_is_told_who_changes_them(on: Stage, shop: Shop) -> None:
    """The panel opens by Enter, and goes by Esc."""
    fill(shop)
    on.context.role = "clerk"
    person = Person(on, "products")
    person.page.table.setFocus()
    person.press(Key.Key_Return)
    assert person.button("New product").isEnabled()
    edit = person.button("Edit")
    assert not edit.isEnabled()
    assert "may not change products" in edit.toolTip()
    person.press(Key.Key_Escape)
    assert not person.shown(ProductPanel)
    assert person.page.table.hasFocus()
    on.context.role = "manager"
    person.open("movements")
    person.open("products")
    person.press(Key.Key_Return)
    assert person.button("Edit").isEnabled()
    assert person.button("Edit").toolTip() == ""


@ONE_ENGINE
def test_the_value_below_the_list_is_of_all_and_says_so_while_one_is_chosen(
    on: Stage, shop: Shop
) -> None:
    for name in ("Apple", "Bread"):
        add_product(shop, name[0], name=name, price=Decimal(2), unit_cost=Decimal(1))
        scan(shop, name[0], "receive", 3)
    person = Person(on, "products")
    person.sees("Stock value of all 2: 6.00")
    person.page.table.setFocus()
    person.press(Key.Key_Down)
    person.sees("1 selected")
    person.sees("Stock value of all 2: 6.00")
