"""A shop with a past, quickly: sales of many days in a few statements, for tests of forecasts."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress, Silent
from desktop.jobs.forecasting.running import Order, Ran, run_forecast
from desktop.jobs.opening import Shop
from desktop.queries.forecasts import Told, forecast_of
from tests.tills import TestClock, Till, till

TODAY = date(2026, 6, 15)  # a Monday
NOON = datetime.combine(TODAY, time(12), UTC)
DAY = timedelta(days=1)
# So many days ago so much.
ODD: dict[str, dict[int, float]] = {
    "one sale ever": {40: 1},
    "begun yesterday": {1: 3},
    "a thousand on one day": {30: 1000, 20: 1, 10: 1},
    "gaps of months": {300: 4, 299: 3, 150: 5, 1: 4},
    "dated ahead": {-40: 6, -2: 5},
    "kilograms": {ago: 0.125 + ago % 7 * 0.333 for ago in range(1, 60)},
}


class Past:
    """A shop at TODAY, in UTC; days are counted back from it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.clock = TestClock(NOON - 400 * DAY)
        self.till: Till = till(shop, self.clock)
        self.codes: dict[UUID, str] = {}

    def product(self, name: str = "Tea", **more: object) -> UUID:
        """At noon of TODAY, as if it had always been known."""
        key: UUID = self.till.product(name, **more)  # type: ignore[arg-type]
        self.codes[key] = self.till.sent[-1][1].sku
        return key

    def sold(self, product: UUID, units: dict[int, float], stock: float = 0) -> None:
        """So many days ago so much; before the first day there came what leaves ``stock``.

        By a till of its own: of one till no booking is dated before another.
        """
        self.till, first = till(self.shop, self.clock), max(units, default=1)
        came = Decimal(str(round(sum(units.values()) + stock, 3)))
        self.clock.at = NOON - (first + 0.2) * DAY
        if came > 0:
            self.till.stock("receive", product, came)
        document = self.till.ids.new()
        for ago in sorted(units, reverse=True):
            self.clock.at = NOON - ago * DAY
            self.till.scan(self.codes[product], "sell", document, Decimal(str(units[ago])))
        self.till.complete(document)

    def run(
        self, products: tuple[UUID, ...] | None = None, days: int = 0,
        progress: Progress | None = None, at: datetime = NOON,
    ) -> Ran:  # fmt: skip
        """In this process."""
        order = Order(self.shop.ids.new(), self.shop.actor, at + days * DAY, products)
        return run_forecast(self.shop.database, order, progress or Silent())

    def told(self, product: UUID) -> Told:
        with self.shop.database.read() as session:
            found = forecast_of(session, product, self.shop.actor.store)
        assert found is not None
        return found

    @property
    def actor(self) -> Actor:
        return self.shop.actor


def odd_goods(past: Past) -> None:
    """Goods that sell as ODD says, each with a vendor; others that never sold, and one unmoved."""
    goods = {past.product(name, unit="kg"): sold for name, sold in ODD.items()}
    vendor = past.till.send(save_vendor, SaveVendor(*past.till.head(), "Northside"))
    for product in goods:
        price = SetVendorPrice(*past.till.head(), vendor, product, Decimal(1), lead_time_days=9)
        past.till.send(set_vendor_price, price)
    still, back, jumped = (past.product(name) for name in ("all zeros", "returns", "jumped"))
    past.product("no history")
    for product, sold in goods.items():
        past.sold(product, sold, stock=5)
    past.clock.at = NOON - 3 * DAY
    past.till.bring_back(None, (back, 2))
    past.till.stock("receive", still, 5, occurred_at=NOON - 90 * DAY)
    past.till.stock("receive", jumped, 5, occurred_at=NOON - 9000 * DAY)  # of a clock
