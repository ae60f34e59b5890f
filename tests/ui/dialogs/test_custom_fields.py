"""The shop's own fields in the window: defined, and at once in form, list, filter and panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.commands.custom_fields import ChangeField, change_field
from desktop.domain.custom_field import FieldInfo
from desktop.jobs.opening import Shop
from desktop.queries.custom_fields import fields_in
from desktop.schema import Product
from desktop.ui.dialogs.bulk_change import BulkChange
from desktop.ui.dialogs.custom_fields import CustomFields
from desktop.ui.dialogs.custom_fields.form import FieldForm
from desktop.ui.dialogs.product_form import ProductForm
from desktop.ui.pages.products import ProductsPage
from desktop.ui.widgets.choices import Combo
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.conftest import on
from tests.ui.pages.hand import ONE_ENGINE, Person

__all__ = ["on"]
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def fields(shop: Shop) -> tuple[FieldInfo, ...]:
    with shop.database.read() as session:
        return fields_in(session, also_retired=True)


def switch(shop: Shop, key: str, is_active: bool) -> None:
    """Another till retires a field, or brings it back."""
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(change_field, ChangeField(*head, key, {"is_active": is_active}))


def pick(person: Person, label: str, key: str) -> None:
    combo = person.field(label).editor
    assert isinstance(combo, Combo)
    combo.set_current(key)
    combo.chosen.emit(key)


def define(person: Person, label: str, kind: str, choices: str = "") -> None:
    person.click("New field")
    person.on.until(lambda: bool(person.shown(FieldForm)))
    person.type("Name", label)
    pick(person, "Type", kind)
    if choices:
        person.type("Choices", choices)
    person.click("Save")
    person.on.until(lambda: not person.shown(FieldForm))


@ONE_ENGINE
def test_a_field_is_in_use_in_every_place_of_the_window_within_a_minute(
    on: Stage, shop: Shop
) -> None:
    """D10: add a field, it is in form, table, filter and panel, without a restart."""
    tea = add_product(shop, "T", "4006381333931", name="Tea")
    add_product(shop, "M", "4006381333948", name="Milk")
    person = Person(on, "products")
    on.window.open_page("products", fields=True)
    on.until(lambda: bool(person.shown(CustomFields)))
    person.sees("None yet")
    define(person, "Shelf colour", "choice", "Red; Blue")
    define(person, "Fat (g)", "number")
    on.until(lambda: person.shown(CustomFields)[0].table.count == 2)
    person.click("Close")
    keys = [column.key for column in person.page.model.query.columns]
    assert keys[-2:] == ["custom_shelf_colour", "custom_fat_g"]
    on.window.open_page("products", product=tea)
    person.sees("4006381333931")
    person.click("Edit")
    on.until(lambda: bool(person.shown(ProductForm)))
    pick(person, "Shelf colour", "red")
    person.type("Fat (g)", "lots")
    person.press(Key.Key_Return)
    on.until(lambda: "“lots” is no value for Fat (g)." in person.error_at("Fat (g)"))
    person.type("Fat (g)", "0.30")
    switch(shop, "shelf_colour", is_active=False)
    person.press(Key.Key_Return)
    on.until(lambda: "was retired" in person.error_at("Shelf colour"))
    switch(shop, "shelf_colour", is_active=True)
    person.press(Key.Key_Return)
    on.until(lambda: not person.shown(ProductForm))
    with shop.database.read() as session:
        assert session.get_one(Product, tea).custom == {"fat_g": "0.3"}
    person.sees("Custom fields")
    look(person)


def look(person: Person) -> None:
    """By the values that were just saved; then all products get one."""
    person.choose("Shelf colour", "Empty")
    assert person.names() == ["Milk", "Tea"]
    person.page.ask(person.page.request.cleared().sorted_by("custom_fat_g", descending=True))
    assert person.names() == ["Tea", "Milk"]
    assert [str(value) for value in person.names("custom_fat_g")] == ["0.3", "None"]
    page = person.on.window.findChildren(ProductsPage)[0]
    person.page.table.selectAll()
    page.editing.begin()
    person.on.until(lambda: bool(person.shown(BulkChange)))
    pick(person, "What", "custom_fat_g")
    person.type("How", "+1")
    person.click("Change 1 product")
    person.on.until(lambda: not person.shown(BulkChange))
    person.on.until(lambda: [str(v) for v in person.names("custom_fat_g")] == ["1.3", "None"])


@ONE_ENGINE
def test_fields_are_ordered_retired_deleted_and_taken_back_by_keys(on: Stage, shop: Shop) -> None:
    """E12: food is switched on with one key; a field goes with its values and comes back."""
    add_product(shop, "T", "4006381333931", name="Tea")
    person = Person(on, "products")
    on.window.open_page("products", fields=True)
    on.until(lambda: bool(person.shown(CustomFields)))
    dialog = person.shown(CustomFields)[0]
    dialog._use("storage", "Storage", True)
    on.until(lambda: dialog.table.count == 3)
    dialog.table.setFocus()
    person.press(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    on.until(lambda: dialog.table.words(0)[1] == "At most (°C)")
    assert dialog.chosen is not None
    assert dialog.chosen.key == "storage"
    person.click("Retire")
    on.until(lambda: dialog.table.words(1)[4] == "Retired")
    person.press(Key.Key_Delete)
    on.until(lambda: dialog.table.count == 2)
    for count in (3, 3, 3, 0):
        person.press(Key.Key_Z, CTRL)
        on.until(lambda count=count: len(fields(shop)) == count)  # type: ignore[misc]
        on.until(lambda count=count: dialog.table.count == count)  # type: ignore[misc]
    assert QApplication.activeModalWidget() is dialog
