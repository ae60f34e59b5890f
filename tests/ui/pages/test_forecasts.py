"""Forecasts: the list says which product, the chart is read by keys, a day leads to its rows."""

import csv
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.jobs.opening import Shop
from desktop.ui.chart_file import save
from desktop.ui.charts.fan import FanChart
from desktop.ui.outlook.view import DEMAND, STOCK
from desktop.ui.outlook.words import sentence
from desktop.ui.pages.forecasts import ForecastsPage
from desktop.ui.pages.forecasts.tiles import TileCard
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.text import calendar_day
from desktop.ui.widgets.row_table import RowTable
from tests.jobs.forecasting import Past, odd_goods
from tests.stage import NOW, Stage
from tests.telling import DAY, parameters, store_forecast
from tests.tills import TestClock, till
from tests.trade import add_product
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def goods(shop: Shop) -> list[UUID]:
    """Two a day with 19 on hand, and one of which nothing is foretold; by name."""
    side = till(shop, TestClock(NOW - 2 * DAY))
    cola, salt = side.product("Cola"), side.product("Salt")
    side.stock("receive", cola, 23)
    for _ in range(2):
        side.scan(side.sent[0][1].sku, "sell", side.ids.new(), 2)
        side.clock.pass_by(86_400)
    store_forecast(shop, cola, parameters(2.0))
    return [cola, salt]


def rest(person: Person, page: ForecastsPage) -> None:
    person.on.until(lambda: page.list.rows.model.is_whole and page.is_at_rest)
    person.on.lay_out()


def opened(on: Stage) -> tuple[Person, ForecastsPage]:
    person = Person(on, "forecasts")
    page = on.window.findChildren(ForecastsPage)[0]
    on.until(lambda: page.told is not None and page.card.view.chart is not None)
    rest(person, page)
    return person, page


def tiles(page: ForecastsPage) -> list[str]:
    return [card.accessibleName() for card in page.findChildren(TileCard)]


@ONE_ENGINE
def test_the_first_row_is_drawn_and_the_keys_go_on_to_its_days(
    on: Stage, goods: list[UUID]
) -> None:
    """Checklist D9: a product's forecast."""
    person, page = opened(on)
    assert page.told is not None and page.told.product == goods[0]
    assert tiles(page) == [
        "Runs out: 23 Nov. 80 %: on that day",
        "Order by: –. No vendor has a price for it",
        "Suggested order: none. there is enough of it",
        "Demand: 2 / day. looks 43 days back",
        "Accuracy: 23\u00a0%. better than last week",
    ]
    assert "first day through which" in page.findChildren(TileCard)[0].toolTip()
    assert "0\u00a0% chance to be out before a delivery." in person.words()
    page.list.rows.table.setFocus()
    person.press(Key.Key_Return)
    chart = person.shown(FanChart)[0]
    assert chart.accessibleDescription() == "Runs out 23 Nov; 19 on hand."
    person.press(Key.Key_L)
    assert chart.accessibleName() == "Stock of Cola"
    person.press(Key.Key_Home)
    for _ in range(89):
        person.press(Key.Key_Right)
    assert chart.accessibleDescription().startswith("Fri 13 Nov: sold 2 · on hand 19")
    person.press(Key.Key_Return)
    assert person.shown(MovementsPage) and person.names("kind") == ["sale"]


@ONE_ENGINE
def test_without_a_forecast_it_says_so_and_shows_the_past(on: Stage, goods: list[UUID]) -> None:
    person, page = opened(on)
    person.open("forecasts", product=goods[1])
    on.until(lambda: page.told is not None and page.told.product == goods[1])
    assert tiles(page)[0] == "Runs out: –. no forecast yet"
    on.until(lambda: "There is no forecast yet." in person.words())


