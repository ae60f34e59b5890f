"""The list of documents: every sale, return, delivery, count and correction with its total."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.orm import Session

from desktop.db.types import Money
from desktop.domain.paper import gross_of, is_held, taxes_of
from desktop.queries.columns import Choice, Column, Facet, Through
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.movements import user_choices
from desktop.queries.vendors import vendor_choices
from desktop.schema import AppUser, Document, DocumentLine, Product, Vendor, Workstation
from desktop.schema.base import table_of

D, DL, P = table_of(Document), table_of(DocumentLine), table_of(Product)
V, W, WS = table_of(Vendor), table_of(AppUser), table_of(Workstation)
S, ITEM, SOUGHT = D.alias("source"), DL.alias("item"), P.alias("sought")
SALES = ("sale", "return")
KINDS = (
    Choice("sale", "Sale", "info", "receipt-text"),
    Choice("return", "Return", "ok", "rotate-ccw"),
    Choice("receipt", "Delivery", "ok", "arrow-down-to-line"),
    Choice("count", "Count", "", "clipboard-check"),
    Choice("adjustment", "Correction", "warn", "sliders-horizontal"),
    Choice("waste", "Written off", "bad", "trash-2"),
    Choice("transfer", "Transfer", "", "arrow-left-right"),
    Choice("purchase", "Order", "", "truck"),
    Choice("production", "Production", "", "hammer"),
)
STATUSES = (
    Choice("posted", "Complete", "ok"),
    Choice("open", "Open", "info"),
    Choice("void", "Void", "bad"),
    Choice("draft", "Draft"),
)
STATES = (*STATUSES, Choice("held", "On hold", "warn"))
TODAY = bindparam("today", type_=Date())
# Said of all kinds and states, so that the index over kind, state and day is the way to it.
_OF_TODAY = (
    D.c.kind.in_([each.value for each in KINDS])
    & D.c.status.in_([each.value for each in STATUSES])
    & (D.c.business_date == TODAY)
)
_WITH_PRODUCT = Through(
    D.c.id,
    select(ITEM.c.document).join_from(ITEM, SOUGHT, SOUGHT.c.id == ITEM.c.product),
    (SOUGHT.c.search_text,),
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document. ``total`` is what is paid, tax and all; of an open one, as it stands now.

    ``state``: its status, or ``held`` while it is laid aside. ``party``: the vendor.
    """

    id: UUID
    number: str
    kind: str
    status: str
    day: date
    at: datetime
    posted_at: datetime | None
    user: str
    workstation: str
    party: str
    total: Decimal
    currency: str
    source: str
    of_kind: str
    note: str
    extra: dict[str, Any]
    lines: int = 0
    state: str = ""


def _summed(session: Session, rows: list[DocumentRow]) -> list[DocumentRow]:
    """Lines and totals with tax, in one statement for all."""
    is_shown = or_(DL.c.qty != 0, DL.c.counted_qty.is_not(None))
    found = session.execute(
        select(
            DL.c.document,
            DL.c.tax_rate,
            func.count().label("lines"),
            func.sum(DL.c.total, type_=Money()).label("total"),
        )
        .where(DL.c.document.in_([row.id for row in rows]), is_shown)
        .group_by(DL.c.document, DL.c.tax_rate)
    )
    sums: dict[UUID, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    lines: dict[UUID, int] = defaultdict(int)
    for one in found:
        sums[one.document].append((one.total, one.tax_rate))
        lines[one.document] += one.lines
    totals = {row.id: gross_of(taxes_of(row, sums[row.id])) for row in rows}
    return [
        replace(row, lines=lines[row.id], total=totals[row.id], state=state_of(row)) for row in rows
    ]


def state_of(row: Any) -> str:
    """Its status in the words of a person: what is laid aside is on hold."""
    return "held" if row.status == "open" and is_held(row.extra) else str(row.status)


DOCUMENTS = ListQuery(
    name="documents",
    row=DocumentRow,
    main=D,
    fields=(
        D.c.id,
        D.c.number,
        D.c.kind,
        D.c.status,
        D.c.business_date,
        D.c.created_at,
        D.c.posted_at,
        W.c.full_name,
        func.coalesce(WS.c.name, ""),
        func.coalesce(V.c.name, D.c.party_text),
        D.c.total,
        D.c.currency,
        func.coalesce(S.c.number, ""),
        func.coalesce(S.c.kind, ""),
        D.c.note,
        D.c.extra,
    ),
    joins=(
        Join(W, W.c.id == D.c.user),
        Join(WS, WS.c.id == D.c.origin, is_optional=True),
        Join(V, V.c.id == D.c.vendor, is_optional=True),
        Join(S, S.c.id == D.c.source, is_optional=True),
    ),
    columns=(
        # Ids rise with time, so their index is the order of time.
        Column("at", "Time", "time", 144, D.c.id, descending=True),
        Column("number", "Number", width=0, sort=D.c.number),
        Column("kind", "Kind", "choice", 124, choices=KINDS),
        Column("state", "State", "choice", 96, choices=STATES),
        Column("total", "Total", "money", 100),
        Column("lines", "Lines", "number", 64),
        Column("user", "User", width=120, hidden_below=1440),
        Column("workstation", "Till", width=120, hidden_below=1920),
        Column("party", "Vendor", width=140, hidden_below=1600),
        Column("source", "Of", width=150, hidden_below=1600),
        Column("note", "Note", width=140, hidden_below=1920),
        Column("day", "Day", "date", 112, hidden_below=9999),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    search=(D.c.number, V.c.name, _WITH_PRODUCT),
    facets=(
        Facet("kind", "Kind", "choice", D.c.kind, KINDS),
        Facet("status", "State", "choice", D.c.status, STATUSES),
        Facet("user", "User", "choice", D.c.user, choices_of=user_choices),
        Facet("vendor", "Vendor", "choice", D.c.vendor, choices_of=vendor_choices),
        Facet("at", "Date", "date", D.c.created_at),
        Facet("product", "Product", "lookup", D.c.id, through=_WITH_PRODUCT),
        Facet("today", "Today", "flag", _OF_TODAY),
    ),
    extra=_summed,
    printed=(
        *("id", "number", "kind", "state", "day", "at", "posted_at", "user", "workstation"),
        *("party", "source", "lines", "total", "currency", "note"),
    ),
    given=(("today", lambda: datetime.now(UTC).date()),),
)


def document_of_number(session: Session, number: str) -> UUID | None:
    """The id behind a readable number such as M1-02-S-000731; None where there is none."""
    return session.scalars(select(Document.id).where(Document.number == number.strip())).first()
