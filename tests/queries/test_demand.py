"""Demand by business day, against a slow walk over the ledger, on both engines."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.ledger import Entry, fold
from desktop.domain.shop import ShopInfo
from desktop.jobs.opening import Shop
from desktop.queries.demand import DayOfDemand, daily_demand, demand_of
from desktop.queries.ledger_days import LedgerDays, ledger_days
from desktop.queries.shop import shop_info
from desktop.schema import DocumentLine, Event, EventScope, Location, StockMove
from tests.tills import TestClock, Till, till

DAY = timedelta(days=1)
# In these days the clocks of New York go forward (8 March) and the shop's day begins at four.
FIRST, LAST = date(2026, 2, 26), date(2026, 3, 16)
START = datetime(2026, 2, 20, 15, 0, tzinfo=UTC)


class Store:
    """Two tills in New York, where the day begins at four."""

    def __init__(self, shop: Shop) -> None:
        values = {"zone": "America/New_York", "day_starts_at": 4}
        command = ChangeShop(shop.ids.new(), shop.actor, shop.clock.now(), values)
        shop.database.run(change_shop, command)
        self.shop = shop
        self.clock = TestClock(START)
        self.tills = [till(shop, self.clock) for _ in range(2)]
        with shop.database.read() as session:
            self.info = shop_info(session, shop.actor)

    @property
    def till(self) -> Till:
        return self.tills[0]

    def code(self, product: UUID) -> str:
        found = (c.sku for _, c in self.till.sent if getattr(c, "id", None) == product)
        return str(next(found))

    def sell(
        self, product: UUID, at: datetime, units: int | Decimal, is_promo: bool = False
    ) -> UUID:
        """One sale; returns its document."""
        self.clock.at = at
        document = self.till.ids.new()
        self.till.scan(self.code(product), "sell", document, units)
        if is_promo:
            self.shop.database.run(_on_offer, document)
        self.till.complete(document)
        return document

    def stock(self, action: str, product: UUID, at: datetime, units: int | Decimal) -> None:
        self.clock.at = at
        self.till.stock(action, product, units)

    def demand(self, product: UUID, first: date = FIRST, last: date = LAST) -> list[DayOfDemand]:
        with self.shop.database.read() as session:
            return demand_of(session, self.info, product, first, last)


def _on_offer(session: Session, document: UUID) -> None:
    lines = select(DocumentLine).where(DocumentLine.document == document)
    session.scalars(lines).one().is_promo = True


@pytest.fixture
def store(shop: Shop) -> Store:
    return Store(shop)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def walked(rows: list[Any], info: ShopInfo, products: list[UUID], places: set[UUID]) -> Any:
    """By product and day: net sales, and on hand at the end of the day; movement by movement."""
    sold: dict[tuple[UUID, date], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.kind == "sale":
            sold[row.product, info.day_of(row.occurred_at)] -= row.qty
    held = {}
    for product in products:
        keys = {(row.location, row.lot) for row in rows if row.product == product}
        for number in range((LAST - FIRST).days + 2):
            day = FIRST - DAY + number * DAY
            until = [r for r in rows if r.product == product and info.day_of(r.occurred_at) <= day]
            entries = {key: [entry(r) for r in until if (r.location, r.lot) == key] for key in keys}
            held[product, day] = sum(
                fold(each).on_hand for (place, _), each in entries.items() if place in places
            )
    return sold, held


def entry(row: Any) -> Entry:
    return Entry(row.id, row.kind, row.qty, row.set_qty, None, row.occurred_at, row.reverses)


def test_every_day_is_as_a_walk_over_the_ledger_tells_it(store: Store) -> None:
    dice = Random(5)
    products = [store.till.product(f"P{n}", unit="kg") for n in range(3)]
    for _ in range(60):
        store.clock.pass_by(dice.randrange(1000, 68_000))
        side, product = dice.choice(store.tills), dice.choice(products)
        what = dice.choice(("sell", "sell", "sell", "receive", "count", "waste", "undo", "late"))
        amount = Decimal(dice.randrange(1, 9000)).scaleb(-3)
        document = side.ids.new()
        try:
            if what == "undo":
                side.undo()
            elif what == "late":
                at = store.clock.at - timedelta(hours=dice.randrange(1, 120))
                side.stock("receive", product, amount, occurred_at=at)
            elif what == "waste":
                side.stock("waste", product, amount)
            else:
                side.scan(store.code(product), what, document, amount)
                side.complete(document)
        except UserError:
            pass
    with store.shop.database.read() as session:
        rows = list(session.execute(select(StockMove.__table__)))
        places = set(session.scalars(select(Location.id).where(Location.is_sellable)))
        told = daily_demand(session, store.info, None, FIRST, LAST)
        parts = ledger_days(session, store.info, FIRST, LAST, part=7)
    assert cells(parts) == cells(told.ledger)
    found = told.whole()
    assert list(found.products) == sorted({row.product for row in rows})
    sold, held = walked(rows, store.info, list(found.products), places)
    for number, product in enumerate(found.products):
        assert found.on_hand[number, 0] == float(held[product, FIRST - DAY])
        for number_of_day, day in enumerate(found.days):
            assert found.sold[number, number_of_day] == float(sold[product, day])
            assert found.on_hand[number, number_of_day + 1] == float(held[product, day])
        single = store.demand(product)
        assert [each.units for each in single] == [sold[product, day] for day in found.days]
        assert [each.balance for each in single] == [held[product, day] for day in found.days]


def cells(ledger: LedgerDays) -> list[Any]:
    """All that was read, in an order of its own."""
    return [
        ledger.start.tolist(),
        *(
            sorted(zip(each.row.tolist(), each.day.tolist(), each.value.tolist(), strict=True))
            for each in (ledger.sold, ledger.change, ledger.counted)
        ),
    ]


def test_days_begin_at_the_shops_hour_also_when_the_clocks_change(store: Store) -> None:
    tea = store.till.product()
    store.stock("receive", tea, START, 100)
    before, after = date(2026, 3, 7), date(2026, 3, 8)
    store.sell(tea, datetime(2026, 3, 7, 9, 0, tzinfo=UTC), 1)  # 04:00, five hours behind
    store.sell(tea, datetime(2026, 3, 8, 7, 59, tzinfo=UTC), 2)  # 03:59, four hours behind by now
    store.sell(tea, datetime(2026, 3, 8, 8, 0, tzinfo=UTC), 4)
    found = {each.day: each.units for each in store.demand(tea)}
    assert (found[before], found[after]) == (3, 4)


def test_only_sales_are_demand(store: Store) -> None:
    tea = store.till.product()
    store.stock("receive", tea, START, 100)
    sale = store.sell(tea, noon(FIRST), 7)
    store.sell(tea, noon(FIRST) + timedelta(hours=1), 5)
    store.till.undo()
    store.clock.at = noon(FIRST + DAY)
    with store.shop.database.read() as session:
        line = session.scalars(select(DocumentLine.id).where(DocumentLine.document == sale)).one()
    store.till.bring_back(sale, (line, 2))
    for action, units in (("waste", 3), ("adjust", -4), ("count", 50)):
        store.stock(action, tea, store.clock.at + timedelta(minutes=1), units)
    found = store.demand(tea)
    assert [each.units for each in found if each.units] == [7]
    assert [each.balance for each in found[:3]] == [93, 50, 50]


def test_days_without_stock_are_out_and_a_promotion_is_told_by_lines_and_events(
    store: Store,
) -> None:
    tea, cola = store.till.product("Tea"), store.till.product("Cola")
    store.stock("receive", tea, noon(FIRST + DAY), 5)
    store.sell(tea, noon(FIRST + 2 * DAY), 5, is_promo=True)
    store.stock("receive", tea, noon(FIRST + 6 * DAY), 5)
    store.stock("receive", cola, noon(FIRST), 5)

    def plan(session: Any) -> None:
        key = store.till.ids.new()
        stamp = {"created_at": START, "updated_at": START}
        span = {"event_date": FIRST + 8 * DAY, "end_date": FIRST + 9 * DAY}
        row = {"id": key, "name": "Sale", "store": ZERO, "type": "promotion", **span, **stamp}
        session.execute(insert(Event), row)
        session.execute(insert(EventScope), {"id": key, "event": key, "product": tea})

    store.shop.database.run(plan)
    found = store.demand(tea)
    assert [each.day.day for each in found if each.is_out][:4] == [26, 1, 2, 3]
    assert [(each.day - FIRST).days for each in found if each.is_promo] == [2, 8, 9]
    assert not any(each.is_promo for each in store.demand(cola))


def test_what_never_moved_and_what_is_dated_ahead_is_told_as_it_is(store: Store) -> None:
    tea = store.till.product()
    assert store.demand(tea) == []
    store.stock("receive", tea, START, 9)
    store.sell(tea, noon(LAST + 30 * DAY), 4)
    found = store.demand(tea)
    assert {each.units for each in found} == {0}
    assert {each.balance for each in found} == {9}
