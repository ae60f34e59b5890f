"""One product: the card that a scan or a panel shows, and how a few letters lead to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
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

from desktop.db.types import Uuid
from desktop.domain.barcode import barcode_key, clean, shown, unclear_quantity
from desktop.domain.errors import UnknownCode, UserError
from desktop.domain.gs1 import Label
from desktop.domain.measure import UnitOf, unit_named
from desktop.domain.measure_codes import may_be_measured, measured
from desktop.domain.search import words
from desktop.queries.categories import category_words
from desktop.queries.product_parts import (
    Code,
    LotLevel,
    PlaceLevel,
    VendorOffer,
    codes_of,
    levels_of,
    lots_of,
    offers_of,
)
from desktop.queries.shop import measure_codes
from desktop.queries.stock import held_of
from desktop.schema import Barcode, Location, Product, Unit
from desktop.schema.base import table_of
from desktop.schema.store_price import effective_price

P, B, L = table_of(Product), table_of(Barcode), table_of(Location)
UNIT = table_of(Unit)
_WORDS = category_words()
_PLACE = bindparam("place", type_=Uuid())
_PRICE = effective_price(P, select(L.c.store).where(L.c.id == _PLACE).scalar_subquery())


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product. ``on_hand`` is of the asked location, ``total`` of all sellable ones.

    ``code`` is what was asked for and ``pack_qty`` what that code stands for; ``label`` is what was
    read out of it, where no product has the code itself. ``price`` counts in the location's store,
    ``usual_price`` where a store has none of its own. A parent has the sums of its variants, and
    their prices from ``price`` to ``price_to``. ``custom``: the shop's own fields, as stored.
    """

    product: UUID
    code: str
    sku: str
    name: str
    description: str
    status: str
    price: Decimal
    cost: Decimal | None
    tax_rate: Decimal
    reorder_point: Decimal | None
    reorder_qty: Decimal | None
    category: str
    unit: str
    decimals: int
    on_hand: Decimal
    total: Decimal
    pack_qty: Decimal
    levels: tuple[PlaceLevel, ...]
    codes: tuple[Code, ...]
    vendors: tuple[VendorOffer, ...]
    version: int
    tracking: str = "none"
    lots: tuple[LotLevel, ...] = ()
    label: Label | None = None
    usual_price: Decimal = Decimal(0)
    price_to: Decimal | None = None
    parent: UUID | None = None
    options: tuple[tuple[str, str], ...] = ()
    is_template: bool = False
    variants: int = 0
    custom: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def counted_in(self) -> UnitOf:
        """Its unit, and the sizes of its cases."""
        sizes = tuple(sorted({code.pack_qty for code in self.codes if code.pack_qty > 1}))
        return unit_named(self.unit, self.decimals, sizes)


def product_by_code(
    session: Session, code: str, location: UUID, label: Label | None = None
) -> ProductCard:
    """The product of a scanned or typed code; an SKU counts as a code.

    ``label``: what the code reads as by GS1; it is asked where no product has the code itself.
    """
    text = clean(code)
    found = _of_barcode(session, text) or _of_sku(session, text)
    if found is None and (problem := unclear_quantity(text)) is not None:
        raise problem
    if found is None and not text:
        raise UserError("The code is empty.", "Scan it again.", field="code", code="empty_code")
    if found is not None:
        return _card(session, found[0], location, text, found[1])
    label = label or _of_scale(session, text, location)
    found = _of_label(session, label) if label is not None else None
    if found is None:
        raise UnknownCode(text, shown(label.code) if label is not None else "")
    return replace(_card(session, found[0], location, text, found[1]), label=label)


def _of_scale(session: Session, text: str, location: UUID) -> Label | None:
    """What the shop's templates read from a code of its scales."""
    key = barcode_key(text)
    if not may_be_measured(key):
        return None
    store = session.scalar(select(L.c.store).where(L.c.id == location))
    return measured(key, measure_codes(session, store)) if store is not None else None


def _of_label(session: Session, label: Label) -> tuple[UUID, Decimal] | None:
    """By the label's own code, else by its other spellings, which may be SKUs."""
    for code in (label.code, *label.codes):
        found = _of_barcode(session, code) or (_of_sku(session, code) if label.codes else None)
        if found is not None:
            return found
    return None


def product_by_sku(session: Session, sku: str, location: UUID) -> ProductCard:
    """The product of an SKU, else of a code: what a person types on the command line."""
    found = _of_sku(session, clean(sku))
    if found is None:
        return product_by_code(session, sku, location)
    return _card(session, found[0], location, clean(sku))


def product_details(session: Session, product: UUID, location: UUID) -> ProductCard:
    """The product of an id."""
    return _card(session, product, location)


def _of_barcode(session: Session, text: str) -> tuple[UUID, Decimal] | None:
    by_code = select(B.c.product, B.c.pack_qty).where(B.c.code == barcode_key(text))
    row = session.execute(by_code).first()
    return (row.product, row.pack_qty) if row is not None else None


def _of_sku(session: Session, text: str) -> tuple[UUID, Decimal] | None:
    product = session.execute(select(P.c.id).where(P.c.sku == text)).scalar()
    return (product, Decimal(1)) if product is not None else None


