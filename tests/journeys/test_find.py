"""Find: the page of one product is Ctrl+K, three letters, Enter, from wherever one is."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from desktop.schema import Product, StockMove
from desktop.ui.dialogs.palette.dialog import PaletteDialog
from desktop.ui.outlook.small import SmallOutlook
from desktop.ui.pages.forecasts import ForecastsPage
from desktop.ui.pages.products import ProductsPage
from desktop.ui.widgets.label import ElideLabel
from tests.journeys.desk import CTRL, Desk
from tests.telling import parameters, store_forecast


def is_shown(desk: Desk, name: str) -> bool:
    """Whether the panel of the products' page shows this product."""
    page = desk.window.findChild(ProductsPage)
    if page is None or not page.panel.isVisible():
        return False
    return any(label.text() == name for label in page.panel.findChildren(ElideLabel))


def is_foretold(desk: Desk, begin: str) -> bool:
    """Whether the panel draws how the stock runs down, and says so."""
    charts = [each for each in desk.window.findChildren(SmallOutlook) if each.isVisible()]
    return any(chart.accessibleDescription().startswith(begin) for chart in charts)


def palettes(desk: Desk) -> list[PaletteDialog]:
    return [d for d in desk.window.findChildren(PaletteDialog) if d.isVisible()]


def open_palette(desk: Desk) -> None:
    desk.press(Qt.Key.Key_K, CTRL)
    desk.bot.waitUntil(lambda: bool(palettes(desk)) and palettes(desk)[0].isActiveWindow())


def test_the_page_of_one_product(desk: Desk) -> None:
    desk.has("Whole milk 1 l", "1.19", on_hand=7)
    desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    open_palette(desk)
    for letter in "esp":
        desk.press(letter)
    desk.press("\r")
    desk.bot.waitUntil(lambda: is_shown(desk, "House Espresso 1 kg"))
    assert (desk.scans, desk.keys) == (0, 5)


def test_chart_and_forecast_of_one_product(desk: Desk) -> None:
    desk.has("Whole milk 1 l", "1.19", on_hand=7)
    desk.has("House Espresso 1 kg", "12.90", on_hand=19)
    [(espresso,)] = desk.ask(select(Product.id).where(Product.name == "House Espresso 1 kg"))
    store_forecast(desk.shop, espresso, parameters(2.0))
    open_palette(desk)
    for letter in "esp":
        desk.press(letter)
    desk.press("\r")
    desk.bot.waitUntil(lambda: is_foretold(desk, "Runs out 23 Nov; 19 on hand."))
    assert (desk.scans, desk.keys) == (0, 5)


def test_the_forecast_of_a_product_asked_for_in_words(desk: Desk) -> None:
    desk.has("Whole milk 1 l", "1.19", on_hand=7)
    desk.has("House Espresso 1 kg", "12.90", on_hand=19)
    [(espresso,)] = desk.ask(select(Product.id).where(Product.name == "House Espresso 1 kg"))
    store_forecast(desk.shop, espresso, parameters(2.0))
    open_palette(desk)
    for letter in "forecast of esp":
        desk.press(letter)
    desk.press("\r")
    desk.bot.waitUntil(lambda: bool(desk.window.findChildren(ForecastsPage)))
    [page] = desk.window.findChildren(ForecastsPage)
    desk.bot.waitUntil(lambda: page.isVisible() and page.told is not None)
    assert page.told is not None and page.told.name == "House Espresso 1 kg"
    view = page.card.view
    desk.bot.waitUntil(lambda: view.chart is not None and view.chart.isVisible())


@pytest.mark.parametrize("page", ["scan", "products"])
def test_a_scan_while_the_palette_is_open_is_booked(desk: Desk, page: str) -> None:
    espresso = desk.has("House Espresso 1 kg", "12.90", on_hand=24)
    desk.window.open_page(page)
    open_palette(desk)
    desk.press("m")
    desk.scan(espresso)
    desk.sees("Sold  −1")
    assert palettes(desk) == []
    assert desk.field.text() == ""
    [(moves,)] = desk.ask(select(func.count()).where(StockMove.kind == "sale"))
    assert moves == 1
