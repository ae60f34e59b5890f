"""The tree of categories beside the products: it narrows, counts, and is changed by keys."""

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from sqlalchemy import select

from desktop.commands.categories import RenameCategory, rename_category
from desktop.commands.many_categories import PaintCategories, paint_categories
from desktop.domain.ids import ZERO
from desktop.jobs.opening import Shop
from desktop.schema import Category
from desktop.ui.dialogs.category_form import CategoryForm
from desktop.ui.dialogs.category_place import CategoryPlace
from desktop.ui.dialogs.paste_cells import PasteCells
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.pages.products.tree import Tree
from desktop.ui.watch.tints import Tints
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.hand import Person

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def fill(shop: Shop) -> None:
    goods = {"Green": "Drinks > Tea", "Cola": "Drinks", "Cake": "Food", "Bag": ""}
    for name, category in goods.items():
        add_product(shop, name, name=name, category=category)


def tree(person: Person) -> Tree:
    return person.shown(Tree)[0]


def told(person: Person) -> dict[str, str]:
    """Name → count of every node."""
    return {item.text(0): item.text(1) for item in tree(person)._items.values()}


def opened(on: Stage, shop: Shop) -> Person:
    fill(shop)
    person = Person(on, "products")
    person.press(Key.Key_B, CTRL)
    on.until(lambda: len(told(person)) == 5)
    assert tree(person).hasFocus()
    return person


def go_to(person: Person, name: str) -> None:
    """The node of this name, as a click would choose it."""
    found = next(item for item in tree(person)._items.values() if item.text(0) == name)
    tree(person).setCurrentItem(found)
    person.settle()


def parents(shop: Shop) -> dict[str, UUID]:
    with shop.database.read() as session:
        rows = session.execute(select(Category.name, Category.parent).where(Category.id != ZERO))
        return {row.name: row.parent for row in rows}


def test_a_node_narrows_the_list_to_its_branch(on: Stage, shop: Shop) -> None:
    person = opened(on, shop)
    assert told(person) == {
        "All products": "4", "No category": "1", "Drinks": "2", "Tea": "1", "Food": "1"
    }  # fmt: skip
    go_to(person, "Drinks")
    assert person.names() == ["Cola", "Green"]
    person.sees("Category: Drinks  ×")
    go_to(person, "No category")
    assert person.names() == ["Bag"]
    person.click("Category: No category  ×")
    assert len(person.names()) == 4
    assert tree(person).current == (None, "All products")
    person.press(Key.Key_B, CTRL)
    assert not person.shown(Tree)


@pytest.mark.parametrize("by_key", [True, False], ids=["key", "notice"])
def test_a_branch_is_cut_and_pasted_and_taken_back(on: Stage, shop: Shop, by_key: bool) -> None:
    person = opened(on, shop)
    before = parents(shop)
    go_to(person, "Tea")
    person.press(Key.Key_X, CTRL)
    go_to(person, "Food")
    person.press(Key.Key_V, CTRL)
    person.sees("Tea lies in Food now")
    on.until(lambda: told(person)["Food"] == "2")
    person.press(Key.Key_Z, CTRL) if by_key else person.click("Undo")
    on.until(lambda: parents(shop) == before)
    person.sees("Taken back: Place of Tea.")
    person.press(Key.Key_Z, CTRL)
    person.sees("Nothing was changed here that could be undone.")
    go_to(person, "Drinks")
    person.press(Key.Key_X, CTRL)
    go_to(person, "Tea")
    person.press(Key.Key_V, CTRL)
    person.sees("Tea lies in Drinks.")


def test_nodes_are_made_renamed_and_deleted_by_keys(on: Stage, shop: Shop) -> None:
    person = opened(on, shop)
    go_to(person, "Food")
    person.press(Key.Key_Insert)
    on.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    editor: Any = QApplication.focusWidget()
    person.write(editor, "Bread")
    person.press(Key.Key_Return)
    on.until(lambda: "Bread" in parents(shop))
    on.until(lambda: "Bread" in told(person))
    go_to(person, "Bread")
    person.press(Key.Key_Delete)
    on.until(lambda: isinstance(QApplication.activeWindow(), QDialog))
    person.press(Key.Key_Return)
    on.until(lambda: "Bread" not in parents(shop))
    on.until(lambda: "Bread" not in told(person))


def test_what_is_in_a_category_is_asked_for_before_it_goes(on: Stage, shop: Shop) -> None:
    person, before = opened(on, shop), parents(shop)
    go_to(person, "Drinks")
    person.press(Key.Key_Delete)
    on.until(lambda: isinstance(QApplication.activeWindow(), CategoryPlace))
    dialog: Any = QApplication.activeModalWidget()
    offered = [dialog.places.itemText(row) for row in range(dialog.places.count())]
    assert offered == ["No category", "Food"]
    person.sees("It holds 1 product")
    dialog.places.setCurrentIndex(1)
    person.press(Key.Key_Return)
    on.until(lambda: "Drinks" not in told(person))
    on.until(lambda: told(person)["Food"] == "3")
    assert parents(shop)["Tea"] == key_of(shop)
    back_at(on, person)
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: parents(shop) == before)
    on.until(lambda: told(person).get("Drinks") == "2")


def back_at(on: Stage, person: Person) -> None:
    """The tree has the keys again after a dialog."""
    on.window.activateWindow()
    on.until(lambda: QApplication.activeWindow() is on.window)
    tree(person).setFocus()
    on.until(tree(person).hasFocus)


def key_of(shop: Shop, name: str = "Food") -> UUID:
    with shop.database.read() as session:
        return session.scalars(select(Category.id).where(Category.name == name)).one()


