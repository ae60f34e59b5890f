"""The lines of purchase orders as a list: what of which product was ordered, and what is here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from desktop.domain.barcode import shown
from desktop.domain.measure import UnitOf, unit_named
from desktop.queries.categories import category_facet
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.purchases import DL, VP, D, P, U, V, came_in, on_order_of
from desktop.queries.vendors import vendor_choices
from desktop.schema import Barcode
from desktop.schema.base import table_of

B = table_of(Barcode)

HERE = (
    Choice("none", "Not yet"),
    Choice("part", "Partly", "info", "arrow-down-to-line"),
    Choice("all", "Complete", "ok", "circle-check"),
    Choice("more", "Too much", "warn", "triangle-alert"),
)


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """One product of an order; ``received`` of all its deliveries, ``state`` one of HERE."""

    id: UUID
    number: str
    vendor: str
    sku: str
    name: str
    vendor_sku: str
    qty: Decimal
    price: Decimal
    total: Decimal
    currency: str
    unit: str
    pack: Decimal | None
    decimals: int
    order: UUID
    product: UUID
    status: str
    position: int
    barcode: str | None
    received: Decimal = Decimal(0)
    state: str = "none"

    @property
    def counted_in(self) -> UnitOf:
        """Its unit; a case is what the vendor packs."""
        cases = (self.pack,) if self.pack is not None and self.pack > 1 else ()
        return unit_named(self.unit, self.decimals, cases)

    @property
    def rest(self) -> Decimal:
        """What is still to come."""
        return max(Decimal(0), self.qty - self.received)


def _with_received(session: Session, rows: list[OrderLineRow]) -> list[OrderLineRow]:
    here = came_in(select(D.c.id).where(D.c.id.in_({row.order for row in rows})))
    found = session.execute(
        select(here.c.order, here.c.product, on_order_of(here.c.qty).label("qty"))
    )
    came = {(row.order, row.product): row.qty for row in found}
    return [_told(row, came.get((row.order, row.product), Decimal(0))) for row in rows]


def _told(row: OrderLineRow, received: Decimal) -> OrderLineRow:
    state = "none" if received <= 0 else "part" if received < row.qty else "all"
    return replace(
        row, received=received, state="more" if received > row.qty else state,
        barcode=shown(row.barcode) if row.barcode else None,
    )  # fmt: skip


ORDER_LINES = ListQuery(
    name="ordered goods",
    row=OrderLineRow,
    main=DL,
    fields=(
        DL.c.id,
        D.c.number,
        V.c.name,
        P.c.sku,
        DL.c.description,
        func.coalesce(VP.c.vendor_sku, ""),
        DL.c.qty,
        DL.c.unit_price,
        DL.c.total,
        D.c.currency,
        U.c.code,
        VP.c.pack_qty,
        U.c.decimals,
        DL.c.document,
        DL.c.product,
        D.c.status,
        DL.c.position,
        B.c.code,
    ),
    joins=(
        Join(D, D.c.id == DL.c.document),
        Join(V, V.c.id == D.c.vendor),
        Join(P, P.c.id == DL.c.product),
        Join(U, U.c.id == DL.c.unit),
        Join(VP, and_(VP.c.vendor == D.c.vendor, VP.c.product == DL.c.product), is_optional=True),
        Join(B, and_(B.c.product == DL.c.product, B.c.is_primary), is_optional=True),
    ),
    where=(D.c.kind == "purchase", DL.c.qty != 0),
    columns=(
        Column("number", "Order", width=130, sort=D.c.number, hidden_below=9999),
        Column("vendor_sku", "Their code", width=110, hidden_below=1600),
        Column("name", "Product", "text", 0, DL.c.description, detail="sku"),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
        Column("barcode", "Barcode", "barcode", 150, B.c.code, hidden_below=9999),
        Column("qty", "Ordered", "quantity", 80, DL.c.qty, editable="quantity"),
        Column("received", "Here", "quantity", 64),
        Column("rest", "To come", "quantity", 72, hidden_below=9999),
        Column("unit", "Unit", width=60, hidden_below=9999),
        Column("price", "Price", "money", 80, DL.c.unit_price, editable="unit_price"),
        Column("total", "Total", "money", 90, DL.c.total, descending=True),
        Column("currency", "Currency", width=80, hidden_below=9999),
        Column("position", "Line", "number", 60, DL.c.position, hidden_below=9999),
        Column("vendor", "Vendor", width=150, sort=V.c.name, hidden_below=9999),
        Column("state", "State", "choice", 100, choices=HERE, hidden_below=9999),
    ),
    sort="position",
    search=(DL.c.description, P.c.sku, VP.c.vendor_sku),
    facets=(
        Facet("order", "Order", "lookup", DL.c.document),
        Facet("product", "Product", "lookup", DL.c.product),
        category_facet(P.c.category),
        Facet("vendor", "Vendor", "choice", D.c.vendor, choices_of=vendor_choices),
    ),
    extra=_with_received,
    fills=("received", "state", "rest", "barcode"),
    printed=(
        *("number", "vendor", "vendor_sku", "sku", "barcode", "name", "qty", "received", "unit"),
        *("price", "total", "currency"),
    ),
)


def orders_with(session: Session, store: UUID, products: Sequence[UUID], limit: int) -> list[UUID]:
    """The store's open orders with any of these products: the one with most of them first."""
    found: Counter[UUID] = Counter()
    due: dict[UUID, tuple[bool, date]] = {}
    wanted = (
        select(D.c.id, D.c.due_date)
        .join_from(D, DL, DL.c.document == D.c.id)
        .where(D.c.kind == "purchase", D.c.status == "open", D.c.store == store)
        .where(DL.c.product.in_(products), DL.c.qty != 0)
    )
    for order, day in session.execute(wanted):
        found[order] += 1
        due[order] = (day is None, day or date.max)
    return sorted(found, key=lambda order: (-found[order], due[order], order))[:limit]
