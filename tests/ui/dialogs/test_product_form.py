"""The product's form where somebody else was faster: nothing typed is lost, each field is asked."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.commands.products import EditProduct, edit_product
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.schema import AppUser, Product
from desktop.ui.dialogs.product_form import ProductForm
from desktop.ui.widgets.button import Button
from tests.stage import Stage
from tests.trade import add_product
from tests.ui.pages.conftest import on
from tests.ui.pages.hand import ONE_ENGINE, Person

__all__ = ["on"]


@pytest.fixture
def person(on: Stage, shop: Shop) -> Person:
    """A manager in the form of a product."""
    key = add_product(shop, "T", "4006381333931", name="Tea", price=Decimal(2), category="Drinks")
    on.context.role = "manager"
    person = Person(on, "products")
    on.window.open_page("products", product=key)
    person.sees("4006381333931")  # all of it has been read
    person.click("Edit")
    on.until(lambda: QApplication.activeModalWidget() is not None)
    return person


def meanwhile(shop: Shop, **values: Any) -> None:
    """Mara changes the product from elsewhere."""
    mara = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=mara, username="mara", full_name="Mara", role="manager"))
        key = session.scalars(select(Product.id)).one()
    by = Actor(mara, shop.actor.writer, shop.actor.store, shop.actor.location)
    shop.database.run(edit_product, EditProduct(shop.ids.new(), by, shop.clock.now(), key, values))


def kept(shop: Shop) -> tuple[Any, ...]:
    with shop.database.read() as session:
        row = session.execute(select(Product.name, Product.price, Product.unit_cost)).one()
        return tuple(row)


def test_the_other_ones_fields_stay_without_a_question(person: Person, shop: Shop) -> None:
    meanwhile(shop, name="Green tea", unit_cost=Decimal(1))
    person.type("Price", "3.00")
    person.press(Qt.Key.Key_Return)
    person.on.until(lambda: not person.shown(ProductForm))
    assert kept(shop) == ("Green tea", Decimal(3), Decimal(1))


def test_of_the_same_field_each_is_asked_and_mine_or_theirs_is_saved(
    person: Person, shop: Shop
) -> None:
    meanwhile(shop, price=Decimal("2.50"), category="Food", unit_cost=Decimal(1))
    person.type("Price", "3.00")
    person.type("Category", "Hot drinks")
    person.press(Qt.Key.Key_Return)
    person.on.until(lambda: "Mara set this to “2.50” at" in person.error_at("Price"))
    assert "Mara set this to “Food” at" in person.error_at("Category")
    assert person.error_at("Cost") == ""
    assert person.field("Price").editor.property("text") == "3.00"
    assert kept(shop)[1] == Decimal("2.5")
    person.field("Category").findChildren(Button)[0].click()
    assert person.field("Category").editor.property("text") == "Food"
    assert person.error_at("Category") == ""
    person.click("Save mine anyway")
    person.on.until(lambda: not person.shown(ProductForm))
    assert kept(shop) == ("Tea", Decimal(3), Decimal(1))


@ONE_ENGINE
def test_taking_theirs_everywhere_writes_nothing(person: Person, shop: Shop) -> None:
    meanwhile(shop, price=Decimal("2.50"))
    person.type("Price", "3.00")
    person.press(Qt.Key.Key_Return)
    person.click("Take theirs")
    person.click("Save mine anyway")
    person.on.until(lambda: not person.shown(ProductForm))
    with shop.database.read() as session:
        assert session.scalars(select(Product.version)).one() == 2
