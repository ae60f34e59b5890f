"""Demand of products by business day: what was sold, and on which days nobody could have bought.

Sales net of what was taken back; goods returned, moved, counted or thrown away are no demand. Days
without stock and days on which the store was closed say nothing of it. Imports NumPy: to be
imported where it is needed, not at the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Integer, column, func, literal_column, select, values
from sqlalchemy.orm import Session

from desktop.db.types import Utc
from desktop.domain.forecast.periods import Flags, Floats, Whole, weekdays
from desktop.domain.forecast.shelf import Entries, balances, closed_days, out_days, within
from desktop.domain.ledger import Kind
from desktop.domain.progress import Progress
from desktop.domain.shop import ShopInfo
from desktop.queries.events import EventSpan, events_between
from desktop.queries.ledger_days import LedgerDays, days_between, ledger_days
from desktop.queries.merged import made_of, pointers
from desktop.queries.sales import DAY, moved_in
from desktop.queries.stock import STORE
from desktop.schema import Document, DocumentLine, Location, Product, StockMove
from desktop.schema.base import table_of

D, DL, M = table_of(Document), table_of(DocumentLine), table_of(StockMove)
P, PLACE = table_of(Product), table_of(Location)
ENOUGH = 20  # sales of a day that are counted; more say nothing more
BEFORE = 60  # days that are read along to tell which days the store was closed
STEP = Decimal("0.001")
_IS_PROMO: ColumnElement[bool] = literal_column(
    "document_line.is_promo"
)  # as the index on them has it


@dataclass(frozen=True, slots=True)
class DayOfDemand:
    """``units``: net sales, in the product's unit; ``balance``: on hand when the day ended.

    ``is_closed``: the store sold nothing where it usually does; ``is_out``: there was nothing to
    sell. Neither says anything of demand.
    """

    day: date
    units: Decimal
    is_promo: bool
    is_closed: bool
    is_out: bool
    balance: Decimal


@dataclass(frozen=True, eq=False)
class Demand:
    """n products over T days, by id. ``units``: n × T, NaN where nobody could buy.

    ``sold``: n × T, as it was; ``promo``: n × T; ``closed``: T; ``is_out``: n × T; ``on_hand``:
    n × (T + 1), when each day began and when the last one ended; ``now``: n, what is there now,
    ``sold_today``: n, what was sold after these days.
    """

    products: tuple[UUID, ...]
    days: tuple[date, ...]
    sold: Floats
    promo: Flags
    closed: Flags
    is_out: Flags
    on_hand: Floats
    now: Floats
    sold_today: Floats

    @property
    def units(self) -> Floats:
        """What was sold on days on which the product could be bought."""
        return np.where(self.is_out | self.closed, np.nan, self.sold)


@dataclass(frozen=True, eq=False)
class ShopDemand:
    """All that demand is made of, read for many products: ``of`` tells that of some of them.

    ``offered``: entries of products, one for each day on which a line of a sale was on offer.
    """

    ledger: LedgerDays
    closed: Flags
    offered: Entries
    promotions: tuple[EventSpan, ...]
    category: dict[UUID, UUID]

    def of(self, rows: Whole) -> Demand:
        """The products with these numbers, which rise."""
        ledger, days, size = self.ledger, len(self.ledger.days), len(rows)
        keys, row = within(ledger.of_key, rows)
        change, counted = ledger.change.of(keys), ledger.counted.of(keys)
        held = balances(
            ledger.start[keys], change.summed(len(keys), days), counted.put(len(keys), days)
        )
        on_hand, now = np.zeros((size, days + 1)), np.zeros(size)
        np.add.at(on_hand, row, held)
        np.add.at(now, row, ledger.now[keys])
        on_hand = np.round(on_hand, 3)
        sold = np.round(ledger.sold.of(rows).summed(size, days + 1), 3)
        sold, later = sold[:, :days], sold[:, days]
        products = tuple(ledger.products[number] for number in rows.tolist())
        promo = self.offered.of(rows).summed(size, days) > 0
        promo |= self.is_promotion(products, ledger.days)
        is_out = out_days(on_hand, sold)
        return Demand(products, ledger.days, sold, promo, self.closed, is_out, on_hand,
                      np.round(now, 3), later)  # fmt: skip

    def whole(self) -> Demand:
        """All of them."""
        return self.of(np.arange(len(self.ledger.products)))

    def is_promotion(self, products: Sequence[UUID], days: Sequence[date]) -> Flags:
        """Products × days: a promotion of the calendar is about them."""
        found = np.zeros((len(products), len(days)), bool)
        for offer in self.promotions:
            inside = np.array([offer.first <= day <= offer.last for day in days], bool)
            about = [offer.is_about(each, self.category[each]) for each in products]
            found |= np.array(about, bool)[:, None] & inside
        return found


def daily_demand(
    session: Session,
    shop: ShopInfo,
    products: Sequence[UUID] | None,
    first: date,
    last: date,
    until: date | None = None,
    progress: Progress | None = None,
) -> ShopDemand:
    """Of some products or of all that ever moved in the store; ``last`` is a whole day.

    ``until``: also the promotions planned up to that day.
    """
    ledger = ledger_days(session, shop, first, last, products, progress)
    events = events_between(session, shop.store, first, until or last)
    promotions = tuple(e for e in events if e.type == "promotion" and e.is_in_prediction)
    closed = closed_between(session, shop, first, last)
    offered = _offered(session, shop, ledger, products)
    return ShopDemand(ledger, closed, offered, promotions, _categories(session, products))


def demand_of(
    session: Session, shop: ShopInfo, product: UUID, first: date, last: date
) -> list[DayOfDemand]:
    """One product, for a chart; nothing where it never moved in the store."""
    told = daily_demand(session, shop, (product,), first, last)
    if not told.ledger.products:
        return []
    found = told.of(np.zeros(1, np.int64))
    columns = (
        map(_exact, found.sold[0]), found.promo[0].tolist(), found.closed.tolist(),
        found.is_out[0].tolist(), map(_exact, found.on_hand[0, 1:]),
    )  # fmt: skip
    return [DayOfDemand(*row) for row in zip(found.days, *columns, strict=True)]


def closed_between(session: Session, shop: ShopInfo, first: date, last: date) -> Flags:
    """The days on which the store sold nothing though it usually sells; one statement."""
    days = days_between(first - BEFORE * DAY, last)
    begins = [shop.begins(day) for day in (*days, last + DAY)]
    columns = (column("n", Integer), column("begins", Utc()), column("ends", Utc()))
    spans = [(number, *span) for number, span in enumerate(pairwise(begins))]
    day = values(*columns, name="day").data(spans).cte("day")
    here = select(PLACE.c.id).where(PLACE.c.store == STORE)
    # Said so that the index of kinds is not taken: the day bounds the rows.
    is_sale = func.coalesce(M.c.kind, M.c.reason) == literal_column(f"'{Kind.SALE}'")
    sale = (
        select(literal_column("1"))
        .where(M.c.occurred_at >= day.c.begins, M.c.occurred_at < day.c.ends)
        .where(is_sale, M.c.reverses.is_(None), moved_in(here))
        .limit(ENOUGH)
        .correlate(day)
        .subquery("sale")
    )
    number = select(func.count()).select_from(sale).correlate(day).scalar_subquery()
    rows = session.execute(select(day.c.n, number).order_by(day.c.n), {"store": shop.store})
    sales = np.array([row[1] for row in rows])
    closed = closed_days(sales, weekdays(np.array(days, "datetime64[D]")))
    return np.asarray(closed[BEFORE:])


def _offered(
    session: Session, shop: ShopInfo, ledger: LedgerDays, products: Sequence[UUID] | None
) -> Entries:
    # Said so that the lines on offer are read by their own index, and not all sales there were.
    is_sale = func.coalesce(D.c.kind, D.c.status) == "sale"
    wanted = (
        select(DL.c.product, D.c.business_date)
        .join_from(DL, D, D.c.id == DL.c.document)
        .where(_IS_PROMO, DL.c.product.is_not(None), DL.c.qty > 0)
        .where(is_sale, D.c.status.in_(("open", "posted")), D.c.store == shop.store)
        .where(D.c.business_date.between(ledger.days[0], ledger.days[-1]))
        .distinct()
    )
    if products is not None:
        wanted = wanted.where(DL.c.product.in_(made_of(products)))
    row = {product: number for number, product in enumerate(ledger.products)}
    first, into = ledger.days[0], pointers(session)
    offered = {(into.get(p, p), day) for p, day in session.execute(wanted)}
    return Entries.made([(row[p], (day - first).days, 1.0) for p, day in offered if p in row])


def _categories(session: Session, products: Sequence[UUID] | None) -> dict[UUID, UUID]:
    wanted = select(P.c.id, P.c.category)
    rows = session.execute(wanted if products is None else wanted.where(P.c.id.in_(products)))
    return {row.id: row.category for row in rows}


def _exact(value: Any) -> Decimal:
    """A float of the arrays as the ledger holds it."""
    return Decimal(repr(float(value))).quantize(STEP)