@ONE_ENGINE
def test_what_is_new_comes_into_list_and_tiles_by_itself(
    on: Stage, shop: Shop, goods: list[UUID]
) -> None:
    _, page = opened(on)
    add_product(shop, "TEA")
    on.work.changed.emit(frozenset({"product"}))
    on.until(lambda: page.list.rows.model.rowCount() == 3)
    side = till(shop)
    vendor = side.send(save_vendor, SaveVendor(*side.head(), "North"))
    offer = SetVendorPrice(*side.head(), vendor, goods[0], Decimal(1), Decimal(6), lead_time_days=4)
    side.send(set_vendor_price, offer)
    on.work.changed.emit(frozenset({"vendor_price"}))
    on.until(lambda: tiles(page)[2] == "Suggested order: 6. 1 pack of 6 · North")
    assert "11 days" in page.findChildren(TileCard)[2].toolTip()


@ONE_ENGINE
def test_the_days_as_a_table_and_as_files(on: Stage, goods: list[UUID], tmp_path: Path) -> None:
    person, page = opened(on)
    page.card.view.take_keys()
    person.press(Key.Key_T, CTRL)
    table = person.shown(RowTable)[0]
    assert table.count == 135
    rows, picture = tmp_path / "cola.csv", tmp_path / "cola.png"
    for path in (rows, picture):
        save(page, on.context, page.card.view.figures(), path)
        on.until(path.exists)
    with rows.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 270
    assert [found[179][name] for name in ("day", "sold", "on_hand")] == ["2026-11-13", "2", "19"]
    assert Decimal(found[180]["expected"]) == 2
    assert picture.read_bytes().startswith(b"\x89PNG")


@ONE_ENGINE
def test_the_product_has_its_forecast_at_the_side(on: Stage, goods: list[UUID]) -> None:
    """Checklist A2: the product's tab Forecast."""
    person = Person(on)
    person.open("products", product=goods[0])
    panel = on.window.findChildren(ProductPanel)[0]
    on.until(lambda: "Runs out 23 Nov" in person.words())
    till(on.shop).stock("receive", goods[1], 5)
    store_forecast(on.shop, goods[1], parameters(0.001))
    person.open("products", product=goods[1])
    on.until(lambda: "Runs out after 90 days" in person.words())
    person.open("products", product=goods[0])
    on.until(lambda: "Runs out 23 Nov" in person.words())
    panel.go_to("forecast")
    on.until(lambda: bool(person.shown(FanChart)))
    assert person.shown(FanChart)[0].accessibleName() == "Stock of Cola"
    assert "Level 2 a day, memory 43 days." in person.words()
    person.click("Open in Forecasts")
    on.until(lambda: bool(person.shown(ForecastsPage)))


@ONE_ENGINE
def test_recalculate_forecasts_all_products_in_a_job(on: Stage, goods: list[UUID]) -> None:
    person, page = opened(on)
    page.list.rows.table.setFocus()
    person.press(Key.Key_R, CTRL)
    assert not page.head.again.isEnabled()
    on.until(page.head.again.isEnabled, 60)
    on.until(lambda: page.told is not None and not page.told.has_enough)
    assert page._job is not None and page._job.words == "1 product", "salt never moved"


@ONE_ENGINE
def test_odd_goods_are_drawn_and_told_long_after_their_last_run(on: Stage, shop: Shop) -> None:
    """Sold once, never, back, ahead of time, a thousand at once: no day that is told has passed."""
    past = Past(shop)
    odd_goods(past)
    past.run()
    _, page = opened(on)
    view = page.card.view
    on.until(lambda: page.told is not None and page.is_at_rest)
    view.switch()
    table = view.table
    assert table is not None and page.told is not None
    begun = table.words(table.currentIndex().row())[0]
    assert begun == calendar_day(page.told.today, "ddd d MMM"), "not months ahead"
    for number, product in enumerate(past.codes):
        page.show_product(product)
        page.head.show_as(STOCK if number % 2 else DEMAND)
        on.until(lambda product=product: page.told is not None and page.told.product == product)  # type: ignore[misc]
        on.until(lambda: page.is_at_rest)
        assert page.told is not None and view.chart is not None
        assert view.chart.accessibleDescription() == sentence(page.told)
        days = (page.told.usual, page.told.earliest, *(day.day for day in page.told.ahead[:1]))
        assert all(day is None or day >= NOW.date() for day in days)
        assert tiles(page)[0].startswith("Runs out: ")
