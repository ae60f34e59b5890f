"""Sales of the past as a file tells them, and what of them is not there yet.

How they are booked: ``history``.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.documents import DOCUMENT, LINE
from desktop.commands.imports.items import Imported
from desktop.commands.imports.sold_here import merged_into, sold_here
from desktop.domain.parts import PART
from desktop.domain.permissions import Actor, Permission

NUMBERS = "HISTORY-"  # how the papers' numbers begin
MOST = 200_000


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

    def of(self, products: Collection[UUID]) -> "ImportSales":
        """The same for some products alone."""
        theirs = tuple(sale for sale in self.sales if sale.product.id in products)
        return replace(self, sales=theirs)


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


def counted(command: ImportSales, news: NewSales) -> Imported:
    """What writing them does."""
    sales, left = len(news.sales), len(news.left_out)
    days = len({sale.day for sale in news.sales})
    here = len({(sale.product.id, sale.day) for sale in news.left_out})
    same = len(command.sales) - sales - left
    return Imported(command.id, 0, 0, same, 0, 0, 0, sales=sales, days=days, sold_here=here)


def told_before() -> tuple[Any, ...]:
    """The standing papers of sales that came from files."""
    return (
        DOCUMENT.c.kind == "sale",
        DOCUMENT.c.status == "posted",
        DOCUMENT.c.number.like(f"{NUMBERS}%"),
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


def _known(session: Session, command: ImportSales) -> dict[tuple[UUID, date, bool], Decimal]:
    """What earlier files told of these days, at whatever place of the store they came in."""
    left, days = merged_into(session), [sale.day for sale in command.sales]
    wanted = (
        select(LINE.c.product, DOCUMENT.c.business_date, LINE.c.is_promo, LINE.c.qty)
        .join_from(DOCUMENT, LINE, LINE.c.document == DOCUMENT.c.id)
        .where(*told_before(), DOCUMENT.c.store == command.by.store)
        .where(DOCUMENT.c.business_date.between(min(days), max(days)))
    )
    products = {sale.product.id for sale in command.sales}
    products.update({old for old, into in left.items() if into in products})
    if len(products) <= PART:
        wanted = wanted.where(LINE.c.product.in_(products))
    found: dict[tuple[UUID, date, bool], Decimal] = {}
    for product, day, is_promo, quantity in session.connection().execute(wanted):
        key = (left.get(product, product), day, bool(is_promo))
        found[key] = found.get(key, Decimal(0)) + quantity
    return found
