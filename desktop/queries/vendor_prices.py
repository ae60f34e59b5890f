"""What vendors ask for products: the list of prices, the offers for one product, past prices."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.buying import best_vendor
from desktop.queries.categories import category_facet, category_words
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.list_query import Join, ListQuery
from desktop.queries.vendors import vendor_choices
from desktop.schema import AppUser, AuditEntry, Product, Unit, Vendor, VendorPrice
from desktop.schema.base import table_of

VP, P, U, V = table_of(VendorPrice), table_of(Product), table_of(Unit), table_of(Vendor)
A, W = table_of(AuditEntry), table_of(AppUser)
_WORDS = category_words()
BEST = (Choice(True, "Best", "ok"), Choice(False, ""))
PREFERRED = (Choice(True, "Preferred", "info"), Choice(False, ""))


@dataclass(frozen=True, slots=True)
class VendorPriceRow:
    """One product at one vendor. ``is_best``: of several active vendors, the one to buy from."""

    id: UUID
    vendor_name: str
    sku: str
    name: str
    unit_price: Decimal
    currency: str
    pack_qty: Decimal
    min_order_qty: Decimal
    lead_time_days: int
    vendor_sku: str | None
    is_preferred: bool
    category: str | None
    decimals: int
    vendor: UUID
    product: UUID
    version: int
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What one active vendor asks for a product; see ``best_vendor``."""

    product: UUID
    vendor: UUID
    unit_price: Decimal
    currency: str
    lead_time_days: int
    is_preferred: bool


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A price as it was set; ``before`` is None for the first one."""

    at: datetime
    before: Decimal | None
    after: Decimal
    user: str


def best_vendors(session: Session, products: Sequence[UUID]) -> dict[UUID, UUID]:
    """The best vendor of each of these products that has several; one statement."""
    offers: dict[UUID, list[Offer]] = defaultdict(list)
    rows = session.execute(
        select(
            VP.c.product,
            VP.c.vendor,
            VP.c.unit_price,
            VP.c.currency,
            VP.c.lead_time_days,
            VP.c.is_preferred,
        )
        .join_from(VP, V, V.c.id == VP.c.vendor)
        .where(VP.c.product.in_(products), V.c.is_active)
    )
    for row in rows:
        offers[row.product].append(Offer(*row))
    best = {product: best_vendor(found) for product, found in offers.items()}
    return {product: vendor for product, vendor in best.items() if vendor is not None}


def _with_best(session: Session, rows: list[VendorPriceRow]) -> list[VendorPriceRow]:
    best = best_vendors(session, list({row.product for row in rows}))
    return [replace(row, is_best=best.get(row.product) == row.vendor) for row in rows]


VENDOR_PRICES = ListQuery(
    name="prices",
    row=VendorPriceRow,
    main=VP,
    fields=(
        VP.c.id,
        V.c.name,
        P.c.sku,
        P.c.name,
        VP.c.unit_price,
        VP.c.currency,
        VP.c.pack_qty,
        VP.c.min_order_qty,
        VP.c.lead_time_days,
        VP.c.vendor_sku,
        VP.c.is_preferred,
        _WORDS.c.words,
        U.c.decimals,
        VP.c.vendor,
        VP.c.product,
        VP.c.version,
    ),
    joins=(
        Join(V, V.c.id == VP.c.vendor),
        Join(P, P.c.id == VP.c.product),
        Join(U, U.c.id == P.c.unit),
        Join(_WORDS, _WORDS.c.id == P.c.category, is_optional=True),
    ),
    columns=(
        Column("name", "Product", "text", 0, P.c.name, detail="sku"),
        Column("is_best", "Best", "choice", 66, choices=BEST),
        Column("unit_price", "Price", "money", 80, VP.c.unit_price, descending=True),
        Column("vendor_name", "Vendor", width=160, sort=V.c.name, hidden_below=9999),
        Column("vendor_sku", "Vendor's code", width=120, sort=VP.c.vendor_sku, hidden_below=9999),
        Column("lead_time_days", "Lead time", "number", 90, VP.c.lead_time_days, hidden_below=9999),
        Column("is_preferred", "Preferred", "choice", 100, choices=PREFERRED, hidden_below=9999),
    ),
    sort="name",
    search=(P.c.search_text, VP.c.vendor_sku),
    facets=(
        Facet("vendor", "Vendor", "choice", VP.c.vendor, choices_of=vendor_choices),
        Facet("product", "Product", "lookup", VP.c.product),
        category_facet(P.c.category),
        Facet("unit_price", "Price", "number", VP.c.unit_price),
        Facet("lead_time_days", "Lead time", "number", VP.c.lead_time_days),
        Facet("vendor_sku", "Vendor's code", "text", VP.c.vendor_sku),
        Facet("is_preferred", "Preferred", "flag", VP.c.is_preferred),
    ),
    extra=_with_best,
    fills=("is_best",),
    printed=(
        *("vendor_name", "sku", "name", "vendor_sku", "unit_price", "currency", "pack_qty"),
        *("min_order_qty", "lead_time_days", "is_preferred", "is_best"),
    ),
)


def price_of(session: Session, vendor: UUID, product: UUID) -> Decimal | None:
    """What a vendor asks for a product; None when it has no price."""
    pair = (VP.c.vendor == vendor) & (VP.c.product == product)
    return session.execute(select(VP.c.unit_price).where(pair)).scalar()


def price_history(session: Session, price: UUID, limit: int = 5) -> list[PriceChange]:
    """The newest times at which a price was set, from its audit trail."""
    entries = session.execute(
        select(A.c.at, A.c.before, A.c.after, W.c.full_name)
        .join_from(A, W, W.c.id == A.c.user, isouter=True)
        .where(A.c.entity == VP.name, A.c.entity_id == price)
        .order_by(A.c.at.desc(), A.c.id.desc())
    )
    found: list[PriceChange] = []
    for at, before, after, name in entries:
        if after is None or "unit_price" not in after or len(found) == limit:
            continue
        was = (before or {}).get("unit_price")
        old = None if was is None else Decimal(was)
        found.append(PriceChange(at, old, Decimal(after["unit_price"]), name or ""))
    return found
