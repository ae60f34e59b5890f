"""What was there before sales of the past: they change no stock of today.

Every stretch between two counts gets an opening of just what is sold in it, so that each count
finds the difference it found before and what is on hand now does not change. Before the shop's own
first movement of a product one piece more is held until its own books begin: else every day
without a sale would look like one without stock.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.imports.sales import DaySale, ImportSales, told_before
from desktop.commands.imports.sold_here import HISTORY
from desktop.commands.posting import MOVE, NewMove
from desktop.domain.ids import no_lot
from desktop.domain.ledger import MICROSECOND, Kind
from desktop.domain.parts import parts

BEFORE, AFTER = "before the sales history", "end of the sales history"
_REASONS = (HISTORY, BEFORE, AFTER)
_LARGEST = Decimal(900_000)  # of one movement
_HELD = Decimal(1)


@dataclass(frozen=True)
class Begin:
    """The first day and moment of all that is booked of a file."""

    day: date
    at: datetime


def begin_of(sales: Sequence[DaySale]) -> Begin:
    """Of sales that are at least one."""
    return Begin(min(sale.day for sale in sales), min(sale.at for sale in sales))


@dataclass(frozen=True)
class _Books:
    """What a product's ledger here says already: its counts, and when it began."""

    counts: Sequence[datetime]
    begins: datetime | None
    is_told: bool


def openings(
    session: Session, command: ImportSales, sales: Sequence[DaySale], begin: Begin
) -> Iterator[NewMove]:
    """For each product and stretch between counts what it sold, just before the first sale."""
    of: dict[UUID, list[DaySale]] = {}
    for sale in sales:
        of.setdefault(sale.product.id, []).append(sale)
    books = _books(session, command, list(of), begin.day)
    for product, theirs in of.items():
        book = books[product]
        for stretch in _stretches(book.counts, theirs):
            first = min(sale.at for sale in stretch) - MICROSECOND
            yield from _opening(product, first, sum((s.quantity for s in stretch), Decimal(0)))
        first = (begin.at if book.is_told else min(sale.at for sale in theirs)) - 2 * MICROSECOND
        ends = min(filter(None, (book.begins, command.ends))) - MICROSECOND
        if first < ends:
            yield from _opening(product, first, _HELD)
            yield from _opening(product, ends, -_HELD)


def pieces(quantity: Decimal) -> Iterator[Decimal]:
    """In movements of a size that the ledger takes."""
    sign = 1 if quantity > 0 else -1
    left = abs(quantity)
    while left:
        yield sign * min(left, _LARGEST)
        left -= min(left, _LARGEST)


def _opening(product: UUID, at: datetime, quantity: Decimal) -> Iterator[NewMove]:
    reason = BEFORE if quantity > 0 else AFTER
    for part in pieces(quantity):
        yield NewMove(product, Kind.OPENING, qty=part, reason=reason, occurred_at=at)


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
        earlier = select(LINE.c.product).distinct()
        earlier = earlier.join_from(DOCUMENT, LINE, LINE.c.document == DOCUMENT.c.id)
        earlier = earlier.where(*told_before(), DOCUMENT.c.location == command.by.location)
        earlier = earlier.where(DOCUMENT.c.business_date < first)
        told.update(connection.execute(earlier.where(LINE.c.product.in_(part))).scalars())
    return {key: _Books(counts.get(key, ()), begins.get(key), key in told) for key in products}
