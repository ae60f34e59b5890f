"""A day of the shop in figures: by kind, person and tax rate, from its documents as they stand.

What a document comes to is its tax rounded once per rate and document, so these sums are the sums
of the tickets, to the last minor unit. A day that was closed keeps the figures of that moment; what
changed since is told beside them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.db.types import Money
from desktop.domain.money import TaxLine
from desktop.domain.paper import gross_of, is_held, is_sold, taxes_of
from desktop.domain.quantity import plain
from desktop.domain.shop import ShopInfo
from desktop.queries.documents import DL, KINDS, D, S, W
from desktop.queries.sales import moved_in
from desktop.schema import Job, Location, StockMove
from desktop.schema.base import table_of

M, L, J = table_of(StockMove), table_of(Location), table_of(Job)
ALL_KINDS = [kind.value for kind in KINDS]
TILL = ("sale", "receipt", "count")
MOST = 20  # closings of one day
_NONE = Decimal(0)


@dataclass(frozen=True)
class KindSum:
    """So many documents of a kind and what they come to; ``voids`` of it count for nothing.

    ``kind`` is also ``return_unnamed`` (without ticket) and ``return_bought`` (of a delivery).
    """

    kind: str
    documents: int
    voids: int
    total: Decimal


@dataclass(frozen=True)
class UserSum:
    """What one person sold and took back."""

    user: str
    sales: int
    returns: int
    total: Decimal


@dataclass(frozen=True)
class MoveSum:
    """Movements of a kind that were dated on the day; so many of them take another one back."""

    kind: str
    moves: int
    reversals: int


@dataclass(frozen=True)
class StillOpen:
    """A sale, delivery or count that nobody completed."""

    id: UUID
    number: str
    kind: str
    day: date
    is_held: bool


@dataclass(frozen=True)
class Closed:
    """That the day was closed: by whom, when, and its figures then."""

    user: str
    at: datetime
    figures: dict[str, str]
    command: str = ""


@dataclass(frozen=True)
class DayFigures:
    """One day of one store. ``taxes`` and ``users`` are of sales and what came back of them."""

    day: date
    currency: str
    kinds: tuple[KindSum, ...]
    users: tuple[UserSum, ...]
    taxes: tuple[TaxLine, ...]
    moves: tuple[MoveSum, ...]
    first_ticket: str
    last_ticket: str
    still_open: tuple[StillOpen, ...]
    closed: tuple[Closed, ...]

    @property
    def total(self) -> Decimal:
        """What the till should have taken: sales less returns, tax and all."""
        return gross_of(self.taxes)

    def figures(self) -> dict[str, str]:
        """All figures by name, as they are kept when the day is closed."""
        found = {"total": plain(self.total)}
        for tax in self.taxes:
            rate = plain(tax.rate)
            found[f"tax {rate} net"] = plain(tax.net)
            found[f"tax {rate} tax"] = plain(tax.tax)
        for kind in self.kinds:
            found[f"{kind.kind} documents"] = str(kind.documents)
            found[f"{kind.kind} voids"] = str(kind.voids)
            found[f"{kind.kind} total"] = plain(kind.total)
        names: dict[str, Decimal] = defaultdict(Decimal)
        for user in self.users:  # two people of one name are one figure, not the last one's
            names[f"user {user.user}"] += user.total
        found |= {name: plain(total) for name, total in names.items()}
        return found

    def changes(self) -> list[tuple[str, str, str]]:
        """What is other than when the day was closed last: name, figure then, figure now."""
        if not self.closed:
            return []
        then, now = self.closed[-1].figures, self.figures()
        names = dict.fromkeys((*then, *now))
        return [
            (name, then.get(name, "0"), now.get(name, "0"))
            for name in names
            if then.get(name, "0") != now.get(name, "0")
        ]


def closing_ids(store: UUID, day: date) -> list[UUID]:
    """The ids that the closings of a day have, the first, the second …: the same at every till."""
    return [uuid5(store, f"close of day {day.isoformat()} {number}") for number in range(MOST)]


def day_figures(session: Session, shop: ShopInfo, day: date) -> DayFigures:
    """Five statements, none of them over more than a day."""
    papers = session.execute(
        select(D.c.id, D.c.kind, D.c.status, D.c.number, D.c.posted_at, D.c.extra, D.c.currency,
               D.c.source, D.c.user, W.c.full_name.label("user_name"),
               S.c.kind.label("of_kind"))
        .join_from(D, W, W.c.id == D.c.user)
        .outerjoin(S, S.c.id == D.c.source)
        .where(*_of_day(shop, day))
        .order_by(D.c.posted_at, D.c.id)
    ).all()  # fmt: skip
    taxes = _taxes(session, shop, day, papers)
    tickets = [row.number for row in papers if row.kind == "sale" and row.posted_at is not None]
    return DayFigures(
        day=day,
        currency=shop.currency,
        kinds=tuple(_kinds(papers, taxes)),
        users=tuple(_users(papers, taxes)),
        taxes=tuple(_summed(taxes[row.id] for row in papers if _is_sold(row))),
        moves=tuple(_moves(session, shop, day)),
        first_ticket=tickets[0] if tickets else "",
        last_ticket=tickets[-1] if tickets else "",
        still_open=tuple(_still_open(session, shop, day)),
        closed=tuple(_closed(session, shop, day)),
    )


def _of_day(shop: ShopInfo, day: date) -> tuple[Any, ...]:
    """Through the index over kind, state and day."""
    return (
        D.c.kind.in_(ALL_KINDS),
        D.c.status.in_(("posted", "void")),
        D.c.business_date == day,
        D.c.store == shop.store,
    )


def _taxes(
    session: Session, shop: ShopInfo, day: date, papers: Iterable[Any]
) -> dict[UUID, list[TaxLine]]:
    """Of each document its tax per rate; what is not sold has none, and is worth its lines."""
    rows = session.execute(
        select(DL.c.document, DL.c.tax_rate, func.sum(DL.c.total, type_=Money()).label("total"))
        .join_from(D, DL, DL.c.document == D.c.id)
        .where(*_of_day(shop, day))
        .group_by(DL.c.document, DL.c.tax_rate)
    )
    sums: dict[UUID, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for row in rows:
        sums[row.document].append((row.total, row.tax_rate))
    return {paper.id: taxes_of(paper, sums[paper.id]) for paper in papers}


def group_of(paper: Any) -> str:
    """A document's kind; returns by what they are of."""
    if paper.kind != "return":
        return str(paper.kind)
    if paper.source is None:
        return "return_unnamed"
    return "return" if paper.of_kind == "sale" else "return_bought"


