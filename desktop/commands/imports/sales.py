"""Sales of the past taken in: forecasts and reports learn from them, today's stock stays.

Every stretch between two counts gets an opening of just what is sold in it, so that each count
finds the difference it found before and what is on hand now does not change. Before the shop's own
first movement of a product one piece more is held until its own books begin: else every day
without a sale would look like one without stock.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from desktop.commands.access import require
from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.imports.items import Imported
from desktop.commands.imports.preparing import job_lane
from desktop.commands.imports.sold_here import HISTORY, merged_into, sold_here
from desktop.commands.posting import MOVE, NewMove, Posting, begin
from desktop.db.bulk import insert_rows
from desktop.domain.ids import member, no_lot
from desktop.domain.ledger import MICROSECOND, Kind
from desktop.domain.money import rounded
from desktop.domain.paper import INCLUDES_TAX
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor, Permission
from desktop.domain.progress import Progress, Silent
from desktop.domain.shop import currency_decimals
from desktop.schema import Job

NUMBERS = "HISTORY-"  # how the papers' numbers begin
BEFORE, AFTER = "before the sales history", "end of the sales history"
_REASONS = (HISTORY, BEFORE, AFTER)
MOST = 200_000
_LARGEST = Decimal(900_000)  # of one movement
_HELD = Decimal(1)
_PAPERS, _LINES = 1 << 17, 1 << 18
_LINE = ("id", "document", "position", "product", "description", "unit", "category", "qty",
         "unit_price", "tax_rate", "total", "is_promo")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sold:
    """A product as sales name it."""

    id: UUID
    sku: str
    name: str
    unit: UUID
    category: UUID
    tax_rate: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class DaySale:
    """What a day sold of a product, returns taken off; ``at`` is when the first of it went."""

    row: int
    product: Sold
    day: date
    at: datetime
    quantity: Decimal
    amount: Decimal
    is_promo: bool = False

    @property
    def key(self) -> tuple[UUID, date, bool]:
        return self.product.id, self.day, self.is_promo


@dataclass(frozen=True)
class ImportSales:
    """``sales``: one for each product, day and kind; ``ends``: of the file's last day."""

    id: UUID
    by: Actor
    at: datetime
    file: str
    sales: tuple[DaySale, ...]
    ends: datetime
    includes_tax: bool = True


@dataclass(frozen=True)
class NewSales:
    """What of a file is not there yet; ``left_out``: of days on which the shop sold it itself."""

    sales: tuple[DaySale, ...] = ()
    left_out: tuple[DaySale, ...] = ()


def new_sales(session: Session, command: ImportSales) -> NewSales:
    """A day that came before brings only what it sold more; one that was sold here, nothing.

    So the same file again, or one with some of its days, doubles nothing.
    """
    require(session, command.by, Permission.IMPORT)
    if not command.sales:
        return NewSales()
    found = _more(session, command)
    here = sold_here(session, command.by, [(sale.product.id, sale.day) for sale in found])
    own = [here.has(sale.product.id, sale.day) for sale in found]
    return NewSales(
        tuple(sale for sale, is_own in zip(found, own, strict=True) if not is_own),
        tuple(sale for sale, is_own in zip(found, own, strict=True) if is_own),
    )


def _more(session: Session, command: ImportSales) -> list[DaySale]:
    """What earlier files did not tell."""
    known = _known(session, command)
    found = []
    for sale in sorted(command.sales, key=lambda each: (each.day, each.row)):
        before = known.get(sale.key, Decimal(0))
        more = sale.quantity - before
        is_less = before != 0 and (more < 0) == (sale.quantity > 0)
        if more and not is_less:
            share = sale.amount * more / sale.quantity if before and sale.quantity else sale.amount
            found.append(replace(sale, quantity=more, amount=share))
    return found


def import_sales(
    session: Session, command: ImportSales, progress: Progress | None = None
) -> Imported:
    """A posted sale for each day; the same command sent again answers what it did.

    Clock: movements are dated as the file says, recorded now. Locks: the writer of the
    workstation's jobs, then the levels.
    """
    by = replace(command.by, writer=job_lane(session, command.by.writer))
    posting = begin(session, command.id, by, command.at, Permission.IMPORT)
    job = session.get(Job, command.id)
    if job is not None:
        return Imported(**(job.payload["result"] | {"id": job.id}))
    told = progress or Silent()
    news = new_sales(session, command)
    sales = news.sales
    if sales:
        told.report(0, len(sales), "Writing")
        _book(session, posting, command, sales)
        posting.finish()
    result = counted(command, news)
    if sales:
        _note(session, posting, command, result)
    return result


