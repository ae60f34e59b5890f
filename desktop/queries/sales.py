"""What was sold: by day, as documents stand, and by product, as goods went out.

Every function answers one card in at most two statements. Days are the shop's: they begin at its
hour in its zone. All figures are of one store, in its currency.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, func, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from desktop.db.types import Money, Quantity
from desktop.domain.shop import ShopInfo
from desktop.queries.events import marks
from desktop.queries.merged import made_of
from desktop.schema import Category, Document, DocumentLine, Location, Product, StockMove, Unit
from desktop.schema.base import table_of

C, D, DL, PLACE = (table_of(entity) for entity in (Category, Document, DocumentLine, Location))
S = D.alias("source")
P, U, M = table_of(Product), table_of(Unit), table_of(StockMove)
OLD = P.alias("old")  # what was sold; where it was merged since, ``P`` is what is left of it
POINTS = 14
SELLING = ("sale", "return")
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SalesToday:
    """``then``: what the same weekday a week before had sold by this time of the day.

    ``course``: the last 14 days, today's share last.
    """

    amount: Decimal
    then: Decimal
    course: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class SalesDay:
    """What one day sold, what the day of the period before did, and how much of it on offer.

    ``events`` are the names of what the calendar has on it; ``begins``: one of them on that day.
    """

    day: date
    amount: Decimal
    before: Decimal
    promo: Decimal
    events: tuple[str, ...] = ()
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Seller:
    """A product and how much of it was sold, returns and undone bookings taken off."""

    product: UUID
    name: str
    category: str
    sold: Decimal
    decimals: int


def sales_today(session: Session, shop: ShopInfo, now: datetime) -> SalesToday:
    """Documents of the day as they stand: what was undone, voided or returned is taken off."""
    today = shop.day_of(now)
    sums = _sales(session, shop, today - (POINTS - 1) * DAY, today)
    same = today - WEEK
    until = shop.begins(same) + (now - shop.begins(today))
    then = _sales(session, shop, same, same, until)
    days = [today - number * DAY for number in reversed(range(POINTS))]
    return SalesToday(sums[today], then[same], tuple(sums[day] for day in days))


def sales_days(session: Session, shop: ShopInfo, now: datetime, days: int) -> list[SalesDay]:
    """The last ``days`` days, each beside the day so many days before it; oldest first."""
    today = shop.day_of(now)
    first = today - (days - 1) * DAY
    span = days * DAY
    sums = _sales(session, shop, first - span, today)
    promo, events = _promo_and_events(session, shop, first, today)
    every = (first + number * DAY for number in range(days))
    return [
        SalesDay(
            day, sums[day], sums[day - span], promo[day],
            tuple(name for begins, ends, name in events if begins <= day <= ends),
            any(begins == day for begins, _, _ in events),
        )
        for day in every
    ]  # fmt: skip


def _promo_and_events(
    session: Session, shop: ShopInfo, first: date, last: date
) -> tuple[dict[date, Decimal], list[tuple[date, date, str]]]:
    """What each day sold on offer; the events by their first day. One statement."""
    nothing = type_coerce(null(), Money()).label("amount")
    day, no_name = D.c.business_date, type_coerce(null(), String())
    on_offer = (
        select(day, day, no_name, func.sum(DL.c.total, type_=Money()))
        .join_from(D, DL, DL.c.document == D.c.id)
        .where(*standing(shop, first, last, "posted", "open"), DL.c.is_promo)
        .group_by(day)
    )
    promo: dict[date, Decimal] = defaultdict(Decimal)
    events = []
    both = union_all(marks(shop.store, first, last).add_columns(nothing), on_offer)
    for begins, ends, name, amount in session.execute(both):
        if name is None:
            promo[begins] = amount
        else:
            events.append((begins, ends, name))
    return promo, sorted(events)


def standing(shop: ShopInfo, first: date, last: date, *status: str) -> tuple[Any, ...]:
    """Sales and returns of these days that count, through the index of kind, status and day.

    What is taken back of a delivery is a return too, and no sale.
    """
    source = select(S.c.kind).where(S.c.id == D.c.source).scalar_subquery()
    return (
        D.c.kind.in_(SELLING),
        D.c.status.in_(status),
        D.c.business_date.between(first, last),
        D.c.store == shop.store,
        func.coalesce(source, "sale") == "sale",
    )


def _sales(
    session: Session, shop: ShopInfo, first: date, last: date, until: datetime | None = None
) -> dict[date, Decimal]:
    """What each day sold, in one statement: posted totals and open lines; a return's are negative.

    ``until``: only documents that were begun by then.
    """
    begun = [D.c.created_at <= until] if until is not None else []
    posted = select(D.c.business_date, func.sum(D.c.total, type_=Money()).label("amount"))
    is_open = select(D.c.business_date, func.sum(DL.c.total, type_=Money()))
    parts = union_all(
        posted.where(*standing(shop, first, last, "posted"), *begun).group_by(D.c.business_date),
        is_open.join_from(D, DL, DL.c.document == D.c.id)
        .where(*standing(shop, first, last, "open"), *begun)
        .group_by(D.c.business_date),
    )
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in session.execute(parts):
        sums[day] += amount
    return sums


def sold_since(session: Session, shop: ShopInfo, since: datetime, products: Sequence[UUID]) -> Any:
    """How much of these products was sold since then."""
    if not products:
        return ()
    left = func.coalesce(P.c.merged_into, P.c.id).label("product")
    return session.execute(
        select(left, (-func.sum(M.c.qty, type_=Quantity())).label("sold"))
        .join_from(M, P, P.c.id == M.c.product)
        .where(M.c.product.in_(made_of(products)), M.c.occurred_at >= since, *_sales_of(shop))
        .group_by(left)
    )


def _sales_of(shop: ShopInfo) -> tuple[Any, ...]:
    places = select(PLACE.c.id).where(PLACE.c.store == shop.store)
    return M.c.kind.in_(SELLING), moved_in(places)


def moved_in(places: Select[Any]) -> ColumnElement[bool]:
    """That a movement was in one of these places, said so that no index of places is taken.

    A store has few places with nearly all movements in each; what bounds the rows is their time.
    """
    return func.coalesce(M.c.location, M.c.lot).in_(places)


def top_sellers(session: Session, shop: ShopInfo, now: datetime, limit: int = 5) -> list[Seller]:
    """What was sold most since Monday, by quantity."""
    today = shop.day_of(now)
    monday = today - timedelta(days=today.weekday())
    sold = (-func.sum(M.c.qty, type_=Quantity())).label("sold")
    # A plain column would make SQLite walk the whole index of products to save sorting.
    product = func.coalesce(OLD.c.merged_into, OLD.c.id)
    best = (
        select(product.label("product"), sold)
        .join_from(M, OLD, OLD.c.id == func.coalesce(M.c.product, M.c.lot))
        .where(M.c.occurred_at >= shop.begins(monday), *_sales_of(shop))
        .group_by(product)
        .having(func.sum(M.c.qty) < 0)
        .order_by(sold.desc(), product)
        .limit(limit)
        .subquery("best")
    )
    rows = session.execute(
        select(P.c.id, P.c.name, C.c.name, type_coerce(best.c.sold, Quantity()), U.c.decimals)
        .join_from(best, P, P.c.id == best.c.product)
        .join(C, C.c.id == P.c.category)
        .join(U, U.c.id == P.c.unit)
        .order_by(best.c.sold.desc(), P.c.id)
    )
    return [Seller(*row) for row in rows]
