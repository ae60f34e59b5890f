"""Movements as a person reads them: all of them, narrowed by what is asked, fresh by itself."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.commands.stock import BookStock, book_stock
from desktop.jobs.importing import import_file
from desktop.jobs.opening import Shop
from desktop.schema import AppUser, Document, Job, Product
from desktop.ui.pages.movements import MovementsPage
from tests.books import faults
from tests.journeys.desk import CTRL, Desk
from tests.stage import NOW, Stage
from tests.tills import TestClock, till
from tests.trade import add_product, scan, undo
from tests.ui.pages.hand import ONE_ENGINE, Person
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


def test_the_chosen_movement_is_taken_back_with_one_key(on: Stage, busy: Shop) -> None:
    person = Person(on, "movements")
    assert person.button("Take back").isEnabled()
    choose(person, 2)
    person.press(Qt.Key.Key_Z, CTRL)
    person.sees("Cola: taken back, 0 on hand now")
    on.until(lambda: len(person.names()) == 6)
    rows = list(zip(*(person.names(f) for f in ("name", "before", "after")), strict=True))
    assert rows.count(("Cola", -1, 0)) == 1
    assert person.page.table.place.count() == 1, "the row stays chosen"


def test_what_was_taken_back_before_is_refused_in_words(on: Stage, busy: Shop) -> None:
    person = Person(on, "movements")
    choose(person, 1)  # the count that was undone
    person.click("Take back")
    person.sees("That was undone before.")
    choose(person, 0)  # what took it back
    person.click("Take back")
    person.sees("This row takes another one back")
    assert len(person.names()) == 5


def test_only_one_movement_is_taken_back_at_a_time(on: Stage, busy: Shop) -> None:
    person = Person(on, "movements")
    person.press(Qt.Key.Key_A, CTRL)
    button = person.button("Take back")
    assert (button.isEnabled(), button.toolTip()) == (False, "Choose one movement first")
    person.press(Qt.Key.Key_Z, CTRL)
    on.settle(100)
    assert len(person.names()) == 5


def test_a_delivery_that_was_sold_from_is_taken_back_too(on: Stage, busy: Shop) -> None:
    person = Person(on, "movements")
    choose(person, 4)
    person.click("Take back")
    person.sees("Tea: taken back, −2 on hand now")


def test_one_of_several_lines_of_a_completed_sale_comes_back_as_a_return(desk: Desk) -> None:
    first, second = desk.has("First", "1.00", on_hand=5), desk.has("Second", "2.00", on_hand=5)
    desk.scan(first)
    desk.scan(second)
    desk.press(Qt.Key.Key_F12)
    desk.sees("Sale complete")
    desk.window.open_page("movements")
    page = desk.window.findChild(MovementsPage)
    assert page is not None
    desk.bot.waitUntil(lambda: page.list.table.place.rows() == [0])
    desk.bot.waitUntil(lambda: page.list.model.row(0) is not None)
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: len(desk.notices) == 1)
    [(number,)] = desk.ask(select(Document.number).where(Document.kind == "return"))
    assert desk.notices == [f"Second: taken back, 5 on hand now · return {number}"]


def test_an_adjustment_is_refused_to_a_clerk_in_words(on: Stage, busy: Shop) -> None:
    adjust(busy)
    make_clerk(busy)
    person = Person(on, "movements")
    choose(person, 0)
    person.click("Take back")
    person.sees("Your role may not adjust stock.")


def test_a_sale_in_the_scan_pages_list_leaves_it_when_it_is_taken_back(
    desk: Desk,
) -> None:
    first, second = desk.has("First", "1.00", on_hand=5), desk.has("Second", "2.00", on_hand=5)
    desk.scan(first)
    desk.scan(second)
    desk.bot.waitUntil(lambda: len(desk.rows) == 2)
    desk.window.open_page("movements")
    page = desk.window.findChild(MovementsPage)
    assert page is not None
    desk.bot.waitUntil(lambda: page.list.model.rowCount() == 4)
    desk.bot.waitUntil(lambda: page.list.table.place.rows() == [0])
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.bot.waitUntil(lambda: desk.notices == ["Second: taken back, 5 on hand now"])
    desk.window.open_page("scan")
    desk.bot.waitUntil(lambda: desk.rows == [("First", "1 ×", "1.00")])


def test_ctrl_home_chooses_the_first_row_alone(on: Stage, busy: Shop) -> None:
    """What is taken back next is what is seen to be chosen."""
    person = Person(on, "movements")
    choose(person, 2)
    person.press(Qt.Key.Key_Home, CTRL)
    assert person.page.table.place.rows() == [0]


def choose(person: Person, row: int) -> None:
    """A row, once it is there."""
    person.settle()
    person.page.table.go_to(row)
    person.page.table.look()
    person.settle()


def adjust(shop: Shop) -> None:
    """Three more teas, found."""
    with shop.database.read() as session:
        product = session.scalars(select(Product.id).where(Product.sku == "S-T")).one()
    command = BookStock(
        shop.ids.new(), shop.actor, shop.clock.now(), "adjust", product, Decimal(3), reason="found"
    )
    shop.database.run(book_stock, command)


def make_clerk(shop: Shop) -> None:
    """Who acts has the least role from now on."""
    with shop.database.write() as session:
        session.get_one(AppUser, shop.actor.user).role = "clerk"


@ONE_ENGINE
def test_a_long_import_is_taken_back_by_a_job_from_any_of_its_rows(
    on: Stage, busy: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.commands.wholes.AT_ONCE", 1)
    add_product(busy, "HIST", "96385072X", name="History")
    day = busy.clock.now().date() - timedelta(days=3)
    path = tmp_path / "sales.csv"
    path.write_text(f"Date,SKU,Quantity sold\n{day},HIST,5\n{day + timedelta(1)},HIST,4\n")
    report = import_file(busy.database, busy.actor, busy.clock, busy.ids, path)
    assert report.imported is not None
    person = Person(on, "movements")
    on.until(lambda: "History" in person.names())
    choose(person, person.names().index("History"))
    person.press(Qt.Key.Key_Z, CTRL)
    person.sees("Taken back: sales.csv.")
    with busy.database.read() as session:
        assert session.get_one(Job, report.imported.id).status == "undone"
        assert faults(session) == []
