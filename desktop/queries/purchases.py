"""Purchase orders: the list, one order with what came in of each line, what is on order at all."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import literal_column

from desktop.db.types import Quantity
from desktop.domain.errors import UserError
from desktop.domain.paper import CLOSED
from desktop.queries.columns import Choice, Column, Facet, Through
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.stock import STORE
from desktop.queries.vendors import vendor_choices
from desktop.schema import AppUser, Document, DocumentLine, Product, Unit, Vendor, VendorPrice
from desktop.schema.base import table_of

D, DL, P = table_of(Document), table_of(DocumentLine), table_of(Product)
V, U, VP, W = table_of(Vendor), table_of(Unit), table_of(VendorPrice), table_of(AppUser)
ITEM, SOUGHT = DL.alias("item"), P.alias("sought")
TODAY = bindparam("today", type_=Date())
_NONE = Decimal(0)
_ZERO = literal_column("0", Quantity())

STATUSES = (
    Choice("draft", "Draft"),
    Choice("open", "Sent", "info"),
    Choice("posted", "Closed", "ok"),
    Choice("void", "Void", "bad"),
)
STATES = (
    Choice("draft", "Draft", "", "pencil"),
    Choice("open", "Sent", "info", "truck"),
    Choice("part", "Partly here", "info", "arrow-down-to-line"),
    Choice("late", "Late", "warn", "triangle-alert"),
    Choice("received", "All here", "ok", "circle-check"),
    Choice("closed", "Closed", "", "check"),
    Choice("void", "Void", "bad", "ban"),
)
_WITH_PRODUCT = Through(
    D.c.id,
    select(ITEM.c.document).join_from(ITEM, SOUGHT, SOUGHT.c.id == ITEM.c.product),
    (SOUGHT.c.search_text,),
)
_OPEN = and_(D.c.kind == "purchase", D.c.status == "open")


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """One order. ``here``: how much of it came in, in percent; ``state`` is one of STATES."""

    id: UUID
    number: str
    status: str
    vendor: str
    email: str
    day: date
    due: date | None
    total: Decimal
    currency: str
    user: str
    note: str
    extra: dict[str, Any]
    vendor_id: UUID
    is_late: bool
    lines: int = 0
    here: Decimal = _NONE
    state: str = ""


@dataclass(frozen=True)
class OrderLine:
    """One product of an order. ``rest`` is still to come, 0 where more came than was ordered."""

    id: UUID
    product: UUID
    sku: str
    name: str
    unit: str
    decimals: int
    vendor_sku: str
    pack: Decimal | None
    ordered: Decimal
    received: Decimal
    price: Decimal
    total: Decimal
    tracking: str = "none"

    @property
    def rest(self) -> Decimal:
        return max(_NONE, self.ordered - self.received)


@dataclass(frozen=True)
class Delivery:
    """A receipt of the order."""

    id: UUID
    number: str
    status: str
    day: date


@dataclass(frozen=True)
class OrderCard:
    """All that is told of one order; ``reason``: why it was closed or made void."""

    id: UUID
    number: str
    status: str
    state: str
    vendor: UUID
    vendor_name: str
    email: str
    phone: str
    address: str
    terms: str
    day: date
    due: date | None
    posted_at: datetime | None
    user: str
    currency: str
    total: Decimal
    note: str
    reason: str
    lines: tuple[OrderLine, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def is_begun(self) -> bool:
        """Whether something of it came in."""
        return any(line.received for line in self.lines)


def came_in(orders: Select[Any]) -> FromClause:
    """Order, product and quantity of what its deliveries hold, less what was taken back."""
    receipt, back = D.alias("receipt"), D.alias("back")
    is_there = and_(
        receipt.c.source.in_(orders),
        receipt.c.kind == "receipt",
        receipt.c.status.in_(("open", "posted")),
    )
    columns = (receipt.c.source.label("order"), DL.c.product, DL.c.qty)
    own = select(*columns).join_from(receipt, DL, DL.c.document == receipt.c.id).where(is_there)
    taken = (
        select(*columns)
        .join_from(receipt, back, and_(back.c.source == receipt.c.id, back.c.kind == "return"))
        .join(DL, DL.c.document == back.c.id)
        .where(is_there, back.c.status == "posted")
    )
    both = union_all(own, taken).subquery("came")
    total = func.sum(both.c.qty, type_=Quantity()).label("qty")
    grouped = select(both.c.order, both.c.product, total).group_by(both.c.order, both.c.product)
    return grouped.subquery("came_in")


def on_order_of(qty: ColumnElement[Any]) -> ColumnElement[Any]:
    """A quantity of an outer join, 0 where there is none."""
    return func.coalesce(qty, _ZERO, type_=Quantity())


def _on_order() -> FromClause:
    """Product and quantity of what the store's open orders still wait for."""
    wanted = D.alias("wanted")
    is_open = and_(wanted.c.kind == "purchase", wanted.c.status == "open", wanted.c.store == STORE)
    here = came_in(select(wanted.c.id).where(is_open))
    line = DL.alias("wanted_line")
    rest = line.c.qty - func.coalesce(here.c.qty, _ZERO, type_=Quantity())
    total = func.sum(case((rest > 0, rest), else_=_ZERO), type_=Quantity())
    return (
        select(line.c.product, total.label("qty"))
        .join_from(wanted, line, line.c.document == wanted.c.id)
        .outerjoin(here, and_(here.c.order == wanted.c.id, here.c.product == line.c.product))
        .where(is_open)
        .group_by(line.c.product)
        .subquery("on_order")
    )


