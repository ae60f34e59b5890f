"""Forecasts: demand, stock, the table, a product of which nothing is known, and its tab."""

from PySide6.QtCore import Qt

from desktop.ui.charts.fan import FanChart
from desktop.ui.pages.forecasts import ForecastsPage
from desktop.ui.pages.products import ProductsPage
from desktop.ui.watch.forecasts import forecast_now
from tests.acting import Key, Play, press
from tests.stage import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


def foretold(on: Stage) -> None:
    """A run over the shop's goods, once."""
    context = on.context
    job = forecast_now(context)
    on.until(lambda: job.status not in ("waiting", "running"), 60)
    on.settle(200)


def _page(on: Stage) -> ForecastsPage:
    foretold(on)
    on.window.open_page("forecasts")
    page = on.window.findChildren(ForecastsPage)[0]
    on.until(lambda: page.told is not None and page.card.view.chart is not None)
    page.list.rows.table.setFocus()
    press(on, Key.Key_Down)
    press(on, Key.Key_Down)
    on.settle(800)
    press(on, Key.Key_Return)
    on.settle(200)
    return page


def forecast(kind: str) -> Play:
    """The third product by keys; its demand or its stock, with the cursor on a day ahead."""

    def play(on: Stage) -> None:
        page = _page(on)
        page.head.show_as(kind)
        for _ in range(4):
            press(on, Key.Key_Left)
        on.settle(200)

    return play


def as_table(on: Stage) -> None:
    """The same days as rows."""
    page = _page(on)
    page.head.show_as("demand")
    if not page.card.view.is_table:
        page.card.switch()
    on.settle(200)


def tab(on: Stage) -> None:
    """The product's tab."""
    foretold(on)
    on.window.open_page("products")
    on.settle(400)
    page = on.window.findChildren(ProductsPage)[0]
    page.list.table.setFocus()
    press(on, Key.Key_Down)
    press(on, Key.Key_Return)
    on.until(lambda: page.side.is_open)
    page.panel.go_to("forecast")
    on.until(lambda: bool(page.panel.findChildren(FanChart)))
    on.settle(500)


FORECASTS: tuple[tuple[str, str, Play], ...] = (
    ("forecasts-demand", "demo", forecast("demand")),
    ("forecasts-stock", "demo", forecast("stock")),
    ("forecasts-table", "demo", as_table),
    ("products-forecast", "demo", tab),
)
