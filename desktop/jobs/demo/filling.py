"""The job that writes the demo shop in one transaction: all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.db.engine import Database
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.ledger import microseconds
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress, Silent
from desktop.domain.shop import currency_decimals
from desktop.jobs.demo import closing, demand
from desktop.jobs.demo.bookings import Bookings
from desktop.jobs.demo.calendar import HOUR_US, calendar
from desktop.jobs.demo.catalogue import Catalogue, Goods, catalogue
from desktop.jobs.demo.ending import Ending, ends
from desktop.jobs.demo.events import write_events
from desktop.jobs.demo.groundwork import Groundwork
from desktop.jobs.demo.ledger import Book, Keys, Paper, Times
from desktop.jobs.demo.mornings import Mornings
from desktop.jobs.demo.orders import write_orders
from desktop.jobs.demo.purchasing import Orders
from desktop.jobs.demo.sales import Customers
from desktop.jobs.demo.site import refuse_used, site
from desktop.jobs.demo.sizing import DEFAULT_PRODUCTS, size, usual_movements
from desktop.jobs.demo.stock import Stock
from desktop.jobs.demo.trade import Trade
from desktop.jobs.demo.write import Sink
from desktop.schema import Job

DEFAULT_DAYS = 730
MOST_DAYS = 3650
MOST_MOVEMENTS = 20_000_000
PATIENCE_S = 86_400.0
STEERED_MOVEMENTS = 20
STEERED_DAYS = 3
SHARE_GONE = 100
SHARE_NEW = 33
RANGE_CHANGES_FROM_DAYS = 90


@dataclass(frozen=True)
class DemoResult:
    """What was written; ``low``: alerts that are open at the end."""

    store: UUID
    products: int
    movements: int
    documents: int
    low: int
    first_day: date
    last_day: date


def filler(
    clock: Clock,
    products: int = DEFAULT_PRODUCTS,
    movements: int | None = None,
    days: int = DEFAULT_DAYS,
    seed: int = 1,
    progress: Progress | None = None,
) -> Callable[[Session], DemoResult]:
    """What writes the demo shop within a transaction; an argument out of range is refused at once.

    A shop that is there keeps its name, currency, zone and taxes; else Main Street Store is made.
    It may hold no products, vendors and movements yet. The last movement lies before the clock's
    now. Equal arguments, clock and shop write equal rows.
    """
    wanted = usual_movements(products, days) if movements is None else movements
    _check("products", products, 1, None)
    _check("days", days, 1, MOST_DAYS)
    _check("movements", wanted, 0, MOST_MOVEMENTS)
    goods = catalogue(products, seed)

    def write(session: Session) -> DemoResult:
        refuse_used(session)
        return _Filling(session, clock.now(), goods, wanted, days, seed).run(progress or Silent())

    return write


def fill(
    database: Database,
    clock: Clock,
    products: int = DEFAULT_PRODUCTS,
    movements: int | None = None,
    days: int = DEFAULT_DAYS,
    seed: int = 1,
    progress: Progress | None = None,
) -> DemoResult:
    """Fills a migrated database, as ``filler`` says, in one transaction: all of it or nothing."""
    write = filler(clock, products, movements, days, seed, progress)
    with database.write(PATIENCE_S) as session:
        return write(session)


def _check(field: str, value: int, least: int, most: int | None) -> None:
    if value < least or (most is not None and value > most):
        limit = f"at least {least}" if value < least else f"at most {most:,}"
        raise UserError(
            f"--{field} is {value}; it may be {limit}.", field=field, code="out_of_range"
        )


class _Filling:
    """One run; the parts are made in the order in which they need each other."""

    def __init__(
        self,
        session: Session,
        now: datetime,
        goods: Catalogue,
        movements: int,
        days: int,
        seed: int,
    ) -> None:
        self.session = session
        self.now = now
        self.movements = movements
        self.days = days
        self.seed = seed
        self.rng = Random(f"trade {seed}")
        self.keys = Keys(Random(f"keys {seed}"))
        before = now - timedelta(days=days + 2)
        self.site = site(session, UUID(int=self.keys.new(microseconds(before))), before)
        self.decimals = currency_decimals(self.site.currency)
        self.catalogue = _in_currency(goods, self.decimals)
        self.dates = calendar(now, self.site.zone, days, seed)
        self.size = size(goods, self.dates, movements, seed)
        self.launches, self.farewells = self._changes_of_range()
        self.sink = Sink(session.connection())
        self.stock = Stock([rules.reorder for rules in self.size.policies])

    def run(self, progress: Progress) -> DemoResult:
        """Groundwork, trade, closing."""
        work = Groundwork(self.sink, self.keys, self.site, self._eve)
        self.rooms = work.rooms(self._after_opening)
        self.desks = work.desks(work.people(self._after_opening))
        self.vendors = work.vendors(self.catalogue)
        self.goods = work.products(
            self.catalogue, self.size.policies, work.categories(self.catalogue),
            self._made_at, frozenset(self.farewells),
        )  # fmt: skip
        work.prices(self.catalogue, self.vendors, self.goods)
        paper = Paper(self.site.store.bytes, self.site.code, self.site.currency, self.decimals)
        book = Book(self.sink, self.keys, paper, self.rooms, self.goods)
        trade = self._trade(book)
        trade.run(
            self.launches, self.farewells,
            lambda: progress.report(book.moves, self.movements, "Two years of trade"),
        )  # fmt: skip
        book.flush()
        self._close(book.moves)
        progress.report(book.moves, self.movements, "The demo shop is open")
        return self._result(book.moves)

    def _trade(self, book: Book) -> Trade:
        policies = self.size.policies
        orders = Orders(policies, self.catalogue.sellers, self.dates.first.weekday())
        bookings = Bookings(book, self.stock, orders, policies, self.keys, self.movements)
        front, back, office = self.desks
        goods = self.catalogue.goods
        return Trade(
            self.catalogue, self.dates, self.size, bookings,
            Mornings(self.catalogue, bookings, self.dates, office, self.vendors, self.rng),
            Customers(self.catalogue, self.rng),
            Ending(self._targets(), goods, policies, self.stock, self.rng),
            demand.offers(self.dates.first, self.days, len(goods), (0,), self.seed),
            (front, back), self.movements, self.rng,
        )  # fmt: skip

    def _targets(self) -> dict[int, Sequence[int]]:
        """Where the steered products shall end; none where there is too little trade to steer."""
        found = {
            good: places
            for good, places in ends(self.catalogue.goods, self.size.policies, self.seed).items()
            if good < self.size.opened and good not in self.launches | self.farewells
        }
        is_enough = self.movements >= STEERED_MOVEMENTS * len(found)
        return found if is_enough and len(self.dates.last_days) == STEERED_DAYS else {}

    def _changes_of_range(self) -> tuple[dict[int, int], dict[int, int]]:
        """Which products come and which go, on which day; the last of the catalogue, so to say."""
        if self.days < RANGE_CHANGES_FROM_DAYS:
            return {}, {}
        rng = Random(f"range {self.seed}")
        goods = self.catalogue.goods
        others = [number for number in range(self.size.opened) if not goods[number].ends]
        rng.shuffle(others)
        gone = -(-len(others) // SHARE_GONE)
        new = len(others) // SHARE_NEW
        open_days = [day for day in range(10, self.days - 60) if self.dates.is_open[day]]
        leaving, coming = others[:gone], others[gone : gone + new]
        return {good: rng.choice(open_days) for good in coming}, {
            good: rng.choice(open_days) for good in leaving
        }

    @property
    def _eve(self) -> int:
        return self.dates.morning(0) - 24 * HOUR_US

    @property
    def _after_opening(self) -> str:
        """A moment after the shop floor and the first user were made: they stay the first."""
        return Times().text(microseconds(self.site.opened_at) + 1_000_000)

    def _made_at(self, good: int) -> int:
        day = self.launches.get(good)
        return self._eve if day is None else self.dates.morning(day) - HOUR_US

    def _close(self, moves: int) -> None:
        closing.write_levels(self.sink, self.stock, self.goods, self.rooms)
        closing.write_alerts(self.sink, self.stock.notices, self.goods, self.site.store)
        closing.write_desks(self.session, self.desks, self.now)
        self._order()
        at = microseconds(self.now)
        write_events(
            self.session, self.site.store, self.now, self.dates.first,
            self.dates.date(self.days - 1), lambda: UUID(int=self.keys.new(at)),
        )  # fmt: skip
        self.session.add(
            Job(
                id=UUID(int=self.keys.new(microseconds(self.now))), kind="demo", status="done",
                done=moves, total=moves, started_at=self.now, finished_at=self.now,
                created_at=self.now, updated_at=self.now,
                payload={"products": len(self.goods), "days": self.days, "seed": self.seed},
            )
        )  # fmt: skip
        self.session.flush()
        closing.refresh_statistics(self.session)

    def _order(self) -> None:
        """By the manager, whose goods of the pictures stay as they are shown."""
        office = self.desks[-1]
        keys = (office.user, office.writer, self.site.store.bytes, self.rooms[0])
        by = Actor(*(UUID(bytes=key) for key in keys))
        spared = frozenset(good.sku for good in self.catalogue.goods if good.ends)
        at = microseconds(self.now)
        office.documents += write_orders(
            self.session, by, self.now, lambda: UUID(int=self.keys.new(at)), spared
        )

    def _result(self, moves: int) -> DemoResult:
        return DemoResult(
            self.site.store, len(self.goods), moves, sum(desk.documents for desk in self.desks),
            sum(not notice.resolved_at for notice in self.stock.notices),
            self.dates.first, self.dates.date(self.days - 1),
        )  # fmt: skip


def _in_currency(goods: Catalogue, decimals: int) -> Catalogue:
    """Prices are invented in a currency with cents; one without has a hundred times as much."""
    if decimals:
        return goods

    def dearer(good: Goods) -> Goods:
        offers = tuple(replace(o, unit_price=o.unit_price * 100) for o in good.offers)
        return replace(good, price=good.price * 100, cost=good.cost * 100, offers=offers)

    return replace(goods, goods=tuple(dearer(good) for good in goods.goods))
