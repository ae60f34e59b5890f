"""The papers of sales of the past: a sale for each day, its lines, and the movements of both."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import update

from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.imports.goods import insert_parts
from desktop.commands.imports.openings import pieces
from desktop.commands.imports.sales import NUMBERS, DaySale, ImportSales
from desktop.commands.imports.sold_here import HISTORY
from desktop.commands.posting import NewMove, Posting
from desktop.db.columns import Columns, columns_of
from desktop.db.staging import Sink
from desktop.domain.ids import last_member, member, members
from desktop.domain.ledger import Kind
from desktop.domain.money import rounded
from desktop.domain.paper import INCLUDES_TAX
from desktop.domain.shop import currency_decimals

_PAPERS, _LINES = 1 << 17, 1 << 18
_PLACES = 4  # of a unit's price


def put_papers(
    sink: Sink,
    posting: Posting,
    command: ImportSales,
    sales: Sequence[DaySale],
    tell: Callable[[int], None],
) -> list[UUID]:
    """Papers that stand open, and their lines, whose keys are the answer: one for each sale."""
    days = sorted({sale.day for sale in sales})
    papers = dict(zip(days, members(command.id, _PAPERS, len(days)), strict=True))
    lines = members(command.id, _LINES, len(sales))
    totals = _totals(sales, currency_decimals(posting.currency))
    insert_parts(sink, DOCUMENT, _papers(posting, command, papers, sales, totals), tell)
    insert_parts(sink, LINE, _lines(lines, papers, sales, totals), tell)
    return lines


def _totals(sales: Sequence[DaySale], decimals: int) -> list[Decimal]:
    return [rounded(sale.amount, decimals) for sale in sales]


def _papers(
    posting: Posting,
    command: ImportSales,
    papers: dict[date, UUID],
    sales: Sequence[DaySale],
    totals: Sequence[Decimal],
) -> Columns:
    tail = f"{command.id.int >> 20 & 0xFFFFFFFFFF:010x}"
    sums = dict.fromkeys(papers, Decimal(0))
    for sale, total in zip(sales, totals, strict=True):
        sums[sale.day] += total
    each: dict[str, Sequence[Any]] = {
        "id": list(papers.values()),
        "number": [f"{NUMBERS}{day:%Y%m%d}-{tail}" for day in papers],
        "business_date": list(papers),
        "total": list(sums.values()),
    }
    by = posting.by
    same = {
        "kind": "sale", "status": "open", "store": by.store, "location": by.location,
        "user": by.user, "currency": posting.currency, "note": command.file[:500],
        "extra": {INCLUDES_TAX: command.includes_tax}, "origin": posting.workstation,
        "created_at": posting.stamp, "updated_at": posting.stamp,
    }  # fmt: skip
    return Columns(each, same)


def _lines(
    keys: Sequence[UUID],
    papers: dict[date, UUID],
    sales: Sequence[DaySale],
    totals: Sequence[Decimal],
) -> Columns:
    """Positions count from one in each paper."""
    last, positions = dict.fromkeys(papers, 0), []
    for sale in sales:
        last[sale.day] += 1
        positions.append(last[sale.day])
    goods = [sale.product for sale in sales]
    own: dict[str, Sequence[Any]] = {
        "id": keys,
        "document": [papers[sale.day] for sale in sales],
        "position": positions,
        "product": [product.id for product in goods],
        "description": [product.name for product in goods],
        "qty": [sale.quantity for sale in sales],
        "unit_price": [abs(rounded(s.amount / s.quantity, _PLACES)) for s in sales],
        "total": totals,
    }
    rest: dict[str, Sequence[Any]] = {
        "unit": [product.unit for product in goods],
        "category": [product.category for product in goods],
        "tax_rate": [product.tax_rate for product in goods],
        "is_promo": [sale.is_promo for sale in sales],
    }
    return columns_of(own, rest)


def add_sold(posting: Posting, sales: Sequence[DaySale], lines: Sequence[UUID]) -> None:
    """The movements of the papers' lines, dated as the file says.

    Product by product, as most of the indexes of the ledger are: so they are written sooner.
    """
    both = zip(sales, lines, strict=True)
    for sale, line in sorted(both, key=lambda pair: (pair[0].product.id.int, pair[1].int)):
        for quantity in pieces(-sale.quantity):
            posting.add(
                NewMove(sale.product.id, Kind.SALE, qty=quantity, reason=HISTORY,
                        line=line, occurred_at=sale.at)
            )  # fmt: skip


def post_papers(posting: Posting) -> None:
    """When all of their lines are there."""
    first, last = member(posting.command, _PAPERS), last_member(posting.command)
    theirs = update(DOCUMENT).where(DOCUMENT.c.id.between(first, last))
    posting.connection.execute(theirs.values(status="posted", posted_at=posting.stamp))
