"""The dashboard as a manager works with it: figures, fresh by themselves, lead to their rows."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import text

from desktop.commands.events import SaveEvent, save_event
from desktop.commands.safety_alerts import TellSafety, tell_safety
from desktop.jobs.opening import Shop
from desktop.ui.charts.axis import round_values, some_of
from desktop.ui.charts.days import DaysChart
from desktop.ui.pages.dashboard import DashboardPage
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.widgets.bar_row import BarRow
from desktop.ui.widgets.kpi_tile import KpiTile
from desktop.ui.widgets.row_table import RowTable
from desktop.ui.widgets.skeleton import Skeleton
from tests.stage import NOW, Stage
from tests.tills import TestClock, Till, till
from tests.trade import add_product
from tests.ui.pages.hand import ONE_ENGINE, Person
from tests.ui.pages.test_products import other_till

Key = Qt.Key


@pytest.fixture
def desk(shop: Shop) -> Till:
    """Ten tea and ten cola at 2.00 each; two tea sold a week ago, one yesterday, six cola today."""
    desk = till(shop, TestClock(NOW - timedelta(days=20)))
    for name, category in (("Tea", "Drinks > Hot"), ("Cola", "Drinks")):
        made = add_product(
            shop, name.upper(), name=name, price=Decimal(3), unit_cost=Decimal(2),
            category=category, reorder_point=Decimal(4),
        )  # fmt: skip
        desk.stock("receive", made, 10)
    for days, sku, number in ((7, "TEA", 2), (1, "TEA", 1), (0, "COLA", 6)):
        desk.clock.at = NOW - timedelta(days=days, minutes=30)
        desk.scan(sku, "sell", desk.ids.new(), number)
    return desk


def open_it(on: Stage) -> DashboardPage:
    """The page with all its figures."""
    on.window.open_page("dashboard")
    page = on.window.findChildren(DashboardPage)[0]
    on.until(lambda: page.currentWidget() is page.board and page.is_at_rest)
    on.lay_out()
    return page


def figures(page: DashboardPage) -> list[tuple[str, str]]:
    """What each tile says, and how it changed."""
    return [(tile.accessibleName(), tile.accessibleDescription()) for tile in page.board.tiles]


def focus_on(person: Person, widget: QWidget) -> None:
    """Tab, until it is there."""
    for _ in range(40):
        if QApplication.focusWidget() is widget:
            return
        person.press(Key.Key_Tab)
    raise AssertionError(f"Tab never came to {widget.accessibleName()}")


def test_figures_stand_with_their_change_and_follow_another_till(
    on: Stage, desk: Till, tmp_path: Any
) -> None:
    page = open_it(on)
    assert figures(page) == [
        ("Sales today: 18.00", "+200.0\u00a0% vs last Saturday by 10:24"),
        ("Stock value: 22.00", "\u221238.9\u00a0% this week"),
        ("Below reorder level: 1 product", "+1 since Monday"),
    ]
    rows = [row.accessibleName() for row in page.findChildren(BarRow) if row.isVisible()]
    assert rows == ["Cola: 6", "Tea: 1", "Drinks: 22"]
    words = Person(on).words()
    assert {"Cola is low", "4 left, reorder at 4 · sold 6 in 7 days"} <= set(words)
    chart = page.findChildren(DaysChart)[0]
    assert chart.accessibleName() == "Sales, last 30 days"
    assert chart.accessibleDescription() == "9.00 in 29 days without today."
    other = other_till(on.shop, tmp_path / "other")
    there = till(other, TestClock(NOW))
    there.scan("COLA", "sell", there.ids.new(), 4)
    wanted = ("Sales today: 30.00", "Stock value: 14.00", "Below reorder level: 1 product")
    on.until(lambda: tuple(name for name, _ in figures(page)) == wanted, 8)
    on.until(lambda: "Cola is out of stock" in Person(on).words(), 8)
    other.database.close()


@ONE_ENGINE
def test_enter_on_a_figure_leads_to_its_rows(on: Stage, desk: Till) -> None:
    person = Person(on)
    page = open_it(on)
    assert QApplication.focusWidget() is page.board.tiles[0]
    person.press(Key.Key_Return)
    assert person.names() == ["Cola"]
    assert "Date: Sat 14 Nov  ×" in person.words()
    open_it(on)
    focus_on(person, page.board.tiles[1])
    person.press(Key.Key_Return)
    assert person.names() == ["Cola", "Tea"]
    open_it(on)
    focus_on(person, page.board.tiles[2])
    person.press(Key.Key_Return)
    person.sees("Open  1")
    person.sees("Low stock since")


@ONE_ENGINE
def test_rows_lead_on_too(on: Stage, desk: Till) -> None:
    desk.send(tell_safety, TellSafety(*desk.head(), "drill_failed", {"why": "gone"}))
    person = Person(on)
    page = open_it(on)
    assert person.button("Open A backup could not be restored").isVisible()
    link = person.button("Open Cola is low")
    focus_on(person, link)
    person.press(Key.Key_Space)
    person.sees("Edit")
    assert person.shown(ProductPanel)
    open_it(on)
    drinks = next(row for row in page.findChildren(BarRow) if row.bar.name == "Drinks")
    focus_on(person, drinks)
    person.press(Key.Key_Return)
    assert person.names() == ["Cola", "Tea"]
    assert "Category: Drinks  ×" in person.words()


@ONE_ENGINE
def test_the_chart_is_read_day_by_day_with_the_arrow_keys(on: Stage, desk: Till) -> None:
    fair = SaveEvent(*desk.head(), "Fair", date(2026, 11, 13), "custom")
    desk.send(save_event, fair)
    person = Person(on)
    page = open_it(on)
    chart = page.findChildren(DaysChart)[0]
    assert chart.course is not None and chart.course.marks[-3:] == (False, True, False)
    focus_on(person, chart)
    person.press(Key.Key_Left)
    person.press(Key.Key_Left)
    told = QAccessible.queryAccessibleInterface(chart).text(QAccessible.Text.Description)
    assert told == "Fri 13 Nov: 3.00 · 30 days before 0.00 · Fair"
    person.press(Key.Key_Escape)
    assert chart.accessibleDescription() == "9.00 in 29 days without today."
    person.press(Key.Key_End)
    person.press(Key.Key_Return)
    assert person.names() == ["Cola"]


@ONE_ENGINE
def test_other_spans_and_the_table_show_the_same_figures(on: Stage, desk: Till) -> None:
    person = Person(on)
    page = open_it(on)
    focus_on(person, person.button("Sales of the last 7 days"))
    person.press(Key.Key_Return)
    person.sees("Sales, last 7 days")
    chart = page.findChildren(DaysChart)[0]
    assert chart.accessibleDescription() == "3.00 in 6 days without today."
    person.click("Show as table")
    table = page.findChildren(RowTable)[0]
    assert [table.words(row) for row in range(2)] == [
        ["Sat 14 Nov", "18.00", "6.00", "0.00", ""],
        ["Fri 13 Nov", "3.00", "0.00", "0.00", ""],
    ]
    focus_on(person, table)
    person.press(Key.Key_Return)
    assert person.names() == ["Cola"]
    open_it(on)
    person.click("Show as chart")
    assert chart.isVisible()


@ONE_ENGINE
def test_an_empty_shop_says_so_and_shows_two_ways_on(on: Stage, shop: Shop) -> None:
    person = Person(on, "dashboard")
    person.sees("Nothing to show yet")
    person.click("Go to Products")
    person.sees("No products yet")
    on.window.open_page("dashboard")
    add_product(shop, "TEA")
    page = on.window.findChildren(DashboardPage)[0]
    on.until(lambda: page.currentWidget() is page.board and page.is_at_rest)
    assert {"Nothing needs you.", "Nothing was sold this week yet."} <= set(person.words())


@ONE_ENGINE
def test_while_it_reads_a_skeleton_stands_there(on: Stage, desk: Till) -> None:
    held = Event()
    for _ in range(3):
        on.work.job(on.work, held.wait, 20)
    on.window.open_page("dashboard")
    on.until(lambda: bool(Person(on).shown(Skeleton)))
    assert not Person(on).shown(KpiTile)
    held.set()
    assert figures(open_it(on))[0][0] == "Sales today: 18.00"


def rename(shop: Shop, table: str, other: str) -> None:
    with shop.database.writer.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {other}"))


@ONE_ENGINE
def test_a_card_that_cannot_be_read_says_so_and_the_others_stand(on: Stage, desk: Till) -> None:
    rename(on.shop, "alert", "away")
    person = Person(on)
    page = open_it(on)
    assert figures(page)[0][0] == "Sales today: 18.00"
    assert page.board.tiles[2].trouble
    rename(on.shop, "away", "alert")
    person.click("Try again")
    on.until(lambda: "Cola is low" in person.words())


@ONE_ENGINE
def test_the_last_figures_stay_while_the_data_is_out_of_reach(on: Stage, desk: Till) -> None:
    person = Person(on)
    page = open_it(on)
    before = figures(page)
    rename(on.shop, "product", "away")
    person.press(Key.Key_F5)
    on.until(lambda: page.is_at_rest and page.board.trouble.isVisible())
    assert figures(page) == before
    assert "Cola is low" in person.words()
    rename(on.shop, "away", "product")
    on.work.reachable.emit(None)
    on.until(lambda: page.is_at_rest and not page.board.trouble.isVisible())


def test_the_lines_of_a_grid_are_round() -> None:
    """So many days are labelled as there is room for, a week or a round number apart."""
    assert round_values(0, 81) == [0, 25, 50, 75, 100]
    assert round_values(-30, 1500) == [-500, 0, 500, 1000, 1500]
    assert round_values(0, 0) == [0, 0.25, 0.5, 0.75, 1]
    assert list(some_of(30, 7)) == [0, 5, 10, 15, 20, 25]
    assert list(some_of(7, 10)) == list(range(7))