def counted(command: ImportSales, news: NewSales) -> Imported:
    """What writing them does."""
    sales, left = len(news.sales), len(news.left_out)
    days = len({sale.day for sale in news.sales})
    here = len({(sale.product.id, sale.day) for sale in news.left_out})
    same = len(command.sales) - sales - left
    return Imported(command.id, 0, 0, same, 0, 0, 0, sales=sales, days=days, sold_here=here)


def _known(session: Session, command: ImportSales) -> dict[tuple[UUID, date, bool], Decimal]:
    """What earlier files told of these days."""
    days = [sale.day for sale in command.sales]
    wanted = (
        select(LINE.c.product, DOCUMENT.c.business_date, LINE.c.is_promo, LINE.c.qty)
        .join_from(DOCUMENT, LINE, LINE.c.document == DOCUMENT.c.id)
        .where(*_papers(command), DOCUMENT.c.business_date.between(min(days), max(days)))
    )
    found: dict[tuple[UUID, date, bool], Decimal] = {}
    left = merged_into(session)
    for product, day, is_promo, quantity in session.connection().execute(wanted):
        key = (left.get(product, product), day, bool(is_promo))
        found[key] = found.get(key, Decimal(0)) + quantity
    return found


def _papers(command: ImportSales) -> tuple[Any, ...]:
    """The standing papers of sales that came from files."""
    return (
        DOCUMENT.c.kind == "sale",
        DOCUMENT.c.status == "posted",
        DOCUMENT.c.number.like(f"{NUMBERS}%"),
        DOCUMENT.c.location == command.by.location,
    )


def _book(
    session: Session, posting: Posting, command: ImportSales, sales: Sequence[DaySale]
) -> None:
    """The papers stand open until their lines are there."""
    days = sorted({sale.day for sale in sales})
    papers = {day: member(command.id, _PAPERS + n) for n, day in enumerate(days)}
    decimals = currency_decimals(posting.currency)
    lines = list(_lines(command, papers, sales, decimals))
    totals: dict[UUID, Decimal] = {}
    for line in lines:
        totals[line[1]] = totals.get(line[1], Decimal(0)) + line[10]
    _open(posting, command, papers, totals)
    insert_rows(posting.connection, LINE, _LINE, lines)
    ids = list(papers.values())
    for part in parts(ids):
        closed = update(DOCUMENT).where(DOCUMENT.c.id.in_(part))
        posting.connection.execute(closed.values(status="posted", posted_at=posting.stamp))
    for new in _openings(session, command, sales):
        posting.add(new)
    for sale, line in zip(sales, lines, strict=True):
        for quantity in _pieces(-sale.quantity):
            posting.add(
                NewMove(sale.product.id, Kind.SALE, qty=quantity, reason=HISTORY,
                        line=line[0], occurred_at=sale.at)
            )  # fmt: skip


def _lines(
    command: ImportSales, papers: dict[date, UUID], sales: Sequence[DaySale], decimals: int
) -> Iterator[tuple[Any, ...]]:
    """Positions count from one in each paper."""
    positions: dict[UUID, int] = {}
    for number, sale in enumerate(sales):
        paper, product = papers[sale.day], sale.product
        positions[paper] = positions.get(paper, 0) + 1
        price = (sale.amount / sale.quantity).quantize(Decimal("0.0001"))
        total = rounded(sale.amount, decimals)
        yield (
            member(command.id, _LINES + number), paper, positions[paper], product.id,
            product.name, product.unit, product.category, sale.quantity, abs(price),
            product.tax_rate, total, sale.is_promo,
        )  # fmt: skip


def _open(
    posting: Posting, command: ImportSales, papers: dict[date, UUID], totals: dict[UUID, Decimal]
) -> None:
    tail = f"{command.id.int >> 20 & 0xFFFFFFFFFF:010x}"
    names = (
        *("id", "kind", "number", "status", "store", "location", "user", "business_date"),
        *("currency", "note", "total", "extra", "origin", "created_at", "updated_at"),
    )
    extra = {INCLUDES_TAX: command.includes_tax}
    rows = (
        (paper, "sale", f"{NUMBERS}{day:%Y%m%d}-{tail}", "open", posting.by.store,
         posting.by.location, posting.by.user, day, posting.currency, command.file[:500],
         totals[paper], extra, posting.workstation, posting.stamp, posting.stamp)
        for day, paper in papers.items()
    )  # fmt: skip
    insert_rows(posting.connection, DOCUMENT, names, rows)


