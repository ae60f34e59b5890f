"""Alerts: raised by a sale, resolved by a delivery, one key from the product they are about."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from desktop.jobs.opening import Shop
from desktop.ui.pages.products.panel import ProductPanel
from tests.stage import Stage
from tests.trade import add_product, scan
from tests.ui.pages.hand import Person

CODE = "4006381333931"


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Ten on hand, to be ordered at five."""
    add_product(shop, "S-1", CODE, name="Tea", reorder_point=Decimal(5))
    scan(shop, CODE, "receive", 10)
    return shop


def test_a_sale_to_the_reorder_point_raises_one_and_a_delivery_ends_it(
    on: Stage, stocked: Shop
) -> None:
    """A11, A12."""
    person = Person(on, "alerts")
    person.sees("Nothing needs you")
    scan(stocked, CODE, "sell", 5)
    on.until(lambda: person.names("message") == ["Tea is at or below its reorder point"], 2)
    scan(stocked, CODE, "sell")
    scan(stocked, CODE, "sell", 4)
    person.press(Qt.Key.Key_F5)
    on.until(lambda: person.names("message") == ["Tea is out of stock"])
    scan(stocked, CODE, "sell")
    person.press(Qt.Key.Key_F5)
    on.until(lambda: person.names("message") == ["Tea is below zero"])
    scan(stocked, CODE, "receive", 20)
    person.press(Qt.Key.Key_F5)
    on.until(lambda: person.names() == [])
    person.page.show_view("done")
    assert sorted(person.names("type")) == ["low_stock", "negative", "out_of_stock"]


def test_enter_opens_the_product(on: Stage, stocked: Shop) -> None:
    scan(stocked, CODE, "sell", 8)
    person = Person(on, "alerts")
    person.press(Qt.Key.Key_Return)
    person.sees("All movements")
    assert person.shown(ProductPanel)
    assert "Tea" in person.words()
    assert "Low stock" in person.words()


def test_it_is_narrowed_by_rule(on: Stage, stocked: Shop) -> None:
    add_product(stocked, "S-2", name="Cola")
    scan(stocked, "S-2", "sell")
    scan(stocked, CODE, "sell", 8)
    person = Person(on, "alerts")
    assert person.names() == ["Tea", "Cola"]
    person.choose("Rule", "Below zero")
    assert person.names() == ["Cola"]
