"""What a manager sees first beside sales: the stock's worth, what runs low, what happened last.

Every function answers one card in at most two statements. Days are the shop's: they begin at its
hour in its zone. All figures are of one store.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    and_,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from desktop.db.amounts import times
from desktop.db.types import Money, Quantity
from desktop.domain.alert_rules import STOCK_KINDS
from desktop.domain.ids import ZERO as ROOT
from desktop.domain.shop import ShopInfo
from desktop.queries.alerts import GRAVITY, STANDS, STATE, PriceRise, facts_at, rise_of
from desktop.queries.balances import Spot, balances, starts
from desktop.queries.purchases import on_order_of
from desktop.queries.reorder import DRAFTED
from desktop.queries.sales import DAY, POINTS, WEEK, moved_in, sold_since
from desktop.queries.stock import cost_in, on_hand_of, sellable_places, worth_of
from desktop.schema import (
    Alert,
    Category,
    Location,
    Product,
    StockLevel,
    StockMove,
    Unit,
)
from desktop.schema.base import table_of

A, C = table_of(Alert), table_of(Category)
P, U, M = table_of(Product), table_of(Unit), table_of(StockMove)
LEVEL, PLACE = table_of(StockLevel), table_of(Location)
ZERO = Decimal(0)
KEY = ("product", "location", "lot")
_NOTHING = literal_column("0", Quantity())
_FREE = literal_column("0", Money())


@dataclass(frozen=True, slots=True)
class ValueCourse:
    """What the stock is worth at today's costs: now, when the week began, and at 14 days' ends."""

    amount: Decimal
    week_began: Decimal
    course: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class LowCourse:
    """How many products are at or below their reorder level: now, on Monday morning, and so on."""

    products: int
    week_began: int
    course: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A top category with all that lies below it (``ids``)."""

    name: str
    amount: Decimal
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """An open alert, with what was sold of its product in the last seven days."""

    id: UUID
    type: str
    severity: str
    product: UUID | None
    name: str
    on_hand: Decimal
    reorder_point: Decimal | None
    decimals: int
    price: Decimal | None
    params: dict[str, Any]
    sold: Decimal

    @property
    def rise(self) -> PriceRise | None:
        """What an alert on a vendor's price is about; None for any other."""
        return rise_of(self.type, self.params, self.price)


@dataclass(frozen=True, slots=True)
class LatestMove:
    """A movement and what it changed; a count changes by what it found too much or too little."""

    id: UUID
    product: UUID
    name: str
    kind: str
    is_undo: bool
    at: datetime
    quantity: Decimal
    change: Decimal
    decimals: int


def has_goods(session: Session) -> bool:
    """Whether there is any product at all."""
    return session.execute(select(P.c.id).limit(1)).first() is not None


def _ends(shop: ShopInfo, now: datetime) -> list[datetime]:
    """The ends of the 13 days before today: the moments that a course of 14 points tells of."""
    today = shop.day_of(now)
    return [shop.begins(today - number * DAY) for number in reversed(range(POINTS - 1))]


def _monday_point(shop: ShopInfo, now: datetime) -> int:
    """Which point of a course is the end of last week."""
    return POINTS - 2 - shop.day_of(now).weekday()


def value_course(session: Session, shop: ShopInfo, now: datetime) -> ValueCourse:
    """The stock's worth and its course: today's levels, walked back movement by movement."""
    gains = _gains(_ends(shop, now)).cte("gains")
    worth = func.sum(worth_of(LEVEL, P.c.unit_cost), type_=Money())
    whole = (
        select(type_coerce(null(), Integer()), worth)
        .join_from(LEVEL, P, P.c.id == LEVEL.c.product)
        .where(LEVEL.c.location.in_(sellable_places()))
    )
    each = select(gains.c.point, func.sum(gains.c.gain, type_=Money())).group_by(gains.c.point)
    rows = session.execute(union_all(each, whole), {"store": shop.store})
    found = {point: amount or ZERO for point, amount in rows}
    course = [found[None]]
    for point in range(POINTS - 1, 0, -1):
        course.insert(0, course[0] - found.get(point, ZERO))
    return ValueCourse(course[-1], course[_monday_point(shop, now)], tuple(course))


