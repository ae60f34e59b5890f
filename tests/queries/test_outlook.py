"""One product's outlook from its ledger, its stored forecast, the calendar and its vendors."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update

from desktop.commands.purchase_states import SendOrder, send_order
from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.outlook import MIDDLE, Outlook
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.opening import Shop
from desktop.queries.outlook import outlook_of
from desktop.queries.shop import shop_info
from desktop.schema import Event, Forecast
from tests.telling import parameters, store_forecast
from tests.tills import TestClock, Till, till

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 14)


def add_event(shop: Shop, name: str, first: date, last: date, kind: str, counts: bool) -> None:
    made = Event(
        id=shop.ids.new(), name=name, event_date=first, end_date=last, store=ZERO, type=kind,
        include_in_prediction=counts, created_at=NOW, updated_at=NOW,
        origin=None,
    )  # fmt: skip
    shop.database.run(lambda session: session.add(made))


def outlook(shop: Shop, product: UUID, days: int = 30) -> Outlook:
    with shop.database.read() as session:
        return outlook_of(session, shop_info(session, shop.actor), product, NOW, days)


@pytest.fixture
def side(shop: Shop) -> Till:
    return till(shop, TestClock(NOW - 3 * DAY))


def test_two_a_day_with_nineteen_on_hand_is_ten_days_out(shop: Shop, side: Till) -> None:
    cola = side.product("COLA")
    side.stock("receive", cola, 25)
    sku = side.sent[0][1].sku
    for _ in range(3):
        side.scan(sku, "sell", side.ids.new(), 2)
        side.clock.pass_by(86_400)
    store_forecast(shop, cola, parameters(2.0))
    told = outlook(shop, cola)
    assert (told.sku, told.on_hand, told.today) == (sku, 19, TODAY)
    assert [(d.sold, d.on_hand) for d in told.past[-3:]] == [(2, 23), (2, 21), (2, 19)]
    assert [d.expected for d in told.past[-3:]] == [2, 2, 2]
    assert len(told.past) == 60 and len(told.ahead) == 30
    assert told.usual == told.earliest == TODAY + 9 * DAY, "the tenth day from today on"
    assert 0.9 < told.confidence < 1, "as sure as sixty days of sales allow"
    assert told.ahead[4].used[MIDDLE] == pytest.approx(10, abs=0.1)
    assert told.left(told.ahead[4], MIDDLE) == pytest.approx(9, abs=0.1)
    assert told.explained is not None and told.explained.better == 0.23


def test_the_chart_tells_the_day_of_the_list_and_counts_what_today_took_already_once(
    shop: Shop, side: Till
) -> None:
    side.clock.pass_by(3 * 86_400)
    cola = side.product("COLA")
    side.stock("receive", cola, 25)
    side.scan(side.sent[0][1].sku, "sell", side.ids.new(), 6)
    store_forecast(shop, cola, parameters(2.0))
    look(Desk(shop.database, shop.ids, shop.actor), NOW)
    [(listed, earliest)] = shop.database.run(
        lambda session: session.execute(
            select(Forecast.depletion_date, Forecast.earliest_date)
        ).all()
    )
    told = outlook(shop, cola)
    assert (told.on_hand, told.sold_today) == (19, 6)
    assert told.usual == listed == TODAY + 12 * DAY, "25 at two a day, from this morning on"
    assert told.earliest == earliest
    assert told.left(told.ahead[0], MIDDLE) == 19, "no more than there is"
    assert told.left(told.ahead[4], MIDDLE) == pytest.approx(15, abs=0.1)


def test_promotions_and_events_move_the_days_they_are_on_where_they_count(
    shop: Shop, side: Till
) -> None:
    tea = side.product("TEA")
    side.stock("receive", tea, 500)
    add_event(shop, "Sale", TODAY + 2 * DAY, TODAY + 3 * DAY, "promotion", True)
    add_event(shop, "Fair", TODAY + 5 * DAY, TODAY + 5 * DAY, "custom", True)
    add_event(shop, "Market", TODAY + 6 * DAY, TODAY + 6 * DAY, "custom", False)
    store_forecast(shop, tea, parameters(2.0, 1.5, Fair=3.0, Market=4.0))
    told = outlook(shop, tea)
    assert [day.expected for day in told.ahead[:8]] == [2, 2, 3, 3, 2, 6, 2, 2]
    assert [each.name for each in told.happenings] == ["Sale", "Fair", "Market"]
    assert [day.is_promo for day in told.ahead[:4]] == [False, False, True, True]


def test_the_last_day_to_order_is_the_lead_time_before_the_earliest_date(
    shop: Shop, side: Till
) -> None:
    jam = side.product("JAM")
    side.stock("receive", jam, 20)
    store_forecast(shop, jam, parameters(2.0))
    assert outlook(shop, jam).order_by is None
    for name, price, lead in (("Slow", 1, 8), ("Fast", 2, 3)):
        vendor = side.send(save_vendor, SaveVendor(*side.head(), name))
        price_of = SetVendorPrice(*side.head(), vendor, jam, Decimal(price), lead_time_days=lead)
        side.send(set_vendor_price, price_of)
    command = DraftOrders(*side.head(), (NewOrder(vendor, (NewLine(jam, Decimal(6)),)),))
    order = side.send(draft_orders, command)[0].document
    assert outlook(shop, jam).on_order == 0, "a draft is not on order"
    side.send(send_order, SendOrder(*side.head(), order))
    told = outlook(shop, jam)
    assert told.on_order == 6
    assert told.supply is not None and (told.supply.vendor, told.supply.lead_days) == ("Slow", 8)
    assert told.earliest is not None and told.order_by == told.earliest - 8 * DAY


def test_the_chance_to_be_out_before_a_delivery_is_the_one_of_the_list(
    shop: Shop, side: Till
) -> None:
    jam = side.product("JAM")
    side.stock("receive", jam, 20)
    store_forecast(shop, jam, parameters(2.0))
    shop.database.run(lambda session: session.execute(update(Forecast).values(p_within_lead=0.75)))
    assert outlook(shop, jam).chance == 0.75


def test_without_a_forecast_there_is_the_past_and_a_product_that_is_gone_is_said(
    shop: Shop, side: Till
) -> None:
    salt = side.product("SALT")
    told = outlook(shop, salt)
    assert (told.ahead, told.explained, told.usual, told.past) == ((), None, None, ())
    with pytest.raises(UserError) as raised:
        outlook(shop, UUID(int=7))
    assert raised.value.code == "gone"


def test_a_product_was_not_out_of_stock_before_it_came(shop: Shop, side: Till) -> None:
    side.stock("receive", side.product("Salt"), 1)
    tea = side.product("Tea")
    side.clock.pass_by(86_400)
    side.stock("receive", tea, 1)
    side.stock("count", tea, 0)
    told = outlook(shop, tea)
    assert told.past[-1].is_out
    assert not any(day.is_out for day in told.past[:-2]), "it was not there yet"
