"""One document as its panel shows it: lines with tax, its sale or returns, and why it is void."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.db.types import Quantity
from desktop.domain.errors import UserError
from desktop.domain.ledger import VOID
from desktop.domain.money import TaxLine
from desktop.domain.paper import gross_of, includes_tax, taxes_of
from desktop.queries.columns import Filter, Request
from desktop.queries.documents import (
    DL,
    DOCUMENTS,
    WS,
    D,
    DocumentRow,
    S,
    V,
    W,
    state_of,
)
from desktop.queries.lists import stream
from desktop.queries.product import ProductCard, product_by_code
from desktop.schema import Location, Product, StockMove, Unit
from desktop.schema.base import table_of

P, U, M, L = table_of(Product), table_of(Unit), table_of(StockMove), table_of(Location)
TILL = ("sale", "receipt", "count")
NEWEST = 2_000
_NONE = Decimal(0)


@dataclass(frozen=True)
class PaperLine:
    """One product on the paper; ``quantity`` is what was found in a count.

    ``out``: how many of a sale's line can still come back.
    """

    id: UUID
    product: UUID
    name: str
    sku: str
    unit: str
    decimals: int
    quantity: Decimal
    price: Decimal
    tax_rate: Decimal
    total: Decimal
    out: Decimal


@dataclass(frozen=True)
class Related:
    """A document that this one is of, or that is of this one."""

    id: UUID
    number: str
    kind: str
    status: str


@dataclass(frozen=True)
class Undoing:
    """Who took it back, when, and why; the reason may be empty."""

    user: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class DocumentCard:
    """All that is told of one document. ``state`` is ``held`` while it is laid aside."""

    id: UUID
    number: str
    kind: str
    status: str
    state: str
    day: date
    at: datetime
    posted_at: datetime | None
    user: str
    workstation: str
    location: str
    party: str
    note: str
    currency: str
    lines: tuple[PaperLine, ...]
    taxes: tuple[TaxLine, ...]
    includes_tax: bool
    source: Related | None
    returns: tuple[Related, ...]
    undoing: Undoing | None

    @property
    def total(self) -> Decimal:
        """What is paid, tax and all."""
        return gross_of(self.taxes)

    @property
    def out(self) -> Decimal:
        """How much of a completed sale can still come back."""
        return sum((line.out for line in self.lines), _NONE)


def document_card(session: Session, document: UUID) -> DocumentCard:
    """Four statements, whatever its size."""
    head = _head(session, document)
    lines = _lines(session, head)
    source = None
    if head.source is not None:
        source = Related(head.source, head.of_number, head.of_kind, head.of_status)
    return DocumentCard(
        id=head.id,
        number=head.number,
        kind=head.kind,
        status=head.status,
        state=state_of(head),
        day=head.business_date,
        at=head.created_at,
        posted_at=head.posted_at,
        user=head.user_name,
        workstation=head.till or "",
        location=head.place,
        party=head.party,
        note=head.note,
        currency=head.currency,
        lines=lines,
        taxes=tuple(taxes_of(head, ((line.total, line.tax_rate) for line in lines))),
        includes_tax=includes_tax(head),
        source=source,
        returns=_returns(session, document),
        undoing=_undoing(session, document) if head.status == "void" else None,
    )


def _head(session: Session, document: UUID) -> Any:
    names = (
        W.c.full_name.label("user_name"),
        WS.c.name.label("till"),
        L.c.name.label("place"),
        func.coalesce(V.c.name, D.c.party_text).label("party"),
        S.c.number.label("of_number"),
        S.c.kind.label("of_kind"),
        S.c.status.label("of_status"),
    )
    head = session.execute(
        select(D, *names)
        .join_from(D, W, W.c.id == D.c.user)
        .join(L, L.c.id == D.c.location)
        .outerjoin(WS, WS.c.id == D.c.origin)
        .outerjoin(V, V.c.id == D.c.vendor)
        .outerjoin(S, S.c.id == D.c.source)
        .where(D.c.id == document)
    ).first()
    if head is None:
        raise UserError("This document is gone.", "Refresh the list.", code="gone")
    return head


def _lines(session: Session, head: Any) -> tuple[PaperLine, ...]:
    paper, back = D.alias("paper"), DL.alias("back")
    came_back = (
        select(func.sum(back.c.qty, type_=Quantity()))
        .join_from(paper, back, back.c.document == paper.c.id)
        .where(paper.c.source == head.id, paper.c.kind == "return", paper.c.status == "posted")
        .where(back.c.product == DL.c.product)
        .scalar_subquery()
    )
    has_returns = head.kind == "sale" and head.status == "posted"
    columns = [came_back.label("back")] if has_returns else []
    found = session.execute(
        select(DL, P.c.sku, U.c.code.label("unit_code"), U.c.decimals, *columns)
        .join_from(DL, P, P.c.id == DL.c.product)
        .join(U, U.c.id == DL.c.unit)
        .where(DL.c.document == head.id, or_(DL.c.qty != 0, DL.c.counted_qty.is_not(None)))
        .order_by(DL.c.position)
    )
    return tuple(
        PaperLine(
            row.id,
            row.product,
            row.description,
            row.sku,
            row.unit_code,
            row.decimals,
            row.counted_qty if head.kind == "count" else row.qty,
            row.unit_price,
            row.tax_rate,
            row.total,
            row.qty + (row.back or _NONE) if has_returns else _NONE,
        )
        for row in found
    )


def _returns(session: Session, document: UUID) -> tuple[Related, ...]:
    found = session.execute(
        select(D.c.id, D.c.number, D.c.kind, D.c.status)
        .where(D.c.source == document)
        .order_by(D.c.id)
    )
    return tuple(Related(*row) for row in found)


def _undoing(session: Session, document: UUID) -> Undoing | None:
    lines = select(DL.c.id).where(DL.c.document == document)
    row = session.execute(
        select(W.c.full_name, M.c.recorded_at, M.c.reason)
        .join_from(M, W, W.c.id == M.c.user)
        .where(M.c.line.in_(lines), M.c.reverses.is_not(None))
        .order_by(M.c.recorded_at.desc(), M.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    reason = row.reason.removeprefix(VOID).strip() if row.reason.startswith(VOID) else ""
    return Undoing(row.full_name, row.recorded_at, reason)


def recent_sales(session: Session, limit: int = 30) -> list[DocumentRow]:
    """The sales completed last, newest first, with what they came to."""
    chosen = (Filter("kind", "is", "sale"), Filter("status", "is", "posted"))
    return list(stream(session, DOCUMENTS, Request(filters=chosen), limit))


def open_papers(session: Session, store: UUID) -> list[DocumentRow]:
    """What is open in a store and has lines, newest first: on hold, or at a till."""
    here = select(D.c.id).where(D.c.kind.in_(TILL), D.c.status == "open", D.c.store == store)
    ids = set(session.scalars(here))
    chosen = (Filter("kind", "in", TILL), Filter("status", "is", "open"))
    rows = stream(session, DOCUMENTS, Request(filters=chosen))
    return [row for row in rows if row.lines and row.id in ids]


def sale_of(session: Session, text: str) -> UUID | None:
    """The sale that a scanned or typed number names: whole, or its last figures."""
    typed = text.strip().upper()
    whole = select(D.c.id).where(D.c.number == typed, D.c.kind == "sale")
    found = session.scalars(whole).first()
    if found is not None or not typed.isdigit():
        return found
    newest = select(D.c.id, D.c.number, D.c.kind).order_by(D.c.id.desc()).limit(NEWEST).subquery()
    ending = newest.c.number.like(f"%-{typed.zfill(6)}")
    close = select(newest.c.id).where(newest.c.kind == "sale", ending)
    return session.scalars(close.order_by(newest.c.id.desc()).limit(1)).first()


def named(session: Session, text: str, location: UUID) -> DocumentCard | ProductCard:
    """What a scanned or typed text is at the counter: a sale's number, or a product's code."""
    sale = sale_of(session, text)
    return document_card(session, sale) if sale else product_by_code(session, text, location)
