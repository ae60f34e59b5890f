"""Reports against figures counted by hand, on both engines."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from desktop.commands.categories import CreateCategory, create_category
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop
from desktop.queries.categories import category_choices
from desktop.queries.reports import REPORTS, report_named
from desktop.queries.shop import shop_info
from desktop.schema import DocumentLine, Job, Product
from tests.tills import TestClock, till
from tests.trade import add_product

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)  # two whole weeks, from a Monday
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Store:
    """Cola: 2 a day, on promotion 4 on the last two days. Tea: 3 a day until it is gone."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.clock = shop, TestClock(NOON)
        clock = self.clock
        self.till = till(shop, clock)
        self.skus = [self._product(name, price) for name, price in (("Cola", 10), ("Tea", 1))]
        for number in range(14):
            clock.at = NOON + (number + 1) * DAY
            self._sell(0, 4 if number >= 12 else 2, is_promo=number >= 12)
            if number < 10:
                self._sell(1, 3)

    def _product(self, name: str, price: int) -> str:
        product = add_product(self.shop, name.upper(), name=name, price=Decimal(price))
        self.till.stock("receive", product, 100 if name == "Cola" else 30)
        return name.upper()

    def _sell(self, number: int, units: int, is_promo: bool = False) -> None:
        document = self.till.ids.new()
        self.till.scan(self.skus[number], "sell", document, units)
        if is_promo:
            lines = update(DocumentLine).where(DocumentLine.document == document)
            self.shop.database.run(lambda session: session.execute(lines.values(is_promo=True)))
        self.till.complete(document)

    def report(
        self, name: str, category: UUID | None = None, last: date = LAST
    ) -> list[tuple[Any, ...]]:
        with self.shop.database.read() as session:
            info = shop_info(session, self.shop.actor)
            return list(report_named(name).answer(session, info, FIRST, last, category))

    def later(self, name: str, *units: int) -> None:
        """Goods that come now and are sold on the next days, on promotion from the second on."""
        self.skus.append(self._product(name, 1))
        for number, sold in enumerate(units):
            self.clock.at += DAY
            self._sell(len(self.skus) - 1, sold, is_promo=number > 0)


@pytest.fixture
def store(shop: Shop) -> Store:
    return Store(shop)


def test_each_report_answers_as_counted_by_hand(store: Store) -> None:
    cola, tea = store.skus
    days = store.report("demand")
    assert [row[0] for row in days] == [FIRST + n * DAY for n in range(14)]
    assert [row[1] for row in days] == [23] * 10 + [20] * 2 + [40] * 2
    assert [row[2] for row in days] == [0] * 12 + [40] * 2
    # Cola earns 12 × 20 + 2 × 40 = 320 of 350; weeks of 14 and 18: 2 / 16 = 0.125 around the mean.
    # Tea earns 30; weeks of 21 and 9: 6 / 15 = 0.4.
    assert store.report("abc") == [
        (cola, "Cola", Decimal(320), 0.9143, "A", 0.12, "X"),
        (tea, "Tea", Decimal(30), 0.0857, "B", 0.4, "X"),
    ]
    # Tea was sold out in the evening of the tenth day; four days without it at 3 a day.
    assert store.report("stock_outs") == [(tea, "Tea", 4, 12.0, Decimal("12.00"))]
    assert store.report("promotions") == [(cola, "Cola", 2, 4.0, 2.0, 100)]
    by_sku = {row[0]: row for row in store.report("turnover")}
    # 68 are left of 100 after 32 in two weeks: 68 / (32 / 14) = 30 days.
    assert by_sku[cola][2] == 68 and by_sku[cola][6] == 30
    assert by_sku[tea][2] == 0 and by_sku[tea][6] is None


def test_a_categorys_branch_alone_keeps_its_share_and_class_of_the_whole(store: Store) -> None:
    shop = store.shop
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    hot = shop.database.run(create_category, CreateCategory(*head, "Drinks > Hot"))
    tea = update(Product).where(Product.sku == store.skus[1]).values(category=hot)
    shop.database.run(lambda session: session.execute(tea))
    with shop.database.read() as session:
        choices = {each.title: each.value for each in category_choices(session)}
    for branch in ("Drinks", "Drinks > Hot"):
        assert [row[1] for row in store.report("demand", choices[branch])] == [3] * 10 + [0] * 4
        assert [row[:5] for row in store.report("abc", choices[branch])] == [
            (store.skus[1], "Tea", Decimal(30), 0.0857, "B")
        ]
        assert [row[0] for row in store.report("stock_outs", choices[branch])] == [store.skus[1]]
        assert store.report("promotions", choices[branch]) == []
        assert [row[0] for row in store.report("turnover", choices[branch])] == [store.skus[1]]


def test_accuracy_is_told_from_what_the_runs_kept(store: Store) -> None:
    assert store.report("accuracy") == []
    totals = {"number": 10, "inside": 8, "loss": 30.0, "usual": 40.0, "day": "2026-03-05"}
    job = Job(
        id=store.till.ids.new(), kind="forecast", status="done", payload={"totals": totals},
        started_at=NOON, finished_at=NOON, created_at=NOON, updated_at=NOON, origin=None,
    )  # fmt: skip
    store.shop.database.run(lambda session: session.add(job))
    assert store.report("accuracy") == [(date(2026, 3, 5), 10, 80, 30.0, 40.0, 25)]


def test_a_shop_without_trade_answers_too_and_rows_have_their_columns(shop: Shop) -> None:
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
        for report in REPORTS:
            rows = report.answer(session, info, FIRST, LAST, None)
            assert all(len(row) == len(report.columns) for row in rows)
            assert report.drawn in report.columns
    with pytest.raises(UserError) as raised:
        report_named("weather")
    assert raised.value.code == "no_report"


def test_the_effect_of_a_promotion_is_told_where_enough_stands_behind_it(store: Store) -> None:
    for name, units in (("Salt", (1, 9, 9)), ("Rice", (9, 18)), ("Flour", (5, 10, 10))):
        store.later(name, *units)
    found = store.report("promotions", last=LAST + 9 * DAY)
    told = {row[0]: row[5] is not None for row in found}
    assert told == {"COLA": True, "FLOUR": True, "SALT": False, "RICE": False}
    assert list(told.values()) == [True, True, False, False], "what is told comes first"
