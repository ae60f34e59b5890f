"""The list of forecasts and the one of a product, with what is on its way."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from desktop.commands.purchase_states import SendOrder, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.scans import BookScan, book_scan
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.jobs.opening import Shop
from desktop.queries.forecasts import FORECASTS, ForecastRow, forecast_of
from desktop.schema import Forecast
from tests.tills import till
from tests.trade import add_product, rows_of

D = Decimal


def stored(shop: Shop, product: UUID, **changes: Any) -> dict[str, Any]:
    """A row of a run as the table takes it."""
    return {
        "id": shop.ids.new(), "product": product, "store": shop.actor.store,
        "run": shop.ids.new(), "made_at": shop.clock.now(), "method": "factors",
        "horizon_days": 90, "parameters": {"level": 1.5, "lead_days": 9}, "daily_rate": 1.23449,
        "depletion_date": date(2026, 3, 9), "earliest_date": date(2026, 3, 5),
        "p_within_lead": 0.426, "confidence": 0.8, "backtest_error": None, **changes,
    }  # fmt: skip


def row_of(shop: Shop, product: UUID) -> ForecastRow:
    rows: list[ForecastRow] = rows_of(shop, FORECASTS)
    return next(row for row in rows if row.id == product)


def test_the_row_and_the_whole_forecast_of_a_product(shop: Shop) -> None:
    tea, mug = add_product(shop, "TEA"), add_product(shop, "MUG")
    row = stored(shop, tea)
    shop.database.run(lambda session: session.execute(insert(Forecast), row))
    found = row_of(shop, tea)
    assert (found.daily_rate, found.chance, found.confidence) == (D("1.234"), 43, 80)
    assert (found.depletion_date, found.earliest_date) == (date(2026, 3, 9), date(2026, 3, 5))
    assert row_of(shop, mug).daily_rate is None
    with shop.database.read() as session:
        told = forecast_of(session, tea, shop.actor.store)
        assert told is not None
        assert (told.run, told.daily_rate, told.lead_days) == (row["run"], 1.23449, 9)
        assert forecast_of(session, mug, shop.actor.store) is None


def test_on_order_is_what_was_sent_less_what_came_in(shop: Shop) -> None:
    desk = till(shop)
    tea, mug = add_product(shop, "TEA"), add_product(shop, "MUG")
    vendor = desk.send(save_vendor, SaveVendor(*desk.head(), "Northside"))
    lines = (NewLine(tea, D(10)), NewLine(mug, D(4)))
    orders = (NewOrder(vendor, lines), NewOrder(vendor, (NewLine(tea, D(3)),)))
    first, second = desk.send(draft_orders, DraftOrders(*desk.head(), orders))
    assert row_of(shop, tea).on_order == 0
    for order in (first, second):
        desk.send(send_order, SendOrder(*desk.head(), order.document))
    assert (row_of(shop, tea).on_order, row_of(shop, mug).on_order) == (13, 4)
    delivery = desk.ids.new()
    for code, units in (("TEA", 6), ("MUG", 5)):
        scan = BookScan(*desk.head(), code, "receive", delivery, D(units), order=first.document)
        desk.send(book_scan, scan)
    assert (row_of(shop, tea).on_order, row_of(shop, mug).on_order) == (7, 0)
    desk.undo()
    assert row_of(shop, mug).on_order == 4