def _gains(ends: list[datetime]) -> Any:
    """What each level's worth gained up to each point since the one before, at today's costs."""
    changes = _changes(ends).cte("changes")
    key = [changes.c[name] for name in KEY]
    later = func.sum(changes.c.qty, type_=Quantity()).over(
        partition_by=key, order_by=changes.c.point.desc(), rows=(None, -1)
    )
    at_level = and_(*(LEVEL.c[name] == changes.c[name] for name in KEY))
    after = LEVEL.c.on_hand - func.coalesce(later, _NOTHING, type_=Quantity())
    states = (
        select(
            changes.c.point,
            type_coerce(after, Quantity()).label("after"),
            type_coerce(after - changes.c.qty, Quantity()).label("before"),
            func.coalesce(cost_in(LEVEL, P.c.unit_cost), _FREE, type_=Money()).label("cost"),
        )
        .join_from(changes, LEVEL, at_level)
        .join(P, P.c.id == LEVEL.c.product)
        .cte("states")
    )
    after_it, before_it = (
        times(case((held > 0, held), else_=_NOTHING), states.c.cost)
        for held in (states.c.after, states.c.before)
    )
    return select(states.c.point, type_coerce(after_it - before_it, Money()).label("gain"))


def _changes(ends: list[datetime]) -> Any:
    """By how much each level changed up to each point since the one before.

    A standing count changes a level by what it found less what was there; the row that takes a
    count back and the count itself change nothing.
    """
    point = case(
        *((M.c.occurred_at < end, number) for number, end in enumerate(ends)), else_=POINTS - 1
    )
    key = [M.c[name] for name in KEY]
    here = (M.c.occurred_at >= ends[0], moved_in(sellable_places()))
    moved = select(*key, point.label("point"), M.c.qty).where(*here, M.c.qty.is_not(None))
    found = starts(_counts(ends[0]).cte("span")).cte("found")
    change = type_coerce(M.c.set_qty - found.c.base, Quantity())
    counted = select(*key, point, change).join_from(found, M, M.c.id == found.c.n)
    parts = union_all(moved, counted).cte("parts")
    by = [*(parts.c[name] for name in KEY), parts.c.point]
    return select(*by, func.sum(parts.c.qty, type_=Quantity()).label("qty")).group_by(*by)


def _counts(since: datetime) -> Any:
    """The standing counts since then, as spans of one movement each."""
    undo = M.alias("undo")
    is_undone = select(undo.c.id).where(undo.c.reverses == M.c.id).exists()
    return select(
        M.c.id.label("n"), M.c.product, M.c.location, M.c.lot, M.c.occurred_at.label("since"),
        M.c.id.label("since_id"), M.c.occurred_at.label("until"),
    ).where(
        M.c.occurred_at >= since, moved_in(sellable_places()), M.c.kind == "count",
        ~is_undone,
    )  # fmt: skip


def branch_values(session: Session, shop: ShopInfo) -> list[Branch]:
    """What the stock of each top category is worth at cost, the most first; none at zero."""
    rows = session.execute(
        select(P.c.category, func.sum(worth_of(LEVEL, P.c.unit_cost), type_=Money()))
        .join_from(LEVEL, P, P.c.id == LEVEL.c.product)
        .where(LEVEL.c.location.in_(sellable_places()))
        .group_by(P.c.category),
        {"store": shop.store},
    )
    amounts = {category: amount or ZERO for category, amount in rows}
    tree = {row.id: row for row in session.execute(select(C.c.id, C.c.parent, C.c.name))}
    below: dict[UUID, list[UUID]] = defaultdict(list)
    for key in tree:
        top = key
        while tree[top].parent not in (ROOT, top):
            top = tree[top].parent
        below[top].append(key)
    found = [
        Branch(tree[top].name if top != ROOT else "",
               sum((amounts.get(key, ZERO) for key in ids), ZERO), tuple(ids))
        for top, ids in below.items()
    ]  # fmt: skip
    return sorted((b for b in found if b.amount), key=lambda b: (-b.amount, b.name))