# To be joined on ``product`` (an outer join): the store is given as "store".
ON_ORDER = _on_order()


def on_order(session: Session, store: UUID) -> dict[UUID, Decimal]:
    """What is on order of each product of which something is."""
    rows = session.execute(select(ON_ORDER.c.product, ON_ORDER.c.qty), {"store": store})
    return {row.product: row.qty for row in rows if row.qty > 0}


def _summed(session: Session, rows: list[PurchaseRow]) -> list[PurchaseRow]:
    """Lines and how much of them is here; one statement for all."""
    keys = [row.id for row in rows]
    here = came_in(select(D.c.id).where(D.c.id.in_(keys)))
    came = and_(here.c.order == DL.c.document, here.c.product == DL.c.product)
    found = session.execute(
        select(DL.c.document, DL.c.qty, on_order_of(here.c.qty).label("came"))
        .join_from(DL, here, came, isouter=True)
        .where(DL.c.document.in_(keys))
    )
    asked: dict[UUID, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for line in found:
        asked[line.document].append((line.qty, min(line.came, line.qty)))
    return [_with_lines(row, asked[row.id]) for row in rows]


def _with_lines(row: PurchaseRow, lines: list[tuple[Decimal, Decimal]]) -> PurchaseRow:
    shares = [got / qty for qty, got in lines if qty]
    here = Decimal(int(100 * sum(shares, _NONE) / len(shares))) if shares else _NONE
    is_begun = any(got for _, got in lines)
    state = state_of(row.status, row.extra, row.is_late, is_begun)
    return replace(row, lines=len(lines), here=here, state=state)


def state_of(status: str, extra: dict[str, Any], is_late: bool, is_begun: bool) -> str:
    """One of STATES: late comes before partly here."""
    if status == "open":
        return "late" if is_late else "part" if is_begun else "open"
    if status == "posted":
        return "closed" if CLOSED in extra else "received"
    return status


_LATE = and_(D.c.status == "open", D.c.due_date.is_not(None), D.c.due_date < TODAY)

PURCHASES = ListQuery(
    name="purchases",
    row=PurchaseRow,
    main=D,
    fields=(
        D.c.id,
        D.c.number,
        D.c.status,
        V.c.name,
        V.c.email,
        D.c.business_date,
        D.c.due_date,
        D.c.total,
        D.c.currency,
        W.c.full_name,
        D.c.note,
        D.c.extra,
        D.c.vendor,
        func.coalesce(_LATE, False),
    ),
    joins=(Join(V, V.c.id == D.c.vendor), Join(W, W.c.id == D.c.user)),
    where=(D.c.kind == "purchase",),
    columns=(
        Column("number", "Number", width=150, sort=D.c.id, descending=True),
        Column("vendor", "Vendor", width=0, sort=V.c.name),
        Column("state", "State", "choice", 120, choices=STATES),
        Column("day", "Made", "date", 112, D.c.business_date, descending=True, hidden_below=1600),
        Column("due", "Due", "date", 112, D.c.due_date),
        Column("lines", "Lines", "number", 64),
        Column("here", "Here", "percent", 72),
        Column("total", "Total", "money", 100, D.c.total, descending=True),
        Column("currency", "Currency", width=80, sort=D.c.currency, hidden_below=9999),
        Column("user", "By", width=120, hidden_below=1920),
        Column("note", "Note", width=140, hidden_below=1920),
    ),
    sort="number",
    descending=True,
    is_newest_first=True,
    search=(D.c.number, V.c.name, _WITH_PRODUCT),
    facets=(
        Facet("status", "State", "choice", D.c.status, STATUSES),
        Facet("vendor", "Vendor", "choice", D.c.vendor, choices_of=vendor_choices),
        Facet("late", "Late", "flag", func.coalesce(_LATE, False)),
        Facet("due", "Due", "date", D.c.due_date),
        Facet("product", "Product", "lookup", D.c.id, through=_WITH_PRODUCT),
    ),
    extra=_summed,
    fills=("lines", "here", "state"),
    printed=(
        *("number", "vendor", "state", "day", "due", "lines", "here", "total", "currency"),
        *("user", "note", "email", "id"),
    ),
    given=(("today", lambda: datetime.now(UTC).date()),),
)


def order_card(session: Session, order: UUID, today: date) -> OrderCard:
    """One order by its id; four statements."""
    head = _head(session, order)
    here = came_in(select(D.c.id).where(D.c.id == order))
    came = {row.product: row.qty for row in session.execute(select(here))}
    lines = _lines(session, head, came)
    is_late = head.due_date is not None and head.due_date < today
    is_begun = any(line.received for line in lines)
    return OrderCard(
        id=head.id,
        number=head.number,
        status=head.status,
        state=state_of(head.status, head.extra, is_late, is_begun),
        vendor=head.vendor,
        vendor_name=head.vendor_name,
        email=head.email,
        phone=head.phone,
        address=head.address,
        terms=head.terms,
        day=head.business_date,
        due=head.due_date,
        posted_at=head.posted_at,
        user=head.user_name,
        currency=head.currency,
        total=head.total,
        note=head.note,
        reason=str(head.extra.get(CLOSED, "")),
        lines=lines,
        deliveries=_deliveries(session, order),
    )


def _head(session: Session, order: UUID) -> Any:
    names = (
        V.c.name.label("vendor_name"), V.c.email, V.c.phone, V.c.address, V.c.terms,
        W.c.full_name.label("user_name"),
    )  # fmt: skip
    head = session.execute(
        select(D, *names)
        .join_from(D, V, V.c.id == D.c.vendor)
        .join(W, W.c.id == D.c.user)
        .where(D.c.id == order, D.c.kind == "purchase")
    ).first()
    if head is None:
        raise UserError("This order is gone.", "Refresh the list.", code="gone")
    return head


def _lines(session: Session, head: Any, came: dict[UUID, Decimal]) -> tuple[OrderLine, ...]:
    asked = and_(VP.c.vendor == head.vendor, VP.c.product == DL.c.product)
    found = session.execute(
        select(DL, P.c.sku, U.c.code.label("unit_code"), U.c.decimals, VP.c.vendor_sku,
               VP.c.pack_qty, P.c.tracking)
        .join_from(DL, P, P.c.id == DL.c.product)
        .join(U, U.c.id == DL.c.unit)
        .outerjoin(VP, asked)
        .where(DL.c.document == head.id, DL.c.qty != 0)
        .order_by(DL.c.position)
    )  # fmt: skip
    return tuple(
        OrderLine(
            row.id, row.product, row.sku, row.description, row.unit_code, row.decimals,
            row.vendor_sku or "", row.pack_qty, row.qty, came.get(row.product, _NONE),
            row.unit_price, row.total, row.tracking,
        )
        for row in found
    )  # fmt: skip


def _deliveries(session: Session, order: UUID) -> tuple[Delivery, ...]:
    rows = session.execute(
        select(D.c.id, D.c.number, D.c.status, D.c.business_date)
        .where(D.c.source == order, D.c.kind == "receipt")
        .order_by(D.c.id)
    )
    return tuple(Delivery(*row) for row in rows)


def open_orders(session: Session, store: UUID, today: date) -> list[PurchaseRow]:
    """What the store waits for: the earliest due first."""
    rows = session.execute(
        select(*PURCHASES.fields)
        .join_from(D, V, V.c.id == D.c.vendor)
        .join(W, W.c.id == D.c.user)
        .where(_OPEN, D.c.store == store)
        .order_by(D.c.due_date.is_(None), D.c.due_date, D.c.id),
        {"today": today},
    )
    return _summed(session, [PurchaseRow(*row) for row in rows])


def order_of_number(session: Session, number: str, store: UUID) -> UUID | None:
    """The store's order whose number was scanned or typed."""
    typed = number.strip().upper()
    wanted = select(D.c.id).where(D.c.number == typed, D.c.kind == "purchase", D.c.store == store)
    return session.scalars(wanted).first()


def order_of_delivery(session: Session, document: UUID) -> UUID | None:
    """The order that a receipt is of, if any."""
    return session.scalars(select(D.c.source).where(D.c.id == document)).first()