def is_seen(person: Person, colour: QColor) -> bool:
    """Whether anything in the list of products is painted in it."""
    image = person.page.table.viewport().grab().toImage()
    row = range(image.height())
    return any(image.pixelColor(x, y) == colour for x in range(0, 48, 3) for y in row)


def test_a_form_sets_colour_and_slug_and_keys_order_and_nest(
    on: Stage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C6: the colour somebody chose is that of the category's products, wherever they are drawn."""
    person, before = opened(on, shop), parents(shop)
    monkeypatch.setattr(on.theme, "tints", {})
    Tints(on.work, on.window)
    teal = on.theme.color("thumb.teal")
    assert not is_seen(person, teal)
    go_to(person, "Food")
    person.press(Key.Key_Return, ALT)
    on.until(lambda: isinstance(QApplication.activeWindow(), CategoryForm))
    dialog: Any = QApplication.activeModalWidget()
    person.write(person.field("Slug").editor, "Eat this")
    colour: Any = person.field("Colour").editor
    colour.set_current("teal")
    assert dialog._thumb._look.tint == "teal"
    person.press(Key.Key_Return)
    on.until(lambda: QApplication.activeModalWidget() is None)
    with shop.database.read() as session:
        food = session.get_one(Category, key_of(shop))
        assert (food.slug, food.colour) == ("eat-this", "teal")
    on.until(lambda: on.theme.tints == {"Food": "teal"})
    on.until(lambda: is_seen(person, teal))
    back_at(on, person)
    person.press(Key.Key_Up, ALT)
    on.until(lambda: list(told(person))[2:] == ["Food", "Drinks", "Tea"])
    go_to(person, "Drinks")
    tree(person).setFocus()
    person.press(Key.Key_Right, ALT)
    on.until(lambda: parents(shop)["Drinks"] == key_of(shop))
    on.until(lambda: told(person)["Food"] == "3")
    tree(person).setFocus()
    person.press(Key.Key_Left, ALT)
    on.until(lambda: parents(shop) == before)


def test_who_names_a_category_second_is_told(on: Stage, shop: Shop) -> None:
    """What another one wrote meanwhile is not written over."""
    person = opened(on, shop)
    go_to(person, "Tea")
    person.press(Key.Key_F2)
    on.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    editor: Any = QApplication.focusWidget()
    with shop.database.write() as session:
        tea = session.scalars(select(Category.id).where(Category.name == "Tea")).one()
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        rename_category(session, RenameCategory(*head, tea, "Teas"))
    person.write(editor, "Infusions")
    person.press(Key.Key_Return)
    person.sees("Teas")
    on.until(lambda: "Teas" in told(person))
    assert "Infusions" not in parents(shop)


def test_in_a_narrow_window_tree_and_panel_make_room_for_each_other(on: Stage, shop: Shop) -> None:
    person = opened(on, shop)
    person.page.table.setFocus()
    person.press(Key.Key_Return)
    assert person.shown(ProductPanel)
    assert not person.shown(Tree)
    person.press(Key.Key_B, CTRL)
    assert not person.shown(ProductPanel)


def test_a_branch_is_dropped_on_another(on: Stage, shop: Shop) -> None:
    """The view moves nothing by itself: the data decides."""
    person = opened(on, shop)
    go_to(person, "Tea")
    nodes = tree(person)
    food = next(item for item in nodes._items.values() if item.text(0) == "Food")
    drop = QDropEvent(
        QPointF(nodes.visualItemRect(food).center()), Qt.DropAction.MoveAction, QMimeData(),
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    nodes.dropEvent(drop)
    assert not drop.isAccepted()
    on.until(lambda: told(person)["Food"] == "2")


def colours(shop: Shop) -> dict[str, str]:
    with shop.database.read() as session:
        rows = session.execute(select(Category.name, Category.colour).where(Category.id != ZERO))
        return {row.name: row.colour for row in rows}


def look(person: Person, key: Qt.Key, text: str = "") -> PasteCells:
    """What would be made, before it is."""
    back_at(person.on, person)
    QGuiApplication.clipboard().setText(text)
    person.press(key, CTRL)
    person.on.until(lambda: bool(person.shown(PasteCells)))
    return person.shown(PasteCells)[0]


def test_copied_names_become_categories_and_a_colour_goes_down_the_branch(
    on: Stage, shop: Shop
) -> None:
    """After a look at it; each is one step of Ctrl+Z, and so is a name typed."""
    person = opened(on, shop)
    on.context.role = "manager"
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    paint = {key_of(shop, "Drinks"): ""}
    shop.database.run(paint_categories, PaintCategories(*head, "teal", paint))
    on.work.changed.emit(frozenset({"category"}))
    go_to(person, "Drinks")
    on.until(lambda: (node := tree(person).node()) is not None and node.colour == "teal")
    text = "Tea\nTea\tGreen\nWine > Red\n" + "x" * 101
    shown = look(person, Key.Key_V, text)
    assert not shown.apply.isEnabled() and "no name for a category" in shown.table.words(0)[3]
    assert [shown.table.words(row)[3] for row in (1, 2)] == ["Tea > Green", "Wine > Red"]
    shown.leave_out.setChecked(True)
    shown.apply.click()
    on.until(lambda: {"Green", "Wine", "Red"} <= told(person).keys())
    look(person, Key.Key_D).apply.click()
    branch = {"Drinks", "Tea", "Green", "Wine", "Red"}

    def painted(names: set[str]) -> None:
        on.until(lambda: {name for name, colour in colours(shop).items() if colour} == names)
        on.until(lambda: not person.shown(PasteCells))
        back_at(on, person)

    painted(branch)
    person.press(Key.Key_Z, CTRL)
    painted({"Drinks"})
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: colours(shop).keys() == {"Drinks", "Tea", "Food"})