def _is_sold(paper: Any) -> bool:
    return paper.status == "posted" and is_sold(paper)


def _kinds(papers: Iterable[Any], taxes: dict[UUID, list[TaxLine]]) -> list[KindSum]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for paper in papers:
        groups[group_of(paper)].append(paper)
    order = [*ALL_KINDS[:2], "return_unnamed", "return_bought", *ALL_KINDS[2:]]
    found = []
    for kind in (kind for kind in order if kind in groups):
        standing = [paper for paper in groups[kind] if paper.status == "posted"]
        total = sum((gross_of(taxes[paper.id]) for paper in standing), _NONE)
        found.append(KindSum(kind, len(standing), len(groups[kind]) - len(standing), total))
    return found


def _users(papers: Iterable[Any], taxes: dict[UUID, list[TaxLine]]) -> list[UserSum]:
    groups: dict[tuple[str, UUID], list[Any]] = defaultdict(list)
    for paper in papers:
        if _is_sold(paper):
            groups[paper.user_name, paper.user].append(paper)
    found = []
    for name, user in sorted(groups):
        mine = groups[name, user]
        sales = sum(paper.kind == "sale" for paper in mine)
        total = sum((gross_of(taxes[paper.id]) for paper in mine), _NONE)
        found.append(UserSum(name, sales, len(mine) - sales, total))
    return found


def _summed(papers: Iterable[list[TaxLine]]) -> list[TaxLine]:
    rates: dict[Decimal, list[TaxLine]] = defaultdict(list)
    for taxes in papers:
        for tax in taxes:
            rates[tax.rate].append(tax)
    names = [field.name for field in fields(TaxLine)][1:]
    return [
        TaxLine(rate, *(sum((getattr(tax, name) for tax in rates[rate]), _NONE) for name in names))
        for rate in sorted(rates)
    ]


def _moves(session: Session, shop: ShopInfo, day: date) -> list[MoveSum]:
    begin, end = shop.begins(day), shop.begins(day + timedelta(days=1))
    places = select(L.c.id).where(L.c.store == shop.store)
    # Numbers only: pieces and kilograms have no sum.
    rows = session.execute(
        select(M.c.kind, func.count().label("moves"), func.count(M.c.reverses).label("reversals"))
        .where(M.c.occurred_at >= begin, M.c.occurred_at < end, moved_in(places))
        .group_by(M.c.kind)
        .order_by(M.c.kind)
    )
    return [MoveSum(row.kind, row.moves, row.reversals) for row in rows]


def _still_open(session: Session, shop: ShopInfo, day: date) -> list[StillOpen]:
    """Also those of earlier days; without what was scanned and taken back."""
    has_lines = (
        select(DL.c.id)
        .where(DL.c.document == D.c.id, or_(DL.c.qty != 0, DL.c.counted_qty.is_not(None)))
        .exists()
    )
    rows = session.execute(
        select(D.c.id, D.c.number, D.c.kind, D.c.business_date, D.c.extra)
        .where(D.c.kind.in_(TILL), D.c.status == "open", D.c.business_date <= day)
        .where(D.c.store == shop.store, has_lines)
        .order_by(D.c.id)
    )
    return [
        StillOpen(row.id, row.number, row.kind, row.business_date, is_held(row.extra))
        for row in rows
    ]


def _closed(session: Session, shop: ShopInfo, day: date) -> list[Closed]:
    ids = closing_ids(shop.store, day)
    rows = session.execute(
        select(J.c.id, J.c.payload, J.c.finished_at, W.c.full_name)
        .join_from(J, W, W.c.id == J.c.user, isouter=True)
        .where(J.c.id.in_(ids))
    )
    found = sorted(rows, key=lambda row: ids.index(row.id))
    return [
        Closed(row.full_name or "", row.finished_at, row.payload["figures"], row.payload["command"])
        for row in found
    ]