def _card(
    session: Session, product: UUID, location: UUID, code: str = "", pack: Decimal = Decimal(1)
) -> ProductCard:
    row = _row(session, product, location)
    levels = levels_of(session, product, location)
    card = ProductCard(
        product=row.id,
        code=code or row.sku,
        sku=row.sku,
        name=row.name,
        description=row.description,
        status=row.status,
        price=row.price_here,
        cost=row.unit_cost,
        tax_rate=row.tax_rate,
        reorder_point=row.reorder_point,
        reorder_qty=row.reorder_qty,
        category=row.words or "",
        unit=row.unit_code,
        decimals=row.decimals,
        on_hand=sum((at.on_hand for at in levels if at.location == location), Decimal(0)),
        total=sum((at.on_hand for at in levels if at.is_sellable), Decimal(0)),
        pack_qty=pack,
        levels=levels,
        codes=codes_of(session, product),
        vendors=offers_of(session, product),
        version=row.version,
        tracking=row.tracking,
        lots=lots_of(session, product, location) if row.tracking == "lot" else (),
        usual_price=row.price,
        parent=row.parent,
        options=tuple(row.options.items()),
        is_template=row.is_template,
        custom=row.custom,
    )
    return _with_variants(session, card, location) if row.is_template else card


def _with_variants(session: Session, card: ProductCard, location: UUID) -> ProductCard:
    """A parent costs what its variants cost."""
    asked = select(func.count(), func.min(_PRICE), func.max(_PRICE)).where(
        P.c.parent == card.product, P.c.status == "active"
    )
    count, least, most = session.execute(asked, {_PLACE.key: location}).one()
    if not count:
        return card
    return replace(card, variants=count, price=least, price_to=most)


def _row(session: Session, product: UUID, location: UUID) -> Any:
    row = session.execute(
        select(
            P,
            UNIT.c.code.label("unit_code"),
            UNIT.c.decimals,
            _WORDS.c.words,
            _PRICE.label("price_here"),
        )
        .join_from(P, UNIT, UNIT.c.id == P.c.unit)
        .join(_WORDS, _WORDS.c.id == P.c.category, isouter=True)
        .where(P.c.id == product),
        {_PLACE.key: location},
    ).first()
    if row is None:
        raise UserError("This product is gone.", "Refresh the list.", code="gone")
    return row


@dataclass(frozen=True, slots=True)
class Found:
    """A product that a few letters lead to."""

    product: UUID
    sku: str
    name: str
    price: Decimal
    on_hand: Decimal
    category: str | None
    unit: str
    decimals: int


def products_of_code(session: Session, code: str) -> list[UUID]:
    """The product with exactly this SKU, then the one with this barcode."""
    text = clean(code)
    if not text:
        return []
    return list(session.scalars(_OF_CODE, {"sku": text, "code": barcode_key(text)}))


def found_products(session: Session, products: Sequence[UUID], store: UUID) -> list[Found]:
    """These products as they are now, in the same order, without those that are not active."""
    if not products:
        return []
    rows = session.execute(_OF_IDS, {"store": store, "products": list(products)})
    found = {row.id: Found(*row) for row in rows}
    return [found[product] for product in products if product in found]


def found_variants(session: Session, parent: UUID, store: UUID, limit: int = 500) -> list[Found]:
    """The active variants of a product, in the order in which they were made."""
    asked = _found(P.c.parent == parent, P.c.status == "active").order_by(P.c.id).limit(limit)
    return [Found(*row) for row in session.execute(asked, {"store": store})]


def find_products(session: Session, text: str, store: UUID, limit: int = 8) -> list[Found]:
    """Active products that hold every word; the exact code first, then names that begin so."""
    return _find(session, text, store, limit, _is_exact(clean(text)))


def find_goods(session: Session, text: str, store: UUID, limit: int = 8) -> list[Found]:
    """The same of what is ordered and booked: a parent's code leads to its variants."""
    parent, code = P.alias("asked_parent"), clean(text)
    of_it = P.c.parent.in_(select(parent.c.id).where(_is_exact(code, parent)))
    return _find(session, text, store, limit, _is_exact(code) | of_it, ~P.c.is_template)


def _find(
    session: Session,
    text: str,
    store: UUID,
    limit: int,
    is_exact: ColumnElement[bool],
    *conditions: ColumnElement[bool],
) -> list[Found]:
    looked_for = words(text)
    if not looked_for:
        return []
    rank = case(
        (is_exact, 0), (P.c.search_text.startswith(looked_for[0], autoescape=True), 1), else_=2
    )
    has_all = and_(*(P.c.search_text.contains(word, autoescape=True) for word in looked_for))
    first = (
        select(P.c.id)
        .where(is_exact | has_all, P.c.status == "active", *conditions)
        .order_by(rank, P.c.name, P.c.id)
        .limit(limit)
        .with_hint(P, "NOT INDEXED", "sqlite")  # one row after the other: no index holds the text
    )
    return found_products(session, session.scalars(first).all(), store)


def _is_exact(code: str, product: FromClause = P) -> ColumnElement[bool]:
    by_code = select(B.c.product).where(B.c.code == barcode_key(code)).scalar_subquery()
    return (product.c.sku == code) | (product.c.id == by_code)


def _found(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The columns of Found for the products that match."""
    return (
        select(
            P.c.id,
            P.c.sku,
            P.c.name,
            effective_price(P),
            held_of(P),
            _WORDS.c.words,
            UNIT.c.code,
            UNIT.c.decimals,
        )
        .join_from(P, UNIT, UNIT.c.id == P.c.unit)
        .join(_WORDS, _WORDS.c.id == P.c.category, isouter=True)
        .where(*conditions)
    )


_OF_CODE = union_all(
    select(func.coalesce(P.c.merged_into, P.c.id)).where(P.c.sku == bindparam("sku")),
    select(B.c.product).where(B.c.code == bindparam("code")),
)
_OF_IDS = _found(
    P.c.id.in_(bindparam("products", expanding=True)),
    func.coalesce(P.c.status, "") == "active",  # SQLite would walk the index of status
)
