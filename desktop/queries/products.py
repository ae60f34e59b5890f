"""The list of products, and what they are worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session

from desktop.db.types import Money
from desktop.domain.barcode import shown
from desktop.queries.categories import category_facet, category_words
from desktop.queries.columns import Choice, Column, Facet, Request, Sum
from desktop.queries.custom_fields import with_own_fields
from desktop.queries.list_query import Join, ListQuery, matching
from desktop.queries.stock import held_of, last_move_of, on_hand_of, value_of
from desktop.queries.vendors import vendor_choices
from desktop.schema import Barcode, Product, Unit, Vendor, VendorPrice
from desktop.schema.base import table_of
from desktop.schema.store_price import effective_price, own_price

P, U, V = table_of(Product), table_of(Unit), table_of(Vendor)
B, VP = table_of(Barcode), table_of(VendorPrice)
OFFER = VP.alias("offer")
_WORDS = category_words()
_ON_HAND, _OWN = held_of(P), on_hand_of(P.c.id)
_PRICE, _OWN_PRICE = effective_price(P), own_price(P)
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
    Choice("parent", "With variants", "info", "boxes"),
)
_STOCK = case(
    (P.c.is_template, "parent"),
    (_ON_HAND < 0, "negative"),
    (_ON_HAND == 0, "out"),
    (and_(P.c.reorder_point > 0, P.c.reorder_point >= _ON_HAND), "low"),
    else_="ok",
)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product with what the store has of it; ``vendor`` is the preferred one.

    ``price_here`` is the store's own price. A parent has the sum of its ``variants``, and their
    prices ``price_from`` … ``price_to``.
    ``custom``: values of the shop's own fields as they are kept; where there are such fields, the
    list's row has each of them typed: ``custom_colour``.
    """

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
    price_here: Decimal | None
    parent: UUID | None
    is_template: bool
    custom: Mapping[str, Any] = field(default_factory=dict, hash=False)
    variants: int = 0
    price_from: Decimal | None = None
    price_to: Decimal | None = None

    @property
    def counts(self) -> Decimal:
        """The price that is asked here."""
        return self.price if self.price_here is None else self.price_here

    @property
    def margin(self) -> Decimal | None:
        """Share of the price that is not cost, in whole percent."""
        if self.cost is None or self.counts == 0 or self.is_template:
            return None
        share = (self.counts - self.cost) * _PERCENT / self.counts
        return share.quantize(Decimal(1), ROUND_HALF_UP)


def _completed(session: Session, rows: list[ProductRow]) -> list[ProductRow]:
    """Barcodes as they are printed on the goods, and what parents have of their variants."""
    families = _families(session, [row.id for row in rows if row.is_template])
    return [_with(row, families.get(row.id)) for row in rows]


def _with(row: ProductRow, family: Any) -> ProductRow:
    if row.barcode:
        row = replace(row, barcode=shown(row.barcode))
    if family is None:
        return row
    count, least, most = family
    return replace(row, variants=count, price_from=least, price_to=most)


def _families(session: Session, parents: list[UUID]) -> dict[UUID, Any]:
    """How many active variants each parent has, and their lowest and highest price."""
    if not parents:
        return {}
    asked = (
        select(P.c.parent, func.count(), func.min(P.c.price), func.max(P.c.price))
        .where(P.c.parent.in_(parents), P.c.status == "active")
        .group_by(P.c.parent)
    )
    return {parent: rest for parent, *rest in session.execute(asked)}


def variant_choices(session: Session) -> list[Choice]:
    """Every product that has variants."""
    parents = select(P.c.id, P.c.name).where(P.c.is_template).order_by(P.c.name, P.c.id)
    return [Choice(row.id, row.name) for row in session.execute(parents)]


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
        _OWN_PRICE,
        P.c.parent,
        P.c.is_template,
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
            of="id",
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
            can_be_empty=True,
        ),
        Column("price", "Price", "money", 112, _PRICE, descending=True, editable="price"),
        Column(
            "price_here", "Price here", "money", 90, _OWN_PRICE, descending=True, hidden_below=9999
        ),
        Column(
            "cost",
            "Cost",
            "money",
            90,
            P.c.unit_cost,
            descending=True,
            hidden_below=9999,
            editable="unit_cost",
            can_be_empty=True,
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
    search=(P.c.search_text,),
    facets=(
        Facet("status", "Status", "choice", P.c.status, STATUSES),
        category_facet(P.c.category),
        Facet("stock", "Stock", "choice", _STOCK, STOCK_STATES),
        Facet("vendor", "Vendor", "choice", VP.c.vendor, choices_of=vendor_choices),
        Facet("price", "Price", "number", _PRICE),
        Facet("on_hand", "On hand", "number", _ON_HAND),
        Facet("moved", "Last moved", "date", _MOVED),
        Facet("cost", "Cost", "number", P.c.unit_cost),
        Facet("reorder_point", "Reorder at", "number", P.c.reorder_point),
        Facet("parent", "Variants of", "choice", P.c.parent, choices_of=variant_choices),
        Facet("is_variant", "Is a variant", "flag", P.c.parent.is_not(None)),
        Facet("price_here", "Own price here", "flag", _OWN_PRICE.is_not(None)),
        Facet("no_vendor", "No vendor", "flag", ~exists().where(OFFER.c.product == P.c.id)),
    ),
    sums=(
        Sum("on_hand", "on hand", "quantity", _OWN, U.c.code),
        Sum("value", "value", "money", value_of(P.c.id, P.c.unit_cost)),
    ),
    extra=_completed,
    fills=("barcode", "variants", "price_from", "price_to"),
    printed=(
        *("sku", "name", "price", "on_hand", "reorder_point", "barcode"),
        *("category", "unit", "status", "cost", "price_here"),
    ),
    grown=with_own_fields,
)


def stock_value(session: Session, request: Request) -> Decimal:
    """What the stock of the products that match is worth at cost."""
    worth = func.sum(value_of(P.c.id, P.c.unit_cost), type_=Money())
    found = session.execute(matching(PRODUCTS.of(session), request, worth)).scalar()
    return found or Decimal(0)
