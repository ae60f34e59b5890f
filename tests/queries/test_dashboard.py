"""The stock's worth, what runs low, what needs someone, what happened last; on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from desktop.commands.alert_states import SnoozeAlerts, snooze_alerts
from desktop.domain.shop import ShopInfo
from desktop.jobs import demo
from desktop.jobs.opening import Shop
from desktop.queries import dashboard, sales
from desktop.queries.columns import Request
from desktop.queries.dashboard import Concern
from desktop.queries.products import stock_value
from desktop.queries.shop import shop_info
from desktop.schema import Location
from tests.tills import TestClock, Till, till
from tests.trade import add_product

NOW = datetime(2026, 11, 14, 15, 0, tzinfo=UTC)  # a Saturday
CARDS: dict[str, Callable[[Session, ShopInfo], Any]] = {
    "sales today": lambda s, shop: sales.sales_today(s, shop, NOW),
    "sales by day": lambda s, shop: sales.sales_days(s, shop, NOW, 90),
    "value": lambda s, shop: dashboard.value_course(s, shop, NOW),
    "low": lambda s, shop: dashboard.low_course(s, shop, NOW),
    "concerns": lambda s, shop: dashboard.concerns(s, shop, NOW),
    "top sellers": lambda s, shop: sales.top_sellers(s, shop, NOW),
    "categories": dashboard.branch_values,
    "latest": dashboard.latest_moves,
}


def at(day: int, hour: int = 12) -> datetime:
    """A moment of November 2026; day 0 and less are in October."""
    return datetime.fromtimestamp(NOW.timestamp() + ((day - 14) * 24 + hour - 15) * 3600, UTC)


def info(shop: Shop) -> ShopInfo:
    with shop.database.read() as session:
        return shop_info(session, shop.actor)


def read(shop: Shop, query: Callable[..., Any], *args: Any) -> Any:
    with shop.database.read() as session:
        return query(session, info(shop), *args)


@pytest.fixture
def desk(shop: Shop) -> Till:
    return till(shop, TestClock(at(-10)))


def other_place(shop: Shop, desk: Till) -> UUID:
    """A place of the store that sells nothing."""
    key = desk.ids.new()

    def write(session: Session) -> None:
        floor = session.get_one(Location, shop.actor.location)
        place = Location(
            id=key, store=shop.actor.store, parent=floor.parent, name="Waste", kind="waste",
            path="/x", is_sellable=False,
        )  # fmt: skip
        session.add(place)

    shop.database.run(write)
    return key


def sell(desk: Till, sku: str, quantity: int, when: datetime) -> None:
    desk.clock.at = when
    desk.scan(sku, "sell", desk.ids.new(), quantity)


def test_the_worth_walks_back_over_sales_counts_and_what_was_undone(shop: Shop, desk: Till) -> None:
    tea = add_product(shop, "TEA", unit_cost=Decimal(2))
    free = add_product(shop, "FREE")
    desk.stock("receive", tea, 10)
    desk.stock("receive", free, 10)
    desk.stock("receive", tea, 100, location=other_place(shop, desk))
    sell(desk, "TEA", 4, at(9, 0))
    desk.clock.at = at(11)
    desk.stock("count", tea, 5)
    desk.clock.at = at(12)
    desk.stock("count", tea, 50)
    desk.undo()
    desk.clock.at = at(12, 13)
    desk.scan("TEA", "sell", desk.ids.new(), 3)
    desk.undo()
    sell(desk, "TEA", 8, at(13))
    desk.clock.at = at(14)
    desk.stock("receive", tea, 5, unit_cost=Decimal(2))
    found = read(shop, dashboard.value_course, NOW)
    assert found.course == (20,) * 8 + (12, 12, 10, 10, 0, 4)
    assert (found.amount, found.week_began) == (4, 20)
    with shop.database.read() as session:
        asked = Request(given=(("store", shop.actor.store),))
        assert stock_value(session, asked) == found.amount


def test_a_sale_before_a_count_that_comes_late_changes_the_past_only(
    shop: Shop, desk: Till
) -> None:
    tea = add_product(shop, "TEA", unit_cost=Decimal(1))
    desk.stock("receive", tea, 10)
    desk.clock.at = at(11)
    desk.stock("count", tea, 6)
    desk.clock.at = at(13)
    desk.stock("waste", tea, 3, occurred_at=at(10))
    assert read(shop, dashboard.value_course, NOW).course == (10,) * 9 + (7, 6, 6, 6, 6)


def test_a_shop_without_stock_is_worth_nothing(shop: Shop) -> None:
    found = read(shop, dashboard.value_course, NOW)
    assert (found.amount, set(found.course)) == (0, {Decimal(0)})
    assert read(shop, dashboard.branch_values) == []
    with shop.database.read() as session:
        assert not dashboard.has_goods(session)


def test_categories_are_summed_up_to_their_tops(shop: Shop, desk: Till) -> None:
    goods = {"Drinks > Tea": 3, "Drinks > Tea > Green": 4, "Drinks": 1, "Bread": 5, "": 2}
    for number, (category, cost) in enumerate(goods.items()):
        made = add_product(shop, f"P{number}", category=category, unit_cost=Decimal(cost))
        desk.stock("receive", made, 2)
    found = read(shop, dashboard.branch_values)
    assert [(b.name, b.amount) for b in found] == [("Drinks", 16), ("Bread", 10), ("", 4)]
    assert [len(b.ids) for b in found] == [3, 1, 1]


def test_products_run_low_from_their_alert_to_its_end(shop: Shop, desk: Till) -> None:
    tea = add_product(shop, "TEA", reorder_point=Decimal(5))
    cola = add_product(shop, "COLA")
    for product in (tea, cola):
        desk.stock("receive", product, 10)
    sell(desk, "TEA", 6, at(7))
    desk.clock.at = at(11)
    desk.stock("receive", tea, 10)
    sell(desk, "COLA", 12, at(13))
    found = read(shop, dashboard.low_course, NOW)
    assert found.course == (0,) * 6 + (1, 1, 1, 1, 0, 0, 1, 1)
    assert (found.products, found.week_began) == (1, 1)


def test_the_gravest_alerts_come_first_with_what_was_sold(shop: Shop, desk: Till) -> None:
    for sku, mark in (("TEA", 8), ("COLA", 2), ("RICE", 9)):
        made = add_product(shop, sku, name=sku.capitalize(), reorder_point=Decimal(mark))
        desk.stock("receive", made, 10)
    sell(desk, "COLA", 10, at(1))
    sell(desk, "TEA", 3, at(8))
    sell(desk, "RICE", 1, at(13))
    found: list[Concern] = read(shop, dashboard.concerns, NOW)
    assert [(c.name, c.type, c.on_hand, c.sold) for c in found] == [
        ("Cola", "out_of_stock", 0, 0),
        ("Rice", "low_stock", 9, 1),
        ("Tea", "low_stock", 7, 3),
    ]
    assert found[2].reorder_point == 8
    assert len(read(shop, dashboard.concerns, NOW, 2)) == 2
    until = NOW + timedelta(hours=1)
    snooze = SnoozeAlerts(shop.ids.new(), shop.actor, NOW, (found[0].id,), until)
    shop.database.run(snooze_alerts, snooze)
    assert [c.name for c in read(shop, dashboard.concerns, NOW)] == ["Rice", "Tea"]
    assert read(shop, dashboard.concerns, until)[0].name == "Cola"


def test_the_latest_movements_say_what_a_count_changed(shop: Shop, desk: Till) -> None:
    tea = add_product(shop, "TEA", name="Tea")
    desk.stock("receive", tea, 10)
    desk.stock("count", tea, 7)
    sell(desk, "TEA", 2, at(1))
    desk.undo()
    desk.stock("count", tea, 9)
    desk.undo()
    found = read(shop, dashboard.latest_moves)
    told = [(m.kind, m.is_undo, m.quantity, m.change) for m in found]
    assert sorted(told[:2]) == [("count", False, 9, 2), ("uncount", True, 0, -2)]
    assert sorted(told[2:4]) == [("sale", False, 2, -2), ("sale", True, 2, 2)]
    assert told[4] == ("count", False, 7, -3)


def test_every_card_takes_two_statements_at_most_and_walks_through_no_ledger(shop: Shop) -> None:
    """On SQLite the plans are looked at too: what bounds the rows is an index."""
    demo.fill(shop.database, TestClock(NOW), products=30, movements=800)
    shown = info(shop)
    for name, ask in CARDS.items():
        sent: list[Any] = []
        with shop.database.read() as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", lambda *t, s=sent: s.append(t[2:4]))
            assert ask(session, shown), name
            assert len(sent) <= 2, name
            for statement, values in list(sent) if shop.database.is_sqlite else ():
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                steps = [str(row[-1]) for row in plan]
                whole = [s for s in steps if s.startswith(("SCAN stock_move", "SCAN document"))]
                # The newest first: the index of times is walked from its end, five rows far.
                assert [s for s in whole if name != "latest" or "occurred_at" not in s] == [], name
