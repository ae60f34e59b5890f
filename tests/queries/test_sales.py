"""Sales by day and by product: net of what was undone, in the shop's days, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.shop import ShopInfo
from desktop.jobs.opening import Shop
from desktop.queries.sales import SalesDay, sales_days, sales_today, top_sellers
from desktop.queries.shop import shop_info
from desktop.schema import Document, DocumentLine, Location, Product, Store
from tests.tills import TestClock, Till, till
from tests.trade import add_product

NOW = datetime(2026, 11, 14, 15, 0, tzinfo=UTC)  # Saturday, 10:00 in New York
TODAY = date(2026, 11, 14)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, in UTC; New York is five hours behind."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def info(shop: Shop) -> ShopInfo:
    with shop.database.read() as session:
        return shop_info(session, shop.actor)


class Day:
    """A till in New York, where the day begins at four; sells tea for 1.00 and cola for 2.50."""

    def __init__(self, shop: Shop) -> None:
        values = {"zone": "America/New_York", "day_starts_at": 4}
        command = ChangeShop(shop.ids.new(), shop.actor, shop.clock.now(), values)
        shop.database.run(change_shop, command)
        self.shop = shop
        self.till: Till = till(shop, TestClock(at(1, 9)))
        self.tea = add_product(shop, "TEA", name="Tea", category="Drinks")
        self.cola = add_product(shop, "COLA", name="Cola", price=Decimal("2.50"))

    def sell(self, when: datetime, tea: int, cola: int = 0, is_open: bool = False) -> UUID:
        """One sale; returns its document."""
        self.till.clock.at = when
        document = self.till.ids.new()
        for sku, number in (("TEA", tea), ("COLA", cola)):
            if number:
                self.till.scan(sku, "sell", document, number)
        if not is_open:
            self.till.complete(document)
        return document

    def line(self, document: UUID, product: UUID) -> UUID:
        with self.shop.database.read() as session:
            line = select(DocumentLine.id).where(
                DocumentLine.document == document, DocumentLine.product == product
            )
            return session.scalars(line).one()


@pytest.fixture
def day(shop: Shop) -> Day:
    return Day(shop)


def copy_of(session: Session, document: UUID, **changes: Any) -> None:
    """A document like another one with one line like its first, with changes."""
    table = Document.__table__
    row = session.execute(select(table).where(table.c.id == document)).one()._asdict()
    session.execute(insert(Document), {**row, **changes})


def test_today_is_what_stands_against_the_same_weekday_by_the_same_time(day: Day) -> None:
    day.sell(at(7, 14), 10)  # 09:00 in New York
    day.sell(at(7, 15, 1), 5)  # a minute later than now
    day.sell(at(14, 8, 59), 3)  # before four in the morning: still Friday
    day.sell(at(14, 9, 0), 2)
    whole = day.sell(at(14, 10), 4)
    day.till.undo(whole)
    part = day.sell(at(14, 11), 6, cola=2)
    day.till.undo(day.line(part, day.cola))
    still_open = day.sell(at(14, 12), 1, cola=1, is_open=True)
    day.till.undo(day.line(still_open, day.cola))
    with day.shop.database.read() as session:
        found = sales_today(session, info(day.shop), NOW)
    assert found.amount == Decimal("9.00")  # 2 + 6 + 1
    assert found.then == Decimal("10.00")
    assert found.course == (0,) * 6 + (15, 0, 0, 0, 0, 0, 3, 9)


def test_what_was_undone_and_booked_again_counts_once(day: Day) -> None:
    part = day.sell(at(14, 11), 6, cola=2)
    day.till.undo(day.line(part, day.cola))
    day.till.redo()
    with day.shop.database.read() as session:
        assert sales_today(session, info(day.shop), NOW).amount == Decimal("11.00")


def test_returns_are_taken_off_and_other_stores_have_sales_of_their_own(day: Day) -> None:
    sold = day.sell(at(14, 10), 8)
    store, place = day.till.ids.new(), day.till.ids.new()

    def write(session: Session) -> None:
        tables = (Store.__table__, Location.__table__)
        first, floor = (session.execute(select(t)).first()._asdict() for t in tables)  # type: ignore[union-attr]
        session.execute(insert(Store), {**first, "id": store, "code": "M2"})
        session.execute(insert(Location), {**floor, "id": place, "store": store, "parent": place})
        new = day.till.ids.new
        copy_of(session, sold, id=new(), number="B-1", kind="return", total=Decimal("-1.50"))
        copy_of(session, sold, id=new(), number="X-1", store=store, total=Decimal(100))

    day.shop.database.run(write)
    with day.shop.database.read() as session:
        assert sales_today(session, info(day.shop), NOW).amount == Decimal("6.50")
        elsewhere = replace(info(day.shop), store=store)
        assert sales_today(session, elsewhere, NOW).amount == 100
        assert top_sellers(session, elsewhere, NOW) == []


def test_what_a_delivery_gives_back_is_no_sale_and_offers_are_net_of_returns(day: Day) -> None:
    day.till.clock.at = at(14, 10)
    delivery = day.till.ids.new()
    for sku in ("TEA", "COLA"):
        day.till.scan(sku, "receive", delivery, 5)
    day.till.complete(delivery)

    def price(session: Session) -> None:
        session.get_one(Product, day.tea).unit_cost = Decimal("0.70")

    day.shop.database.run(price)
    costly = day.till.ids.new()
    for sku in ("TEA", "COLA"):
        day.till.scan(sku, "receive", costly, 5)
    day.till.complete(costly)
    day.till.undo(day.line(costly, day.tea))
    with day.shop.database.read() as session:
        back = session.scalars(select(Document).where(Document.kind == "return")).one()
        assert (back.source, back.total) == (costly, Decimal("-3.50"))
        assert sales_today(session, info(day.shop), NOW).amount == 0


def test_days_stand_beside_those_of_the_period_before_with_their_promotions(day: Day) -> None:
    day.sell(at(4, 15), 7)
    day.sell(at(11, 15), 5)
    on_offer = day.sell(at(13, 15), 4, cola=2, is_open=True)

    def mark(session: Session) -> None:
        line = session.get_one(DocumentLine, day.line(on_offer, day.cola))
        line.is_promo = True

    day.shop.database.run(mark)
    with day.shop.database.read() as session:
        found = sales_days(session, info(day.shop), NOW, 7)
    assert [row.day.day for row in found] == [8, 9, 10, 11, 12, 13, 14]
    assert found[3] == SalesDay(date(2026, 11, 11), Decimal(5), Decimal(7), Decimal(0))
    assert found[5] == SalesDay(date(2026, 11, 13), Decimal(9), Decimal(0), Decimal(5))
    assert found[6] == SalesDay(TODAY, Decimal(0), Decimal(0), Decimal(0))


def test_top_sellers_count_goods_since_monday_without_what_came_back(day: Day) -> None:
    day.sell(at(9, 8, 59), 50)  # Monday before four is still last week
    day.sell(at(9, 9), 3, cola=4)
    day.till.undo(day.sell(at(10, 15), 9))
    with day.shop.database.read() as session:
        found = top_sellers(session, info(day.shop), NOW)
    assert [(row.name, row.sold) for row in found] == [("Cola", 4), ("Tea", 3)]
    assert [row.category for row in found][1] == "Drinks"
    assert found[0].product == day.cola