def low_course(session: Session, shop: ShopInfo, now: datetime) -> LowCourse:
    """Counted from the alerts on stock: a product has at most one that stands."""
    ends = _ends(shop, now)
    stood = [
        func.coalesce(func.sum(case((_stood(end), 1), else_=0)), 0).label(f"at_{number}")
        for number, end in enumerate(ends)
    ]
    stands = func.coalesce(func.sum(case((A.c.status != "resolved", 1), else_=0)), 0)
    row = session.execute(
        select(*stood, stands).where(
            A.c.store == shop.store,
            A.c.type.in_(STOCK_KINDS),
            or_(A.c.status != "resolved", A.c.resolved_at >= ends[0]),
        )
    ).one()
    course = tuple(int(number) for number in row)
    return LowCourse(course[-1], course[_monday_point(shop, now)], course)


def _stood(at: datetime) -> Any:
    return and_(A.c.created_at < at, or_(A.c.resolved_at.is_(None), A.c.resolved_at >= at))


def concerns(session: Session, shop: ShopInfo, now: datetime, limit: int = 8) -> list[Concern]:
    """The gravest alerts that are open now, of those the newest; a snooze that is over is open."""
    rows = session.execute(
        select(
            A.c.id, A.c.type, A.c.severity, A.c.product, func.coalesce(P.c.name, "").label("name"),
            on_hand_of(A.c.product).label("on_hand"), P.c.reorder_point,
            func.coalesce(U.c.decimals, 0).label("decimals"), P.c.price, A.c.params,
            on_order_of(DRAFTED.c.qty).label("drafted"),
        )
        .join_from(A, P, P.c.id == A.c.product, isouter=True)
        .join(U, U.c.id == P.c.unit, isouter=True)
        .join(DRAFTED, DRAFTED.c.product == A.c.product, isouter=True)
        .where(STANDS, STATE == "open", A.c.store == shop.store)
        .order_by(GRAVITY, A.c.created_at.desc(), A.c.id.desc())
        .limit(limit),
        {"store": shop.store, "now": now},
    ).all()  # fmt: skip
    products = [row.product for row in rows if row.product is not None]
    sold = {row.product: row.sold for row in sold_since(session, shop, now - WEEK, products)}
    return [
        Concern(
            row.id, row.type, row.severity, row.product, row.name, row.on_hand, row.reorder_point,
            row.decimals, row.price, facts_at(row.type, row.params, row.drafted),
            sold.get(row.product, ZERO),
        )
        for row in rows
    ]  # fmt: skip


def latest_moves(session: Session, shop: ShopInfo, limit: int = 5) -> list[LatestMove]:
    """The newest movements of the store, newest first."""
    places = select(PLACE.c.id).where(PLACE.c.store == shop.store)
    rows = session.execute(
        select(M.c.id, M.c.product, M.c.location, M.c.lot, M.c.occurred_at, M.c.kind, M.c.qty,
               M.c.set_qty, M.c.reverses, P.c.name, U.c.decimals)
        .join_from(M, P, P.c.id == M.c.product)
        .join(U, U.c.id == P.c.unit)
        .where(moved_in(places))
        .order_by(M.c.occurred_at.desc(), M.c.id.desc())
        .limit(limit)
    ).all()  # fmt: skip
    told = [r for r in rows if r.qty is None]  # of all others the quantity is the change
    spots = (Spot(r.product, r.location, r.lot, r.occurred_at, r.reverses or r.id) for r in told)
    found = balances(session, spots)
    changes = {r.id: found[r.id].after - found[r.id].before for r in told}
    return [
        LatestMove(
            id=r.id,
            product=r.product,
            name=r.name,
            kind=r.kind,
            is_undo=r.reverses is not None,
            at=r.occurred_at,
            quantity=r.set_qty if r.set_qty is not None else abs(r.qty or ZERO),
            change=changes.get(r.id, r.qty),
            decimals=r.decimals,
        )
        for r in rows
    ]