@dataclass(frozen=True)
class _Books:
    """What a product's ledger here says already: its counts, and when it began."""

    counts: Sequence[datetime]
    begins: datetime | None
    is_told: bool


def _openings(
    session: Session, command: ImportSales, sales: Sequence[DaySale]
) -> Iterator[NewMove]:
    """For each product and stretch between counts what it sold, just before the first sale."""
    of: dict[UUID, list[DaySale]] = {}
    for sale in sales:
        of.setdefault(sale.product.id, []).append(sale)
    books = _books(session, command, list(of), min(sale.day for sale in sales))
    first = min(sale.at for sale in sales)
    for product, theirs in of.items():
        book = books[product]
        for stretch in _stretches(book.counts, theirs):
            begins = min(sale.at for sale in stretch) - MICROSECOND
            yield from _opening(product, begins, sum((s.quantity for s in stretch), Decimal(0)))
        begins = (first if book.is_told else min(sale.at for sale in theirs)) - 2 * MICROSECOND
        ends = min(filter(None, (book.begins, command.ends))) - MICROSECOND
        if begins < ends:
            yield from _opening(product, begins, _HELD)
            yield from _opening(product, ends, -_HELD)


def _opening(product: UUID, at: datetime, quantity: Decimal) -> Iterator[NewMove]:
    reason = BEFORE if quantity > 0 else AFTER
    for part in _pieces(quantity):
        yield NewMove(product, Kind.OPENING, qty=part, reason=reason, occurred_at=at)


def _pieces(quantity: Decimal) -> Iterator[Decimal]:
    """In movements of a size that the ledger takes."""
    sign = 1 if quantity > 0 else -1
    left = abs(quantity)
    while left:
        yield sign * min(left, _LARGEST)
        left -= min(left, _LARGEST)


def _stretches(counts: Sequence[datetime], sales: Sequence[DaySale]) -> list[list[DaySale]]:
    found: dict[int, list[DaySale]] = {}
    for sale in sales:
        found.setdefault(bisect_right(counts, sale.at), []).append(sale)
    return list(found.values())


def _books(
    session: Session, command: ImportSales, products: Sequence[UUID], first: date
) -> dict[UUID, _Books]:
    """Counts that stand, the first own movement, and whether earlier files told of sales."""
    connection, undo = session.connection(), aliased(MOVE)
    here = MOVE.c.location == command.by.location
    stands = ~select(undo.c.id).where(undo.c.reverses == MOVE.c.id).exists()
    counts: dict[UUID, list[datetime]] = {}
    begins: dict[UUID, datetime] = {}
    told: set[UUID] = set()
    for part in parts(products):
        of = (MOVE.c.product.in_(part), here)
        asked = select(MOVE.c.product, MOVE.c.lot, MOVE.c.occurred_at)
        asked = asked.where(*of, MOVE.c.kind == Kind.COUNT, stands)
        for product, lot, at in connection.execute(asked.order_by(MOVE.c.occurred_at)):
            if lot == no_lot(product):
                counts.setdefault(product, []).append(at)
        own = (MOVE.c.reverses.is_(None), MOVE.c.reason.not_in(_REASONS))
        oldest = select(MOVE.c.product, func.min(MOVE.c.occurred_at)).where(*of, *own)
        for product, at in connection.execute(oldest.group_by(MOVE.c.product)):
            begins[product] = at
        earlier = select(LINE.c.product).join_from(DOCUMENT, LINE, LINE.c.document == DOCUMENT.c.id)
        earlier = earlier.where(*_papers(command), DOCUMENT.c.business_date < first)
        told.update(connection.execute(earlier.where(LINE.c.product.in_(part))).scalars())
    return {key: _Books(counts.get(key, ()), begins.get(key), key in told) for key in products}


def _note(session: Session, posting: Posting, command: ImportSales, result: Imported) -> None:
    """The job by which the import is shown and undone."""
    session.add(
        Job(
            id=command.id,
            kind="import",
            status="done",
            done=result.sales,
            total=result.sales,
            message=command.file[:500],
            user=command.by.user,
            started_at=command.at,
            finished_at=posting.stamp,
            payload={"result": {k: v for k, v in vars(result).items() if k != "id"}},
            origin=posting.workstation,
        )
    )
    session.flush()
