"""The list of products, and what they are worth."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import and_, case, exists, func
from sqlalchemy.orm import Session

from desktop.db.types import Money
from desktop.domain.barcode import shown
from desktop.queries.categories import category_facet, category_words
from desktop.queries.columns import Choice, Column, Facet, Request, Sum
from desktop.queries.list_query import Join, ListQuery, matching
from desktop.queries.stock import last_move_of, on_hand_of, value_of
from desktop.queries.vendors import vendor_choices
from desktop.schema import Barcode, Product, Unit, Vendor, VendorPrice
from desktop.schema.base import table_of

P, U, V = table_of(Product), table_of(Unit), table_of(Vendor)
B, VP = table_of(Barcode), table_of(VendorPrice)
OFFER = VP.alias("offer")
_WORDS = category_words()
_ON_HAND = on_hand_of(P.c.id)
_MOVED = last_move_of(P.c.id)
_PERCENT = Decimal(100)

STATUSES = (
    Choice("active", "Active", "ok"),
    Choice("draft", "Draft", "info"),
    Choice("archived", "Archived"),
)
STOCK_STATES = (
    Choice("ok", "In stock", "ok", "circle-check"),
    Choice("low", "Low stock", "warn", "triangle-alert"),
    Choice("out", "Out of stock", "bad", "circle-x"),
    Choice("negative", "Below zero", "bad", "circle-x"),
)
_STOCK = case(
    (_ON_HAND < 0, "negative"),
    (_ON_HAND == 0, "out"),
    (and_(P.c.reorder_point > 0, P.c.reorder_point >= _ON_HAND), "low"),
    else_="ok",
)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product with what the store has of it; ``vendor`` is the preferred one."""

    id: UUID
    sku: str
    name: str
    price: Decimal
    on_hand: Decimal
    reorder_point: Decimal | None
    barcode: str | None
    category: str | None
    unit: str
    status: str
    cost: Decimal | None
    vendor: str | None
    moved: datetime | None
    decimals: int

    @property
    def margin(self) -> Decimal | None:
        """Share of the price that is not cost, in whole percent."""
        if self.cost is None or self.price == 0:
            return None
        share = (self.price - self.cost) * _PERCENT / self.price
        return share.quantize(Decimal(1), ROUND_HALF_UP)


def _readable(_: Session, rows: list[ProductRow]) -> list[ProductRow]:
    """Barcodes as they are printed on the goods."""
    return [replace(row, barcode=shown(row.barcode)) if row.barcode else row for row in rows]


PRODUCTS = ListQuery(
    name="products",
    row=ProductRow,
    main=P,
    fields=(
        P.c.id,
        P.c.sku,
        P.c.name,
        P.c.price,
        _ON_HAND,
        P.c.reorder_point,
        B.c.code,
        _WORDS.c.words,
        U.c.code,
        P.c.status,
        P.c.unit_cost,
        V.c.name,
        _MOVED,
        U.c.decimals,
    ),
    joins=(
        Join(B, and_(B.c.product == P.c.id, B.c.is_primary), is_optional=True),
        Join(_WORDS, _WORDS.c.id == P.c.category, is_optional=True),
        Join(U, U.c.id == P.c.unit),
        Join(VP, and_(VP.c.product == P.c.id, VP.c.is_preferred), is_optional=True),
        Join(V, V.c.id == VP.c.vendor, is_optional=True),
    ),
    columns=(
        Column(
            "name",
            "Product",
            "product",
            0,
            P.c.name,
            detail="sku",
            icon="category",
            editable="name",
        ),
        Column("sku", "SKU", sort=P.c.sku, hidden_below=9999),
        Column("category", "Category", width=140, sort=_WORDS.c.words, hidden_below=1600),
        Column("on_hand", "On hand", "level", 190, _ON_HAND, detail="reorder_point"),
        Column(
            "reorder_point",
            "Reorder at",
            "quantity",
            90,
            P.c.reorder_point,
            hidden_below=9999,
            editable="reorder_point",
        ),
        Column("price", "Price", "money", 90, P.c.price, descending=True, editable="price"),
        Column(
            "cost",
            "Cost",
            "money",
            90,
            P.c.unit_cost,
            descending=True,
            hidden_below=9999,
            editable="unit_cost",
        ),
        Column("margin", "Margin", "percent", 80, hidden_below=1600),
        Column("vendor", "Vendor", width=160, sort=V.c.name, hidden_below=1600),
        Column("barcode", "Barcode", width=130, sort=B.c.code, hidden_below=9999),
        Column(
            "status",
            "Status",
            "choice",
            90,
            P.c.status,
            hidden_below=9999,
            choices=STATUSES,
            editable="status",
        ),
        Column("moved", "Last moved", "age", 110, _MOVED, descending=True, hidden_below=1600),
    ),
    sort="name",
    search=(P.c.search_text, P.c.name),
    facets=(
        Facet("status", "Status", "choice", P.c.status, STATUSES),
        category_facet(P.c.category),
        Facet("stock", "Stock", "choice", _STOCK, STOCK_STATES),
        Facet("vendor", "Vendor", "choice", VP.c.vendor, choices_of=vendor_choices),
        Facet("price", "Price", "number", P.c.price),
        Facet("on_hand", "On hand", "number", _ON_HAND),
        Facet("moved", "Last moved", "date", _MOVED),
        Facet("cost", "Cost", "number", P.c.unit_cost),
        Facet("reorder_point", "Reorder at", "number", P.c.reorder_point),
        Facet("no_vendor", "No vendor", "flag", ~exists().where(OFFER.c.product == P.c.id)),
    ),
    sums=(
        Sum("on_hand", "on hand", "quantity", _ON_HAND, U.c.code),
        Sum("value", "value", "money", value_of(P.c.id, P.c.unit_cost)),
    ),
    extra=_readable,
    fills=("barcode",),
    printed=(
        *("sku", "name", "price", "on_hand", "reorder_point", "barcode"),
        *("category", "unit", "status", "cost"),
    ),
)


def stock_value(session: Session, request: Request) -> Decimal:
    """What the stock of the products that match is worth at cost."""
    worth = func.sum(value_of(P.c.id, P.c.unit_cost), type_=Money())
    found = session.execute(matching(PRODUCTS, request, worth)).scalar()
    return found or Decimal(0)
