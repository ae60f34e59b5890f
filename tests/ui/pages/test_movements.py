"""Movements as a person reads them: all of them, narrowed by what is asked, fresh by itself."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.jobs.opening import Shop
from tests.stage import NOW, Stage
from tests.tills import TestClock, till
from tests.trade import add_product, scan, undo
from tests.ui.pages.hand import Person
from tests.ui.pages.test_products import other_till

TEA, COLA = "4006381333931", "5901234123457"


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A delivery, two sales, a count and an undo."""
    add_product(shop, "S-T", TEA, name="Tea")
    add_product(shop, "S-C", COLA, name="Cola")
    scan(shop, TEA, "receive", 24)
    scan(shop, TEA, "sell", 2)
    scan(shop, COLA, "sell")
    scan(shop, TEA, "count", 20)
    undo(shop)
    return shop


def test_each_movement_tells_change_before_and_after(on: Stage, busy: Shop) -> None:
    """A3."""
    person = Person(on, "movements")
    rows = list(zip(*(person.names(f) for f in ("name", "before", "after")), strict=True))
    assert rows[1:] == [("Tea", 22, 20), ("Cola", 0, -1), ("Tea", 24, 22), ("Tea", 0, 24)]
    assert rows[0] == ("Tea", 20, 22)
    model = person.page.model
    shown = [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in (1, 3)]
    assert "= 20" in shown[0]
    assert "\u22122" in shown[1]


@pytest.mark.parametrize(
    ("chip", "choice", "wanted"),
    [
        ("Kind", "Sale", ["Cola", "Tea"]),
        ("Kind", "Count", ["Tea"]),
        ("User", "Owner", ["Tea", "Tea", "Cola", "Tea", "Tea"]),
        ("Location", "Shop floor", ["Tea", "Tea", "Cola", "Tea", "Tea"]),
    ],
)
def test_it_is_narrowed_by_kind_person_and_place(
    on: Stage, busy: Shop, chip: str, choice: str, wanted: list[str]
) -> None:
    """A5."""
    person = Person(on, "movements")
    person.choose(chip, choice)
    assert person.names() == wanted


def test_it_is_narrowed_by_day(on: Stage, shop: Shop) -> None:
    add_product(shop, "S-T", TEA, name="Tea")
    for days in (40, 3, 0):
        at = till(shop, TestClock(NOW - timedelta(days=days)))
        at.scan(TEA, "receive", at.ids.new(), days + 1)
    person = Person(on, "movements")
    assert person.names("quantity") == [1, 4, 41]
    person.choose("Date", "last 7 days")
    assert person.names("quantity") == [1, 4]
    person.click("Date: last 7 days  ×")
    person.choose("Date", "today")
    assert person.names("quantity") == [1]


def test_words_find_by_product(on: Stage, busy: Shop) -> None:
    person = Person(on, "movements")
    person.look_for("cola")
    assert person.names() == ["Cola"]
    person.look_for("nothing like it")
    person.sees("Nothing matches “nothing like it”")
    person.click("Clear filters")
    assert len(person.names()) == 5


def test_a_shop_where_nothing_moved_says_what_will_stand_there(on: Stage) -> None:
    Person(on, "movements").sees("No movements yet")


def test_the_other_workstations_sale_comes_to_the_top_by_itself(
    on: Stage, busy: Shop, tmp_path: Any
) -> None:
    other = other_till(busy, tmp_path / "other")
    person = Person(on, "movements")
    person.press(Qt.Key.Key_Down)
    scan(other, COLA, "sell", 3)
    on.until(lambda: person.names("quantity")[0] == -3, 2)
    other.database.close()
