"""Which events touch some days of a store, and which goods they are about, on both engines."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from desktop.commands.events import SwitchEvents, switch_events
from desktop.domain.ids import ZERO
from desktop.jobs.opening import Shop
from desktop.queries.events import EventSpan, events_between
from desktop.schema import Category, Event, EventScope, Product
from tests.queries.test_outlook import outlook
from tests.telling import parameters, store_forecast
from tests.trade import add_product

OTHER_STORE = UUID(int=77)


def day(number: int) -> date:
    return date(2026, 12, number)


def add(shop: Shop, name: str, first: date, **values: Any) -> UUID:
    """An event for all stores; ``scopes`` are pairs of product and category."""
    scopes = values.pop("scopes", ())
    key = shop.ids.new()
    row = {"id": key, "name": name, "event_date": first, "store": ZERO, "type": "custom"} | values
    with shop.database.write() as session:
        session.execute(insert(Event), [row])
        for product, category in scopes:
            scope = {"id": shop.ids.new(), "event": key, "product": product, "category": category}
            session.execute(insert(EventScope), [scope])
    return key


def between(shop: Shop, first: date, last: date) -> list[EventSpan]:
    with shop.database.read() as session:
        return events_between(session, shop.actor.store, first, last)


def test_events_that_touch_the_days_are_told_whichever_end_of_them_does(shop: Shop) -> None:
    add(shop, "Before", day(1), end_date=day(9))
    add(shop, "Reaches in", day(1), end_date=day(10))
    add(shop, "Around", day(2), end_date=day(28))
    add(shop, "Inside", day(11), type="holiday", include_in_prediction=False)
    add(shop, "Reaches out", day(12), end_date=day(31))
    add(shop, "After", day(13))
    found = between(shop, day(10), day(12))
    assert [each.name for each in found] == ["Reaches in", "Around", "Inside", "Reaches out"]
    inside = found[2]
    assert (inside.first, inside.last) == (day(11), day(11))
    assert (inside.type, inside.is_in_prediction) == ("holiday", False)
    assert [each.is_in_prediction for each in found] == [True, True, False, True]


def test_the_events_of_the_store_are_told_and_those_of_all_stores_but_no_other_ones(
    shop: Shop,
) -> None:
    add(shop, "Everywhere", day(1))
    add(shop, "Here", day(1), store=shop.actor.store)
    add(shop, "Elsewhere", day(1), store=OTHER_STORE)
    assert [each.name for each in between(shop, day(1), day(1))] == ["Everywhere", "Here"]


def test_an_event_is_about_its_products_and_its_categories_with_all_below_them(shop: Shop) -> None:
    tea = add_product(shop, "TEA", category="Drinks > Hot > Tea")
    cola = add_product(shop, "COLA", category="Drinks > Cold")
    soap = add_product(shop, "SOAP", category="Household")
    with shop.database.read() as session:
        places = session.execute(select(Product.id, Product.category))
        of = {row.id: row.category for row in places}
        hot = session.scalars(select(Category.id).where(Category.name == "Hot")).one()
    add(shop, "Winter", day(1), scopes=[(None, hot)])
    add(shop, "Wash and drink", day(1), scopes=[(soap, None), (cola, None)])
    add(shop, "Market day", day(1))
    about = {
        each.name: {key for key in (tea, cola, soap) if each.is_about(key, of[key])}
        for each in between(shop, day(1), day(1))
    }
    assert about == {
        "Winter": {tea},
        "Wash and drink": {soap, cola},
        "Market day": {tea, cola, soap},
    }


def test_checklist_B9_whether_an_event_counts_changes_the_forecast_of_its_week(
    shop: Shop,
) -> None:
    """Told anew when a chart opens: no run is waited for."""
    tea = add_product(shop, "TEA")
    store_forecast(shop, tea, parameters(2.0, Fair=1.5))
    today = outlook(shop, tea).today
    days = slice(7, 10)
    fair = add(shop, "Fair", today + timedelta(days=7), end_date=today + timedelta(days=9))

    def told() -> tuple[list[float], list[float]]:
        expected = [day.expected for day in outlook(shop, tea).ahead]
        return expected[days], expected[:7] + expected[10:]

    week, rest = told()
    assert week == pytest.approx([3.0] * 3)
    assert rest == pytest.approx([2.0] * 27)
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(switch_events, SwitchEvents(*head, (fair,), False))
    assert told()[0] == pytest.approx([2.0] * 3)
