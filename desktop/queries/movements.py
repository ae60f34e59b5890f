"""The whole ledger as a list: every movement with what was on hand before and after it."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.queries.balances import Spot, balances
from desktop.queries.categories import category_facet
from desktop.queries.columns import Choice, Column, Facet, Request, Sum, Through
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.lists import stream
from desktop.queries.locations import location_choices
from desktop.queries.merged import made_of
from desktop.schema import AppUser, Document, DocumentLine, Location, Product, StockMove, Unit
from desktop.schema.base import table_of

M, P, U = table_of(StockMove), table_of(Product), table_of(Unit)
L, W = table_of(Location), table_of(AppUser)
D, DL = table_of(Document), table_of(DocumentLine)
UNDONE = M.alias("undone")
SOUGHT = P.alias("sought")

KINDS = (
    Choice("sale", "Sale", "info", "receipt-text"),
    Choice("receive", "Received", "ok", "arrow-down-to-line"),
    Choice("count", "Count", "", "clipboard-check"),
    Choice("uncount", "Count undone", "", "undo-2"),
    Choice("adjust", "Adjusted", "warn", "sliders-horizontal"),
    Choice("waste", "Written off", "bad", "trash-2"),
    Choice("return", "Return", "ok", "rotate-ccw"),
    Choice("opening", "Opening", "", "package-plus"),
    Choice("transfer", "Moved", "", "arrow-left-right"),
    Choice("consume", "Used", "warn", "package-minus"),
    Choice("produce", "Made", "ok", "hammer"),
)
PAPER, ITEM = D.alias("paper"), DL.alias("item")
_ITEMS = select(ITEM.c.id).join_from(PAPER, ITEM, ITEM.c.document == PAPER.c.id)
_BY_NUMBER = Through(M.c.line, _ITEMS, (PAPER.c.number,))
_THROUGH = Through(M.c.product, select(SOUGHT.c.id), (SOUGHT.c.search_text,))


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One movement. ``undone``: another one takes it back; ``reverses``: it takes that one back.

    ``quantity`` is None for counts and uncounts, ``set_qty`` for all but counts.
    """

    id: UUID
    seq: int
    sku: str
    name: str
    quantity: Decimal | None
    set_qty: Decimal | None
    kind: str
    at: datetime
    user: str
    location: str
    number: str | None
    reason: str
    product: UUID
    location_id: UUID
    lot: UUID
    document: UUID | None
    recorded_at: datetime
    reverses: UUID | None
    undone: bool
    decimals: int
    before: Decimal | None = None
    after: Decimal | None = None


def _with_balances(session: Session, rows: list[MoveRow]) -> list[MoveRow]:
    found = balances(
        session,
        (
            Spot(row.product, row.location_id, row.lot, row.at, row.reverses or row.id)
            for row in rows
        ),
    )
    return [replace(row, before=found[row.id].before, after=found[row.id].after) for row in rows]


def user_choices(session: Session) -> list[Choice]:
    """Everyone by name, for filters."""
    rows = session.execute(select(W.c.id, W.c.full_name).order_by(W.c.full_name, W.c.id))
    return [Choice(row.id, row.full_name) for row in rows]


MOVEMENTS = ListQuery(
    name="movements",
    row=MoveRow,
    main=M,
    fields=(
        M.c.id,
        M.c.seq,
        P.c.sku,
        P.c.name,
        M.c.qty,
        M.c.set_qty,
        M.c.kind,
        M.c.occurred_at,
        W.c.username,
        L.c.name,
        D.c.number,
        M.c.reason,
        M.c.product,
        M.c.location,
        M.c.lot,
        D.c.id,
        M.c.recorded_at,
        M.c.reverses,
        UNDONE.c.id.is_not(None),
        U.c.decimals,
    ),
    joins=(
        Join(P, P.c.id == M.c.product),
        Join(U, U.c.id == P.c.unit),
        Join(W, W.c.id == M.c.user),
        Join(L, L.c.id == M.c.location),
        Join(DL, DL.c.id == M.c.line, is_optional=True),
        Join(D, D.c.id == DL.c.document, is_optional=True),
        Join(UNDONE, UNDONE.c.reverses == M.c.id, is_optional=True),
    ),
    columns=(
        Column("at", "Time", "time", 150, M.c.occurred_at, descending=True),
        Column("kind", "Kind", "choice", 130, M.c.kind, choices=KINDS),
        Column("name", "Product", "product", 0, P.c.name, detail="sku", of="product"),
        Column("quantity", "Change", "change", 90, detail="set_qty"),
        Column("before", "Before", "quantity", 80),
        Column("after", "After", "quantity", 80),
        # One place, person or document may have any number of rows: these are chosen by filters.
        Column("location", "Location", width=120, hidden_below=1600),
        Column("user", "User", width=110, hidden_below=1440),
        Column("number", "Document", width=160),
        Column("reason", "Reason", width=140, hidden_below=1600),
        Column("seq", "No.", "number", 80, hidden_below=9999),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
    ),
    sort="at",
    descending=True,
    is_newest_first=True,
    search=(_THROUGH,),
    facets=(
        Facet("product", "Product", "lookup", M.c.product, through=_THROUGH, within=made_of),
        category_facet(P.c.category),
        Facet("kind", "Kind", "choice", M.c.kind, KINDS),
        Facet("user", "User", "choice", M.c.user, choices_of=user_choices),
        Facet("location", "Location", "choice", M.c.location, choices_of=location_choices),
        Facet("at", "Date", "date", M.c.occurred_at),
        Facet("quantity", "Change", "number", M.c.qty),
        Facet("reason", "Reason", "text", M.c.reason),
        Facet("document", "Document", "lookup", M.c.line, through=_BY_NUMBER),
    ),
    sums=(Sum("quantity", "change", "change", M.c.qty, U.c.code),),
    extra=_with_balances,
    fills=("before", "after"),
    printed=(
        *("id", "seq", "sku", "name", "quantity", "set_qty", "kind", "at", "user"),
        *("before", "after", "location", "number", "reason"),
    ),
)


def moves_of(session: Session, product: UUID, limit: int = 5) -> list[MoveRow]:
    """A product's newest movements; if nothing was merged into it, its index has them in order."""
    goods = session.connection().scalars(made_of([product])).all()
    theirs = M.c.product.in_(goods) if len(goods) > 1 else M.c.product == product
    return list(stream(session, replace(MOVEMENTS, where=(theirs,)), Request(), limit))
